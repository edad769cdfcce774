"""Conversations made of readings: voices that are known take turns, with pauses, interruptions and a little noise."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.worker.sound import SAMPLE_RATE

if TYPE_CHECKING:
    from engine.worker.audio import Samples
    from tests.speakers.diarization_error import Spoken

#: Who reads in a recording, by its name. “ps-goforward” is read by somebody else than the other “ps-”: it is too short.
_READERS = re.compile(r"(libri-\d+|lj|ps(?=-\d))-|(long-[^.]+)\.")
#: A reader with less speech than this takes no part, in seconds.
_LEAST_S = 8.0
#: Long readings are cut at pauses into pieces of about this length.
_PIECE_S = 9.0
_PAUSE_MS = 350
#: A shorter pause is no end of a turn, as Everyclip has it too.
_TURN_PAUSE_MS = 500


@dataclass(frozen=True, slots=True)
class Mixture:
    """One conversation, and who speaks when in it."""

    samples: Samples
    spoken: Sequence[Spoken]

    @property
    def speakers(self) -> int:
        return len({name for *_, name in self.spoken})

    @property
    def length_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def voices(folder: Path) -> dict[str, list[Samples]]:
    """What each reader of a folder of recordings says, in pieces."""
    from engine.worker.audio import decode

    pieces: dict[str, list[Samples]] = {}
    for path in sorted(folder.iterdir()):
        if (name := _reader(path.name)) is not None:
            pieces.setdefault(name, []).extend(_pieces(np.concatenate(list(decode(path)))))
    return {name: spoken for name, spoken in pieces.items() if sum(map(len, spoken)) >= _LEAST_S * SAMPLE_RATE}


def mixture(pieces: Mapping[str, Sequence[Samples]], speakers: int, seed: int, length_s: float) -> Mixture:
    """A conversation of so many, as long as what they have to say lasts, up to about `length_s`. The same seed makes
    the same conversation."""
    chance = random.Random(seed)
    names = chance.sample(sorted(pieces), speakers)
    stock = {name: chance.sample(list(pieces[name]), len(pieces[name])) for name in names}
    loudness = {name: chance.uniform(0.03, 0.06) for name in names}
    samples = np.zeros(int((length_s + 60) * SAMPLE_RATE), np.float32)
    spoken: list[Spoken] = []
    now_s, last = 0.3, ""
    while now_s < length_s and any(stock.values()):
        name = _next(stock, last, {who for *_, who in spoken}, chance)
        piece = _shortened(stock[name].pop(), chance)
        start_s = max(0.0, now_s + _gap_s(chance, can_interrupt=bool(last) and last != name))
        first = int(start_s * SAMPLE_RATE)
        if first + len(piece) > len(samples):
            break
        piece = piece / (float(np.sqrt(np.mean(piece**2))) + 1e-9) * loudness[name]
        samples[first : first + len(piece)] += piece
        for begin, end in _speech(piece, _TURN_PAUSE_MS):
            spoken.append((start_s + begin / SAMPLE_RATE, start_s + end / SAMPLE_RATE, name))
        now_s, last = max(now_s, start_s + len(piece) / SAMPLE_RATE), name
    samples = samples[: int((now_s + 0.4) * SAMPLE_RATE)]
    level = 10 ** (-chance.uniform(50, 75) / 20)
    noise = np.random.default_rng(seed).normal(0, level, len(samples)).astype(np.float32)
    return Mixture(np.clip(samples + noise, -1, 1), spoken)


def _reader(name: str) -> str | None:
    match = _READERS.match(name)
    return match[0].rstrip("-.") if match else None


def _next(stock: Mapping[str, Sequence[Samples]], last: str, heard: set[object], chance: random.Random) -> str:
    """Who speaks next: rarely the same again, and those who have said nothing yet before the others."""
    able = [name for name in stock if stock[name]]
    others = [name for name in able if name != last or chance.random() < 0.2] or able
    new = [name for name in others if name not in heard]
    return chance.choice(new if new and chance.random() < 0.6 else others)


def _shortened(piece: Samples, chance: random.Random) -> Samples:
    if chance.random() < 0.35 and len(piece) > 4 * SAMPLE_RATE:
        return piece[: int(chance.uniform(1.2, 3.5) * SAMPLE_RATE)]
    return piece


def _gap_s(chance: random.Random, *, can_interrupt: bool) -> float:
    kind = chance.random()
    if kind < 0.15 and can_interrupt:
        return chance.uniform(-0.8, -0.1)
    return chance.uniform(0.05, 0.9) if kind < 0.85 else chance.uniform(0.9, 3.0)


def _pieces(samples: Samples) -> list[Samples]:
    """Cut at pauses."""
    pieces: list[Samples] = []
    margin = SAMPLE_RATE // 20
    begin = end = None
    for start, stop in [*_speech(samples, _PAUSE_MS), (len(samples), None)]:
        if begin is not None and end is not None and (stop is None or stop - begin > _PIECE_S * SAMPLE_RATE):
            pieces.append(samples[max(0, begin - margin) : end + margin])
            begin = None
        begin, end = start if begin is None else begin, stop
    return [piece for piece in pieces if len(piece) > SAMPLE_RATE]


def _speech(samples: Samples, pause_ms: int) -> list[tuple[int, int]]:
    """Where somebody speaks."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=pause_ms, speech_pad_ms=30, min_speech_duration_ms=100)
    return [(each["start"], each["end"]) for each in get_speech_timestamps(samples, options)]
