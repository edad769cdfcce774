"""What a download tells: line by line, and how fast it is."""

from __future__ import annotations

import pytest

from models.errors import DownloadError
from models.progress import DownloadFailed, DownloadPhase, Ended, Progress, Report, TransferRate, from_line, to_line


@pytest.mark.parametrize(
    "report",
    [
        Progress("tiny", DownloadPhase.RETRYING, 1, 2, "model.bin", "hub_busy"),
        Ended("tiny", "/models/tiny", 78_203_619),
        DownloadFailed.of("tiny", DownloadError("no_space", needed_bytes=2, free_bytes=1)),
    ],
)
def test_a_line_says_what_was_reported(report: Report) -> None:
    line = to_line(report)
    assert "\n" not in line
    assert from_line(line) == report


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", '{"kind": "progress"}', '{"kind": "ended", "more": 1}', "%"])
def test_what_is_no_report_is_told(line: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_line(line)


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
