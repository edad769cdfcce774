"""Deleting clips and sessions, and taking that back: the last first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop import text
from desktop.bridge import Bridge
from engine.events import Session


@dataclass(frozen=True, slots=True)
class _Deletion:
    """What went at once: clips, or a session with those that were in it."""

    run_ids: tuple[str, ...] = ()
    session: Session | None = None


class Deletions(QObject):
    """Remembers what can be taken back. `told` brings what was deleted just now in words, none once it is back."""

    told = Signal(str)
    #: The id of a session that is there again.
    session_restored = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._made: list[_Deletion] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._made)

    def delete_runs(self, run_ids: Sequence[str]) -> None:
        """Delete these clips."""
        if run_ids:
            self._bridge.start("delete", self._delete_runs(tuple(run_ids)), must_finish=True)

    async def _delete_runs(self, run_ids: tuple[str, ...]) -> None:
        await (await self._bridge.engine()).delete(run_ids)
        self._made.append(_Deletion(run_ids))
        self.told.emit(text.counted(len(run_ids), "1 clip deleted", "{n} clips deleted"))

    def delete_session(self, session: Session) -> None:
        """Delete a session with its clips."""
        self._bridge.start("delete a session", self._delete_session(session), must_finish=True)

    async def _delete_session(self, session: Session) -> None:
        await (await self._bridge.engine()).delete_session(session.session_id)
        self._made.append(_Deletion(session=session))
        self.told.emit(text.say("Session “{name}” deleted").format(name=session.name))

    def undo(self) -> None:
        """Take the last deletion back."""
        if self._made:
            self._bridge.start("undo a deletion", self._undo(self._made.pop()), must_finish=True)

    async def _undo(self, deletion: _Deletion) -> None:
        engine = await self._bridge.engine()
        if deletion.session is None:
            await engine.restore(deletion.run_ids)
            self.told.emit("")
            return
        for other in await engine.sessions():
            if other.name == deletion.session.name and not other.total:  # an empty one, opened in its place
                await engine.delete_session(other.session_id)
        await engine.restore_session(deletion.session.session_id)
        self.told.emit("")
        self.session_restored.emit(deletion.session.session_id)
