"""Which texts are doubtful."""

from __future__ import annotations

import pytest

from engine.worker.plausibility import Doubt, compression_ratio, doubt_of, repeats

SPOKEN = "We need to discuss the contract before noon."


@pytest.mark.parametrize(
    ("text", "audio_s", "avg_logprob", "doubt"),
    [
        (SPOKEN, 3.0, -0.2, None),
        ("Thank you, goodbye.", 8.0, -0.3, None),
        ("", 8.0, -0.3, None),
        ("我们需要在中午之前讨论合同。", 3.0, -0.3, None),
        ("and then " * 30, 28.0, -0.1, Doubt.REPETITION),
        (SPOKEN, 3.0, -1.2, Doubt.UNSURE),
        (SPOKEN, 1.0, -0.2, Doubt.TOO_MUCH_TEXT),
        ("So", 8.0, -0.2, Doubt.TOO_LITTLE_TEXT),
        ("Half an hour half an hour.", 4.0, -0.2, Doubt.SAID_AGAIN),
        ("How old is the Brooklyn Bridge? How old is the Brooklyn Bridge?", 5.0, -0.2, Doubt.SAID_AGAIN),
        ("Yes. Yes. Yes.", 2.0, -0.2, Doubt.SAID_AGAIN),
        ("我们需要讨论合同我们需要讨论合同吧", 5.0, -0.2, Doubt.SAID_AGAIN),
        ("No, no, that is very, very good.", 3.0, -0.2, None),
        ("Bye bye, see you, bye bye.", 3.0, -0.2, None),
    ],
)
def test_doubts(text: str, audio_s: float, avg_logprob: float, doubt: Doubt | None) -> None:
    assert doubt_of(text, audio_s, audio_s, avg_logprob) == doubt


def test_little_text_is_no_doubt_where_there_is_little_speech() -> None:
    assert doubt_of("So", 20.0, 0.5, -0.2) is None


def test_what_is_said_again_is_found_word_by_word() -> None:
    words = ["And", "so", "I", "am,", "and", "so", "I", "am!", "And", "so", "I", "am.", "My", "my", "friends"]
    assert repeats(words) == [(4, 12, 4)]
    assert repeats(["one", "two", "one", "two"]) == []
    assert repeats(["one", "two", "one", "two", "one", "two"]) == [(2, 6, 2)]


def test_the_ratio_is_that_of_faster_whisper() -> None:
    from faster_whisper.transcribe import get_compression_ratio

    assert compression_ratio(SPOKEN * 3) == get_compression_ratio(SPOKEN * 3)
