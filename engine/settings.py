"""The settings, shared by every door: the window, the command line and anything else that hands clips over.

One file in the data folder, `settings.json`, holds what differs from the defaults, so that better defaults reach
everybody who chose none. A person may edit it: invalid values are replaced by their defaults, and reported.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from engine.channels import Channels
from engine.language_names import LANGUAGES, system_languages
from engine.machine.plans import Limits
from engine.registry.retention import RetentionScope, Rule
from engine.run import Options, Quality, Task
from engine.storage.durable import write_durably
from engine.storage.paths import Paths
from engine.text.replacements import Replacement
from engine.text.speakers import MAX_SPEAKERS, number_asked
from engine.text.vocabulary import joined

#: The largest values allowed.
MAX_DAYS, MAX_GB = 3650, 10_000.0
MIN_TEXT_SIZE, MAX_TEXT_SIZE = 80, 200
MAX_THREADS, MAX_WINDOWS, MAX_RUNS = 256, 64, 32
MAX_PORT = 65535
GB = 1_000_000_000
#: How long a change waits for another program that is changing the file, which takes moments.
_LOCK_S = 5.0

log = logging.getLogger(__name__)

#: The formats in which a text can be written beside its file, by their names in `engine.exports.formats`.
BesideFormat: TypeAlias = Literal["", "txt", "srt", "vtt", "json", "tsv", "csv", "ass", "md", "html", "docx"]


#: The formats of documents that a watched folder can ask for.
DocumentFormat: TypeAlias = Literal["txt", "srt", "vtt", "json", "tsv", "csv", "ass", "md", "html", "docx"]


class WatchedFolder(BaseModel):
    """A folder whose audio and video files are taken in as they come. What is None is as in the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Annotated[str, Field(min_length=1)]
    #: The session of its clips; "" for one that is called like the folder.
    session: str = ""
    model: Annotated[str, Field(min_length=1)] | None = None
    #: Whisper language code; empty to detect it.
    language: Annotated[str, Field(pattern="^[a-z]{0,3}$")] | None = None
    task: Task | None = None
    quality: Quality | None = None
    vocabulary: tuple[str, ...] | None = None
    #: Whether to find out who speaks: as `engine.text.speakers.number_asked` reads it.
    speakers: Annotated[str, Field(pattern=f"^(off|auto|[1-{MAX_SPEAKERS}])$")] | None = None
    #: The documents that are made of each file: in this folder, or beside the file for "". The pattern of their names
    #: has the fields of `engine.exports.file_names.FIELDS`; "" for the file's.
    formats: tuple[DocumentFormat, ...] = ()
    output_folder: str = ""
    name_pattern: str = ""
    includes_subfolders: bool = True
    #: Where a file is moved to when its text and documents are there; "" for nowhere.
    move_done_to: str = ""
    #: Whether to look at it from time to time, instead of waiting to be told; None to ask the system: shares of a
    #: network tell nothing.
    is_polled: bool | None = None

    @field_validator("folder", "output_folder", "move_done_to")
    @classmethod
    def _is_whole(cls, path: str) -> str:
        """A program does not know in which folder another was started."""
        if path and not os.path.isabs(path):
            raise ValueError("the path of a folder begins at the root")
        return path

    @property
    def session_name(self) -> str:
        return self.session or os.path.basename(os.path.normpath(self.folder)) or self.folder

    def options(self, settings: Settings) -> Options:
        """The options of a clip that comes from it now."""
        usual = settings.options
        return replace(
            usual,
            model=self.model or usual.model,
            language=usual.language if self.language is None else self.language or None,
            task=self.task or usual.task,
            quality=self.quality or usual.quality,
            vocabulary=usual.vocabulary if self.vocabulary is None else joined(self.vocabulary, usual.vocabulary),
            speakers=usual.speakers if self.speakers is None else number_asked(self.speakers),
        )


class Theme(StrEnum):
    """The colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Settings(BaseModel):
    """Everything that can be set, with its defaults."""

    model_config = ConfigDict(frozen=True)

    #: The model for clips from any door.
    model: Annotated[str, Field(min_length=1)] = Options().model
    #: Whisper language code; empty to detect it.
    language: Annotated[str, Field(pattern="^[a-z]{0,3}$")] = ""
    #: Whisper codes of the languages that the person speaks; None for the system's.
    languages: Annotated[tuple[Annotated[str, Field(pattern="^[a-z]{2,3}$")], ...], Field(max_length=20)] | None = None
    quality: Quality = Quality.FAST
    task: Task = Task.TRANSCRIBE
    #: Whether to find out who speaks: how many there are, or 0 to find that out; None not to.
    speakers: Annotated[int, Field(ge=0, le=MAX_SPEAKERS)] | None = None
    #: What is to become of two channels.
    channels: Channels = Channels.DETECT
    #: Whether voices may be remembered by name, and proposed in later clips.
    remembers_voices: bool = False
    #: Names and terms that the person uses, and standing replacements.
    vocabulary: tuple[str, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    device: Literal["auto", "cpu", "cuda"] = "auto"
    #: How the window looks and whether it notifies while it is not in front.
    theme: Theme = Theme.SYSTEM
    notifies: bool = True
    #: The window's language; "" for the system's. Used from the next start.
    interface_language: Literal["", "en", "de"] = ""
    #: The size of all text in the window, in per cent of the system's.
    text_size: Annotated[int, Field(ge=MIN_TEXT_SIZE, le=MAX_TEXT_SIZE)] = 100
    #: Whether the window, when closed, goes on working behind its icon in the system tray.
    stays_in_tray: bool = False
    #: Whether the text of a recording is copied once it is there.
    copies_recordings: bool = False
    #: The format in which each text is written beside the file that it came from; "" for none.
    beside_format: BesideFormat = ""
    #: Whether programs of this computer may hand clips over while the window is open, and at which port.
    serves_http: bool = False
    http_port: Annotated[int, Field(ge=1, le=MAX_PORT)] = 8765
    #: The folders whose files are taken in as they come.
    watched_folders: tuple[WatchedFolder, ...] = ()
    #: Whether fetching models from the network is forbidden.
    offline: bool = False

    #: How long clips are kept: days, and gigabytes (10⁹ bytes) for the audio of all. 0 for no limit.
    keep_days: Annotated[int, Field(ge=0, le=MAX_DAYS)] = 0
    keep_gb: Annotated[float, Field(ge=0.0, le=MAX_GB)] = 0.0
    keep_scope: RetentionScope = RetentionScope.AUDIO
    #: What Everyclip may use of this computer. 0 leaves it to Everyclip.
    threads: Annotated[int, Field(ge=0, le=MAX_THREADS)] = 0
    batch_size: Annotated[int, Field(ge=0, le=MAX_WINDOWS)] = 0
    runs_at_once: Annotated[int, Field(ge=0, le=MAX_RUNS)] = 0

    @property
    def rule(self) -> Rule:
        """The retention rule."""
        size_bytes = round(self.keep_gb * GB) or None
        return Rule(days=self.keep_days or None, size_bytes=size_bytes, scope=self.keep_scope)

    @property
    def limits(self) -> Limits:
        """What Everyclip may use."""
        return Limits(threads=self.threads, batch_size=self.batch_size, runs_at_once=self.runs_at_once)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages that the person speaks, as set or according to the system."""
        return system_languages() if self.languages is None else tuple(filter(LANGUAGES.get, self.languages))

    @property
    def options(self) -> Options:
        """The options of a clip that comes in now."""
        return Options(
            model=self.model,
            language=self.language or None,
            quality=self.quality,
            task=self.task,
            vocabulary=joined(self.vocabulary),
            device=self.device,
            languages=self.spoken,
            speakers=self.speakers,
            channels=self.channels,
        )


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The valid content of the file."""

    settings: Settings
    #: Keys with invalid values, replaced by defaults; the file's own name if all of it is invalid.
    refused: tuple[str, ...] = ()


def read_settings(paths: Paths) -> ReadSettings:
    """Read the current settings; the defaults if there are none, or they are unreadable."""
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
    """Change some settings, keeping what another program has changed of the others. Returns all as they are now.
    Durable when it returns. Raises ValidationError for invalid values, OSError, and filelock.Timeout."""
    with FileLock(paths.settings_lock, timeout=_LOCK_S, mode=0o600):
        before = read_settings(paths)
        after = Settings.model_validate(before.settings.model_dump() | values)
        if paths.settings.name in before.refused and paths.settings.exists():
            os.replace(paths.settings, paths.settings.with_suffix(".unreadable"))  # a person may want to repair it
        _write(paths.settings, after.model_dump(mode="json", exclude_defaults=True))
    return after


def take_over(paths: Paths) -> None:
    """Create the file from the window's own, where versions up to 0.1 kept it, unless it exists. Raises OSError."""
    if not paths.settings.exists() and paths.window_state.exists():
        settings = read_settings(paths).settings
        _write(paths.settings, settings.model_dump(mode="json", exclude_defaults=True))


def _values(paths: Paths) -> dict[str, Any]:
    """The values in the file, unchecked. Raises OSError and ValueError."""
    try:
        values = json.loads(paths.settings.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _values_before(paths.window_state)
    if not isinstance(values, dict):
        raise ValueError("it is no list of settings")
    return values


def _values_before(path: Path) -> dict[str, Any]:
    """The values of versions up to 0.1: the section `settings` of a file in Qt's INI format, all of it as text."""
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
