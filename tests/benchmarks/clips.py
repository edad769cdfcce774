"""The audio of the workloads: the sample sentences, alone or joined with pauses, the same in every run."""

from __future__ import annotations

import random
import re
import subprocess
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.starter import samples

_RATE = 16_000
_PAUSE_S = 0.6


@dataclass(frozen=True, slots=True)
class Speech:
    """A clip with what is said in it. `due_s`: when it is handed over, from the start of the workload."""

    path: Path
    text: str
    length_s: float
    due_s: float = 0.0


def sample(number: int) -> Speech:
    """One of the sample clips as it is, over and over."""
    clips = samples()
    chosen = clips[number % len(clips)]
    return Speech(chosen.path, chosen.text, len(_pcm()[number % len(clips)]) / (2 * _RATE))


def of_length(path: Path, length_s: float, seed: int, pause_s: float = _PAUSE_S) -> Speech:
    """A WAV file of sentences with pauses between, as many as fit into that length; one at least."""
    chance = random.Random(seed)
    clips, pause = samples(), bytes(2 * round(pause_s * _RATE))
    said: list[str] = []
    size, order = 0, list(range(len(clips)))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, _RATE, 0, "NONE", "not compressed"))
        while True:
            if not len(said) % len(order):
                chance.shuffle(order)
            number = order[len(said) % len(order)]
            more = (pause if said else b"") + _pcm()[number]
            if said and size + len(more) / 2 > length_s * 2 * _RATE:
                return Speech(path, " ".join(said), size / (2 * _RATE))
            file.writeframesraw(more)
            size += len(more)
            said.append(clips[number].text)


@cache
def _pcm() -> list[bytes]:
    from faster_whisper import decode_audio

    return [(decode_audio(str(each.path)) * 32767).astype("<i2").tobytes() for each in samples()]


#: What the samples do not say, though in words of the same kind.
HELD_OUT = (
    "Please send me the report before noon.", "The meeting starts at eight fifteen on Tuesday.",
    "I will call you back in ten minutes.", "Did you get my message about the training?",
    "We need to discuss the report before Friday.", "Thank you for the contract.",
    "I am going to Berlin later this week.", "Please print fifty copies of the contract.",
    "The training starts at ten thirty tomorrow.", "Can you send me the address, please?",
    "I will be there in half an hour.", "The train leaves at six twenty.",
    "Please tell her that I called.", "We will meet again on Wednesday.",
    "There are seven people in the meeting.", "Call me when you get home.",
)  # fmt: skip
#: Voices of flite, and of espeak-ng.
VOICES = ("slt", "rms", "awb", "kal16", "en-us", "en-gb")


def spoken(path: Path, text: str, voice: str) -> Speech:
    """A WAV file of a sentence, said by a voice. Raises FileNotFoundError where its program is not installed."""
    flite = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
    espeak = ["espeak-ng", "-v", voice, "-w", str(path), text]
    subprocess.run(espeak if voice.startswith("en-") else flite, check=True, capture_output=True)
    with wave.open(str(path)) as file:
        return Speech(path, text, file.getnframes() / file.getframerate())


def word_errors(text: str, reference: str) -> tuple[int, int]:
    """How many words must be changed, added or left out to make one text of the other, and the reference's words."""
    heard, meant = _words(text), _words(reference)
    row = list(range(len(meant) + 1))
    for at, word in enumerate(heard, 1):
        corner, row[0] = row[0], at
        for place, other in enumerate(meant, 1):
            corner, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, corner + (word != other))
    return row[-1], len(meant)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())
