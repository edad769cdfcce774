"""Which ends of an attempt are no end to people: those in order, after which the next attempt goes on with the work.
Pure."""

from __future__ import annotations

#: The reason of a run that was given back because the program that worked on it was closed.
ENGINE_CLOSED = "engine_closed"


def is_given_back(step: str, code: str) -> bool:
    """Whether an attempt that ends with this step, for that reason, is given back in order."""
    return step == "pause" or (step == "requeue" and code == ENGINE_CLOSED)
