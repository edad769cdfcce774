"""Where Everyclip keeps its things: all in one folder. `EVERYCLIP_HOME` names it, or a person has had it moved."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from engine.errors import PlaceError
from engine.storage.location import fixed_place, read_location, usual_place


class ChosenBy(StrEnum):
    """Who says where the folder is."""

    #: The code that made the paths.
    CALLER = "caller"
    #: `EVERYCLIP_HOME`.
    ENVIRONMENT = "environment"
    #: The person, who had everything moved.
    PERSON = "person"
    #: Nobody: it is the usual place.
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one Everyclip. Made readable by their owner only."""

    home: Path
    chosen_by: ChosenBy = field(default=ChosenBy.CALLER, compare=False)

    @classmethod
    def default(cls) -> Paths:
        """`EVERYCLIP_HOME`, or where the person had everything moved to, or the system's place for an application's
        data. Programs ask `engine.maintenance.moving.settled` instead, which finishes first what was left of a move.

        Raises PlaceError if the data were moved to a place that is not there now: they are away, not lost.
        """
        if fixed := fixed_place():
            return cls(fixed, ChosenBy.ENVIRONMENT)
        moved_to = read_location().home
        if moved_to is None:
            return cls(usual_place(), ChosenBy.NOBODY)
        paths = cls(moved_to, ChosenBy.PERSON)
        if not paths.are_there:
            raise PlaceError("data_away", path=str(moved_to))
        return paths

    @property
    def are_there(self) -> bool:
        """Whether there are data in the folder. Where a disk is not mounted its folder may be there, and empty."""
        return os.path.isdir(self.vault)

    @property
    def are_current(self) -> bool:
        """False if everything was moved since these paths were found. Raises PlaceError."""
        if self.chosen_by in (ChosenBy.CALLER, ChosenBy.ENVIRONMENT):
            return True
        return self.home == (read_location().home or usual_place())

    @property
    def registry(self) -> Path:
        return self.home / "registry.sqlite3"

    @property
    def vault(self) -> Path:
        return self.home / "vault"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def owners(self) -> Path:
        """Lock files of the engines that are alive."""
        return self.home / "owners"

    @property
    def window_lock(self) -> Path:
        """Held by the one window."""
        return self.home / "window.lock"

    @property
    def backup_lock(self) -> Path:
        """Held by the program that makes or restores a backup."""
        return self.home / "backup.lock"

    @property
    def peaks(self) -> Path:
        """What is known of the loudness of clips. Made anew where it is missing."""
        return self.home / "peaks"

    @property
    def voices(self) -> Path:
        """What was heard of the voices in clips, to tell speakers apart. Made anew where it is missing."""
        return self.home / "voices"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def settings(self) -> Path:
        """What a person has set, for all doors (`engine.settings`)."""
        return self.home / "settings.json"

    @property
    def settings_lock(self) -> Path:
        """Held by the program that changes the settings."""
        return self.home / "settings.lock"

    @property
    def http_token(self) -> Path:
        """What programs that hand clips over by HTTP must know."""
        return self.home / "http-token"

    @property
    def window_state(self) -> Path:
        """How the window was left. Its name is of a time when it held the settings, too."""
        return self.home / "settings.ini"

    @property
    def to_keep(self) -> tuple[Path, ...]:
        """What a move takes along, beside the registry."""
        return (self.vault, self.models, self.settings, self.http_token, self.window_state)

    @property
    def to_leave(self) -> tuple[Path, ...]:
        """What has no worth elsewhere, or is made anew."""
        return (self.owners, self.window_lock, self.backup_lock, self.settings_lock, self.peaks, self.voices, self.logs)

    def make(self) -> None:
        """Make the folders, whatever the system's habit is: nobody but their owner looks in. Raises OSError."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.vault, self.models, self.owners, self.peaks, self.voices, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.stat().st_mode & 0o077:
                folder.chmod(0o700)
