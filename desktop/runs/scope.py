"""Which clips the list shows: those of one session, or those of all sessions, perhaps only in some states. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from engine.run import Run, State

ALL_STATES = frozenset(State)


@dataclass(frozen=True, slots=True)
class Scope:
    """`session_id`: None for all sessions."""

    session_id: str | None = None
    states: frozenset[State] = ALL_STATES

    def holds(self, run: Run) -> bool:
        """Whether the run belongs to one of its sessions, in whatever state it is."""
        return self.session_id in (None, run.session_id)


ALL_CLIPS = Scope()
ON_THEIR_WAY = Scope(states=frozenset({State.QUEUED, State.RUNNING, State.PAUSED}))
FAILED = Scope(states=frozenset({State.FAILED}))
