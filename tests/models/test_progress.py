"""What a download tells: how far it is, and how fast."""

from __future__ import annotations

import pytest

from models.progress import DownloadPhase, Progress, TransferRate


def test_only_the_last_byte_makes_a_hundred() -> None:
    assert Progress("tiny", DownloadPhase.DOWNLOADING, 999_999, 1_000_000).percent == 99
    assert Progress("tiny", DownloadPhase.LISTING).percent == 0


def test_the_pace_is_that_of_the_last_seconds() -> None:
    pace = TransferRate()
    assert pace.bytes_per_s is None and pace.left_s(100) is None
    for second in range(60):
        pace.add(second, second * 1000)
    for second in range(60, 80):
        pace.add(second, 59_000 + (second - 59) * 100)
    assert pace.bytes_per_s == pytest.approx(100)
    assert pace.left_s(62_000) == pytest.approx(10)


def test_bytes_that_come_once_more_are_no_negative_pace() -> None:
    pace = TransferRate()
    pace.add(0, 0)
    pace.add(1, 1000)
    pace.add(2, 10)
    assert pace.bytes_per_s is None
    pace.add(3, 110)
    assert pace.bytes_per_s == pytest.approx(100)


def test_no_byte_means_no_end() -> None:
    pace = TransferRate()
    pace.add(0, 500)
    pace.add(5, 500)
    assert pace.bytes_per_s == 0 and pace.left_s(1000) is None
