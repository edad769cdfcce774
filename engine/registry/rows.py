"""Convert rows of the registry to the engine's data, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, overload

from engine.events import EventKind, RunEvent, Session
from engine.registry.retention import KeptClip
from engine.registry.stored_values import (
    COUNT,
    NUMBER,
    TEXT,
    TEXT_OR_NONE,
    TIME,
    TIME_OR_NONE,
    WHOLE,
    WHOLE_OR_NONE,
    Row,
    finite,
    json_of,
    members,
    storable,
)
from engine.run import NO_FACTS, Clip, Facts, Options, Ordering, Outcome, Phase, Reason, Request, Run, SoundFacts, State
from engine.segments import Overlap, Segment, Span, Word

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: The reason of a run whose outcome can no longer be read.
DAMAGED = "entry_damaged"
#: No number of bytes is larger.
_LARGEST = 2.0**63
STATES, _PHASES, _REQUESTS, _OUTCOMES = members(State), members(Phase), members(Request), members(Outcome)
_ORDERINGS, _EVENT_KINDS = members(Ordering), members(EventKind)
# Columns as `queries` and `trash_queries` give them.
_RUN = Row(
    WHOLE, TEXT, TEXT, TEXT, TEXT, TEXT_OR_NONE, COUNT, COUNT,
    COUNT, COUNT, COUNT, TEXT_OR_NONE, TEXT_OR_NONE, TEXT_OR_NONE, TEXT_OR_NONE, TEXT_OR_NONE, TEXT_OR_NONE, TIME,
    COUNT, TEXT, TIME, TIME_OR_NONE, TIME_OR_NONE, WHOLE, TIME,
    TIME, COUNT, TIME_OR_NONE, COUNT, TEXT_OR_NONE,
    TEXT, TEXT, TEXT, WHOLE_OR_NONE, TEXT_OR_NONE, TEXT_OR_NONE, TIME_OR_NONE, COUNT,
)  # fmt: skip
_RUN_WIDTH = 30 + len(fields(Clip))
#: The columns that guard a change of a run: its id, state, attempt and owner.
_GUARDS = (1, 4, 6, 11)
_STATE = 4
_SESSION = Row(TEXT, TEXT, TEXT, TIME, TEXT)
_EVENT = Row(TEXT, COUNT, TIME, TEXT, COUNT, TEXT_OR_NONE, TEXT_OR_NONE, TEXT)
_SEGMENT = Row(WHOLE, TIME, TIME, TEXT, NUMBER, NUMBER, TEXT_OR_NONE, TEXT_OR_NONE, WHOLE, TEXT_OR_NONE)
_SEGMENT_WIDTH = 10
#: The columns after the run in a search result.
FOUND = Row(TIME, TIME, TEXT, WHOLE, TEXT_OR_NONE)
FOUND_WIDTH = 5
PAST_EDIT = Row(COUNT, TIME, TEXT)
_KEPT = Row(TEXT, TEXT, WHOLE, NUMBER, WHOLE, WHOLE)


def statements(script: str) -> Iterator[str]:
    """Split an SQL script into statements, so that a migration can be one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def session_of(row: sqlite3.Row, counts: dict[State, int]) -> Session:
    session_id, name, ordering, created_at, vocabulary = _SESSION.read(row)
    return Session(
        session_id, name, _ORDERINGS.get(ordering, Ordering.CONCURRENT), created_at, counts, terms_of(vocabulary)
    )


def run_of(row: sqlite3.Row) -> Run:
    """Convert a row that begins with the columns of a run, in the order of `queries`: looking up thirty by name takes
    twice as long, and a session may have ten thousand runs.

    Unreadable values are replaced by defaults. If a column that guards changes is unreadable, the run counts as failed,
    with that reason, and cannot be changed until the registry is repaired."""
    stored = row[:_RUN_WIDTH]
    values = _RUN.read(stored)
    if values is not stored and any(values[place] != stored[place] for place in _GUARDS):
        values = [*values[:_STATE], None, *values[_STATE + 1 :]]
    (
        position, run_id, session_id, options, state, phase, attempt, tries,
        goes_on, crashes, suspect, owner, requested, outcome, reason, language, device, done_s,
        windows_done, preview, created_at, started_at, ended_at, turn, queued_at,
        resumed_s, shown_attempt, deleted_at, unheard_places, sound,
        clip_id, name, source, size_bytes, sha256, stored_as, duration_s, is_renamed,
    ) = values  # fmt: skip
    known = STATES.get(state)
    return Run(
        run_id=run_id,
        position=position,
        session_id=session_id,
        clip=Clip(clip_id, name, source, size_bytes, sha256, stored_as, duration_s, bool(is_renamed)),
        options=options_of(options),
        state=known or State.FAILED,
        phase=_PHASES.get(phase),
        attempt=attempt,
        tries=tries,
        goes_on=bool(goes_on),
        crashes=crashes,
        suspect=bool(suspect),
        owner=owner,
        requested=_REQUESTS.get(requested),
        outcome=_OUTCOMES.get(outcome),
        reason=reason_of(reason) if known else Reason(DAMAGED),
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
        sound=_sound_of(sound),
    )


def kept_clip_of(row: sqlite3.Row) -> KeptClip:
    """If it is unreadable whose audio it is, assume that it has not ended, so that no rule removes it."""
    clip_id, run_ids, size_bytes, since, has_ended, is_deleted = _KEPT.read(row)
    ids = json_of(run_ids)
    is_sound = isinstance(ids, list) and all(isinstance(run_id, str) for run_id in ids)
    return KeptClip(
        clip_id=clip_id,
        run_ids=tuple(ids) if is_sound else (),
        size_bytes=size_bytes,
        since=since,
        has_ended=bool(has_ended) and is_sound,
        is_deleted=bool(is_deleted),
    )


def event_of(row: sqlite3.Row) -> RunEvent:
    run_id, sequence, at, kind, attempt, from_state, to_state, detail = _EVENT.read(row)
    return RunEvent(
        run_id=run_id,
        sequence=sequence,
        at=at,
        kind=_EVENT_KINDS.get(kind, EventKind.UNREADABLE),
        attempt=attempt,
        from_state=STATES.get(from_state),
        to_state=STATES.get(to_state),
        detail=_facts_of(json_of(detail)),
    )


class StoredWords(Sequence[Word]):
    """The words of a segment as stored in the registry. They are parsed on each access: few segments are looked at, and
    parsing those of ten hours at once would fill tens of megabytes."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def _read(self) -> tuple[Word, ...]:
        words = json_of(self._text)
        return tuple(filter(None, map(_word_of, words))) if isinstance(words, list) else ()

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
    """Convert a row that begins with the columns of a segment."""
    (
        segment_id, start_s, end_s, text, avg_logprob, no_speech_prob, words, speaker, is_edited, overlaps,
    ) = _SEGMENT.read(row[:_SEGMENT_WIDTH])  # fmt: skip
    return Segment(
        start_s=start_s,
        end_s=end_s,
        text=text,
        avg_logprob=avg_logprob,
        no_speech_prob=no_speech_prob,
        words=StoredWords(words) if words else (),
        speaker=speaker,
        is_edited=bool(is_edited),
        overlaps=_overlaps_of(overlaps) if overlaps else (),
        segment_id=segment_id,
    )


def _word_of(stored: object) -> Word | None:
    if not isinstance(stored, list) or len(stored) != 4 or not isinstance(stored[2], str):
        return None
    start_s, end_s, probability = finite(stored[0]), finite(stored[1]), finite(stored[3])
    if start_s is None or end_s is None or probability is None:
        return None
    return Word(start_s, end_s, storable(stored[2]), probability)


def segment_values(segment: Segment) -> tuple[object, ...]:
    """The values of a segment for `INSERT_SEGMENT`, between the attempt and the edit that made it."""
    return (
        segment.start_s, segment.end_s, segment.text, segment.avg_logprob, segment.no_speech_prob,
        _words_json(segment), segment.speaker, segment.is_edited, _overlaps_json(segment), segment.segment_id or None,
    )  # fmt: skip


def _overlaps_of(text: object) -> tuple[Overlap, ...]:
    """The overlaps that can be read."""
    stored = json_of(text)
    rows = [row for row in stored if isinstance(row, list) and len(row) == 3] if isinstance(stored, list) else []
    read = [(name, finite(start_s), finite(end_s)) for name, start_s, end_s in rows if isinstance(name, str) and name]
    return tuple(
        Overlap(storable(name), start_s, end_s)
        for name, start_s, end_s in read
        if start_s is not None and end_s is not None
    )


def _overlaps_json(segment: Segment) -> str | None:
    rows = [[each.speaker, each.start_s, each.end_s] for each in segment.overlaps]
    return json.dumps(rows, ensure_ascii=False) if rows else None


def spans_json(spans: Sequence[Span]) -> str | None:
    return json.dumps([[span.start_s, span.end_s] for span in spans]) if spans else None


def spans_of(text: object) -> list[Span]:
    """The spans that can be read."""
    stored = json_of(text)
    pairs = [pair for pair in stored if isinstance(pair, list) and len(pair) == 2] if isinstance(stored, list) else []
    ends = [(finite(start_s), finite(end_s)) for start_s, end_s in pairs]
    return [Span(start_s, end_s) for start_s, end_s in ends if start_s is not None and end_s is not None]


def terms_json(vocabulary: Sequence[str]) -> str:
    return json.dumps(list(vocabulary), ensure_ascii=False)


def terms_of(text: object) -> tuple[str, ...]:
    """The terms that can be read."""
    terms = json_of(text)
    return tuple(storable(term) for term in terms if isinstance(term, str)) if isinstance(terms, list) else ()


def _words_json(segment: Segment) -> str | None:
    if not segment.words:
        return None
    return json.dumps([[word.start_s, word.end_s, word.text, word.probability] for word in segment.words])


# Thousands of runs have the same few options, and share the objects.
@lru_cache(maxsize=256)
def options_json(options: Options) -> str:
    return json.dumps(asdict(options))


@lru_cache(maxsize=256)
def options_of(text: str | bytes) -> Options:
    """Read options, also from earlier versions, with fewer fields or obsolete names. Unreadable ones become those of a
    clip without any settings."""
    try:
        return sound_options(text)
    except ValueError:
        return Options()


def sound_options(text: str | bytes) -> Options:
    """Read options. Raises ValueError for anything else, as bytes that somebody has stored."""
    try:
        options = _options().validate_json(text)
    except ValueError:
        if isinstance(text, bytes) or "\\ud" not in text:
            raise
        # The path of a model that is no UTF-8, which only Python's own JSON can read.
        options = _options().validate_python(json_of(text))
    if finite(options.start_s) is None or (options.end_s is not None and finite(options.end_s) is None):
        raise ValueError(f"no stretch of a clip: {options.start_s}, {options.end_s}")
    return options


@cache
def _options() -> TypeAdapter[Options]:
    from pydantic import TypeAdapter

    return TypeAdapter(Options)


def sound_json(sound: SoundFacts) -> str | None:
    """None for a clip about which there is nothing to tell, as about most."""
    return None if sound == NO_FACTS else _sounds().dump_json(sound).decode()


def _sound_of(text: str | None) -> SoundFacts:
    if text is None:
        return NO_FACTS
    try:
        found = _sounds().validate_json(text)
    except ValueError:
        return NO_FACTS
    return replace(found, notes=tuple(Reason(storable(note.code), _facts_of(note.facts)) for note in found.notes))


@cache
def _sounds() -> TypeAdapter[SoundFacts]:
    from pydantic import TypeAdapter

    return TypeAdapter(SoundFacts)


def reason_json(reason: Reason | None) -> str | None:
    return None if reason is None else json.dumps({"code": reason.code, "facts": dict(reason.facts)})


def reason_facts(reason: Reason | None) -> Facts:
    """A reason as the detail of an event."""
    return {} if reason is None else {"code": reason.code, **reason.facts}


def reason_of(text: str | None) -> Reason | None:
    if text is None:
        return None
    values = json_of(text)
    if not isinstance(values, dict) or not isinstance(values.get("code"), str):
        return Reason(DAMAGED)
    return Reason(storable(values["code"]), _facts_of(values.get("facts")))


def _facts_of(values: Any) -> Facts:
    return {storable(name): _fact(value) for name, value in values.items()} if isinstance(values, Mapping) else {}


def _fact(value: object) -> str | int | float:
    """Convert to a fact: a text or a finite number; anything else is shown as its text."""
    if isinstance(value, int | float) and finite(value, _LARGEST) is not None:
        return value
    return storable(str(value))
