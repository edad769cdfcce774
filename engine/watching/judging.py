"""Decides what is to be done with a file that has come to rest in a watched folder. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.registry.taken import Sighting, Standing, TakenFile


class Verdict(StrEnum):
    """What is to be done with a file."""

    #: It was taken as it is.
    KNOWN = "known"
    #: It is on its way in, and was changed since: it is known later what was taken.
    WAIT = "wait"
    #: Its content is to be compared with what was taken at its place.
    COMPARE = "compare"
    #: It may be a file that was taken, under another name.
    RENAMED = "renamed"
    #: It could not be taken in before: its run is tried again.
    RETRY = "retry"
    TAKE = "take"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and the files that were taken which it is about."""

    verdict: Verdict
    about: tuple[TakenFile, ...] = ()


def judge(seen: Sighting, known: Sequence[TakenFile]) -> Judgement:
    """`known` are those files taken that are at its place or have its number, the newest first."""
    here = [each for each in known if each.sighting.place == seen.place]
    for each in here:
        if each.sighting.mark == seen.mark:
            failed = each.standing is Standing.FAILED
            return Judgement(Verdict.RETRY if failed else Verdict.KNOWN, (each,))
    if any(each.standing is Standing.COMING for each in here):
        return Judgement(Verdict.WAIT)
    if here and here[0].standing is Standing.FAILED:
        return Judgement(Verdict.RETRY, (here[0],))
    if taken := tuple(each for each in here if each.sha256 is not None):
        return Judgement(Verdict.COMPARE, taken)
    same = tuple(
        each
        for each in known
        if not here and each.sha256 and (each.sighting.file_id, each.sighting.mark) == (seen.file_id, seen.mark)
    )
    return Judgement(Verdict.RENAMED, same) if same else Judgement(Verdict.TAKE)
