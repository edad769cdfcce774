"""What is handed over, and what hears it: synthetic voices and the starter, or people and a real model."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.storage.paths import Paths
from models.store import Model
from tests.accuracy.words import errors_by_word, words
from tests.end_to_end.audio import PAUSE_S, SAMPLE_RATE, Samples, decoded, silence, write_wav
from tests.speech import recordings
from tests.support.real_models import real_model
from tests.support.starter import Sample, furnish, samples, starter
from tests.torture.program import COMMAND

#: A talk is of so many seconds, of several windows.
TALK_S = 15.0
#: So many of the words of a real text may be others: which clips share a batch with it decides some.
MAX_WRONG = 0.34
#: Clips of people that are chosen: so many, so long, with so many words that one does not decide.
CLIPS, LENGTHS_S, MIN_WORDS = 12, (2.0, 8.0), 8


@dataclass(frozen=True, slots=True)
class Speech:
    """Clips with their texts, and the model that hears these."""

    model: Model
    samples: Sequence[Sample]
    #: Several of them in one file.
    talk: Sample
    #: The share of the words that may be heard otherwise; none where the model is right to the letter.
    max_wrong: float = 0.0


def synthetic(folder: Path) -> Speech:
    """Voices of programs. The talk is written into `folder`."""
    talk, count = _talk(folder, [sample.path for sample in samples()])
    return Speech(starter(), samples(), Sample(talk, "", " ".join(sample.text for sample in samples()[:count])))


def real(name: str, folder: Path) -> Speech:
    """The same of people, and what that model makes of them while nothing disturbs it. Raises DownloadError."""
    model = real_model(name)
    low, high = LENGTHS_S
    files = [
        each.path
        for each in recordings(kinds={"short"}, languages={"en"})
        if low <= each.length_s <= high and len(each.text.split()) >= MIN_WORDS
    ][:CLIPS]
    talk, _ = _talk(folder, files)
    *heard, heard_talk = _undisturbed(model, [*files, talk], Paths(folder / "undisturbed"))
    return Speech(model, heard, heard_talk, MAX_WRONG)


def _talk(folder: Path, clips: Sequence[Path]) -> tuple[Path, int]:
    """A talk of the first of the clips with pauses, and of how many."""
    pieces: list[Samples] = []
    while sum(map(len, pieces)) < TALK_S * SAMPLE_RATE:
        pieces += [decoded(clips[len(pieces) // 2]), silence(PAUSE_S)]
    return write_wav(folder / "talk.wav", np.concatenate(pieces)), len(pieces) // 2


def _undisturbed(model: Model, files: Sequence[Path], paths: Paths) -> list[Sample]:
    """These files with what `everyclip transcribe` says of each."""
    furnish(paths, model)
    command = [*COMMAND, "transcribe", *map(str, files), "--in-order", "--json"]
    environment = os.environ | {"EVERYCLIP_HOME": str(paths.home)}
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    runs = json.loads(told)["runs"]
    return [Sample(file, "", run["text"]) for file, run in zip(files, runs, strict=True)]


def is_alike(said: str, heard: str, max_wrong: float) -> bool:
    """Whether so many of the words, at most, are others. Raises ValueError where nothing was said."""
    right = words(said, "en")
    return sum(errors_by_word(right, words(heard, "en"))) <= max_wrong * len(right)
