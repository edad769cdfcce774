"""A short form of `make torture`, and that its verdict finds what it is to find."""

from __future__ import annotations

import functools
import importlib
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from engine.registry.registry import Registry
from engine.run import Clip, NewRun, Options, Ordering
from engine.segments import FinishedWindow, Segment
from engine.storage.paths import Paths
from tests.support.fakes import FakeClock
from tests.torture.speech import MAX_WRONG
from tests.torture.steps import STEPS
from tests.torture.torture import Torture
from tests.torture.verdict import HandedOver, faults, faults_of_documents

CYCLES = 6


def test_every_step_is_one_of_the_program() -> None:
    """A step whose function has another name by now would kill nothing."""
    for step in STEPS:
        functools.reduce(getattr, step.function.split("."), importlib.import_module(step.module))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_is_lost_at_named_steps() -> None:
    """Other steps each time: `make torture` has them all, and the seed repeats these."""
    seed = random.SystemRandom().randrange(1_000_000)

    report = Torture(seed, {"QT_QPA_PLATFORM": "offscreen"}, named_only=True).run(CYCLES)

    assert report.is_good, f"python -m tests.torture --seed {seed}\n{report}"
    assert report.kills.total() > CYCLES / 2, f"hardly anything was killed:\n{report}"


@pytest.fixture
def clip(home: Paths) -> HandedOver:
    """One that was handed over and is completed."""
    path = home.home / "note.wav"
    path.write_bytes(b"audio")
    (home.vault / "a.wav").write_bytes(b"audio")
    registry = Registry(home.registry, FakeClock())
    session, _ = registry.open_session("s", Ordering.CONCURRENT)
    new = NewRun(Clip("a", path.name, str(path), 5, "abc", "a.wav"), Options())
    [run] = registry.add_runs(session.session_id, [new])
    registry.add_owner("me")
    registry.claim([run.run_id], "me")
    registry.complete(run.run_id, 1, "me", FinishedWindow(0, 0.0, 5.0, (Segment(0.0, 4.0, "all is well"),)))
    with closing(sqlite3.connect(home.registry)) as db, db:
        db.execute("DELETE FROM owners")
    registry.close()
    return HandedOver(path, "all is well")


def found(home: Paths, clip: HandedOver, seen: dict[str, str] | None = None) -> set[str]:
    return {fault.partition(":")[0] for fault in faults(home, {clip.path: clip}, seen or {})}


def test_what_is_right_has_no_fault(home: Paths, clip: HandedOver) -> None:
    assert found(home, clip) == set()


DAMAGES: dict[str, tuple[str, str]] = {
    "a run that is gone": ("LOST", "DELETE FROM run_events; DELETE FROM windows; DELETE FROM segments;"
                           "DELETE FROM attempts; DELETE FROM runs"),
    "a run that waits": ("STUCK", "UPDATE runs SET state = 'queued'"),
    "an owner that is dead": ("STUCK", "INSERT INTO owners VALUES ('gone', 1.0)"),
    "a text that is another": ("WRONG", "UPDATE segments SET text = 'all is lost'"),
    "a text that is there twice": ("TWICE", "INSERT INTO segments (run_id, attempt, start_s, end_s, text, avg_logprob,"
                                   " no_speech_prob) SELECT run_id, attempt, start_s, end_s, text, 0, 0 FROM segments"),
    "a run that is completed twice": ("TWICE", "INSERT INTO run_events SELECT run_id, 99, at, kind, attempt,"
                                      " from_state, to_state, detail FROM run_events WHERE kind = 'complete'"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_wrong_is_found(home: Paths, clip: HandedOver, damage: str) -> None:
    kind, sql = DAMAGES[damage]
    with closing(sqlite3.connect(home.registry)) as db:
        seen = dict(db.execute("SELECT run_id, source FROM runs JOIN clips USING (clip_id)").fetchall())
        db.executescript(sql)
    assert kind in found(home, clip, seen)


def test_audio_that_is_gone_is_found(home: Paths, clip: HandedOver) -> None:
    (home.vault / "a.wav").unlink()
    assert found(home, clip) == {"LOST"}


def test_a_real_text_may_differ_by_a_few_words(clip: HandedOver) -> None:
    said = replace(clip, text="The dose for an adult is ten minims.", max_wrong=MAX_WRONG)
    assert said.is_told_by("the dose for an adult is 10 minutes")
    for other in ("", "The dose for an", "The best emetic is at hand.", f"{said.text} {said.text}"):
        assert not said.is_told_by(other)


def test_a_document_that_is_cut_short_is_found(tmp_path: Path, clip: HandedOver) -> None:
    whole = "1\n00:00:00,000 --> 00:00:04,000\nall is well\n"
    (tmp_path / "note.srt").write_text(whole)
    assert not list(faults_of_documents(tmp_path, {clip.path: clip}))
    (tmp_path / "note (2).srt").write_text("")
    assert len(list(faults_of_documents(tmp_path, {clip.path: clip}))) == 1
