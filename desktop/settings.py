"""What a person may set: the model of it, and how it is kept between two starts.

These are the window's settings. The command line has its own in its options: what a script does must not depend on what
was last clicked in a window.
"""

from __future__ import annotations

import logging
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from PySide6.QtCore import QObject, QSettings, Signal

from desktop.theme import Theme
from engine.devices import Limits
from engine.retention import Rule, Scope
from engine.run import Options, Quality
from models.store import BUNDLED

#: The most that can be asked for.
MOST_DAYS, MOST_GB = 3650, 10_000.0
MOST_THREADS, MOST_WINDOWS, MOST_RUNS = 256, 64, 32
GB = 1_000_000_000

log = logging.getLogger(__name__)


class Settings(BaseModel):
    """Everything that can be set, with its defaults."""

    model_config = ConfigDict(frozen=True)

    #: What clips are transcribed with, whatever door they come through.
    model: Annotated[str, Field(min_length=1)] = BUNDLED
    #: Whisper language code; empty to detect it.
    language: Annotated[str, Field(pattern="^[a-z]{0,3}$")] = ""
    quality: Quality = Quality.FAST
    words: bool = True
    device: Literal["auto", "cpu", "cuda"] = "auto"
    #: How the window looks and whether it calls when it is not looked at.
    theme: Theme = Theme.SYSTEM
    notifies: bool = True
    #: Whether models may not be fetched from the network.
    offline: bool = False

    #: How long clips are kept: days, and gigabytes (10⁹ bytes) for the audio of all. 0 for no limit.
    keep_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 0
    keep_gb: Annotated[float, Field(ge=0.0, le=MOST_GB)] = 0.0
    keep_scope: Scope = Scope.AUDIO
    #: What Everyclip may use of this computer. 0 leaves it to Everyclip.
    threads: Annotated[int, Field(ge=0, le=MOST_THREADS)] = 0
    batch_size: Annotated[int, Field(ge=0, le=MOST_WINDOWS)] = 0
    runs_at_once: Annotated[int, Field(ge=0, le=MOST_RUNS)] = 0

    @property
    def rule(self) -> Rule:
        """What is to be kept."""
        size_bytes = round(self.keep_gb * GB) or None
        return Rule(days=self.keep_days or None, size_bytes=size_bytes, scope=self.keep_scope)

    @property
    def limits(self) -> Limits:
        """What Everyclip may use."""
        return Limits(threads=self.threads, batch_size=self.batch_size, runs_at_once=self.runs_at_once)

    @property
    def options(self) -> Options:
        """How a clip that comes in now is to be transcribed."""
        return Options(
            model=self.model,
            language=self.language or None,
            quality=self.quality,
            words=self.words,
            device=self.device,
        )


class KeptSettings(QObject):
    """The settings in use, kept in the settings file. `changed` comes with the new ones."""

    changed = Signal(Settings)

    def __init__(self, file: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        #: Keys whose value in the file is none, and which have their default instead.
        self.refused: tuple[str, ...] = ()
        self._now = self._read()

    @property
    def now(self) -> Settings:
        """The settings in use."""
        return self._now

    def change(self, **values: object) -> None:
        """Set some of them, at once and for the next start."""
        after = Settings.model_validate(self._now.model_dump() | values)
        if after == self._now:
            return
        self._now = after
        self._write()
        self.changed.emit(after)

    def _read(self) -> Settings:
        """What the file says. A person may have edited it: what makes no sense is left at its default."""
        if self._file.status() is not QSettings.Status.NoError:
            self.refused = (self._file.fileName(),)
            return Settings()
        keys = [name for name in Settings.model_fields if self._file.contains(_key(name))]
        values = {name: self._file.value(_key(name)) for name in keys}
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            self.refused = tuple(str(each["loc"][0]) for each in error.errors())
            log.warning("settings that make no sense: %s", ", ".join(self.refused))
            return Settings.model_validate({name: value for name, value in values.items() if name not in self.refused})

    def _write(self) -> None:
        """Write what differs from the defaults, so that better defaults reach everybody who chose none."""
        values = self._now.model_dump(mode="json", exclude_defaults=True)
        for name in Settings.model_fields:
            if name in values:
                self._file.setValue(_key(name), values[name])
            else:
                self._file.remove(_key(name))
        self._file.sync()


def _key(name: str) -> str:
    return f"settings/{name}"
