"""The proof on the person's own computer: a burst of clips at once, and whether each of them ended with its text."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from desktop import text
from engine.engine import Engine
from engine.events import Session
from engine.run import Options, Run, State
from models.store import BUNDLED
from resources import Sample, samples

#: How many clips are handed over at once.
CLIPS = 40


@dataclass(frozen=True, slots=True)
class Proof:
    """What a burst came to."""

    handed_over: int
    completed: int
    failed: int
    #: How many texts are right to the letter.
    right: int
    audio_s: float
    #: From the hand-over to the last end.
    took_s: float
    #: The longest that one clip took, from its hand-over to its end.
    slowest_s: float
    attempts: int

    @property
    def holds(self) -> bool:
        return self.right == self.handed_over


def burst() -> list[Sample]:
    """The sample clips over and over: the same names and the same sounds several times, which must not matter."""
    return list(itertools.islice(itertools.cycle(samples()), CLIPS))


async def prove(engine: Engine, session: Session) -> Proof:
    """Hand the clips over all at once, wait for every end and compare every text. Takes the starter model, which the
    samples were made for, whatever model is set."""
    clips, began = burst(), time.monotonic()
    paths = [clip.path for clip in clips]
    accepted = await engine.accept(paths, session_id=session.session_id, options=Options(model=BUNDLED))
    runs = await engine.wait([run.run_id for run in accepted])
    took_s = time.monotonic() - began
    right = 0
    for clip, run in zip(clips, runs, strict=True):
        right += await _is_right(engine, run, clip)
    return _sum_up(runs, right, took_s)


async def _is_right(engine: Engine, run: Run, clip: Sample) -> bool:
    if run.state is not State.COMPLETED:
        return False
    return " ".join(segment.text.strip() for segment in await engine.segments(run.run_id)) == clip.text


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
        attempts=sum(run.attempt for run in runs),
    )


def verdict(proof: Proof) -> str:
    """The proof in one sentence."""
    if proof.holds:
        return text.say("{n} clips at once, and every one ended with its text.").format(n=proof.handed_over)
    wrong = proof.handed_over - proof.right
    return text.counted(wrong, "1 clip did not end with its text.", "{n} clips did not end with their texts.")


def report(proof: Proof) -> str:
    """The proof in figures."""
    lines = [
        text.say("{completed} completed, {failed} failed, {lost} lost.").format(
            completed=proof.completed,
            failed=proof.failed,
            lost=proof.handed_over - proof.completed - proof.failed,
        ),
        text.say("{right} of {n} texts are right to the letter.").format(right=proof.right, n=proof.handed_over),
        "",
        text.say("{audio} of speech in {time}: {factor} times as fast as it was spoken.").format(
            audio=text.elapsed(proof.audio_s),
            time=text.elapsed(proof.took_s),
            factor=round(proof.audio_s / proof.took_s) if proof.took_s else 0,
        ),
        text.say("The slowest clip had its text after {time}.").format(time=text.elapsed(proof.slowest_s)),
    ]
    if proof.attempts > proof.handed_over:
        lines.append(text.say("Some needed more than one attempt; the stories of the runs say why."))
    return "\n".join(lines)
