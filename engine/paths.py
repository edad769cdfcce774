"""Where Everyclip keeps its things. `EVERYCLIP_HOME` moves everything to one folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one Everyclip. Made readable by their owner only."""

    home: Path

    @classmethod
    def default(cls) -> Paths:
        """`EVERYCLIP_HOME`, or the system's place for an application's data."""
        set_home = os.environ.get("EVERYCLIP_HOME")
        if set_home:
            return cls(Path(set_home).expanduser().absolute())
        return cls(platformdirs.user_data_path("everyclip", appauthor=False))

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
    def peaks(self) -> Path:
        """What is known of the loudness of clips. Made anew where it is missing."""
        return self.home / "peaks"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def settings(self) -> Path:
        return self.home / "settings.ini"

    def make(self) -> None:
        """Make the folders. Raises OSError."""
        for folder in (self.home, self.vault, self.models, self.owners, self.peaks, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
