"""The measure itself, on answers whose error is known."""

from __future__ import annotations

import pytest

from tests.speakers.diarization_error import DiarizationError, error_of

SAID = [(0.0, 2.0, "a"), (2.0, 4.0, "b")]


def test_the_right_answer_has_no_error_whatever_the_names() -> None:
    assert error_of(SAID, [(2.0, 4.0, 7), (0.0, 2.0, 3)]) == DiarizationError(0, 0, 0)


def test_what_is_missed_made_up_and_confused_is_told_apart() -> None:
    assert error_of(SAID, []) == DiarizationError(1.0, 0, 0)
    assert error_of(SAID, [(0.0, 4.0, 1)]) == DiarizationError(0, 0, 0.5)
    assert error_of(SAID, [*SAID, (4.0, 5.0, "a")]) == DiarizationError(0, 0.25, 0)
    assert error_of(SAID, [(0.0, 1.0, "a"), (1.0, 2.0, "b"), (2.0, 4.0, "b")]) == DiarizationError(0, 0, 0.25)


def test_overlap_counts_for_each() -> None:
    both = [(0.0, 4.0, "a"), (3.0, 4.0, "b")]
    assert error_of(both, [(0.0, 4.0, "a")]) == DiarizationError(0.2, 0, 0)


def test_each_is_matched_with_one_so_that_most_agrees() -> None:
    said = [(0.0, 3.0, "a"), (3.0, 5.0, "b"), (5.0, 6.0, "c")]
    found = [(0.0, 1.0, 1), (1.0, 3.0, 2), (3.0, 6.0, 3)]
    assert error_of(said, found).confused == pytest.approx(2 / 6)


def test_where_nobody_speaks_there_is_no_rate() -> None:
    with pytest.raises(ValueError, match="nobody"):
        error_of([], [(0.0, 1.0, "a")])
