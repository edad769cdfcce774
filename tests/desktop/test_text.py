"""Codes, counts and times as words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop import text
from engine.errors import ClipError
from engine.events import EventKind, RunEvent, Wait, WaitReason
from engine.run import ONLY_SILENCE, Clip, Options, Outcome, Phase, Reason, Request, Run, SoundFacts, State

RUN = Run("run", 1, "session", Clip("clip", "a.wav", "/a.wav", duration_s=10.0), Options())


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (7.25, "7.3 s"), (12.4, "12 s"), (65, "1 min 05 s"), (7800, "2 h 10 min")]
)
def test_elapsed(seconds: float, words: str) -> None:
    assert text.elapsed(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(None, "–"), (7.9, "0:07"), (760, "12:40"), (3723, "1:02:03")])
def test_clock(seconds: float | None, words: str) -> None:
    assert text.clock(seconds) == words


def test_a_session_in_one_line() -> None:
    counts = {State.COMPLETED: 9, State.RUNNING: 1, State.QUEUED: 1, State.FAILED: 1, State.PAUSED: 0}
    assert text.summary(counts).replace("  ", " ") == "12 clips · 9 completed · 2 in progress · 1 failed"
    assert text.summary({State.QUEUED: 1}).replace("  ", " ") == "1 clip · 1 in progress"
    assert text.summary({}) == "No clips yet"


def test_where_a_run_stands() -> None:
    running = replace(RUN, state=State.RUNNING, phase=Phase.TRANSCRIBING, done_s=4.2)
    assert text.status(running) == "transcribing 42%"
    assert text.status(replace(running, phase=Phase.LOADING_MODEL)) == "loading the model"
    assert text.status(replace(running, requested=Request.CANCEL)) == "stopping after this stretch"
    assert text.status(RUN, Wait(WaitReason.PLACES_TAKEN)) == "waiting for a free slot"
    assert text.status(replace(RUN, state=State.COMPLETED, outcome=Outcome.NO_SPEECH)) == "no speech in it"


@pytest.mark.parametrize("state", State)
def test_every_state_has_words(state: State) -> None:
    assert text.status(replace(RUN, state=state))


def test_the_reason_stands_under_the_name_of_a_failed_clip() -> None:
    failed = replace(RUN, state=State.FAILED, reason=Reason("no_audio"))
    assert text.second_line(failed) == "The file has no audio track."
    assert text.second_line(replace(RUN, preview="One.\n Two.")) == "One. Two."


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_has_words(kind: EventKind) -> None:
    assert text.event(RunEvent("run", 1, 0.0, kind, 1, None, None), {})


def test_an_event_tells_its_reason() -> None:
    event = RunEvent("run", 1, 0.0, EventKind.REQUEUE, 1, None, None, {"code": "worker_died", "signal": "SIGKILL"})
    assert text.event(event, {}).startswith(
        "Back in the queue: The transcription engine stopped unexpectedly (SIGKILL)"
    )


def test_an_attempt_that_continues_another_has_its_number() -> None:
    begun = [RunEvent("run", n, 0.0, EventKind.CLAIM, n, None, State.RUNNING) for n in (1, 2, 3)]
    told = [text.event(each, {1: 1, 2: 1, 3: 2}) for each in begun]
    assert told == ["Attempt 1 begins", "Attempt 1 goes on", "Attempt 2 begins"]


def test_why_a_text_was_not_written_is_told_in_its_own_sentence() -> None:
    def told(**detail: str) -> str:
        return text.event(
            RunEvent("run", 1, 0.0, EventKind.EXPORT_FAILED, 1, None, None, {"path": "/a.txt", **detail}), {}
        )

    assert told(code="export_disk_silent").startswith("“/a.txt” was not written: its disk does not answer.")
    assert told(code="original_gone").startswith("“/a.txt” was not written, because the original")
    assert told(detail="No space left").startswith("“/a.txt” could not be written (No space left)."), (
        "of a version before"
    )


def test_speech_without_text_is_told_beside_the_run_and_in_its_story() -> None:
    done = replace(RUN, state=State.COMPLETED, outcome=Outcome.TEXT, unheard_places=2)
    assert text.notes(done) == ["There is speech in 2 places for which no text was found."]
    assert text.notes(replace(done, unheard_places=1)) == ["There is speech in 1 place for which no text was found."]
    assert text.notes(replace(done, unheard_places=0)) == []
    empty = replace(done, outcome=Outcome.NO_SPEECH)
    assert text.status(empty) == "speech without text" and text.second_line(empty).startswith("Somebody speaks")
    event = RunEvent("run", 1, 0.0, EventKind.COMPLETE, 1, None, None, {"outcome": "text", "unheard_places": 2})
    assert text.event(event, {}) == "Completed: 2 places of speech without text"


def test_digital_silence_is_told_as_the_reason_why_there_is_no_text() -> None:
    silent = SoundFacts(notes=(Reason(ONLY_SILENCE),))
    file = replace(RUN, state=State.COMPLETED, outcome=Outcome.NO_SPEECH, sound=silent)
    assert text.second_line(file) == "The file contains only silence."
    assert text.notes(file) == [], "it is said already"
    recording = replace(file, clip=replace(file.clip, source="Headset"))
    assert text.second_line(recording) == "The recording is silent: the microphone “Headset” gave no sound."


def test_what_is_missing_in_a_clip_is_told_beside_the_run() -> None:
    note = Reason("breaks_off", {"at_s": 15.0, "stated_s": 30.0})
    done = replace(RUN, state=State.COMPLETED, outcome=Outcome.TEXT, sound=SoundFacts(notes=(note,)))
    assert text.status(done) == "part of the audio is missing"
    assert text.notes(done) == ["The file breaks off at 0:15 of 0:30."]
    assert text.status(replace(done, state=State.QUEUED)) == "in the queue"
    other = Reason("one_track", {"track": 2, "tracks": 3})
    heard = replace(done, sound=SoundFacts(2, (), (other,)))
    assert text.status(heard) == "completed" and text.notes(heard) == ["Only track 2 of 3 was transcribed."]


def test_languages_of_tracks_have_names_too() -> None:
    assert [text.track_language(code) for code in ("eng", "ger", "deu", "ja", "", "zzz")] == [
        "English", "German", "German", "Japanese", "", "zzz",
    ]  # fmt: skip


def test_languages_have_names() -> None:
    assert text.language("de") == "German" and text.language("yue") == "Cantonese" and text.language("xx") == "xx"


def test_troubles_become_sentences() -> None:
    assert text.trouble(ClipError("file_empty")).startswith("The file is empty")
    assert "Permission denied" in text.trouble(PermissionError(13, "Permission denied", "/a"))
    assert "boom" in text.trouble(ValueError("boom"))
