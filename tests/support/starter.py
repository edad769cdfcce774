"""The starter model and its sample clips: small, quick and right to the letter, for tests that are not about quality.

It is a very small English model, made for the synthetic voices of the clips (`fixtures/starter-en/README.md` has its
figures). On real people it invents text, so nothing that a person sees uses it.
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.run import Options
from engine.storage.paths import Paths
from models.store import Model, find_model

#: A models folder with the starter in it.
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
STARTER = "starter-en"


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip of a synthetic voice, and the text that the starter makes of it."""

    path: Path
    #: The program and the voice that spoke it, for example "flite slt".
    voice: str
    text: str


def samples() -> list[Sample]:
    """A dozen clips, in the order in which they tell their story."""
    folder = FIXTURES / "samples"
    listed = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))
    return [Sample(folder / each["file"], each["voice"], each["text"]) for each in listed["sample"]]


def starter() -> Model:
    return find_model(STARTER, FIXTURES)


def with_starter(**values: Any) -> Options:
    """To be transcribed with the starter."""
    return Options(model=STARTER, **values)


def furnish(paths: Paths, model: Model | None = None) -> Paths:
    """Make the folders, with the starter, or that model, in the models' and set as the one that is used. Once more, it
    is as once."""
    name, folder = (STARTER, FIXTURES / STARTER) if model is None else (model.model_id, model.path)
    paths.make()
    if not os.path.lexists(paths.models / name):
        os.symlink(folder, paths.models / name, target_is_directory=True)
    if not paths.settings.exists():
        paths.settings.write_text(json.dumps({"model": name}), encoding="utf-8")
        paths.settings.chmod(0o600)
    return paths
