"""The text is what plain faster-whisper gives with the same model and options; words have their times."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from faster_whisper import WhisperModel

from engine.engine import Engine
from engine.run import Quality
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.following import finished, hand_over, text_of, texts_of
from tests.support.starter import starter, with_starter


@cache
def plain_texts(without_timestamps: bool) -> list[str]:
    """What plain faster-whisper hears in the sample clips."""
    plain = WhisperModel(str(starter().path), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
    heard = []
    for path in sample_paths(12):
        segments, _ = plain.transcribe(str(path), language="en", beam_size=5, without_timestamps=without_timestamps)
        heard.append(" ".join(segment.text.strip() for segment in segments))
    return heard


@pytest.mark.parametrize("quality", Quality)
async def test_the_text_is_that_of_plain_faster_whisper_and_words_have_their_times(
    engine: Engine, quality: Quality
) -> None:
    runs = await finished(engine, await hand_over(engine, *sample_paths(12), options=with_starter(quality=quality)))

    assert await texts_of(engine, runs) == plain_texts(quality is Quality.FAST) == sample_texts(12)
    for run, text in zip(runs, sample_texts(12), strict=True):
        assert await text_of(engine, run) == text
        words = [word for segment in await engine.texts.segments(run.run_id) for word in segment.words]
        assert " ".join(word.text for word in words) == text
        assert all(word.start_s <= word.end_s for word in words)
        assert all(first.start_s <= second.start_s for first, second in pairwise(words))
        assert words[-1].end_s <= (run.clip.duration_s or 0) + 0.1
