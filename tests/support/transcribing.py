"""A transcriber, called directly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.run import Quality
from engine.worker.languages import Expectation
from engine.worker.transcriber import Transcriber, WindowText
from engine.worker.whisper import Prompt
from engine.worker.windows import WINDOW_S, Window, read_windows


def transcribe_windows(
    transcriber: Transcriber, windows: Sequence[Window], quality: Quality = Quality.FAST
) -> list[WindowText]:
    """Windows of English."""
    expected = [Expectation(fixed="en")] * len(windows)
    return transcriber.transcribe_batch(windows, expected, Prompt("transcribe"), quality)


def transcribe(transcriber: Transcriber, path: Path, *, language: str | None = None) -> list[WindowText]:
    """A clip, window by window, as a worker does."""
    found: list[WindowText] = []
    for window in read_windows(path, preferred_s=WINDOW_S, silence_s=0.5):
        if isinstance(window, Window):
            of_clip = next((each.language for each in found if each.segments), None)
            expected = Expectation(fixed=language, of_clip=of_clip)
            found += transcriber.transcribe_batch([window], [expected], Prompt("transcribe"))
    return found


def text_of(found: Sequence[WindowText]) -> str:
    return " ".join(segment.text for each in found for segment in each.segments)
