"""What is proposed above a text: that a speaker is somebody whose voice is known."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.run_notes import NoteFrame
from desktop.style import theme
from engine.errors import NotFound
from engine.events import JobState, SpeakerJob
from engine.run import Run
from engine.segments import Segment
from engine.speakers.likeness import Proposal

#: No process for runs that are only passed while moving through the list, in seconds.
_REST_S = 0.3


class VoiceNote(NoteFrame):
    """Follows one run, and proposes one name after the other. Nobody has a name before it is `agreed`, which carries
    what the speaker is called and who it is. `changed` tells that the note is shown, or not."""

    agreed = Signal(str, str)
    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        self.yes = QPushButton(text.say("Yes, it is"))
        self.no = QPushButton(text.say("No"))
        super().__init__("voice", "people", self.yes, self.no)
        self._bridge = bridge
        self._run: Run | None = None
        self._names: frozenset[str] = frozenset()
        self._known: list[str] = []
        self._proposals: list[Proposal] = []
        self._asking: asyncio.Task[Any] | None = None
        #: What a person has said no to here, be it stored or not yet: the run, the speaker and the name.
        self._refused: set[tuple[str, str, str]] = set()
        self.yes.clicked.connect(self._agree)
        self.no.clicked.connect(self._refuse)
        bridge.voices_changed.connect(self.ask_again)
        bridge.speakers_changed.connect(self._on_jobs)
        bridge.registry_changed.connect(lambda: bridge.start("see whose voices are known", self._look()))
        self.hide()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.draw(theme.colours().accent)

    # --- what is shown ---
    def show_run(self, run: Run | None) -> None:
        """Propose names for another run, or for the newest state of the same one."""
        before, self._run = self._run, run
        if before is None or run is None or before.run_id != run.run_id:
            self._names = frozenset()
            self._forget()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Take the text as it is now, with the names of who speaks."""
        names = frozenset(segment.speaker for segment in segments if segment.speaker)
        if names != self._names:
            self._names = names
            self._write()
            self.ask_again()

    def ask_again(self) -> None:
        """See who the speakers may be: the text, the known voices or the settings have changed."""
        self._stop_asking()
        if self._run is not None and self._run.state.is_terminal and self._names:
            self._asking = self._bridge.start("see who it may be", self._ask(self._run.run_id))
        else:
            self._forget()

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _forget(self) -> None:
        """What was proposed is of another run, or of speakers who are others now."""
        self._stop_asking()
        self._proposals = []
        self._write()

    async def _ask(self, run_id: str) -> None:
        await asyncio.sleep(_REST_S)
        engine = await self._bridge.engine()
        self._known = [voice.name for voice in await engine.voices.known()]
        with suppress(NotFound):  # it was deleted for good meanwhile
            self._proposals = await engine.voices.proposals(run_id)
            self._write()

    async def _look(self) -> None:
        """Another program may have forgotten a voice that is proposed."""
        known = await (await self._bridge.engine()).voices.known()
        if [voice.name for voice in known] != self._known:
            self.ask_again()

    def _on_jobs(self, jobs: Sequence[SpeakerJob]) -> None:
        for job in jobs:
            if self._run is not None and self._run.run_id == job.run_id and job.state is JobState.COMPLETED:
                self._forget()  # they may be called as before, and be others
                self.ask_again()

    @property
    def _open(self) -> Proposal | None:
        """What is proposed now: of a speaker who is still called so, and a name that nobody has."""
        run_id = self._run.run_id if self._run is not None else ""
        return next(
            (
                each
                for each in self._proposals
                if each.speaker in self._names
                and each.name not in self._names
                and (run_id, each.speaker, each.name) not in self._refused
            ),
            None,
        )

    def _write(self) -> None:
        proposal = self._open
        if proposal is not None:
            self.words.setText(text.sounds_like(proposal))
            who = {"speaker": proposal.speaker, "name": proposal.name}
            self.yes.setToolTip(text.say("{speaker} is called {name} throughout. Can be undone.").format(**who))
            self.yes.setAccessibleName(text.say("Yes, {speaker} is {name}").format(**who))
            self.no.setAccessibleName(text.say("No, {speaker} is not {name}").format(**who))
        was_shown = not self.isHidden()
        self.setVisible(proposal is not None)
        if was_shown != (proposal is not None):
            self.changed.emit()

    # --- what is answered ---
    def _agree(self) -> None:
        if (proposal := self._open) is not None:
            self.agreed.emit(proposal.speaker, proposal.name)

    def _refuse(self) -> None:
        if (proposal := self._open) is not None and self._run is not None:
            run_id, speaker, name = refused = (self._run.run_id, proposal.speaker, proposal.name)
            self._refused.add(refused)
            self._write()
            self._bridge.start("it is somebody else", self._keep(run_id, speaker, name), must_finish=True)

    async def _keep(self, run_id: str, speaker: str, name: str) -> None:
        engine = await self._bridge.engine()
        with suppress(NotFound):  # it was deleted for good meanwhile
            await engine.voices.refuse(run_id, speaker, name)
