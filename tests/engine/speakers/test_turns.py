"""From windows to turns, with windows that are made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.speakers import turns
from engine.speakers.heard import HOP, VOICES, frames_of, record_type
from engine.speakers.listening import AT_ONCE, FRAME, FRAMES, VOICE_SIZE
from engine.speakers.turns import turns_of
from engine.text.speakers import Turn

RATE = 16_000


def heard_of(spoken: Sequence[Turn], length_s: float, *, is_one_slot: bool = False) -> np.ndarray:
    """What perfect ears hear: each voice is a direction. Each window numbers its speakers anew; or takes all for one,
    as the segmentation does where they sound alike."""
    windows = max(1, -(-int(length_s * RATE) // HOP))
    heard = np.zeros(windows, record_type())
    for number, record in enumerate(heard):
        activity = np.zeros((FRAMES, AT_ONCE), bool)
        speaks = np.zeros((FRAMES, VOICE_SIZE), bool)
        here = [each for each in spoken if each.end_s > number * 5 and each.start_s < number * 5 + 10]
        slots = {speaker: slot for slot, speaker in enumerate(sorted({each.speaker for each in here}))}
        for each in here:
            slot = 0 if is_one_slot else (slots[each.speaker] + number) % AT_ONCE
            first, last = ((at_s - number * 5) * RATE / FRAME for at_s in (each.start_s, each.end_s))
            activity[max(0, round(first)) : max(0, round(last)), slot] = True
            speaks[max(0, round(first)) : max(0, round(last)), each.speaker] = True
        record["activity"] = np.packbits(activity)
        for stretch in range(VOICES):
            seconds = speaks[frames_of(stretch)].sum(axis=0) * FRAME / RATE
            if seconds.sum() >= 0.4:
                record["seconds"][stretch] = seconds.sum()
                record["voices"][stretch] = seconds / np.linalg.norm(seconds)
    return heard


def near(found: Sequence[Turn], spoken: Sequence[Turn], atol: float = 0.06) -> bool:
    assert [each.speaker for each in found] == [each.speaker for each in spoken]
    return np.allclose([each[:2] for each in found], [each[:2] for each in spoken], atol=atol)


CALL = [Turn(1, 7, 0), Turn(7.5, 16, 1), Turn(17, 24, 0), Turn(24, 39, 2), Turn(40, 44, 1)]


def test_turns_are_as_they_were_spoken() -> None:
    assert near(turns_of(heard_of(CALL, 45)), CALL, atol=0.15)  # where there is no pause, the voice is late or early


def test_two_whom_the_windows_take_for_one_are_told_apart_by_their_voices() -> None:
    found = turns_of(heard_of(CALL, 45, is_one_slot=True))
    assert near(found, CALL, atol=0.5)


def test_ten_minutes_end_unnoticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = turns_of(heard_of(CALL, 45))
    for windows in (1, 2, 3):
        monkeypatch.setattr(turns, "_WINDOWS_AT_ONCE", windows)
        assert turns_of(heard_of(CALL, 45)) == whole


def test_speakers_are_numbered_as_they_come() -> None:
    other = [each._replace(speaker={0: 5, 1: 3, 2: 4}[each.speaker]) for each in CALL]
    assert near(turns_of(heard_of(other, 45)), CALL, atol=0.15)


def test_two_at_once_are_two_turns() -> None:
    both = [Turn(1, 12, 0), Turn(10, 20, 1)]
    assert near(turns_of(heard_of(both, 22)), both)


def test_a_breath_ends_no_turn() -> None:
    found = turns_of(heard_of([Turn(1, 4, 0), Turn(4.3, 8, 0), Turn(9, 12, 0)], 15))
    assert near(found, [Turn(1, 8, 0), Turn(9, 12, 0)])


def test_where_nobody_speaks_there_is_no_turn() -> None:
    assert turns_of(np.zeros(0, record_type())) == [] == turns_of(heard_of([], 30))
