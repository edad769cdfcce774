"""Runs in JSON: the structure that `--json` promises on the command line, and the json format of exports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import NotRequired, TypedDict

from engine.events import Found, RunEvent
from engine.messages import explain
from engine.run import Run, State
from engine.segments import Segment, Span, Word
from engine.text.coverage import uncovered
from engine.text.transcript import Transcript, flowing_text


class WordObject(TypedDict):
    start: float
    end: float
    text: str
    probability: float


class OverlapObject(TypedDict):
    """Who else speaks in a segment at the same time, and when."""

    speaker: str
    start: float
    end: float


class SegmentObject(TypedDict):
    start: float
    end: float
    text: str
    speaker: NotRequired[str]
    overlaps: NotRequired[list[OverlapObject]]
    words: NotRequired[list[WordObject]]


class SpanObject(TypedDict):
    start: float
    end: float


class ErrorObject(TypedDict):
    code: str
    message: str


class TimingsObject(TypedDict):
    """Seconds; null while unknown. `speed` is seconds of audio per second of work."""

    queued_s: float | None
    working_s: float | None
    total_s: float | None
    speed: float | None


class TrackObject(TypedDict):
    """An audio track of a clip."""

    number: int
    title: str
    language: str


class SummaryObject(TypedDict):
    """A run without its text, as listed by `runs --json`."""

    run_id: str
    clip: str
    name: str
    state: str
    outcome: NotRequired[str]
    #: One that was given back in order, and what went on with it, count as one.
    attempts: int
    language: str | None
    duration_s: float | None
    error: NotRequired[ErrorObject]
    #: What is worth knowing beside the text: audio that is missing, a track that was not heard.
    notes: NotRequired[list[ErrorObject]]
    #: The audio track that was transcribed, from 1, or 0 for all together; and those that there are, if several.
    track: NotRequired[int]
    tracks: NotRequired[list[TrackObject]]
    #: How many channels were transcribed apart, each as one speaker.
    channels: NotRequired[int]
    timings: TimingsObject


class RunObject(SummaryObject):
    """A run with its text. `text` is all of it, `segments` its timed pieces, `unheard` speech without text."""

    text: str
    segments: list[SegmentObject]
    unheard: NotRequired[list[SpanObject]]


class FoundObject(TypedDict):
    """A segment found by a search, as listed by `search --json`."""

    run_id: str
    name: str
    start: float
    end: float
    text: str
    speaker: NotRequired[str]


def summary_object(run: Run, events: Sequence[RunEvent] = ()) -> SummaryObject:
    """The run without its text. `events`, its history, makes the timings of runs with several attempts exact."""
    summary = SummaryObject(
        run_id=run.run_id,
        clip=run.clip.source,
        name=run.clip.name,
        state=run.state.value,
        attempts=run.tries,
        language=run.language,
        duration_s=_rounded(run.clip.duration_s),
        timings=_timings(run, events),
    )
    if run.outcome:
        summary["outcome"] = run.outcome.value
    if run.sound.notes:
        summary["notes"] = [ErrorObject(code=note.code, message=explain(note)) for note in run.sound.notes]
    if run.sound.tracks:
        summary["tracks"] = [
            TrackObject(number=track.number, title=track.title, language=track.language) for track in run.sound.tracks
        ]
    if run.sound.track is not None:
        summary["track"] = run.sound.track
    if run.sound.channels > 1:
        summary["channels"] = run.sound.channels
    if run.state is State.FAILED and run.reason:
        summary["error"] = ErrorObject(code=run.reason.code, message=explain(run.reason))
    return summary


def run_object(
    run: Run, segments: Sequence[Segment], events: Sequence[RunEvent] = (), unheard: Sequence[Span] = ()
) -> RunObject:
    """The run with its text: an entry of `transcribe --json`, and the whole of the json format. Of `unheard`, speech
    that the machine has no text for, only what no segment covers now is included."""
    made = RunObject(
        **summary_object(run, events),
        text=flowing_text(segments, run.language),
        segments=[_segment_object(segment) for segment in segments],
        unheard=[
            SpanObject(start=round(span.start_s, 3), end=round(span.end_s, 3)) for span in uncovered(unheard, segments)
        ],
    )
    if not made["unheard"]:
        del made["unheard"]
    return made


def found_object(found: Found) -> FoundObject:
    made = FoundObject(
        run_id=found.run.run_id,
        name=found.run.clip.name,
        start=round(found.start_s, 3),
        end=round(found.end_s, 3),
        text=found.text.strip(),
    )
    if found.speaker:
        made["speaker"] = found.speaker
    return made


def _segment_object(segment: Segment) -> SegmentObject:
    made = SegmentObject(start=round(segment.start_s, 3), end=round(segment.end_s, 3), text=segment.text.strip())
    if segment.speaker:
        made["speaker"] = segment.speaker
    if segment.overlaps:
        made["overlaps"] = [
            OverlapObject(speaker=each.speaker, start=round(each.start_s, 3), end=round(each.end_s, 3))
            for each in segment.overlaps
        ]
    if segment.words:
        made["words"] = [_word_object(word) for word in segment.words]
    return made


def _word_object(word: Word) -> WordObject:
    return WordObject(
        start=round(word.start_s, 3),
        end=round(word.end_s, 3),
        text=word.text.strip(),
        probability=round(word.probability, 3),
    )


def _timings(run: Run, events: Sequence[RunEvent]) -> TimingsObject:
    queued_s, working_s = _times_from(events) if events else _times_of(run)
    ended_at = run.ended_at if run.state.is_terminal else None
    speed = (
        run.clip.duration_s / working_s if run.state is State.COMPLETED and run.clip.duration_s and working_s else None
    )
    return TimingsObject(
        queued_s=_rounded(queued_s),
        working_s=_rounded(working_s),
        total_s=_rounded(ended_at - run.created_at if ended_at else None),
        speed=round(speed, 2) if speed else None,
    )


def _times_of(run: Run) -> tuple[float | None, float | None]:
    """Seconds queued and working, as far as the run alone shows: exact for a run of one attempt."""
    queued_s = None if run.state is State.QUEUED else run.waiting_s(0)
    return queued_s, run.working_s(0) if run.state.is_terminal else None


def _times_from(events: Sequence[RunEvent]) -> tuple[float, float]:
    """Seconds spent in `queued` and in `running`, over all attempts, up to the last event."""
    moments = [(event.at, event.to_state) for event in events if event.to_state]
    spent = dict.fromkeys(State, 0.0)
    for (at, state), (until, _) in pairwise(moments):
        spent[state] += until - at
    return spent[State.QUEUED], spent[State.RUNNING]


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(max(0.0, seconds), 3)


def to_json(value: object) -> str:
    """Format JSON for people and programs: indented, in Unicode."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def json_of(transcript: Transcript) -> str:
    return to_json(_object_of(transcript))


def json_of_many(transcripts: Sequence[Transcript]) -> str:
    """Format runs as `transcribe --json` prints them."""
    return to_json({"runs": [_object_of(each) for each in transcripts]})


def _object_of(transcript: Transcript) -> RunObject:
    return run_object(transcript.run, transcript.segments, unheard=transcript.unheard)
