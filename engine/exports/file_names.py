"""Names of exported files: safe on every system, from a pattern, and unique within an export. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import PurePath
from string import Formatter
from typing import TypeAlias

from engine.errors import ExportError
from engine.run import Clip, Run
from engine.storage.endings import SUFFIXES

#: The fields of a pattern by name.
Fields: TypeAlias = Mapping[str, str]

#: What a pattern may contain: the names of the clip and its session, the day and time at which it was handed over, its
#: position in the export, the language spoken and the model.
FIELDS = ("name", "session", "date", "time", "number", "language", "model")
DEFAULT_PATTERN = "{name}"

#: What file names may not contain on one of the three systems, and characters that change the writing direction.
_UNSAFE = re.compile(r'[<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
#: Names of devices on Windows, with any suffix and in any case.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
#: Leaves room for a number and a suffix within the 255 bytes that most file systems allow.
MAX_NAME_BYTES = 200
_SUFFIX = re.compile(r"\.(?=\w*[a-z])[a-z0-9]{1,5}$", re.IGNORECASE)


def safe_name(name: str, otherwise: str = "clip") -> str:
    """A file name like `name` that Linux, macOS and Windows all accept. `otherwise` if nothing of it is left."""
    name = unicodedata.normalize("NFC", name)
    name = "".join("_" if unicodedata.category(sign) in _UNSAFE_CATEGORIES else sign for sign in name)
    name = " ".join(_UNSAFE.sub("_", name).split()).lstrip("-. ")
    name = name.encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    return name or otherwise


def without_suffix(name: str) -> str:
    """The name of a clip without its format's suffix: talk.mp3 becomes talk, but version 1.5 stays."""
    return _SUFFIX.sub("", name)


def stem_of(clip: Clip) -> str:
    """The name of a clip without its format's suffix. A name that a person gave ends as they like, unless that is the
    suffix of a format: "Call with Dr.Smith" stays, "Call.mp3" does not."""
    if clip.is_renamed and PurePath(clip.name).suffix.lower() not in SUFFIXES:
        return clip.name
    return without_suffix(clip.name)


def fields_of(run: Run, session: str = "", number: int = 1, count: int = 1) -> Fields:
    """The fields of a run with this number out of `count`; numbers are zero-padded so that they sort."""
    handed_over = datetime.fromtimestamp(run.created_at)
    return {
        "name": stem_of(run.clip),
        "session": session,
        "date": handed_over.strftime("%Y-%m-%d"),
        "time": handed_over.strftime("%H-%M-%S"),
        "number": str(number).zfill(len(str(count))),
        "language": run.language or run.options.language or "",
        "model": PurePath(run.options.model).name,
    }


def check_pattern(pattern: str) -> None:
    """Raises ExportError for an invalid pattern or an unknown field."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        raise ExportError("bad_pattern", pattern=pattern) from None
    for _, field, spec, conversion in parts:
        if field is not None and field not in FIELDS:
            raise ExportError("unknown_field", field=field, known=", ".join(f"{{{known}}}" for known in FIELDS))
        if spec or conversion:
            raise ExportError("bad_pattern", pattern=pattern)


def stems(names: Sequence[Fields], pattern: str = DEFAULT_PATTERN, folders: Sequence[str] = ()) -> list[str]:
    """The names of the documents without suffix, in the order given. If a file system may treat names as equal, the
    later ones get a number; not those in different `folders`, if these are told. Raises ExportError."""
    check_pattern(pattern)
    taken: defaultdict[str, set[str]] = defaultdict(set)
    places = folders or [""] * len(names)
    return [
        _free(safe_name(pattern.format_map(fields)), taken[place]) for fields, place in zip(names, places, strict=True)
    ]


def _free(stem: str, taken: set[str]) -> str:
    """The stem, or the first variant of it that is free; marks it as taken."""
    free = stem
    for number in count(2):
        if free.casefold() not in taken:
            break
        free = f"{stem} ({number})"
    taken.add(free.casefold())
    return free
