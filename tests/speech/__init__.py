"""Real recordings, and what is said in them: people in several languages, in noise and on the telephone, and some in
which nobody speaks. README.md says where each is from."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Those that are part of the project.
FOLDER = Path(__file__).parent
_MANIFEST = "manifest.tsv"


@dataclass(frozen=True, slots=True)
class Recording:
    """One of them. Without a text, it is not known what is said; without a language either, nobody speaks."""

    path: Path
    #: Whisper's code of it, or empty.
    language: str
    text: str
    #: "short", "long", "noisy", "phone", "other" (languages), "spont", "none" (nobody speaks), …
    kind: str
    length_s: float

    @property
    def has_nobody(self) -> bool:
        return not self.language and not self.text


def recordings(folder: Path = FOLDER, kinds: Collection[str] = (), languages: Collection[str] = ()) -> list[Recording]:
    """Those of a folder with a manifest; of these kinds and languages, if any are given. Those in which nobody speaks
    belong to every language. Raises FileNotFoundError."""
    return [
        recording
        for recording in _read(folder / _MANIFEST)
        if (not kinds or recording.kind in kinds)
        and (not languages or not recording.language or recording.language in languages)
    ]


def _read(manifest: Path) -> Sequence[Recording]:
    with manifest.open(encoding="utf-8", newline="") as file:
        return [
            Recording(
                manifest.parent / row["path"], row["language"], row["reference"], row["kind"], float(row["seconds"])
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]
