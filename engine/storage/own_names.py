"""The names that Everyclip gives to files itself, and no others: what a registry or a backup calls a file is data.

Either may come from anybody. Only a name of this form ever becomes a path, inside the folder that it belongs in.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What the name of a stored file keeps of the clip's: the ending, for people who look into the folder.
_SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,7})?")
_ID_LENGTH = 36
#: What lies in the vault beside audio: recordings, and copies on their way.
NOT_AUDIO = (".part", ".label", ".lock")


def is_id(name: object) -> bool:
    """Whether it is an id as Everyclip makes them."""
    return isinstance(name, str) and _ID.fullmatch(name) is not None


def is_suffix(suffix: str) -> bool:
    """Whether the name of a stored file may end so."""
    return _SUFFIX.fullmatch(suffix) is not None and suffix not in NOT_AUDIO


def is_audio(name: object) -> bool:
    """Whether it is what a clip's audio is called in the vault: an id, and an ending that says what it is."""
    return isinstance(name, str) and is_id(name[:_ID_LENGTH]) and is_suffix(name[_ID_LENGTH:])


def id_of_audio(name: str) -> str:
    """The id of the clip whose audio is called so."""
    return name[:_ID_LENGTH]


def inside(folder: Path, name: str) -> Path:
    """The file of that name, one of the above, in that folder. Raises OSError for one that leads elsewhere: a link is
    nothing that Everyclip makes."""
    path = folder / name
    if path.parent != folder or os.path.islink(path):
        raise OSError(f"{path} leads elsewhere")
    return path
