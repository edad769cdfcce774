"""The voice of somebody in a clip is taken from where the text says that they speak."""

from __future__ import annotations

import numpy as np

from engine.speakers.heard import HOP, VOICES, frames_of, record_type
from engine.speakers.listening import AT_ONCE, FRAME, FRAMES, VOICE_SIZE
from engine.speakers.voices import voices_of
from engine.worker.sound import SAMPLE_RATE


def heard(*spoken: tuple[int, float, float]) -> np.ndarray:
    """Records of a clip in which voices, by number, speak one after the other from one second to another."""
    end_s = max((end_s for *_, end_s in spoken), default=1.0)
    records = np.zeros(-(-int(end_s * SAMPLE_RATE) // HOP), record_type())
    for number, record in enumerate(records):
        speaks = np.zeros((FRAMES, VOICE_SIZE), bool)
        for voice, start_s, stop_s in spoken:
            first, last = (max(0, round((at_s * SAMPLE_RATE - number * HOP) / FRAME)) for at_s in (start_s, stop_s))
            speaks[first:last, voice] = True
        activity = np.zeros((FRAMES, AT_ONCE), bool)
        activity[:, number % AT_ONCE] = speaks.any(axis=1)
        record["activity"] = np.packbits(activity)
        for stretch in range(VOICES):
            seconds = speaks[frames_of(stretch)].sum(axis=0) * FRAME / SAMPLE_RATE
            if seconds.any():
                record["seconds"][stretch] = seconds.sum()
                record["voices"][stretch] = seconds / np.linalg.norm(seconds)
    return records


def numbers(found: tuple[np.ndarray, float] | None) -> list[int]:
    assert found is not None
    return np.flatnonzero(found[0] > 0.1).tolist()


def test_each_has_the_voice_of_where_they_speak() -> None:
    records = heard((0, 0, 4), (1, 5, 9), (0, 11, 15))
    one, other, nobody = voices_of(records, [[(0, 4), (11, 15)], [(4.5, 10)], [(100, 200)]])
    assert numbers(one) == [0] and numbers(other) == [1] and nobody is None
    assert one is not None and other is not None
    assert one[1] == 8.0 and other[1] == 5.5, "what two stretches heard is spoken once"


def test_what_is_partly_somebody_elses_is_not_theirs() -> None:
    records = heard((0, 0, 8))
    assert voices_of(records, [[(0, 1)]]) == [None]
    assert numbers(voices_of(records, [[(0, 1.6)]])[0]) == [0]


def test_where_nothing_was_heard_there_is_no_voice() -> None:
    assert voices_of(np.zeros(0, record_type()), [[(0, 1)], []]) == [None, None]
    assert voices_of(heard(), [[], [(0, 1)]]) == [None, None]
    voice = voices_of(heard((VOICE_SIZE - 1, 0, 4)), [[(0, 10)]])[0]
    assert numbers(voice) == [VOICE_SIZE - 1]
