"""Requests to find speakers in the registry: who works on them, what ends them, and what comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import EditError
from engine.events import EventKind, JobState, SpeakerJob
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Reason, Run, State
from engine.segments import FinishedWindow, Overlap, Segment
from engine.text.edits import EditKind, FindSpeakers, SetText
from engine.text.speakers import FIND_SPEAKERS, Turn
from tests.support.fakes import FakeClock

TEXT = (Segment(0, 2, "How are you?"), Segment(2, 4, "Fine."), Segment(4, 6, "Good."))
TURNS = (Turn(0, 2, 0), Turn(2, 4, 1), Turn(4, 6, 0))
FOUND = FindSpeakers(TURNS)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    registry = Registry(tmp_path / "registry.sqlite3", FakeClock())
    registry.add_owner("me")
    yield registry
    registry.close()


def completed(registry: Registry, *, speakers: int | None = FIND_SPEAKERS, run: Run | None = None) -> Run:
    if run is None:
        session, _ = registry.open_session("s", Ordering.CONCURRENT)
        clip = Clip(f"clip {len(registry.runs())}", "voice.flac", "/voice.flac", stored_as="x")
        (run,) = registry.add_runs(session.session_id, [NewRun(clip, Options(speakers=speakers))])
    (claimed,) = registry.claim([run.run_id], "me")
    done = registry.complete(run.run_id, claimed.attempt, "me", FinishedWindow(0, 0, 30, TEXT, "en"))
    assert done is not None
    return done


def claimed(registry: Registry) -> SpeakerJob:
    job = registry.claim_speakers("me")
    assert job is not None
    return job


def job_of(registry: Registry, run: Run) -> SpeakerJob:
    job = registry.speaker_job(run.run_id)
    assert job is not None
    return job


def speakers_of(registry: Registry, run: Run) -> list[str | None]:
    return [segment.speaker for segment in registry.segments(run.run_id)]


def test_who_speaks_at_the_same_time_is_kept(registry: Registry) -> None:
    run = completed(registry)
    registry.set_speakers(run.run_id, None, FindSpeakers((Turn(0, 3, 0), Turn(1.25, 4, 1), Turn(4, 6, 0))))
    first, second, third = registry.segments(run.run_id)
    assert first.overlaps == (Overlap("Speaker 2", 1.25, 2.0),) and not third.overlaps
    assert second.overlaps == (Overlap("Speaker 1", 2.0, 3.0),) and second.speaker == "Speaker 2"
    assert registry.draft(run.run_id).segments[0].overlaps == first.overlaps
    registry.undo(run.run_id)
    assert not any(segment.overlaps for segment in registry.segments(run.run_id))


def test_a_run_that_wants_them_asks_for_them_as_it_is_completed(registry: Registry) -> None:
    run, other = completed(registry), completed(registry, speakers=None)
    assert job_of(registry, run) == SpeakerJob(run.run_id)
    assert registry.speaker_job(other.run_id) is None
    assert job_of(registry, completed(registry, speakers=3)).count == 3
    assert job_of(registry, completed(registry, speakers=99)).count is None  # as no door would ask


def test_they_are_found_with_the_edit_in_one_step_and_can_be_undone(registry: Registry) -> None:
    run = completed(registry)
    job = claimed(registry)
    assert job.state is JobState.RUNNING and registry.claim_speakers("me") is None
    now = registry.note_listening(job, 4.5)
    assert now is not None and job_of(registry, run).done_s == now.done_s == 4.5
    found = registry.find_speakers(job, FOUND)
    assert found is not None and (found[0].state, found[0].found) == (JobState.COMPLETED, 2)
    assert speakers_of(registry, run) == ["Speaker 1", "Speaker 2", "Speaker 1"]
    assert [edit.kind for edit in registry.history(run.run_id)] == [EditKind.FIND_SPEAKERS]
    told = [(event.kind, dict(event.detail)) for event in registry.events(run.run_id)][-2:]
    assert told == [(EventKind.SPEAKERS_SOUGHT, {}), (EventKind.SPEAKERS_FOUND, {"speakers": 2})]
    registry.undo(run.run_id)
    assert speakers_of(registry, run) == [None, None, None]
    assert registry.find_speakers(job, FOUND) is None  # once is enough


def test_what_a_person_wrote_meanwhile_stays(registry: Registry) -> None:
    run = completed(registry)
    job = claimed(registry)
    registry.edit(run.run_id, SetText(registry.segments(run.run_id)[1].segment_id, "Fine, thanks."))
    registry.find_speakers(job, FOUND)
    assert [(each.speaker, each.text) for each in registry.segments(run.run_id)][1] == ("Speaker 2", "Fine, thanks.")


def test_of_an_engine_that_died_another_takes_it_over(registry: Registry) -> None:
    run = completed(registry)
    registry.add_owner("you")
    job = claimed(registry)
    assert registry.claim_speakers("you") is None
    registry.remove_owner("me", Reason("owner_lost"))
    taken = registry.claim_speakers("you")
    assert taken is not None and taken.owner == "you"
    assert registry.note_listening(job, 9.0) is None and registry.find_speakers(job, FOUND) is None
    assert registry.fail_speakers(job, Reason("speakers_died")) is None
    assert registry.claim_speakers("me") is None  # it was declared dead
    assert speakers_of(registry, run) == [None, None, None]


def test_what_was_found_for_an_earlier_request_changes_nothing(registry: Registry) -> None:
    run = completed(registry)
    job = claimed(registry)
    (asked,) = registry.ask_for_speakers([run.run_id], 2)
    assert (asked.request, asked.count) == (2, 2)
    assert registry.find_speakers(job, FOUND) is None
    again = claimed(registry)
    assert again.request == 2 and registry.find_speakers(again, FOUND) is not None


def test_they_are_found_in_the_order_in_which_they_were_asked_for(registry: Registry) -> None:
    runs = [completed(registry, speakers=None) for _ in range(3)]
    first, second, third = (run.run_id for run in runs)
    registry.ask_for_speakers([second, first], None)
    registry.ask_for_speakers([third], None)
    registry.ask_for_speakers([second], 4)  # anew
    order = []
    while (job := registry.claim_speakers("me", only=[first, second, third])) is not None:
        order.append(job.run_id)
        registry.fail_speakers(job, Reason("speakers_died"))
    assert order == [first, third, second]
    assert registry.claim_speakers("me", only=[]) is None


def test_a_failure_leaves_the_text_and_can_be_tried_again(registry: Registry) -> None:
    run = completed(registry)
    failed = registry.fail_speakers(claimed(registry), Reason("clip_gone", {"name": "a"}))
    assert failed is not None and failed == job_of(registry, run)
    assert (failed.state, failed.reason) == (JobState.FAILED, Reason("clip_gone", {"name": "a"}))
    assert registry.events(run.run_id)[-1].detail == {"code": "clip_gone", "name": "a"}
    registry.ask_for_speakers([run.run_id], None)
    assert registry.find_speakers(claimed(registry), FOUND) is not None


def test_who_does_not_want_them_any_more_cancels(registry: Registry) -> None:
    run = completed(registry)
    job = claimed(registry)
    assert [each.state for each in registry.cancel_speakers([run.run_id])] == [JobState.CANCELLED]
    assert registry.cancel_speakers([run.run_id]) == [] and registry.seeking_speakers() == frozenset()
    assert registry.find_speakers(job, FOUND) is None and registry.claim_speakers("me") is None
    assert registry.events(run.run_id)[-1].kind is EventKind.SPEAKERS_CANCELLED


def test_a_text_that_is_made_anew_has_its_own_speakers(registry: Registry) -> None:
    run = completed(registry)
    job = claimed(registry)
    registry.retry(run.run_id)
    found = registry.find_speakers(job, FOUND)
    assert found is not None and found[0].state is JobState.QUEUED
    assert registry.claim_speakers("me") is None  # there is no text yet
    completed(registry, run=registry.run(run.run_id))
    assert registry.find_speakers(claimed(registry), FOUND) is not None
    registry.retry(run.run_id, Options(speakers=None))
    completed(registry, run=registry.run(run.run_id))
    assert registry.speaker_job(run.run_id) is None


def test_another_number_takes_the_place_of_what_was_asked(registry: Registry) -> None:
    run = completed(registry)
    job, after = registry.set_speakers(run.run_id, 1, FindSpeakers([Turn(0, 6, 0)]))
    assert (job.state, job.count, job.found, after.run_id) == (JobState.COMPLETED, 1, 1, run.run_id)
    assert registry.claim_speakers("me") is None


def test_what_cannot_be_asked_for_is_refused(registry: Registry) -> None:
    run = completed(registry, speakers=None)
    for count in (0, 9, -1):
        with pytest.raises(EditError, match="no_such_count"):
            registry.ask_for_speakers([run.run_id], count)
    registry.retry(run.run_id)
    with pytest.raises(EditError, match="not_editable"):
        registry.ask_for_speakers([run.run_id], None)


def test_of_a_deleted_run_nothing_is_looked_for(registry: Registry) -> None:
    run = completed(registry)
    registry.delete([run.run_id])
    assert registry.claim_speakers("me") is None and registry.seeking_speakers() == frozenset()
    assert registry.run(run.run_id).state is State.COMPLETED


def test_a_document_beside_the_file_waits_for_the_names(registry: Registry) -> None:
    registry.write_beside("txt")
    run = completed(registry)
    assert registry.to_be_written() == []
    registry.find_speakers(claimed(registry), FOUND)
    assert [wanted.run_id for wanted in registry.to_be_written()] == [run.run_id]
