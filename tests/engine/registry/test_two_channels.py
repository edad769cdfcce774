"""Windows of two channels in the registry: how far each is, what a resume is told, and whose text it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.channels import Channels
from engine.events import EventKind, JobState
from engine.registry.reading import AttemptContext
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Reason, Run, SoundFacts, State, Step
from engine.segments import FinishedWindow, Segment, Span
from engine.text.edits import SetSpeaker
from engine.text.speakers import FIND_SPEAKERS
from tests.support.fakes import FakeClock

APART = SoundFacts(channels=2)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    registry = Registry(tmp_path / "registry.sqlite3", FakeClock())
    registry.add_owner("me")
    yield registry
    registry.close()


def claimed(registry: Registry, options: Options | None = None) -> Run:
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    clip = Clip(f"clip {len(registry.runs())}", "call.wav", "/call.wav", stored_as="x")
    [run] = registry.add_runs(session.session_id, [NewRun(clip, options or Options())])
    [run] = registry.claim([run.run_id], "me")
    return run


def window(number: int, channel: int | None, start_s: float, end_s: float, *unheard: Span) -> FinishedWindow:
    speaker = None if channel is None else f"Speaker {channel + 1}"
    said = Segment(start_s, end_s, f"part {number}", speaker=speaker)
    return FinishedWindow(number, start_s, end_s, (said,), "en", unheard=unheard, channel=channel)


def next_attempt(registry: Registry, run: Run) -> tuple[Run, AttemptContext]:
    registry.end_attempt(run.run_id, run.attempt, "me", Step.REQUEUE, Reason("engine_closed"))
    [told] = registry.begin([run.run_id], "me")
    return told


def test_work_goes_on_in_each_channel_where_that_is_done(registry: Registry) -> None:
    run = claimed(registry)
    registry.store_window(run.run_id, run.attempt, "me", window(0, 0, 0.0, 28.0))
    done = registry.store_window(run.run_id, run.attempt, "me", window(1, 1, 3.0, 20.0))
    assert done is not None and done.done_s == 28.0, "what is done is not taken back"
    run, before = next_attempt(registry, run)
    assert (before.channels, before.channels_done_s) == (Channels.SPLIT, (28.0, 20.0))
    registry.store_window(run.run_id, run.attempt, "me", window(2, 1, 21.0, 40.0))
    _, before = next_attempt(registry, run)  # the windows of both attempts count
    assert before.channels_done_s == (28.0, 40.0)


def test_a_channel_without_a_window_begins_where_the_run_does(registry: Registry) -> None:
    run = claimed(registry, Options(start_s=10.0, end_s=60.0))
    registry.store_window(run.run_id, run.attempt, "me", window(0, 1, 12.0, 30.0))
    _, before = next_attempt(registry, run)
    assert before.channels_done_s == (10.0, 30.0)


def test_what_was_mixed_stays_mixed_and_what_has_no_window_is_as_its_options_say(registry: Registry) -> None:
    run = claimed(registry, Options(channels=Channels.SPLIT))
    run, before = next_attempt(registry, run)
    assert (before.channels, before.channels_done_s) == (Channels.SPLIT, ())
    mixed = claimed(registry)
    registry.store_window(mixed.run_id, mixed.attempt, "me", window(0, None, 0.0, 28.0))
    _, before = next_attempt(registry, mixed)
    assert (before.channels, before.channels_done_s) == (Channels.MIX, ())


def test_who_speaks_in_channels_is_answered_at_once(registry: Registry) -> None:
    run = claimed(registry, Options(speakers=FIND_SPEAKERS))
    registry.store_window(run.run_id, run.attempt, "me", window(0, 0, 0.0, 28.0))
    done = registry.complete(run.run_id, run.attempt, "me", window(1, 1, 3.0, 20.0), 30.0, APART)
    assert done is not None and done.state is State.COMPLETED and done.sound == APART
    job = registry.speaker_job(run.run_id)
    assert job is not None and (job.state, job.found) == (JobState.COMPLETED, 2)
    assert registry.claim_speakers("me") is None
    assert registry.events(run.run_id)[-1].kind is EventKind.SPEAKERS_FOUND
    for count, is_known in ((None, True), (2, True), (3, False)):
        [job] = registry.ask_for_speakers([run.run_id], count)
        assert (job.state is JobState.COMPLETED) is is_known, "another number is listened for"
    registry.cancel_speakers([run.run_id])
    nobody = SetSpeaker([segment.segment_id for segment in registry.segments(run.run_id)], None)
    registry.edit(run.run_id, nobody)
    [job] = registry.ask_for_speakers([run.run_id], None)
    assert job.state is JobState.QUEUED, "where a person took the names away, they are looked for"


def test_what_one_says_covers_what_was_not_heard_of_the_other(registry: Registry) -> None:
    run = claimed(registry)
    registry.store_window(run.run_id, run.attempt, "me", window(0, 0, 0.0, 10.0, Span(14.0, 16.0)))
    alone = registry.store_window(run.run_id, run.attempt, "me", window(1, 0, 20.0, 28.0, Span(30.0, 32.0)))
    assert alone is not None and alone.unheard_places == 2
    done = registry.complete(run.run_id, run.attempt, "me", window(2, 1, 13.0, 18.0), 40.0, APART)
    assert done is not None and done.unheard_places == 1
