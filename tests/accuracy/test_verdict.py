"""What counts as worse: many small differences of the same sign, not a single large one."""

from __future__ import annotations

import pytest

from tests.accuracy.verdict import PIECE_WORDS, Score, difference, score, to_best


def test_long_recordings_are_divided() -> None:
    assert score([[1, 0, 1], [0]]) == Score(4, [2, 0])
    long = score([[1] * (2 * PIECE_WORDS + 2)])
    assert long.words == long.errors == 2 * PIECE_WORDS + 2
    assert [int(piece) for piece in long.pieces] == [14] * 3


def test_a_difference_in_one_piece_may_be_chance_and_one_in_most_is_not() -> None:
    theirs = Score(200, [1] * 20)
    assert not difference(Score(200, [7] + [1] * 19), theirs, "plain").is_worse
    steady = difference(Score(200, [2] * 6 + [1] * 14), theirs, "plain")
    assert steady.is_worse and steady.points == pytest.approx(3.0)
    assert steady.least <= steady.points <= steady.most
    assert not difference(Score(200, [0] * 20), theirs, "plain").is_worse
    assert not difference(theirs, theirs, "plain").is_worse


def test_it_is_the_best_of_the_others_that_counts() -> None:
    others = {"plain": Score(100, [3] * 10), "batched": Score(100, [1] * 10)}
    found = to_best(Score(100, [2] * 10), others)
    assert found is not None and found.of == "batched" and found.is_worse
    assert to_best(Score(49, [2] * 10), others) is None
    assert to_best(Score(100, [2] * 10), {}) is None
