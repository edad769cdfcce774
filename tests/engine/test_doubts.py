"""Which texts are doubtful."""

from __future__ import annotations

import pytest

from engine.doubts import Doubt, compression_ratio, doubt_of

SPOKEN = "We need to discuss the contract before noon."


@pytest.mark.parametrize(
    ("text", "audio_s", "avg_logprob", "doubt"),
    [
        (SPOKEN, 3.0, -0.2, None),
        ("Thank you.", 8.0, -0.3, None),
        ("", 8.0, -0.3, None),
        ("我们需要在中午之前讨论合同。", 3.0, -0.3, None),
        ("and then " * 30, 28.0, -0.1, Doubt.REPETITION),
        (SPOKEN, 3.0, -1.2, Doubt.UNSURE),
        (SPOKEN, 1.0, -0.2, Doubt.TOO_MUCH_TEXT),
        ("So", 8.0, -0.2, Doubt.TOO_LITTLE_TEXT),
    ],
)
def test_doubts(text: str, audio_s: float, avg_logprob: float, doubt: Doubt | None) -> None:
    assert doubt_of(text, audio_s, avg_logprob) == doubt


def test_the_ratio_is_that_of_faster_whisper() -> None:
    from faster_whisper.transcribe import get_compression_ratio

    assert compression_ratio(SPOKEN * 3) == get_compression_ratio(SPOKEN * 3)
