"""How sure it is that a voice is somebody's: `python -m tests.speakers.recognising [--speech FOLDER]`.

Each reader is remembered from one clip, or from three, and then heard in other clips: as they are, in a room that
echoes, and by telephone. Beside the reader's own likeness stands that to the likest of ten other readers, which is what
a stranger has among ten known voices. The certainty of a likeness is fitted to both, taken as equally frequent; each
reader is judged by what was fitted to the others.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.speakers.clusters import speakers_of
from engine.speakers.heard import listen, read_heard
from engine.speakers.likeness import MIN_CERTAINTY, MIN_HEARD_S, certainty_of
from engine.worker.audio import decode
from engine.worker.sound import SAMPLE_RATE
from tests import speech
from tests.speakers.mixtures import voices

if TYPE_CHECKING:
    from engine.worker.audio import Samples

#: One clip each, of people who are none of the readers.
STRANGERS = ("arctic", "azure", "cheetah", "cv-", "deepspeech", "jsut", "mfa-", "new-home", "sb-", "uberi-en")
KNOWN, REMEMBERED_FROM, SEED = 10, (1, 3), 1


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice in one clip."""

    who: str
    clip: int
    place: str
    voice: NDArray[np.float64]
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """How like a voice is to that of the reader who was remembered, and to the likest of ten others."""

    who: str
    place: str
    #: None for a stranger.
    own: float | None
    other: float


def in_a_room(samples: Samples, noise: np.random.Generator) -> Samples:
    """With an echo of 0.4 s, as loud as the voice, and noise 20 dB below it."""
    length = int(0.4 * SAMPLE_RATE)
    echo = noise.normal(size=length) * 10 ** (-3 * np.arange(length) / length)
    echo /= np.sqrt((echo**2).sum())
    echo[0] = 1.0
    size = len(samples) + length
    echoing = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(echo, size), size)[: len(samples)]
    return _noisy(echoing, noise, 20)


def by_telephone(samples: Samples, noise: np.random.Generator) -> Samples:
    """300 to 3400 Hz in 8 bits (µ-law), and noise 25 dB below it."""
    tones, hertz = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    tones[(hertz < 300) | (hertz > 3400)] = 0
    narrow = np.fft.irfft(tones, len(samples))
    narrow /= np.abs(narrow).max() + 1e-9
    steps = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    return _noisy(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, noise, 25)


PLACES: dict[str, Callable[[Samples, np.random.Generator], Samples]] = {
    "as it is": lambda samples, _: samples,
    "in a room": in_a_room,
    "by telephone": by_telephone,
}


def _noisy(samples: NDArray[np.float64], noise: np.random.Generator, below_db: float) -> Samples:
    level = np.sqrt(np.mean(samples**2)) * 10 ** (-below_db / 20)
    noisy = samples + noise.normal(size=len(samples)) * level
    return (noisy / (np.abs(noisy).max() + 1e-9) / 2).astype(np.float32)


def heard_in(samples: Samples) -> tuple[NDArray[np.float64], float] | None:
    """The voice in a clip of one speaker, as an engine hears it, and for how many seconds."""
    blocks = (samples[begin : begin + SAMPLE_RATE] for begin in range(0, len(samples), SAMPLE_RATE))
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        listen(blocks, kept, lambda _: None)
        heard = read_heard(kept)
    windows, slots = np.nonzero(heard["seconds"] > 0)
    if not len(windows):
        return None
    seconds = heard["seconds"][windows, slots]
    [voice] = speakers_of(heard["voices"][windows, slots].astype(np.float32), seconds, 1)
    return voice.astype(np.float64), float(seconds.sum())


def listened(folder: Path) -> list[Heard]:
    """What is heard of all readers, and of strangers, in each place."""
    clips = [(who, piece) for who, pieces in voices(folder).items() for piece in pieces]
    clips += [
        (path.name, np.concatenate(list(decode(path))))
        for path in sorted(folder.iterdir())
        if path.name.startswith(STRANGERS)
    ]
    noise, found = np.random.default_rng(SEED), []
    for number, (who, samples) in enumerate(clips):
        for place, change in PLACES.items():
            heard = heard_in(change(samples, noise))
            if heard is not None and heard[1] >= MIN_HEARD_S:
                found.append(Heard(who, number, place, *heard))
    return found


def trials_of(heard: Sequence[Heard], clips: int) -> list[Trial]:
    """One for each voice in each place, with readers remembered from so many clips."""
    chance = random.Random(SEED)
    clean: dict[str, list[Heard]] = {}
    for each in heard:
        if each.place == "as it is" and not each.who.startswith(STRANGERS):
            clean.setdefault(each.who, []).append(each)
    readers = {who: own for who, own in clean.items() if len(own) > clips}
    trials = []
    for each in heard:
        own = None
        if each.who in readers:
            others = [one for one in readers[each.who] if one.clip != each.clip]
            own = _likeness(each, chance.sample(others, min(clips, len(others))))
        strangers = chance.sample(sorted(set(readers) - {each.who}), min(KNOWN, len(readers) - 1))
        other = max(_likeness(each, chance.sample(readers[who], clips)) for who in strangers)
        trials.append(Trial(each.who, each.place, own, other))
    return trials


def _likeness(each: Heard, known: Sequence[Heard]) -> float:
    mean = np.sum([one.voice for one in known], axis=0)
    return float(each.voice @ mean / np.linalg.norm(mean))


def fitted(trials: Sequence[Trial]) -> tuple[float, float]:
    """The likeness at which it is as often the same person as another, and how steep the certainty is there. Each
    place counts as much, and the same person as much as another."""
    groups = [
        ([value for trial in trials if trial.place == place and (value := take(trial)) is not None], target)
        for place in PLACES
        for take, target in ((lambda trial: trial.own, 1.0), (lambda trial: trial.other, 0.0))
    ]
    x = np.concatenate([np.array(values) for values, _ in groups])
    y = np.concatenate([np.full(len(values), target) for values, target in groups])
    weight = np.concatenate([np.full(len(values), 1.0 / max(1, len(values))) for values, _ in groups])
    design = np.stack([x, np.ones_like(x)], axis=1)
    line = np.zeros(2)
    for _ in range(50):  # Newton's method
        sure = 1 / (1 + np.exp(-design @ line))
        slope = design.T @ (weight * (y - sure)) - 1e-6 * line
        curve = (design * (weight * sure * (1 - sure))[:, np.newaxis]).T @ design + 1e-6 * np.eye(2)
        line += np.linalg.solve(curve, slope)
    return float(-line[1] / line[0]), float(line[0])


def report(trials: Sequence[Trial]) -> None:
    """Print what was measured."""
    even, steep = fitted(trials)
    print(f"fitted: one half at {even:.3f}, steepness {steep:.1f}")
    print("place          own: least, 5 %, half    likest of ten others: half, 95 %, most    own named  other named")
    for place in PLACES:
        here = [trial for trial in trials if trial.place == place]
        own = np.array([trial.own for trial in here if trial.own is not None])
        other = np.array([trial.other for trial in here])
        named = [np.mean([certainty_of(value) >= MIN_CERTAINTY for value in values]) for values in (own, other)]
        quantiles = (*np.quantile(own, [0, 0.05, 0.5]), *np.quantile(other, [0.5, 0.95, 1]))
        shown = "  ".join(f"{value:.2f}" for value in quantiles)
        print(f"{place:14} {shown}   {named[0]:.1%} of {len(own)}  {named[1]:.1%} of {len(other)}")
    bins: dict[int, list[tuple[float, float]]] = {}
    for who in {trial.who for trial in trials}:
        even, steep = fitted([trial for trial in trials if trial.who != who])
        for trial in (trial for trial in trials if trial.who == who):
            for value, is_same in ((trial.own, 1.0), (trial.other, 0.0)):
                if value is not None:
                    sure = 1 / (1 + math.exp(-steep * (value - even)))
                    bins.setdefault(min(9, int(sure * 10)), []).append((sure, is_same))
    print("said to be sure, of readers whom the fit does not know: how often it is so")
    for number in sorted(bins):
        sure, same = np.mean(np.array(bins[number]), axis=0)
        print(f"{number * 10:3}-{number * 10 + 10} %: said {sure:.2f}, is {same:.2f} of {len(bins[number])}")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--speech", type=Path, default=speech.FOLDER)
    heard = listened(asked.parse_args().speech)
    print(f"{len(heard)} voices heard, of {len({each.who for each in heard})} readers, or clips of strangers")
    for clips in REMEMBERED_FROM:
        print(f"\nremembered from {clips} clip(s)")
        report(trials_of(heard, clips))


if __name__ == "__main__":
    main()
