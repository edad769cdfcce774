"""Rows of the registry to the engine's data, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
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
    Span,
    State,
    Task,
    Word,
)

#: How many columns make a run: 27 of its own and those of its clip.
_RUN_WIDTH = 27 + len(fields(Clip))


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script one by one, so that a migration can be one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def session_of(row: sqlite3.Row, counts: dict[State, int]) -> Session:
    return Session(
        row["session_id"],
        row["name"],
        Ordering(row["ordering"]),
        row["created_at"],
        counts,
        terms_of(row["vocabulary"]),
    )


def run_of(row: sqlite3.Row) -> Run:
    """A row that begins with the columns of a run, in the order that `queries` gives them: looking thirty up by their
    names takes twice as long, and a session may have ten thousand runs."""
    (
        position, run_id, session_id, options, state, phase, attempt, crashes,
        suspect, owner, requested, outcome, reason, language, device, done_s,
        windows_done, preview, created_at, started_at, ended_at, turn, queued_at,
        resumed_s, shown_attempt, deleted_at, unheard_places, *clip,
    ) = row[:_RUN_WIDTH]  # fmt: skip
    return Run(
        run_id=run_id,
        position=position,
        session_id=session_id,
        clip=Clip(*clip),
        options=options_of(options),
        state=State(state),
        phase=Phase(phase) if phase else None,
        attempt=attempt,
        crashes=crashes,
        suspect=bool(suspect),
        owner=owner,
        requested=Request(requested) if requested else None,
        outcome=Outcome(outcome) if outcome else None,
        reason=_reason_of(reason),
        language=language,
        device=device,
        done_s=done_s,
        windows_done=windows_done,
        preview=preview,
        created_at=created_at,
        started_at=started_at,
        ended_at=ended_at,
        turn=turn,
        queued_at=queued_at,
        resumed_s=resumed_s,
        shown_attempt=shown_attempt,
        deleted_at=deleted_at,
        unheard_places=unheard_places,
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


def spans_json(spans: Sequence[Span]) -> str | None:
    return json.dumps([[span.start_s, span.end_s] for span in spans]) if spans else None


def spans_of(text: str) -> list[Span]:
    return [Span(float(start_s), float(end_s)) for start_s, end_s in json.loads(text)]


def terms_json(vocabulary: Sequence[str]) -> str:
    return json.dumps(list(vocabulary), ensure_ascii=False)


def terms_of(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


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
    """What earlier versions stored has less, or names that are no more."""
    known = {field.name for field in fields(Options)}
    values = {name: value for name, value in json.loads(text).items() if name in known}
    lists = {name: tuple(values.get(name, ())) for name in ("languages", "vocabulary")}
    return Options(**values | {"task": Task(values["task"]), "quality": Quality(values["quality"])} | lists)


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
