"""The voice of somebody in a clip is taken from where the text says that they speak."""

from __future__ import annotations

import numpy as np

from engine.speakers.heard import record_type
from engine.speakers.listening import AT_ONCE, FRAMES, VOICE_SIZE
from engine.speakers.voices import voices_of


def heard(*windows: list[tuple[int, float, float]]) -> np.ndarray:
    """Records of windows in which voices, by number, speak from one second of the window to another."""
    records = np.zeros(len(windows), record_type())
    for record, slots in zip(records, windows, strict=True):
        activity = np.zeros((FRAMES, AT_ONCE), bool)
        for slot, (voice, start_s, end_s) in enumerate(slots):
            activity[round(start_s / 10 * FRAMES) : round(end_s / 10 * FRAMES), slot] = True
            record["seconds"][slot] = end_s - start_s
            record["voices"][slot, voice] = 1.0
        record["activity"] = np.packbits(activity)
    return records


def numbers(found: tuple[np.ndarray, float] | None) -> list[int]:
    assert found is not None
    return np.flatnonzero(found[0] > 0.1).tolist()


def test_each_has_the_voice_of_where_they_speak() -> None:
    records = heard([(0, 0, 4), (1, 5, 9)], [(1, 0, 4), (0, 6, 10)])
    one, other, nobody = voices_of(records, [[(0, 4), (11, 15)], [(4.5, 10)], [(100, 200)]])
    assert numbers(one) == [0] and numbers(other) == [1] and nobody is None
    assert one is not None and other is not None
    assert one[1] == 8.0 and other[1] == 5.5, "what two windows heard is spoken once"


def test_what_is_mostly_somebody_elses_is_not_theirs() -> None:
    records = heard([(0, 0, 8)])
    assert voices_of(records, [[(0, 3)]]) == [None]
    assert numbers(voices_of(records, [[(0, 5)]])[0]) == [0]


def test_where_nothing_was_heard_there_is_no_voice() -> None:
    assert voices_of(np.zeros(0, record_type()), [[(0, 1)], []]) == [None, None]
    assert voices_of(heard([]), [[], [(0, 1)]]) == [None, None]
    voice = voices_of(heard([(VOICE_SIZE - 1, 0, 4)]), [[(0, 10)]])[0]
    assert numbers(voice) == [VOICE_SIZE - 1]
