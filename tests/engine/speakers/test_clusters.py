"""Which voices are one speaker's, with voices that are made: directions in space, a little turned."""

from __future__ import annotations

import numpy as np

from engine.speakers.clusters import nearest, speakers_of
from engine.speakers.listening import VOICE_SIZE


def voices_of(*counts: int, spread: float = 0.02, seed: int = 1) -> np.ndarray:
    """So many voices of each speaker. The speakers have nothing in common."""
    random = np.random.default_rng(seed)
    made = [np.eye(VOICE_SIZE)[speaker] for speaker, count in enumerate(counts) for _ in range(count)]
    turned = np.array(made) + random.normal(0, spread, (len(made), VOICE_SIZE))
    return (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32)


def seconds_of(voices: np.ndarray, seconds: float = 4.0) -> np.ndarray:
    return np.full(len(voices), seconds, np.float32)


def test_each_speaker_is_found_once() -> None:
    voices = voices_of(9, 5, 7)
    speakers = speakers_of(voices, seconds_of(voices))
    assert len(speakers) == 3
    labels = [int(nearest(voice[np.newaxis] @ speakers.T)[0]) for voice in voices]
    assert len({*labels[:9]}) == len({*labels[9:14]}) == len({*labels[14:]}) == 1 and len({*labels}) == 3


def test_one_voice_is_one_speaker() -> None:
    for count in (1, 2, 30):
        voices = voices_of(count)
        assert len(speakers_of(voices, seconds_of(voices))) == 1


def test_a_count_that_is_known_is_kept_to() -> None:
    voices = voices_of(9, 5, 7)
    for count in (1, 2, 3, 4):
        assert len(speakers_of(voices, seconds_of(voices), count)) == count
    assert len(speakers_of(voices[:2], seconds_of(voices[:2]), 8)) == 2


def test_a_voice_that_was_heard_too_little_is_no_speaker() -> None:
    voices = voices_of(30, 1)
    seconds = seconds_of(voices)
    seconds[-1] = 1.2
    assert len(speakers_of(voices, seconds)) == 1
    seconds[-1] = 20.0
    assert len(speakers_of(voices, seconds)) == 2


def turned(voices: np.ndarray, towards: int, likeness: float) -> np.ndarray:
    """The same, that much like the voices of another speaker."""
    other = voices_of(*([0] * towards), len(voices), seed=3)
    made = likeness * other + np.sqrt(1 - likeness**2) * voices
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def test_speakers_whose_voices_are_alike_are_one_and_a_short_part_of_one_is_no_other() -> None:
    one = voices_of(20, spread=0.045)
    for likeness, stretches, found in ((0.82, 20, 1), (0.7, 20, 2), (0.7, 3, 1), (0.5, 3, 2)):
        voices = np.concatenate([one, turned(voices_of(0, stretches, spread=0.045), 0, likeness)])
        assert len(speakers_of(voices, seconds_of(voices, 1.5))) == found, (likeness, stretches)


def test_a_few_voices_of_two_at_once_pull_no_speaker_away() -> None:
    voices = voices_of(20, 20)
    between = turned(voices_of(0, 4), 0, 0.7)
    speakers = speakers_of(np.concatenate([voices, between]), np.full(44, 1.5, np.float32))
    assert len(speakers) == 2 and (np.sort(speakers @ np.eye(VOICE_SIZE)[:2].T, axis=None)[2:] > 0.95).all()


def test_ten_hours_are_grouped_from_all_of_them() -> None:
    voices = voices_of(4000, 400, spread=0.01)  # who speaks last comes after more voices than are grouped
    assert len(speakers_of(voices, seconds_of(voices, 1.5))) == 2


def test_two_in_one_window_are_two() -> None:
    speakers = voices_of(1, 1, spread=0.0)
    alike = voices_of(2)  # both are most like the first
    assert sorted(nearest(alike @ speakers.T)) == [0, 1]
    assert list(nearest(voices_of(3) @ speakers.T)) == [0, 0, 0]
