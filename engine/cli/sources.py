"""What a person names to be transcribed: files, folders, or what comes through standard input; no addresses."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import typer

from engine.cli.command import refuse

#: What stands for standard input where a file would be named.
STANDARD_INPUT = "-"
#: What the clip is called that comes through it.
USUAL_NAME = "standard input"
#: How an address begins. A drive of Windows has one letter.
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+):/", re.IGNORECASE)


def is_address(name: str) -> bool:
    """Whether it is the address of something on a network, and no file that is called so."""
    found = _ADDRESS.match(name)
    return found is not None and found["scheme"].lower() != "file" and not os.path.exists(name)


def refuse_addresses(names: Sequence[str]) -> None:
    """End the program if one of them is an address: nothing here uses the network."""
    for name in filter(is_address, names):
        refuse("address", {"address": name})


def files_named(names: Sequence[str]) -> list[Path]:
    """The files and folders that are named; none for standard input, which is handed over alone. Ends the program where
    that makes no sense."""
    refuse_addresses(names)
    if STANDARD_INPUT not in names:
        return [_path(name).absolute() for name in names]
    if len(names) > 1:
        raise typer.BadParameter("standard input (-) is handed over alone.")
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise typer.BadParameter(
            "nothing comes through standard input: pipe a clip into it, as in "
            "ffmpeg -i film.mkv -f wav - | everyclip transcribe -"
        )
    return []


def piped_name(files: Sequence[Path], name: str | None) -> str:
    """What the clip is called that comes through standard input; "" for files, which have names of their own."""
    if name is not None and files:
        raise typer.BadParameter("--name is for what comes through standard input (-).")
    return "" if files else (name or "").strip() or USUAL_NAME


def _path(name: str) -> Path:
    """A file manager gives `file:` addresses for files of this computer."""
    if not name.lower().startswith("file:/") or os.path.exists(name):
        return Path(name)
    return Path(url2pathname(unquote(urlsplit(name).path, errors="surrogateescape")))
