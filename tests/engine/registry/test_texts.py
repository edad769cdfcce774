"""The texts of runs in the registry: undo and redo, earlier attempts, search, and what is never touched."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from engine.errors import EditError, NotFound
from engine.events import EventKind
from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering, Outcome, Reason, Run, State, Step
from engine.segments import FinishedWindow, Segment
from engine.text.draft import new_ids
from engine.text.edits import (
    Delete,
    Edit,
    EditKind,
    Insert,
    Merge,
    RenameSpeaker,
    ReplaceText,
    SetSpeaker,
    SetText,
    Split,
    TakeRange,
)
from engine.text.replacements import Replacement
from tests.support.fakes import FakeClock

TEXT = ("This is my first message.", "Please call me back.", "The meeting starts at nine.")


def window(number: int, *texts: str) -> FinishedWindow:
    segments = tuple(
        Segment(number * 30.0 + n * 5.0, number * 30.0 + n * 5.0 + 4.0, text) for n, text in enumerate(texts)
    )
    return FinishedWindow(number, number * 30.0, number * 30.0 + 30.0, segments, "en")


@pytest.fixture
def registry(tmp_path: Path):
    registry = Registry(tmp_path / "registry.sqlite3", FakeClock())
    registry.add_owner("me")
    yield registry
    registry.close()


def accepted(registry: Registry) -> Run:
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    clip = Clip(f"clip {len(registry.runs())}", "voice.flac", "/voice.flac", stored_as="x")
    (run,) = registry.add_runs(session.session_id, [NewRun(clip, Options())])
    return run


def completed(registry: Registry, *texts: str, run: Run | None = None) -> Run:
    run = run or accepted(registry)
    (claimed,) = registry.claim([run.run_id], "me")
    done = registry.complete(run.run_id, claimed.attempt, "me", window(0, *texts))
    assert done is not None
    return done


def lines(registry: Registry, run: Run) -> list[str]:
    return [segment.text for segment in registry.segments(run.run_id)]


def found(registry: Registry, text: str) -> list[str]:
    return [each.text for each in registry.search(text, 9)]


def test_what_somebody_says_is_found_by_their_name_after_what_is_said_of_them(registry: Registry) -> None:
    run = completed(registry, "the budget first", "what Ann said", "and then the budget again")
    first, _, third = registry.segments(run.run_id)
    assert found(registry, "ann") == ["what Ann said"]
    registry.edit(run.run_id, SetSpeaker([first.segment_id, third.segment_id], "Ann Smith"))
    assert found(registry, "ann")[0] == "what Ann said" and len(found(registry, "ann")) == 3
    assert [each.spoken for each in registry.search("smith first", 9)] == ["Ann Smith: the budget first"]
    registry.edit(run.run_id, RenameSpeaker("Ann Smith", "Bo"))
    assert found(registry, "ann") == ["what Ann said"] and len(found(registry, "bo budget")) == 2
    registry.edit(run.run_id, SetSpeaker([first.segment_id], None))
    assert found(registry, "bo") == ["and then the budget again"]


def test_an_edit_is_seen_everywhere_and_the_machines_text_is_kept(registry: Registry) -> None:
    run = completed(registry, *TEXT)
    first, *_ = registry.segments(run.run_id)
    edited = registry.edit(run.run_id, SetText(first.segment_id, "This is my last voice."))
    assert edited.preview == "This is my last voice. Please call me back. The meeting starts at nine."
    assert registry.run(run.run_id) == edited
    now, *_ = registry.segments(run.run_id)
    assert (now.text, now.segment_id, now.is_edited) == ("This is my last voice.", first.segment_id, True)
    assert [each.text for each in registry.machine_segments(run.run_id)] == list(TEXT)
    assert found(registry, "voice") == ["This is my last voice."] and found(registry, "message") == []
    (hit,) = registry.search("voice", 9)
    assert hit.segment_id == first.segment_id
    registry.undo(run.run_id)
    assert found(registry, "voice") == [] and found(registry, "message") == [TEXT[0]]
    assert registry.segments(run.run_id)[0].is_edited is False


def test_undone_edits_can_be_redone_until_another_is_made(registry: Registry) -> None:
    run = completed(registry, *TEXT)
    first, second, third = registry.segments(run.run_id)
    registry.edit(run.run_id, Delete([second.segment_id]))
    registry.edit(run.run_id, Merge(first.segment_id))
    assert lines(registry, run) == [f"{TEXT[0]} {TEXT[2]}"]
    registry.undo(run.run_id)
    assert [(e.kind, e.is_in_force) for e in registry.history(run.run_id)] == [
        (EditKind.DELETE, True),
        (EditKind.MERGE, False),
    ]
    registry.redo(run.run_id)
    registry.redo(run.run_id)
    assert lines(registry, run) == [f"{TEXT[0]} {TEXT[2]}"]
    registry.undo(run.run_id)
    registry.edit(run.run_id, SetSpeaker([third.segment_id], "Ann"))
    assert [e.kind for e in registry.history(run.run_id)] == [EditKind.DELETE, EditKind.SET_SPEAKER]
    for _ in range(5):
        registry.undo(run.run_id)
    assert lines(registry, run) == list(TEXT)
    assert len(registry.history(run.run_id)) == 2


def test_the_machines_text_comes_back_as_an_edit_of_its_own(registry: Registry) -> None:
    run = completed(registry, *TEXT)
    first, second, _ = registry.segments(run.run_id)
    registry.edit(run.run_id, Split(first.segment_id, 8))
    registry.edit(run.run_id, SetText(second.segment_id, "Never mind."))
    edited = registry.segments(run.run_id)
    registry.restore_machine_text(run.run_id)
    assert registry.segments(run.run_id) == registry.machine_segments(run.run_id)
    assert [s.segment_id for s in registry.segments(run.run_id)] == [1, 2, 3]
    registry.undo(run.run_id)
    assert registry.segments(run.run_id) == edited
    assert registry.history(run.run_id)[-1].kind is EditKind.RESTORE_MACHINE_TEXT


def test_a_text_is_edited_once_the_run_has_ended(registry: Registry) -> None:
    run = accepted(registry)
    for change in (registry.undo, registry.redo, registry.restore_machine_text):
        with pytest.raises(EditError, match="not_editable"):
            change(run.run_id)
    with pytest.raises(EditError, match="not_editable"):
        registry.edit(run.run_id, Insert(0.0, 1.0, "hello"))
    with pytest.raises(NotFound):
        registry.edit("nobody", Insert(0.0, 1.0, "hello"))


def test_a_person_may_write_what_no_attempt_wrote(registry: Registry) -> None:
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    (run,) = registry.add_runs(session.session_id, [NewRun(Clip("c", "a", "/a"), Options(), Reason("file_missing"))])
    assert registry.edit(run.run_id, Insert(0.0, 1.0, "I was there.")).preview == "I was there."
    assert found(registry, "there") == ["I was there."]


def test_a_retry_keeps_the_old_text_in_view_until_there_is_a_new_one(registry: Registry) -> None:
    run = completed(registry, "old text")
    registry.retry(run.run_id, Options(model="other"))
    (again,) = registry.claim([run.run_id], "me")
    assert (again.shown_attempt, again.preview, lines(registry, run)) == (1, "old text", ["old text"])
    registry.end_attempt(run.run_id, 2, "me", Step.FAIL, Reason("model_damaged"))
    assert (lines(registry, run), found(registry, "old")) == (["old text"], ["old text"])
    registry.retry(run.run_id)
    completed_again = completed(registry, "new text", run=run)
    assert (completed_again.shown_attempt, completed_again.preview) == (3, "new text")
    assert found(registry, "old") == []
    first, third = registry.texts(run.run_id)
    assert (first.attempt, first.options, first.preview, first.is_shown) == (1, Options(), "old text", False)
    assert (third.attempt, third.options, third.is_shown) == (3, Options(model="other"), True)


def test_an_earlier_text_can_be_shown_again_with_its_edits(registry: Registry) -> None:
    run = completed(registry, "old text")
    registry.edit(run.run_id, ReplaceText("old", "older"))
    registry.retry(run.run_id)
    completed(registry, "new text", run=run)
    assert registry.history(run.run_id) == []
    assert registry.show_text(run.run_id, 1).preview == "older text"
    assert (lines(registry, run), found(registry, "text")) == (["older text"], ["older text"])
    registry.undo(run.run_id)
    assert lines(registry, run) == ["old text"]
    with pytest.raises(NotFound):
        registry.show_text(run.run_id, 7)


def test_no_speech_in_the_next_attempt_is_no_text(registry: Registry) -> None:
    run = completed(registry, "old text")
    registry.retry(run.run_id)
    registry.claim([run.run_id], "me")
    silent = registry.complete(run.run_id, 2, "me", None)
    assert silent is not None
    assert (silent.outcome, silent.preview, lines(registry, run)) == (Outcome.NO_SPEECH, "", [])
    assert registry.show_text(run.run_id, 1).preview == "old text"


def test_an_attempt_that_goes_on_takes_over_what_was_edited(registry: Registry) -> None:
    run = accepted(registry)
    registry.claim([run.run_id], "me")
    registry.store_window(run.run_id, 1, "me", window(0, "one", "two"))
    registry.end_attempt(run.run_id, 1, "me", Step.CANCEL)
    registry.edit(run.run_id, ReplaceText("one", "1"))
    registry.retry(run.run_id)
    (again,) = registry.claim([run.run_id], "me")
    assert (again.attempt, again.shown_attempt, lines(registry, run)) == (2, 2, ["1", "two"])
    done = registry.complete(run.run_id, 2, "me", window(1, "three"))
    assert done is not None and done.preview == "1 two three"
    registry.undo(run.run_id)
    assert lines(registry, run) == ["one", "two", "three"]


def test_a_range_comes_from_another_text_as_one_edit(registry: Registry) -> None:
    run, other = completed(registry, *TEXT), completed(registry, "a", "Please call us back.", "c")
    taken = registry.segments(other.run_id)[1:2]
    registry.edit(run.run_id, TakeRange(4.5, 9.5, taken))
    assert lines(registry, run) == [TEXT[0], "Please call us back.", TEXT[2]]
    registry.undo(run.run_id)
    assert lines(registry, run) == list(TEXT)


class Editing(RuleBasedStateMachine):
    """Edits, undo and redo at random over one text, beside a list of all the texts there were, and a draft of it."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "registry.sqlite3"
        self.registry = Registry(self.path, FakeClock())
        self.registry.add_owner("me")
        self.run = completed(self.registry, *TEXT)
        self.past, self.at = [self.text()], 0
        self.draft = self.registry.draft(self.run.run_id)

    def text(self) -> list[tuple[int, Segment]]:
        return [(segment.segment_id, segment) for segment in self.registry.segments(self.run.run_id)]

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            self.registry.close()
            self.folder.cleanup()

    @rule(at=st.integers(0, 9), kind=st.integers(0, 6), text=st.sampled_from(["", "hello", "Please call you back."]))
    def edit(self, at: int, kind: int, text: str) -> None:
        ids = [segment_id for segment_id, _ in self.text()] or [0]
        segment_id = ids[at % len(ids)]
        edits: list[Edit] = [
            SetText(segment_id, text), Split(segment_id, at * 2), Merge(segment_id), Delete([segment_id]),
            Insert(float(at), at + 1.0, text), SetSpeaker(ids, text), ReplaceText("e", text, match_case=True),
        ]  # fmt: skip
        before = self.text()
        try:
            self.registry.edit(self.run.run_id, edits[kind])
        except EditError as error:
            assert self.text() == before
            with pytest.raises(EditError, match=error.code):
                self.draft.edit(edits[kind])
            return
        assert self.draft.edit(edits[kind]) == (self.text() != before)
        if self.text() != before:
            self.past, self.at = [*self.past[: self.at + 1], self.text()], self.at + 1

    @rule()
    def undo(self) -> None:
        self.registry.undo(self.run.run_id)
        self.draft.undo()
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        self.registry.redo(self.run.run_id)
        self.draft.redo()
        self.at = min(len(self.past) - 1, self.at + 1)

    @rule()
    def restore(self) -> None:
        before = self.text()
        self.registry.restore_machine_text(self.run.run_id)
        self.draft.restore_machine_text()
        if self.text() != before:
            self.past, self.at = [*self.past[: self.at + 1], self.text()], self.at + 1
        assert self.text() == self.past[0]

    @rule()
    def open_again(self) -> None:
        self.registry.close()
        self.registry = Registry(self.path, FakeClock())
        self.draft = self.registry.draft(self.run.run_id)

    @invariant()
    def the_draft_says_the_same(self) -> None:
        if hasattr(self, "past"):
            ids = new_ids(self.draft.segments, self.registry.segments(self.run.run_id))
            assert ids is not None
            self.draft.learn(ids)
            assert [(segment.segment_id, segment) for segment in self.draft.segments] == self.text()
            assert (self.draft.can_undo, self.draft.can_redo) == (self.at > 0, self.at + 1 < len(self.past))

    @invariant()
    def the_text_is_the_one_of_that_moment(self) -> None:
        if hasattr(self, "past"):
            assert self.text() == self.past[self.at]
            history = self.registry.history(self.run.run_id)
            assert [edit.is_in_force for edit in history] == [n < self.at for n in range(len(self.past) - 1)]
            assert [each.text for each in self.registry.machine_segments(self.run.run_id)] == list(TEXT)

    @invariant()
    def the_search_index_holds_what_there_is(self) -> None:
        if hasattr(self, "past"):
            with sqlite3.connect(self.path) as db:
                db.execute("INSERT INTO segments_search (segments_search, rank) VALUES ('integrity-check', 1)")
            db.close()
            assert self.registry.run(self.run.run_id).state is State.COMPLETED


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)


# --- what is always written otherwise ---


def test_what_is_always_written_otherwise_is_an_edit_of_the_completed_text(registry: Registry) -> None:
    registry.write_always([Replacement("confu i", "ComfyUI"), Replacement("gnus", "GNUs")])
    run = completed(registry, "Open your confu i folder.", "Nothing here.")
    assert lines(registry, run) == ["Open your ComfyUI folder.", "Nothing here."]
    assert run.preview == "Open your ComfyUI folder. Nothing here."
    assert found(registry, "ComfyUI") and not found(registry, "confu")
    assert registry.machine_segments(run.run_id)[0].text == "Open your confu i folder."
    assert [edit.kind for edit in registry.history(run.run_id)] == [EditKind.WRITE_ALWAYS]
    registry.undo(run.run_id)
    assert lines(registry, run) == ["Open your confu i folder.", "Nothing here."]
    registry.redo(run.run_id)
    assert lines(registry, run)[0] == "Open your ComfyUI folder."


def test_where_nothing_is_to_be_written_otherwise_there_is_no_edit(registry: Registry) -> None:
    registry.write_always([Replacement("confu i", "ComfyUI")])
    run = completed(registry, "Nothing here.")
    assert not registry.history(run.run_id) and run.outcome is Outcome.TEXT
    assert completed(registry).outcome is Outcome.NO_SPEECH


# --- the vocabulary of a session ---


def test_what_comes_into_a_session_has_its_vocabulary(registry: Registry) -> None:
    before = accepted(registry)
    registry.set_vocabulary(before.session_id, ("ComfyUI", "Anaïs"))
    [session] = registry.sessions()
    assert session.vocabulary == ("ComfyUI", "Anaïs")
    clip = Clip("another", "voice.flac", "/voice.flac", stored_as="x")
    (run,) = registry.add_runs(before.session_id, [NewRun(clip, Options(vocabulary=("Grafana", "comfyui")))])
    assert run.options.vocabulary == ("ComfyUI", "Anaïs", "Grafana")
    assert registry.run(before.run_id).options.vocabulary == ()
    with pytest.raises(NotFound):
        registry.set_vocabulary("none", ())


def test_a_vocabulary_that_is_too_long_is_told_in_the_story(registry: Registry) -> None:
    run = accepted(registry)
    (claimed,) = registry.claim([run.run_id], "me")
    registry.store_window(run.run_id, claimed.attempt, "me", replace(window(0, "One."), terms_left_out=7))
    registry.complete(run.run_id, claimed.attempt, "me", replace(window(1, "Two."), terms_left_out=7))
    [told] = [event for event in registry.events(run.run_id) if event.kind is EventKind.VOCABULARY_CUT]
    assert told.detail == {"terms": 7}
