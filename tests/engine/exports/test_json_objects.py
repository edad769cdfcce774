"""JSON says all of a run, in the shape that the command line promises."""

from __future__ import annotations

import json
from dataclasses import replace

from engine.events import EventKind, RunEvent
from engine.exports.json_objects import json_of, json_of_many, run_object
from engine.run import Reason, State
from engine.segments import Segment, Word
from tests.engine.spoken import RUN, SEGMENTS, SILENT, SPOKEN, TALK


def test_json_is_the_run_object() -> None:
    run = json.loads(json_of(SPOKEN))
    assert run == {
        "run_id": "4f1c",
        "clip": "/in/note.mp3",
        "name": "note.mp3",
        "state": "completed",
        "outcome": "text",
        "attempts": 1,
        "language": "en",
        "duration_s": 6.0,
        "text": "Hello there. How are you? Bye.",
        "segments": [
            {"start": 0.0, "end": 1.5, "text": "Hello there."},
            {"start": 1.6, "end": 3.0, "text": "How are you?"},
            {"start": 5.25, "end": 6.0, "text": "Bye."},
        ],
        "timings": {"queued_s": 1.0, "working_s": 2.0, "total_s": 3.0, "speed": 3.0},
    }


def test_words_are_there_when_asked_for() -> None:
    segment = Segment(0, 1, " Hi.", words=(Word(0.1, 0.9, " Hi.", 0.87654),))
    words = run_object(RUN, [segment])["segments"][0]["words"]
    assert words == [{"start": 0.1, "end": 0.9, "text": "Hi.", "probability": 0.877}]


def test_a_failed_run_says_why() -> None:
    failed = replace(RUN, state=State.FAILED, outcome=None, reason=Reason("no_audio"))
    made = run_object(failed, ())
    assert made["error"] == {"code": "no_audio", "message": "The file has no audio track."}
    assert "outcome" not in made and made["text"] == "" and made["segments"] == []


def test_timings_of_several_attempts_come_from_the_story() -> None:
    story = [
        (100.0, EventKind.ACCEPTED, State.QUEUED),
        (101.0, EventKind.CLAIM, State.RUNNING),
        (101.5, EventKind.PHASE, None),
        (104.0, EventKind.REQUEUE, State.QUEUED),
        (106.0, EventKind.CLAIM, State.RUNNING),
        (107.0, EventKind.COMPLETE, State.COMPLETED),
    ]
    events = [RunEvent("4f1c", n, at, kind, 1, None, to) for n, (at, kind, to) in enumerate(story, 1)]
    timings = run_object(replace(RUN, ended_at=107.0), SEGMENTS, events)["timings"]
    assert timings == {"queued_s": 3.0, "working_s": 4.0, "total_s": 7.0, "speed": 1.5}


def test_many_are_what_the_command_line_prints() -> None:
    made = json.loads(json_of_many([SPOKEN, SILENT]))
    assert made["runs"] == [run_object(RUN, SEGMENTS), run_object(SILENT.run, ())]


def test_who_speaks_is_there_where_it_is_known() -> None:
    speakers = [segment.get("speaker") for segment in run_object(TALK.run, TALK.segments)["segments"]]
    assert speakers == ["Anna <1>", "Anna <1>", "Bo, of 2", None]
