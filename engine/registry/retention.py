"""Retention: a person's rule on how long to keep things, and what it removes. Pure: no clock, no disk.

By default everything is kept. A rule can limit the age in days, and the size of the audio in bytes. It removes the
audio alone, or the whole run; the oldest first. It never touches

- what has not ended: queued, running and paused runs, and what is being recorded;
- failed runs: the reason with its Retry button is an open promise, and the audio the only copy of what was said.
  They go when a person retries, cancels or deletes them, never by age;
- what ended, or was restored, less than a day ago: nobody should lose a clip that they just handed over, however large
  it is, or what they may be about to undo.

Age counts from when the last run of a clip ended, or was restored from the bin, in the days of `engine.days`. The age
limit moves whole runs to the bin, from where they can be restored. Audio alone, removed for age or size, is deleted at
once, and so are runs removed for size: first those in the bin, then the oldest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.days import DAY_S


class RetentionScope(StrEnum):
    """What a rule removes: only the audio, so that the text stays, or both."""

    AUDIO = "audio"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rule:
    """A person's limits. None for no limit."""

    days: int | None = None
    #: For the audio of all clips, including those in the bin.
    size_bytes: int | None = None
    scope: RetentionScope = RetentionScope.AUDIO

    @property
    def keeps_everything(self) -> bool:
        return self.days is None and self.size_bytes is None


@dataclass(frozen=True, slots=True)
class KeptClip:
    """The audio of a clip, and the state of its runs."""

    clip_id: str
    run_ids: tuple[str, ...]
    size_bytes: int
    #: When the last of its runs ended or was restored, or was deleted if all of them are. By the count of days.
    since: float
    #: Whether all its runs are completed or cancelled, or deleted and not running.
    has_ended: bool
    #: Whether all its runs are in the bin.
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Expired:
    """What a rule removes now."""

    #: Whole runs to move to the bin.
    to_bin: tuple[KeptClip, ...] = ()
    #: Whole runs to delete for good.
    for_good: tuple[KeptClip, ...] = ()
    #: Clips whose audio is deleted while their texts stay.
    audio: tuple[KeptClip, ...] = ()

    @property
    def clips(self) -> int:
        """The number of clips affected."""
        return len(self.to_bin) + len(self.for_good) + len(self.audio)

    @property
    def size_bytes(self) -> int:
        """The disk space that they take."""
        return sum(kept.size_bytes for kept in (*self.to_bin, *self.for_good, *self.audio))


def expired(rule: Rule, kept: Iterable[KeptClip], now: float) -> Expired:
    """Apply the rule to everything that is kept, as of that time."""
    oldest_first = sorted(kept, key=lambda each: each.since)
    aged = [] if rule.days is None else [each for each in oldest_first if _is_aged(each, rule.days, now)]
    crowded = [] if rule.size_bytes is None else _crowded(oldest_first, rule, aged, now)
    if rule.scope is RetentionScope.ALL:
        return Expired(to_bin=tuple(aged), for_good=tuple(crowded))
    return Expired(
        for_good=tuple(each for each in crowded if each.is_deleted),
        audio=(*aged, *(each for each in crowded if not each.is_deleted)),
    )


def _is_aged(kept: KeptClip, days: int, now: float) -> bool:
    return kept.has_ended and not kept.is_deleted and kept.since < now - max(1, days) * DAY_S


def _crowded(oldest_first: Sequence[KeptClip], rule: Rule, aged: Sequence[KeptClip], now: float) -> list[KeptClip]:
    """What must go so that the rest fits: the bin, then the oldest. Runs that age moves to the bin still take their
    space, and are too new there to be deleted from it."""
    assert rule.size_bytes is not None
    over = sum(each.size_bytes for each in oldest_first)
    if rule.scope is RetentionScope.AUDIO:
        over -= sum(each.size_bytes for each in aged)
    going: list[KeptClip] = []
    for each in sorted(oldest_first, key=lambda each: not each.is_deleted):
        if over <= rule.size_bytes:
            break
        if each.has_ended and each.since < now - DAY_S and each not in aged:
            going.append(each)
            over -= each.size_bytes
    return going
