"""Two channels of different speech are told from all others, and each is heard without the other."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.channels import Channels
from engine.worker.channels import Balance, balance_of, balanced, parted, without_leaks
from engine.worker.sound import Sound
from engine.worker.windows import Window, read_windows
from tests.support.calls import ONE, OTHER, RATE, THIRD, Samples, call, in_room, save, turns, voice

QUIET = np.float32(0.25)


def read(path: Path, channels: Channels = Channels.DETECT, **options: Any) -> list[Window]:
    pieces = read_windows(path, preferred_s=8.0, silence_s=0.5, channels=channels, **options)
    return [piece for piece in pieces if isinstance(piece, Window)]


def cut(channels: Samples, size: int) -> list[Samples]:
    return [channels[begin : begin + size] for begin in range(0, len(channels), size)]


@pytest.fixture(scope="module")
def talk() -> tuple[Samples, Samples]:
    return turns(ONE, OTHER)


# --- what is a call ---


@pytest.mark.parametrize(("leak_db", "delay_s"), [(None, 0.0), (-30, 0.02), (-20, 0.0), (-20, 0.06), (-16, 0.01)])
@pytest.mark.parametrize("people", [(ONE, OTHER), (OTHER, THIRD)])
def test_who_speaks_into_a_channel_each_is_told_apart_whatever_leaks(
    people: tuple[Sequence[str], Sequence[str]], leak_db: float | None, delay_s: float
) -> None:
    assert balanced(call(*turns(*people), leak_db, delay_s)).is_apart
    assert balanced(call(*turns(*people, between_s=-0.8), leak_db, delay_s)).is_apart, "they interrupt each other"


def test_a_quiet_microphone_beside_a_loud_line_is_one_of_two(talk: tuple[Samples, Samples]) -> None:
    assert balanced(call(*talk, -20) * np.array([QUIET, 1.0], np.float32)).is_apart


def test_who_says_little_is_a_speaker_and_who_only_coughs_is_none(talk: tuple[Samples, Samples]) -> None:
    one, other = talk
    said_once = np.array(other)
    said_once[round(12 * RATE) :] = 0
    assert balanced(call(one, said_once, -20)).is_apart
    cough = np.zeros_like(other)
    cough[RATE : RATE + RATE // 2] = voice(OTHER[0])[RATE : RATE + RATE // 2]
    assert not balanced(call(one, cough, -20)).is_apart


@pytest.mark.parametrize(
    "kind", ["dual mono", "one silent", "one noisy", "opposite", "delayed", "panned", "far panned", "room", "leak only"]
)
@pytest.mark.parametrize("people", [(ONE, OTHER), (OTHER, THIRD)])
def test_what_is_heard_in_both_channels_is_no_call(people: tuple[Sequence[str], Sequence[str]], kind: str) -> None:
    one, other = turns(*people)
    both = one + other
    noise = np.random.default_rng(2).standard_normal(len(both)).astype(np.float32)
    left, right = {
        "dual mono": (both, both),
        "one silent": (both, 0 * both),
        "one noisy": (both, 0.002 * noise),
        "opposite": (both, -both),
        "delayed": (both, np.roll(both, 240)),
        "panned": (0.65 * one + 0.35 * other, 0.35 * one + 0.65 * other),
        "far panned": (0.72 * one + 0.28 * other, 0.28 * one + 0.72 * other),
        "room": (in_room(one, 1) + 0.6 * in_room(other, 2), 0.6 * in_room(one, 3) + in_room(other, 4)),
        "leak only": (both, 0.05 * both + 0.0005 * noise),
    }[kind]
    assert not balanced(np.stack([left, right], axis=1).astype(np.float32)).is_apart


def test_music_and_noises_on_two_sides_are_no_speech() -> None:
    seconds = np.arange(30 * RATE) / RATE
    beats = [(np.sin(2 * np.pi * hertz * seconds) * (np.sin(np.pi * seconds + late) > 0)) for hertz, late in
             ((220, 0.0), (330, np.pi))]  # fmt: skip
    assert not balanced(np.stack(beats, axis=1).astype(np.float32) * QUIET).is_apart
    bursts = np.random.default_rng(3).standard_normal((30 * RATE, 2)) * 0.1
    bursts[:, 0] *= np.sin(np.pi * seconds) > 0
    bursts[:, 1] *= np.sin(np.pi * seconds) < 0
    assert not balanced(bursts.astype(np.float32)).is_apart


def test_who_speaks_first_after_a_while_is_waited_for(tmp_path: Path) -> None:
    alone, with_other = turns([*ONE, *THIRD], ()), turns(ONE, OTHER)
    assert len(alone[0]) > 30 * RATE
    one, other = (np.concatenate(each) for each in zip(alone, with_other, strict=True))
    assert balance_of(save(tmp_path / "call.wav", call(one, other, -20)), 1).is_apart


# --- each without the other ---


def test_what_leaks_is_silent_and_what_is_said_stays_as_it_is(talk: tuple[Samples, Samples]) -> None:
    heard = call(*talk, -20, 0.02)
    [clean] = [np.concatenate(list(without_leaks(cut(heard, RATE), balanced(heard))))]
    assert clean.shape == heard.shape
    for channel, (own, others) in enumerate((talk, talk[::-1])):
        loud = np.abs(own) > 0.02
        assert np.array_equal(clean[loud, channel], heard[loud, channel]), "speech is not touched"
        far = np.convolve(np.abs(own) > 0.001, np.ones(RATE), "same") == 0
        leaking = far & (np.abs(others) > 0.05)
        assert leaking.sum() > RATE // 10
        assert np.mean(clean[leaking, channel] != 0) < 0.02


def test_blocks_of_any_length_give_the_same(talk: tuple[Samples, Samples]) -> None:
    heard = call(*talk, -20)
    balance = balanced(heard)
    whole, *others = [
        np.concatenate(list(without_leaks(cut(heard, size), balance))) for size in (len(heard), 1000, 1600, 77_777)
    ]
    for each in others:
        np.testing.assert_array_equal(each, whole)


def test_where_nothing_leaks_nothing_is_taken_away() -> None:
    heard = np.random.default_rng(4).standard_normal((RATE, 2)).astype(np.float32)
    balance = Balance((-20.0, -20.0))
    np.testing.assert_array_equal(np.concatenate(list(without_leaks(cut(heard, 999), balance))), heard)


def test_each_channel_can_be_read_alone(talk: tuple[Samples, Samples]) -> None:
    heard = call(*talk)
    left, right = parted(cut(heard, 5000))
    np.testing.assert_array_equal(np.concatenate(list(right)), heard[:, 1])
    np.testing.assert_array_equal(np.concatenate(list(left)), heard[:, 0])


# --- windows ---


def test_windows_are_of_one_channel_each_and_come_by_time(talk: tuple[Samples, Samples], tmp_path: Path) -> None:
    sound = Sound()
    found = read(save(tmp_path / "call.wav", call(*talk, -20, 0.02)), sound=sound)
    assert sound.facts.channels == 2
    assert [window.index for window in found] == [*range(len(found))]
    assert [window.start_s for window in found] == sorted(window.start_s for window in found)
    assert [window.is_last for window in found] == [False] * (len(found) - 1) + [True]
    for channel, own in enumerate(talk):
        mine = [window for window in found if window.channel == channel]
        assert all(before.end_s <= after.start_s for before, after in itertools.pairwise(mine))
        is_heard = np.zeros(len(own), bool)
        for span in (span for window in mine for span in window.speech):
            is_heard[round(span.start_s * RATE) : round(span.end_s * RATE)] = True
        assert is_heard[np.abs(own) > 0.05].mean() > 0.98, "what this one says"
        other = talk[1 - channel]
        assert is_heard[(np.abs(other) > 0.05) & (np.abs(own) < 0.001)].mean() < 0.1, "and not what the other says"


def test_what_is_chosen_goes_before_what_is_detected(talk: tuple[Samples, Samples], tmp_path: Path) -> None:
    path = save(tmp_path / "call.wav", call(*talk))
    assert {window.channel for window in read(path, Channels.MIX)} == {None}
    one = talk[0] + talk[1]
    room = save(tmp_path / "room.wav", call(one, one))
    assert {window.channel for window in read(room)} == {None}
    assert {window.channel for window in read(room, Channels.SPLIT)} == {0, 1}
    mono = save(tmp_path / "mono.wav", one[:, np.newaxis])
    assert {window.channel for window in read(mono, Channels.SPLIT)} == {None}


def test_a_resume_gives_the_very_windows_of_an_uninterrupted_reading(
    talk: tuple[Samples, Samples], tmp_path: Path
) -> None:
    path = save(tmp_path / "call.wav", call(*talk, -20))
    whole = read(path)
    assert len(whole) > 6
    for count in (1, 2, len(whole) // 2, len(whole) - 1):
        done_s = [0.0, 0.0]
        for window in whole[:count]:
            assert window.channel is not None
            done_s[window.channel] = window.end_s
        options = {"resume_at_s": max(done_s), "resume_channels_at_s": done_s, "next_index": count}
        rest = read(path, Channels.SPLIT, **options)
        assert [(each.index, each.channel, each.start_s, each.end_s) for each in rest] == [
            (each.index, each.channel, each.start_s, each.end_s) for each in whole[count:]
        ]
        np.testing.assert_array_equal(rest[0].audio, whole[count].audio)


def test_a_part_of_a_call_is_heard_as_it_is_in_the_whole(talk: tuple[Samples, Samples], tmp_path: Path) -> None:
    path = save(tmp_path / "call.wav", call(*talk, -20))
    part = read(path, resume_at_s=8.0, until_s=9.0)
    assert {window.channel for window in part} <= {0, 1}
    assert all(window.start_s >= 8.0 and window.end_s <= 9.0 for window in part)


@pytest.mark.slow
def test_a_channel_that_is_silent_for_long_takes_no_memory(talk: tuple[Samples, Samples], tmp_path: Path) -> None:
    def peak(times: int) -> int:
        one, other = np.tile(talk[0], times), np.tile(talk[1], times)
        other[len(talk[1]) : -len(talk[1])] = 0
        path = save(tmp_path / f"{times}.wav", call(one, other))
        tracemalloc.start()
        try:
            for _ in read_windows(path, preferred_s=28.0, silence_s=0.5, channels=Channels.SPLIT):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(20) < 1.2 * peak(7)
