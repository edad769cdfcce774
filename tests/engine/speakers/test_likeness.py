"""Likeness of voices: who is proposed, with which certainty, and what is no voice."""

from __future__ import annotations

import math
import random
import struct
from itertools import pairwise

import pytest

from engine.events import KnownVoice, VoicePrint
from engine.speakers.likeness import (
    MIN_CERTAINTY,
    MODEL,
    VOICE_NUMBERS,
    Proposal,
    certainty_of,
    print_of,
    proposals,
)
from engine.speakers.listening import VOICE_SIZE

Voice = tuple[float, ...]


def voice(seed: int) -> Voice:
    chance = random.Random(seed)
    numbers = [chance.gauss(0, 1) for _ in range(VOICE_NUMBERS)]
    return tuple(number / math.hypot(*numbers) for number in numbers)


def like(one: Voice, likeness: float, seed: int = 99) -> Voice:
    """A voice with this cosine to another."""
    other = voice(seed)
    along = sum(a * b for a, b in zip(one, other, strict=True))
    away = [b - along * a for a, b in zip(one, other, strict=True)]
    length = math.hypot(*away)
    rest = math.sqrt(1 - likeness**2)
    return tuple(likeness * a + rest * b / length for a, b in zip(one, away, strict=True))


def known(name: str, *voices: Voice) -> KnownVoice:
    prints = [print_of(each, 10.0) for each in voices]
    return KnownVoice(name, tuple(each for each in prints if each is not None))


def test_a_voice_has_as_many_numbers_as_the_network_says() -> None:
    assert VOICE_NUMBERS == VOICE_SIZE
    print = print_of(voice(1), 4.0)
    assert print is not None and len(print.numbers) == 2 * VOICE_SIZE and print.model == MODEL
    assert "numbers" not in repr(print), "no log shows it"


@pytest.mark.parametrize("numbers", [(), (0.0,) * VOICE_NUMBERS, (math.nan,) * VOICE_NUMBERS, (1.0,) * 5])
def test_what_is_no_voice_has_no_print(numbers: Voice) -> None:
    assert print_of(numbers, 4.0) is None
    assert proposals({"Speaker 1": numbers}, [known("Anna", voice(1))]) == []


def test_the_likelier_the_surer_and_never_quite_sure() -> None:
    sure = [certainty_of(each / 20) for each in range(-20, 21)]
    assert all(one <= other for one, other in pairwise(sure)) and sure[-1] < 1.0 and sure[20] < 0.01


def test_the_likest_is_proposed_if_it_is_like_enough() -> None:
    anna, ben = voice(1), voice(2)
    voices = [known("Anna", anna), known("Ben", ben)]
    [found] = proposals({"Speaker 1": like(anna, 0.85), "Speaker 2": voice(3)}, voices)
    assert (found.speaker, found.name) == ("Speaker 1", "Anna")
    assert found.certainty == pytest.approx(certainty_of(0.85), abs=0.01) and found.certainty > MIN_CERTAINTY
    assert proposals({"Speaker 1": like(anna, 0.45)}, voices) == []


def test_nobody_is_two_speakers_and_the_likest_is_first() -> None:
    anna = voice(1)
    heard = {"Speaker 1": like(anna, 0.8), "Speaker 2": like(anna, 0.9, 5)}
    assert [(each.speaker, each.name) for each in proposals(heard, [known("Anna", anna)])] == [("Speaker 2", "Anna")]
    # Who is like two is whom nobody else is likelier to be.
    also = known("Also like Anna", like(anna, 0.93, 7))
    found = {each.speaker: each.name for each in proposals(heard, [known("Anna", anna), also])}
    assert found == {"Speaker 2": "Anna", "Speaker 1": "Also like Anna"}


def test_several_clips_say_more_than_one() -> None:
    anna = voice(1)
    clips = [like(anna, 0.75, seed) for seed in (5, 6, 7, 8)]
    heard = {"Speaker 1": like(anna, 0.8, 9)}
    [by_one] = proposals(heard, [known("Anna", clips[0])]) or [Proposal("Speaker 1", "Anna", 0.0)]
    [by_four] = proposals(heard, [known("Anna", *clips)])
    assert by_four.certainty > by_one.certainty


def test_what_another_model_heard_or_a_disk_damaged_is_nobody() -> None:
    anna = print_of(voice(1), 4.0)
    assert anna is not None
    damaged = [
        VoicePrint("another 3", anna.numbers, 4.0),
        VoicePrint(MODEL, anna.numbers[:-1], 4.0),
        VoicePrint(MODEL, struct.pack(f"<{VOICE_NUMBERS}e", *[math.inf] * VOICE_NUMBERS), 4.0),
        VoicePrint(MODEL, b"", 4.0),
    ]
    heard = {"Speaker 1": voice(1)}
    assert proposals(heard, [KnownVoice("Anna", tuple(damaged)), KnownVoice("Ben", ())]) == []
    assert len(proposals(heard, [KnownVoice("Anna", (*damaged, anna))])) == 1
