"""Damage done to good inputs: from its seed, any of them can be made again."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from random import Random

#: Numbers at which lengths and counts go wrong.
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
#: Where headers lie.
HEADER_BYTES = 256
#: No input grows beyond this: it would only take time.
MAX_BYTES = 1 << 17


def mutated(random: Random, seeds: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """One of the seeds, damaged in one to eight places. `tokens` are words that mean something in the format."""
    data = bytearray(random.choice(seeds))
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        if random.random() < 0.1:
            data[_place(random, data) :] = random.choice(seeds)[_place(random, data) :]
        else:
            random.choice(_DAMAGES)(random, data, tokens)
    return bytes(data[:MAX_BYTES])


def _place(random: Random, data: bytearray) -> int:
    """Half of all damage is done to the header."""
    return random.randrange(max(1, min(len(data), HEADER_BYTES) if random.random() < 0.5 else len(data)))


def _flip(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    if data:
        data[_place(random, data)] ^= 1 << random.randrange(8)


def _set_byte(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    if data:
        data[_place(random, data)] = random.randrange(256)


def _set_number(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    size, order = random.choice((1, 2, 4, 8)), random.choice("<>")
    number = random.choice(NUMBERS) & ((1 << 8 * size) - 1)
    place = _place(random, data)
    data[place : place + size] = struct.pack(f"{order}{'BHIQ'[(1, 2, 4, 8).index(size)]}", number)


def _insert_token(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    token, place = random.choice(tokens), _place(random, data)
    data[place : place + random.choice((0, len(token)))] = token


def _begin_with_token(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    data[: random.choice((0, 16, len(data)))] = random.choice(tokens)


def _cut(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    del data[_place(random, data) :]


def _take_out(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    place = _place(random, data)
    del data[place : place + random.randrange(1, 64)]


def _repeat(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    place = _place(random, data)
    data[place:place] = data[place : place + random.randrange(1, 512)] * random.choice((1, 2, 40))


def _noise(random: Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    place = _place(random, data)
    data[place : place + 32] = random.randbytes(random.randrange(32))


_DAMAGES: Sequence[Callable[[Random, bytearray, Sequence[bytes]], None]] = (
    _flip, _flip, _set_byte, _set_byte, _set_number, _set_number, _set_number, _insert_token, _begin_with_token, _cut,
    _take_out, _repeat, _noise,
)  # fmt: skip
