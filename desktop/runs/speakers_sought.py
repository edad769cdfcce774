"""The runs whose speakers are being looked for, so that the list can show it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.bridge import Bridge
from engine.events import SpeakerJob


class SpeakersSought(QObject):
    """Follows what is asked for, here and by other programs. `changed` carries the ids of runs."""

    changed = Signal(list)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._jobs: dict[str, SpeakerJob] = {}
        bridge.speakers_changed.connect(self._on_jobs)
        bridge.registry_changed.connect(self.read)
        self.read()

    def of(self, run_id: str) -> SpeakerJob | None:
        """What is under way for a run, if anything."""
        return self._jobs.get(run_id)

    def read(self) -> None:
        """See what is looked for, also what was asked for before the window was opened."""
        self._bridge.start("see whose speakers are looked for", self._read())

    async def _read(self) -> None:
        before, jobs = self._jobs, await (await self._bridge.engine()).speakers.seeking()
        if self._jobs is before:  # else something newer was told meanwhile
            self._take({job.run_id: job for job in jobs})

    def _on_jobs(self, jobs: Sequence[SpeakerJob]) -> None:
        now = self._jobs | {job.run_id: job for job in jobs}
        self._take({run_id: job for run_id, job in now.items() if not job.state.has_ended})

    def _take(self, jobs: dict[str, SpeakerJob]) -> None:
        before, self._jobs = self._jobs, jobs
        changed = [run_id for run_id in before | jobs if before.get(run_id) != jobs.get(run_id)]
        if changed:
            self.changed.emit(changed)
