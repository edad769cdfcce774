"""The data of the program, such as its icon and its sample clips, and the one function that finds them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

# Data lie beside this file in a checkout, in an installed wheel and in a frozen bundle alike.
_FOLDER = Path(__file__).resolve().parent


def find(name: str) -> Path:
    """The file or folder of that name, for example "everyclip.svg". Raises FileNotFoundError."""
    path = _FOLDER / name
    if not path.exists():
        raise FileNotFoundError(f"Everyclip's data file {name} is not in {_FOLDER}")
    return path


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip of a real person to try Everyclip with, and what they say."""

    path: Path
    #: Whisper's code.
    language: str
    text: str
    #: Where the recording is from, and what allows to pass it on.
    source: str
    licence: str


def samples() -> list[Sample]:
    """The sample clips, in the order of their names."""
    listed = tomllib.loads(find("samples/samples.toml").read_text(encoding="utf-8"))
    return [Sample(_FOLDER / "samples" / each.pop("file"), **each) for each in listed["sample"]]
