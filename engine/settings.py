"""What a person may set, for every door alike: the window, the command line and whoever else hands clips over.

One file in the data folder, `settings.json`, holds what differs from the defaults, so that better defaults reach
everybody who chose none. A person may edit it: what makes no sense is left at its default, and said.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.language_names import LANGUAGES, system_languages
from engine.machine.plans import Limits
from engine.registry.retention import Rule, Scope
from engine.run import Options, Quality, Task
from engine.storage.durable import write_durably
from engine.storage.paths import Paths
from engine.text.replacements import Replacement
from engine.text.vocabulary import joined

#: The most that can be asked for.
MOST_DAYS, MOST_GB = 3650, 10_000.0
MOST_THREADS, MOST_WINDOWS, MOST_RUNS = 256, 64, 32
GB = 1_000_000_000
#: How long a change waits for another program that changes the file, which takes moments.
_LOCK_S = 5.0

log = logging.getLogger(__name__)


class Theme(StrEnum):
    """How the window is coloured."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Settings(BaseModel):
    """Everything that can be set, with its defaults."""

    model_config = ConfigDict(frozen=True)

    #: What clips are transcribed with, whatever door they come through.
    model: Annotated[str, Field(min_length=1)] = Options().model
    #: Whisper language code; empty to detect it.
    language: Annotated[str, Field(pattern="^[a-z]{0,3}$")] = ""
    #: Whisper codes of the languages that the person speaks; None for those that the system tells.
    languages: Annotated[tuple[Annotated[str, Field(pattern="^[a-z]{2,3}$")], ...], Field(max_length=20)] | None = None
    quality: Quality = Quality.FAST
    task: Task = Task.TRANSCRIBE
    #: Names and terms that the person uses, and what is always to be written otherwise.
    vocabulary: tuple[str, ...] = ()
    replacements: tuple[Replacement, ...] = ()
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
    def spoken(self) -> tuple[str, ...]:
        """The languages that the person speaks, as far as anybody says."""
        return system_languages() if self.languages is None else tuple(filter(LANGUAGES.get, self.languages))

    @property
    def options(self) -> Options:
        """How a clip that comes in now is to be transcribed."""
        return Options(
            model=self.model,
            language=self.language or None,
            quality=self.quality,
            task=self.task,
            vocabulary=joined(self.vocabulary),
            device=self.device,
            languages=self.spoken,
        )


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What the file says, as far as it makes sense."""

    settings: Settings
    #: Keys whose value is none, and which have their default instead; the file's own name where all of it is none.
    refused: tuple[str, ...] = ()


def read_settings(paths: Paths) -> ReadSettings:
    """The settings as they are kept now. Where nothing is kept, or nothing can be read, the defaults."""
    try:
        values = _values(paths)
    except (OSError, ValueError, RecursionError) as error:
        log.warning("%s cannot be read: %s", paths.settings.name, error)
        return ReadSettings(Settings(), (paths.settings.name,))
    known = {name: value for name, value in values.items() if name in Settings.model_fields}
    try:
        return ReadSettings(Settings.model_validate(known))
    except ValidationError as error:
        refused = tuple(dict.fromkeys(str(each["loc"][0]) for each in error.errors()))
        log.warning("settings that make no sense: %s", ", ".join(refused))
        sound = {name: value for name, value in known.items() if name not in refused}
        return ReadSettings(Settings.model_validate(sound), refused)


def change_settings(paths: Paths, **values: object) -> Settings:
    """Set some of them, and keep what another program changed of the others meanwhile. Returns all as they are now.
    Durable when it returns. Raises ValidationError for what makes no sense, OSError, and filelock.Timeout."""
    with FileLock(paths.settings_lock, timeout=_LOCK_S, mode=0o600):
        before = read_settings(paths)
        after = Settings.model_validate(before.settings.model_dump() | values)
        if paths.settings.name in before.refused and paths.settings.exists():
            os.replace(paths.settings, paths.settings.with_suffix(".unreadable"))  # a person may want to mend it
        _write(paths.settings, after.model_dump(mode="json", exclude_defaults=True))
    return after


def take_over(paths: Paths) -> None:
    """Write the file from what versions up to 0.1 kept in the window's own, if there is none yet. Raises OSError."""
    if not paths.settings.exists() and paths.window_state.exists():
        settings = read_settings(paths).settings
        _write(paths.settings, settings.model_dump(mode="json", exclude_defaults=True))


def _values(paths: Paths) -> dict[str, Any]:
    """What is written, as it is written. Raises OSError and ValueError."""
    try:
        values = json.loads(paths.settings.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _values_before(paths.window_state)
    if not isinstance(values, dict):
        raise ValueError("it is no list of settings")
    return values


def _values_before(path: Path) -> dict[str, Any]:
    """What versions up to 0.1 kept: the section `settings` of a file in Qt's INI format, all of it as text."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    values, section = {}, ""
    for line in lines:
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == "settings" and "=" in line:
            name, _, value = line.partition("=")
            values[name.strip()] = value.strip().strip('"').replace("\\\\", "\\")
    return values


def _write(path: Path, values: dict[str, Any]) -> None:
    write_durably(path, json.dumps(values, indent=1, ensure_ascii=False).encode())
