"""Elapsed time, as far as it is certain: the days of a rule, and of the bin, are counted with it. Pure.

A clock that is wrong for one start would delete recent things: an empty battery sets it to 2000, and a time server
advances it by a quarter of a century; somebody sets it a year ahead. So days are no difference of two of its times.

- Time while Everyclip runs is measured by the monotonic clock, which nobody sets.
- Time that, by the clock, passed unobserved between two programs counts once the clock has run on for a day without
  being set back. Any amount that it was set back by is subtracted.
- If that exceeds `MAX_UNSEEN_S`, it is not believed and never counts. Things are then kept for longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

DAY_S = 86_400.0
#: An unobserved advance of the clock is believed after the clock has run on for this long.
SURE_AFTER_S = DAY_S
#: Longer than people leave a program that they use closed; shorter than the error of a clock that lost its battery.
MAX_UNSEEN_S = 100 * DAY_S
#: Too small to question: between two commands, or when a time server corrects a clock.
SMALL_S = 60.0


@dataclass(frozen=True, slots=True)
class Days:
    """The count, in seconds, which never decreases."""

    counted_s: float
    #: The computer's clock at the last look. Unix seconds.
    seen_at: float
    #: How much that clock advanced unobserved, less what it was set back by, while it is unknown whether that is true;
    #: and the clock's time when it did.
    unsure_s: float = 0.0
    unsure_since: float = 0.0
    #: How far the clock deviated from elapsed time at the last look.
    set_by_s: float = field(default=0.0, compare=False)

    @property
    def max_counted_s(self) -> float:
        """The count if the clock turns out to be right: the time stamp of what happens now."""
        return self.counted_s + (self.unsure_s if 0.0 < self.unsure_s <= MAX_UNSEEN_S else 0.0)

    def look(self, now: float, lived_s: float, *, is_exact: bool = False) -> Days:
        """The count as of `now`, by the computer's clock. This program has run for `lived_s` since its last look;
        others may have looked meanwhile, unless `is_exact`."""
        step_s = now - self.seen_at
        passed_s = lived_s if is_exact else max(0.0, min(step_s, lived_s))
        set_by_s = step_s - passed_s
        after = replace(self, seen_at=now, set_by_s=set_by_s)
        if set_by_s < -SMALL_S:
            counted_s = self.counted_s + passed_s
            return replace(after, counted_s=counted_s, unsure_s=self.unsure_s + set_by_s, unsure_since=now)
        # A clock that was set back may just be returning to the right time.
        goes_on = self.unsure_s > 0.0 or set_by_s <= SMALL_S
        if self.unsure_s and goes_on and now - self.unsure_since >= SURE_AFTER_S:
            after = replace(after, counted_s=self.max_counted_s, unsure_s=0.0)
        if set_by_s <= SMALL_S:
            return replace(after, counted_s=after.counted_s + passed_s + max(0.0, set_by_s))
        since = after.unsure_since if after.unsure_s > 0.0 else now
        counted_s = after.counted_s + passed_s
        return replace(after, counted_s=counted_s, unsure_s=after.unsure_s + set_by_s, unsure_since=since)
