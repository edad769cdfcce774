"""Windows heard by a transcriber directly, as English."""

from __future__ import annotations

from collections.abc import Sequence

from engine.languages import Expectation
from engine.run import Quality
from engine.transcriber import Transcriber, WindowText
from engine.whisper import Prompt
from engine.windows import Window


def heard_in(transcriber: Transcriber, windows: Sequence[Window], quality: Quality = Quality.FAST) -> list[WindowText]:
    expected = [Expectation(told="en")] * len(windows)
    return transcriber.transcribe_batch(windows, expected, Prompt("transcribe"), quality)
