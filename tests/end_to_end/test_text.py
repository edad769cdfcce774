"""The text is what plain faster-whisper gives with the same model and options; words have their times."""

from __future__ import annotations

from itertools import pairwise

import pytest
from faster_whisper import WhisperModel

from engine.engine import Engine
from engine.run import Quality
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.following import finished, hand_over, text_of, texts_of
from tests.support.starter import samples, starter, with_starter


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> WhisperModel:
    model = starter()
    return WhisperModel(str(model.path), device="cpu", compute_type="int8", local_files_only=True)


@pytest.mark.parametrize("quality", Quality)
async def test_the_text_is_that_of_plain_faster_whisper(engine: Engine, plain: WhisperModel, quality: Quality) -> None:
    heard = []
    for sample in samples():
        segments, _ = plain.transcribe(
            str(sample.path), language="en", beam_size=5, without_timestamps=quality is Quality.FAST
        )
        heard.append(" ".join(segment.text.strip() for segment in segments))

    runs = await finished(engine, await hand_over(engine, *sample_paths(12), options=with_starter(quality=quality)))

    assert await texts_of(engine, runs) == heard == sample_texts(12)


@pytest.mark.parametrize("quality", Quality)
async def test_words_have_their_times(engine: Engine, quality: Quality) -> None:
    options = with_starter(quality=quality)
    runs = await finished(engine, await hand_over(engine, *sample_paths(4), options=options))

    for run, text in zip(runs, sample_texts(4), strict=True):
        assert await text_of(engine, run) == text
        words = [word for segment in await engine.texts.segments(run.run_id) for word in segment.words]
        assert " ".join(word.text for word in words) == text
        assert all(word.start_s <= word.end_s for word in words)
        assert all(first.start_s <= second.start_s for first, second in pairwise(words))
        assert words[-1].end_s <= (run.clip.duration_s or 0) + 0.1
