"""Who begins next."""

from __future__ import annotations

from dataclasses import replace

from engine.run import Clip, Options, Run
from engine.scheduling.slots import LONG_PLACES, SHORT_PLACES, SHORT_PLACES_ON_CARD, ActiveAttempt, choose, places


def a_run(name: str, duration_s: float | None = 5.0, turn: int = 0) -> Run:
    return Run(name, 1, "session", Clip(name, name, name, duration_s=duration_s), Options(), turn=turn)


def runs(count: int, duration_s: float | None = 5.0) -> list[Run]:
    return [a_run(f"{duration_s} {n}", duration_s) for n in range(count)]


def in_flight(runs: list[Run]) -> list[ActiveAttempt]:
    return [ActiveAttempt(run) for run in runs]


def test_as_many_as_there_are_places() -> None:
    assert len(choose(runs(40), [], [], (), 0)) == SHORT_PLACES
    assert len(choose(runs(40), [], in_flight(runs(SHORT_PLACES - 1)), (), 0)) == 1
    assert choose(runs(40), [], in_flight(runs(SHORT_PLACES)), (), 0) == []
    assert len(choose(runs(40), [], [], (), 0, "cuda:0")) == SHORT_PLACES_ON_CARD
    assert len(choose(runs(40), [], [], (), 3, "cuda:0")) == 3


def test_a_short_clip_never_waits_for_long_ones() -> None:
    long = runs(40, 10_000.0)
    begun = choose([], long, [], (), 0)
    assert begun == long[:LONG_PLACES]
    assert choose([a_run("short")], long[LONG_PLACES:], in_flight(begun), (), 0) == [a_run("short")]


def test_long_clips_do_not_wait_for_short_ones_either() -> None:
    assert choose(runs(40), runs(1, 10_000.0), in_flight(runs(SHORT_PLACES)), (), 0) == runs(1, 10_000.0)


def test_one_of_unknown_length_is_short_until_it_is_known_better() -> None:
    unknown = runs(1, None)
    assert choose(unknown, [], [], (), 0) == unknown
    longs = in_flight(runs(LONG_PLACES, 10_000.0))
    assert choose(unknown, [], longs, (), 0) == [], "it might be one more long one"
    assert choose(unknown, [], longs, {unknown[0].run_id}, 0) == unknown, "its length cannot be read"


def test_a_run_of_unknown_length_turns_out_long() -> None:
    unknown = a_run("stream", None)
    assert not ActiveAttempt(unknown).is_long
    assert ActiveAttempt(replace(unknown, done_s=500.0)).is_long


def test_a_person_sets_how_many_at_once() -> None:
    for at_once in range(2, 30):
        short, long = places(at_once)
        assert short == at_once > long >= 1, "a short clip has a place where it waits for no long one"
        assert len(choose(runs(40), runs(40, 10_000.0), [], (), at_once)) == at_once
        assert choose(runs(40), runs(40, 10_000.0), in_flight(runs(at_once)), (), at_once) == []


def test_what_a_person_limits_goes_by_turn() -> None:
    first_come = [a_run("a", turn=1), a_run("c", turn=3)], [a_run("b", 10_000.0, turn=2)]
    assert [run.run_id for run in choose(*first_come, [], (), 2)] == ["a", "b"]
    short, long = a_run("short", turn=2), a_run("long", 10_000.0, turn=1)
    assert choose([short], [long], [], (), 1) == [long]
    assert choose([short], [], in_flight([long]), (), 1) == []
