"""How much time has passed, as far as that is sure: what the days of a rule, and of the bin, are counted by. Pure.

A clock that is wrong for one start would throw away what is fresh: an empty battery sets it to 2000, and a time server
makes it a quarter of a century later; somebody sets it a year ahead. So days are no difference of two of its times.

- Time in which Everyclip runs counts as the monotonic clock has it, which nobody sets.
- What the clock says to have passed unseen, between two programs, counts once it has gone on for a day from there and
  was not set back meanwhile. What it was set back by is taken from it.
- More than `MOST_UNSEEN_S` of that is not believed: it never counts. Things are then kept for longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

DAY_S = 86_400.0
#: What a clock has gone on by unseen is believed after it went on from there for so long.
SURE_AFTER_S = DAY_S
#: Longer than people leave a program alone that they use; less than what a clock is wrong by that lost its battery.
MOST_UNSEEN_S = 100 * DAY_S
#: Between two commands, or where a time server puts a clock right, nobody asks.
SMALL_S = 60.0


@dataclass(frozen=True, slots=True)
class Days:
    """The count, in seconds that only ever become more."""

    counted_s: float
    #: What the computer's clock said when it was last looked at. Unix seconds.
    seen_at: float
    #: What that clock has gone on by unseen, less what it was set back by, while nobody knows yet whether it is true;
    #: and when it said that.
    unsure_s: float = 0.0
    unsure_since: float = 0.0
    #: How far the clock had gone on otherwise than time has, when it was last looked at.
    set_by_s: float = field(default=0.0, compare=False)

    @property
    def at_most_s(self) -> float:
        """The count, if the clock turns out to be right: what comes about now is stamped with it."""
        return self.counted_s + (self.unsure_s if 0.0 < self.unsure_s <= MOST_UNSEEN_S else 0.0)

    def look(self, now: float, lived_s: float, *, is_exact: bool = False) -> Days:
        """As of `now`, by the computer's clock. The program that looks was there for `lived_s` since it looked last;
        others may have looked meanwhile, unless that is exact."""
        step_s = now - self.seen_at
        passed_s = lived_s if is_exact else max(0.0, min(step_s, lived_s))
        set_by_s = step_s - passed_s
        after = replace(self, seen_at=now, set_by_s=set_by_s)
        if set_by_s < -SMALL_S:
            counted_s = self.counted_s + passed_s
            return replace(after, counted_s=counted_s, unsure_s=self.unsure_s + set_by_s, unsure_since=now)
        # A clock that was set back may just be on its way forth again.
        goes_on = self.unsure_s > 0.0 or set_by_s <= SMALL_S
        if self.unsure_s and goes_on and now - self.unsure_since >= SURE_AFTER_S:
            after = replace(after, counted_s=self.at_most_s, unsure_s=0.0)
        if set_by_s <= SMALL_S:
            return replace(after, counted_s=after.counted_s + passed_s + max(0.0, set_by_s))
        since = after.unsure_since if after.unsure_s > 0.0 else now
        counted_s = after.counted_s + passed_s
        return replace(after, counted_s=counted_s, unsure_s=after.unsure_s + set_by_s, unsure_since=since)
