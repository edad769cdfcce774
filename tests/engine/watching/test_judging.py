"""What is done with a file depends on what was taken at its place, and under its number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.registry.taken import Sighting, Standing, TakenFile
from engine.watching.judging import Verdict, judge

SEEN = Sighting("/in/a.wav", "/in/a.wav", 10, 1_000, "7")
CHANGED = replace(SEEN, mtime_ns=2_000)
ELSEWHERE = replace(SEEN, place="/in/b.wav", source="/in/b.wav")


def taken(seen: Sighting, standing: Standing = Standing.IN) -> TakenFile:
    return TakenFile("run", seen, "0" * 64 if standing is Standing.IN else None, standing)


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ([], Verdict.TAKE),
        ([taken(SEEN)], Verdict.KNOWN),
        ([taken(SEEN, Standing.COMING)], Verdict.KNOWN),
        ([taken(SEEN, Standing.FAILED)], Verdict.RETRY),
        ([taken(SEEN, Standing.GONE)], Verdict.KNOWN),
        ([taken(CHANGED)], Verdict.COMPARE),
        ([taken(CHANGED, Standing.COMING)], Verdict.WAIT),
        ([taken(CHANGED, Standing.FAILED)], Verdict.RETRY),
        ([taken(CHANGED, Standing.GONE)], Verdict.TAKE),
        ([taken(CHANGED), taken(SEEN)], Verdict.KNOWN),
        ([taken(ELSEWHERE)], Verdict.RENAMED),
        ([taken(replace(ELSEWHERE, mtime_ns=2_000))], Verdict.TAKE),
        ([taken(ELSEWHERE, Standing.COMING)], Verdict.TAKE),
        ([taken(replace(ELSEWHERE, file_id="8"))], Verdict.TAKE),
    ],
)
def test_verdicts(known: list[TakenFile], verdict: Verdict) -> None:
    assert judge(SEEN, known).verdict is verdict
