"""Rows of the registry to the engine's data, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import overload

from engine.events import EventKind, RunEvent, Session
from engine.retention import Kept
from engine.run import (
    Clip,
    Facts,
    Options,
    Ordering,
    Outcome,
    Phase,
    Quality,
    Reason,
    Request,
    Run,
    Segment,
    State,
    Task,
    Word,
)


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script one by one, so that a migration can be one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def session_of(row: sqlite3.Row, counts: dict[State, int]) -> Session:
    return Session(row["session_id"], row["name"], Ordering(row["ordering"]), row["created_at"], counts)


def run_of(row: sqlite3.Row) -> Run:
    return Run(
        run_id=row["run_id"],
        position=row["position"],
        session_id=row["session_id"],
        clip=Clip(
            clip_id=row["clip_id"],
            name=row["name"],
            source=row["source"],
            size_bytes=row["size_bytes"],
            sha256=row["sha256"],
            stored_as=row["stored_as"],
            duration_s=row["duration_s"],
        ),
        options=options_of(row["options"]),
        state=State(row["state"]),
        phase=Phase(row["phase"]) if row["phase"] else None,
        attempt=row["attempt"],
        crashes=row["crashes"],
        suspect=bool(row["suspect"]),
        owner=row["owner"],
        requested=Request(row["requested"]) if row["requested"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        reason=_reason_of(row["reason"]),
        language=row["language"],
        device=row["device"],
        done_s=row["done_s"],
        windows_done=row["windows_done"],
        preview=row["preview"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        turn=row["turn"],
        queued_at=row["queued_at"],
        resumed_s=row["resumed_s"],
        shown_attempt=row["shown_attempt"],
        deleted_at=row["deleted_at"],
    )


def kept_of(row: sqlite3.Row) -> Kept:
    return Kept(
        clip_id=row["clip_id"],
        run_ids=tuple(json.loads(row["run_ids"])),
        size_bytes=row["size_bytes"],
        since=row["since"],
        has_ended=bool(row["has_ended"]),
        is_deleted=bool(row["is_deleted"]),
    )


def event_of(row: sqlite3.Row) -> RunEvent:
    return RunEvent(
        run_id=row["run_id"],
        sequence=row["sequence"],
        at=row["at"],
        kind=EventKind(row["kind"]),
        attempt=row["attempt"],
        from_state=State(row["from_state"]) if row["from_state"] else None,
        to_state=State(row["to_state"]) if row["to_state"] else None,
        detail=json.loads(row["detail"]),
    )


class StoredWords(Sequence[Word]):
    """The words of a segment as they lie in the registry. Each look at them reads them anew: few segments are looked
    at, and those of ten hours, read at once, would fill tens of megabytes."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def _read(self) -> tuple[Word, ...]:
        return tuple(Word(*word) for word in json.loads(self._text))

    @overload
    def __getitem__(self, place: int) -> Word: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Word]: ...
    def __getitem__(self, place: int | slice) -> Word | Sequence[Word]:
        return self._read()[place]

    def __iter__(self) -> Iterator[Word]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredWords) and self._text == other._text:
            return True
        return self._read() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())


def segment_of(row: sqlite3.Row) -> Segment:
    return Segment(
        start_s=row["start_s"],
        end_s=row["end_s"],
        text=row["text"],
        avg_logprob=row["avg_logprob"],
        no_speech_prob=row["no_speech_prob"],
        words=StoredWords(row["words"]) if row["words"] else (),
        speaker=row["speaker"],
        is_edited=bool(row["is_edited"]),
        segment_id=row["segment_id"],
    )


def segment_values(segment: Segment) -> tuple[object, ...]:
    """A segment as `INSERT_SEGMENT` takes it, between the attempt and the edit that made it."""
    return (
        segment.start_s, segment.end_s, segment.text, segment.avg_logprob, segment.no_speech_prob,
        _words_json(segment), segment.speaker, segment.is_edited, segment.segment_id or None,
    )  # fmt: skip


def _words_json(segment: Segment) -> str | None:
    if not segment.words:
        return None
    return json.dumps([[word.start_s, word.end_s, word.text, word.probability] for word in segment.words])


# Thousands of runs have the same few options: they share them.
@lru_cache(maxsize=256)
def options_json(options: Options) -> str:
    return json.dumps(asdict(options))


@lru_cache(maxsize=256)
def options_of(text: str) -> Options:
    values = json.loads(text)
    return Options(**values | {"task": Task(values["task"]), "quality": Quality(values["quality"])})


def reason_json(reason: Reason | None) -> str | None:
    return None if reason is None else json.dumps({"code": reason.code, "facts": dict(reason.facts)})


def reason_facts(reason: Reason | None) -> Facts:
    """A reason as the detail of an event."""
    return {} if reason is None else {"code": reason.code, **reason.facts}


def _reason_of(text: str | None) -> Reason | None:
    if text is None:
        return None
    values = json.loads(text)
    return Reason(values["code"], values["facts"])
