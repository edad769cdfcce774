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
    """A clip to try Everyclip with, and the text that the starter model makes of it."""

    path: Path
    #: The program and the voice that spoke it, for example "flite slt".
    voice: str
    text: str


def samples() -> list[Sample]:
    """The sample clips, in the order in which they tell their story."""
    listed = tomllib.loads(find("samples/samples.toml").read_text(encoding="utf-8"))
    return [Sample(_FOLDER / "samples" / each["file"], each["voice"], each["text"]) for each in listed["sample"]]
