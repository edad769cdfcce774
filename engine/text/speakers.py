"""Who speaks when, and what follows from it for a text. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Turn(NamedTuple):
    """One speaks, without a long pause. In seconds from the start of the clip; speakers are numbered from 0."""

    start_s: float
    end_s: float
    speaker: int
