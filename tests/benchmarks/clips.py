"""The audio of the workloads: recordings of real people, as they are or joined with pauses, the same in every run."""

from __future__ import annotations

import random
import wave
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path

from tests.speech import Recording, recordings

RATE = 16_000
_PAUSE_S = 0.6
#: Kinds of recordings that are sentences.
_SENTENCES = ("short",)
#: A burst is of short clips.
_SHORT_S = (1.0, 8.0)


@dataclass(frozen=True, slots=True)
class Speech:
    """A clip with what is said in it. `due_s`: when it is handed over, from the start of the workload."""

    path: Path
    text: str
    length_s: float
    due_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Sentences:
    """The English sentences of a folder of recordings, to make clips of."""

    spoken: list[Recording] = field(repr=False)

    @classmethod
    def of(cls, folder: Path) -> Sentences:
        spoken = recordings(folder, _SENTENCES, ["en"])
        return cls([recording for recording in spoken if recording.text])

    def short(self, count: int) -> list[Speech]:
        """So many short recordings as they are, over again where there are not as many, of many speakers."""
        least, most = _SHORT_S
        chosen = [each for each in self.spoken if least <= each.length_s <= most]
        random.Random(1).shuffle(chosen)
        # Over again is another clip to everybody who hears it: nobody looks for what he has heard before.
        again = (chosen[number % len(chosen)] for number in range(count))
        return [Speech(each.path, each.text, each.length_s) for each in islice(again, count)]

    def joined(self, path: Path, length_s: float, seed: int, pause_s: float = _PAUSE_S) -> Speech:
        """A WAV file of sentences with pauses between, as many as fit into that length; one at least."""
        chance, pause = random.Random(seed), bytes(2 * round(pause_s * RATE))
        said: list[str] = []
        size, order = 0, list(range(len(self.spoken)))
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
            while True:
                if not len(said) % len(order):
                    chance.shuffle(order)
                sentence = self.spoken[order[len(said) % len(order)]]
                more = (pause if said else b"") + pcm(sentence.path)
                if said and size + len(more) > length_s * 2 * RATE:
                    return Speech(path, " ".join(said), size / (2 * RATE))
                file.writeframesraw(more)
                size += len(more)
                said.append(sentence.text)


@cache
def pcm(path: Path) -> bytes:
    """A recording's sound: mono, 16 kHz, 16 bits."""
    from faster_whisper import decode_audio

    return bytes((decode_audio(str(path)) * 32767).astype("<i2").tobytes())


def as_wav(path: Path, folder: Path) -> Path:
    """The same as a WAV file of that form, in a folder, for who reads nothing else."""
    made = folder / f"{len(list(folder.iterdir()))}.wav"
    with wave.open(str(made), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        file.writeframes(pcm(path))
    return made
