"""A self-test on the user's computer: many clips at once, checking that each ends with its text."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from PySide6.QtCore import QObject

from desktop import text
from desktop.bridge import Bridge
from engine.engine import Engine
from engine.events import Session
from engine.run import Options, Run, State
from resources import Sample, samples

#: How many clips are submitted at once.
CLIPS = 40
#: The similarity (0 to 1) from which a text counts as its clip's. Texts of different samples stay below half of it.
ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of a burst."""

    handed_over: int
    completed: int
    failed: int
    #: How many have their clip's text.
    right: int
    audio_s: float
    #: From submission to the end of the last clip.
    took_s: float
    #: The longest time from submission to end of a single clip.
    slowest_s: float
    attempts: int

    @property
    def holds(self) -> bool:
        return self.right == self.handed_over


class ProofSession(QObject):
    """The session in which a proof happens. It is removed with its clips and their audio, at the latest when the window
    closes: nobody wants to find them again among their own."""

    def __init__(self, bridge: Bridge, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._session = session
        self._is_gone = False
        bridge.closing.connect(self.remove)

    def remove(self) -> None:
        """Remove it for good, which happens once."""
        if not self._is_gone:
            self._is_gone = True
            self._bridge.start("remove the clips of the proof", self._remove(), must_finish=True)

    async def _remove(self) -> None:
        engine = await self._bridge.engine()
        await engine.trash.delete_session(self._session.session_id)
        deleted = await engine.trash.deleted_runs()
        await engine.trash.purge([run.run_id for run in deleted if run.session_id == self._session.session_id])
        self.deleteLater()


def burst() -> list[Sample]:
    """The sample clips repeated: duplicate names and identical sounds must not matter."""
    return list(itertools.islice(itertools.cycle(samples()), CLIPS))


async def prove(engine: Engine, session: Session, options: Options) -> Proof:
    """Submit the clips all at once, wait for every end and compare every text. Uses the current options except for the
    language, because the samples are in several."""
    clips, began = burst(), time.monotonic()
    paths = [clip.path for clip in clips]
    accepted = await engine.accept(paths, session_id=session.session_id, options=replace(options, language=None))
    runs = await engine.runs.wait([run.run_id for run in accepted])
    took_s = time.monotonic() - began
    right = 0
    for clip, run in zip(clips, runs, strict=True):
        right += await _is_right(engine, run, clip)
    return _sum_up(runs, right, took_s)


async def _is_right(engine: Engine, run: Run, clip: Sample) -> bool:
    if run.state is not State.COMPLETED:
        return False
    heard = " ".join(segment.text.strip() for segment in await engine.texts.segments(run.run_id))
    return is_text_of(heard, clip)


def is_text_of(heard: str, clip: Sample) -> bool:
    """Whether a text is this clip's and no other's. Models write numbers and punctuation in their own ways, and miss
    a word: most of the spoken words must be there, in order."""
    ours, its = (re.findall(r"\w+", words.lower()) for words in (heard, clip.text))
    return SequenceMatcher(None, ours, its, autojunk=False).ratio() >= ALIKE


def _sum_up(runs: Sequence[Run], right: int, took_s: float) -> Proof:
    states = [run.state for run in runs]
    return Proof(
        handed_over=len(runs),
        completed=states.count(State.COMPLETED),
        failed=states.count(State.FAILED),
        right=right,
        audio_s=sum(run.clip.duration_s or 0.0 for run in runs),
        took_s=took_s,
        slowest_s=max((run.ended_at or 0.0) - run.created_at for run in runs),
        attempts=sum(run.tries for run in runs),
    )


def verdict(proof: Proof) -> str:
    """The result in one sentence."""
    if proof.holds:
        return text.say("{n} clips at once, and every one was transcribed correctly.").format(n=proof.handed_over)
    wrong = proof.handed_over - proof.right
    return text.counted(wrong, "1 clip was not transcribed correctly.", "{n} clips were not transcribed correctly.")


def report(proof: Proof) -> str:
    """The result in figures."""
    lines = [
        text.say("{completed} completed, {failed} failed, {lost} lost.").format(
            completed=proof.completed,
            failed=proof.failed,
            lost=proof.handed_over - proof.completed - proof.failed,
        ),
        text.say("{right} of {n} texts match their clips.").format(right=proof.right, n=proof.handed_over),
        "",
        text.say("{audio} of speech in {time}: {factor} times as fast as it was spoken.").format(
            audio=text.elapsed(proof.audio_s),
            time=text.elapsed(proof.took_s),
            factor=round(proof.audio_s / proof.took_s) if proof.took_s else 0,
        ),
        text.say("The slowest clip had its text after {time}.").format(time=text.elapsed(proof.slowest_s)),
    ]
    if proof.attempts > proof.handed_over:
        lines.append(text.say("Some needed more than one attempt; their details say why."))
    return "\n".join(lines)
