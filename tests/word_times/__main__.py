"""Measures when words are said against when they were: sentences of real people with known pauses between them.

    python -m tests.word_times FOLDER MODEL [--clips N] [--seed N]

FOLDER holds recordings and a `manifest.tsv` (columns path, language, reference), MODEL a Whisper model. Prints how far
the first words of sentences begin from the truth, as the model aligned them and as they are stored. Exit status 1 if
the goals are missed: a median of 80 ms, and 250 ms for 95 of 100.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from unittest.mock import patch

import numpy as np
from faster_whisper.audio import decode_audio

from engine.segments import Word
from engine.worker.languages import Expectation
from engine.worker.sound import SAMPLE_RATE
from engine.worker.transcriber import Transcriber
from engine.worker.whisper import Prompt
from engine.worker.windows import WINDOW_S, Window, read_windows
from engine.worker.word_times import settled

MEDIAN_MS, P95_MS = 80.0, 250.0
PAUSES_S = (0.15, 0.3, 0.5, 0.8, 1.2, 2.0, 3.0, 4.5)
NOISES_DB = (-70.0, -60.0, -52.0)
SENTENCES = 6
#: Against the loud parts of a reading.
SILENT_DB = -32.0
_FRAME = 160


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in a clip: when it begins, in seconds, and its words."""

    start_s: float
    text: str


def clips(folder: Path, count: int, seed: int) -> Iterator[tuple[np.ndarray, list[Said]]]:
    """Clips of English readings, each trimmed to its sound, over faint noise."""
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["path"].startswith("libri-")]
    readings = [(row["reference"], decode_audio(str(folder / row["path"]))) for row in rows]
    readings = [(text, audio) for text, audio in readings if _begins_in_silence(audio)]
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    for _ in range(count):
        pieces, said, at = [], [], 0
        for text, reading in chance.sample(readings, SENTENCES):
            audio = _trimmed(reading)
            pause = round(chance.choice(PAUSES_S) * SAMPLE_RATE)
            said.append(Said((at + pause) / SAMPLE_RATE, text))
            pieces += [np.zeros(pause, np.float32), audio]
            at += pause + len(audio)
        whole = np.concatenate([*pieces, np.zeros(SAMPLE_RATE, np.float32)])
        yield whole + noise.normal(0, 10 ** (chance.choice(NOISES_DB) / 20), len(whole)).astype(np.float32), said


def _levels_db(audio: np.ndarray) -> np.ndarray:
    """Of each hundredth of a second, against the loud ones."""
    frames = audio[: len(audio) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = 10 * np.log10(np.maximum((frames**2).mean(1), 1e-12))
    return np.asarray(levels - np.percentile(levels, 95))


def _begins_in_silence(audio: np.ndarray) -> bool:
    """Whether its own noise is so faint that the beginning of the speech can be told from it."""
    return bool(np.percentile(_levels_db(audio), 5) < SILENT_DB - 6)


def _trimmed(audio: np.ndarray) -> np.ndarray:
    """From where somebody begins to speak to where they end, as loud as the others."""
    spoken = np.flatnonzero(np.convolve(_levels_db(audio) > SILENT_DB, np.ones(5), "valid") >= 4)
    cut = audio[spoken[0] * _FRAME : (spoken[-1] + 5) * _FRAME]
    return (cut * (0.1 / np.sqrt((cut**2).mean()))).astype(np.float32)


def windows_of(audio: np.ndarray) -> list[Window]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes((audio * 32767).clip(-32768, 32767).astype("<i2").tobytes())
        pieces = list(read_windows(path, preferred_s=WINDOW_S, silence_s=0.5))
    return [piece for piece in pieces if isinstance(piece, Window)]


def errors_ms(said: Sequence[Said], words: Sequence[Word]) -> list[float]:
    """How far each sentence's first word is from its beginning, for the sentences whose first word was heard."""
    spoken: list[str] = []
    first: dict[int, float] = {}
    for sentence in said:
        first[len(spoken)] = sentence.start_s
        spoken += _plain(sentence.text).split()
    heard = [_plain(word.text).replace(" ", "") for word in words]
    found = []
    for place, at, length in SequenceMatcher(None, spoken, heard, False).get_matching_blocks():
        found += [abs(words[at + n].start_s - first[place + n]) * 1000 for n in range(length) if place + n in first]
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--clips", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    whisper = Transcriber(asked.model, threads=2, encoder_margin_frames=600)
    measured: dict[str, list[float]] = {"aligned": [], "stored": []}
    for audio, said in clips(asked.folder, asked.clips, asked.seed):
        windows = windows_of(audio)
        for name, settle in (("aligned", lambda words, _: list(words)), ("stored", settled)):
            with patch("engine.worker.transcriber.settled", settle):
                heard = [
                    each
                    for window in windows
                    for each in whisper.transcribe_batch([window], [Expectation(fixed="en")], Prompt("transcribe"))
                ]
            words = [word for each in heard for segment in each.segments for word in segment.words]
            measured[name] += errors_ms(said, words)
    for name, errors in measured.items():
        median, p95 = np.percentile(errors, (50, 95))
        print(f"{name:8} {len(errors):4} sentences: median {median:4.0f} ms, 95 of 100 within {p95:5.0f} ms")
    median, p95 = np.percentile(measured["stored"], (50, 95))
    return 0 if median <= MEDIAN_MS and p95 <= P95_MS else 1


if __name__ == "__main__":
    sys.exit(main())
