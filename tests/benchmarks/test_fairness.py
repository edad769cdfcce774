"""That the benchmark gives everybody the same work."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.worker.transcriber import Transcriber
from models.store import find_model
from tests import speech
from tests.benchmarks import shapes
from tests.benchmarks.clips import Sentences, pcm
from tests.benchmarks.shares import windows_of
from tests.support.starter import samples
from tests.support.transcribing import transcribe_windows

TOKENS = 7


def test_a_random_model_says_as_much_as_it_is_told_to_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    monkeypatch.setitem(shapes.SHAPES, "smallest", shapes.Shape(320, 1, 5))
    monkeypatch.setattr(shapes, "user_cache_path", lambda name: tmp_path / name)
    folder = shapes.make_model("smallest", TOKENS)
    path = samples()[0].path
    whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    plain, _ = whisper.transcribe(str(path), language="en", condition_on_previous_text=False)
    batched, _ = BatchedInferencePipeline(whisper).transcribe(str(path), language="en")
    model = find_model(str(folder), tmp_path)
    ours = Transcriber(folder, threads=1, encoder_margin_frames=model.encoder_margin_frames)
    [heard] = transcribe_windows(ours, list(windows_of(model, path)))
    texts = [" ".join(segment.text.strip() for segment in segments) for segments in (plain, batched, heard.segments)]
    assert len(texts[0].split()) == TOKENS and len(set(texts)) == 1
    assert heard.doubt is None


@pytest.mark.slow
def test_clips_have_the_length_and_the_words_that_they_say(tmp_path: Path) -> None:
    sentences = Sentences.of(speech.FOLDER)
    clip = sentences.joined(tmp_path / "clip.wav", 60.0, 1)
    assert 50.0 < clip.length_s <= 60.0
    assert (tmp_path / "clip.wav").stat().st_size == pytest.approx(clip.length_s * 32_000, abs=100)
    assert any(clip.text.startswith(recording.text) for recording in sentences.spoken)

    for short in sentences.short(3):
        assert short.length_s == pytest.approx(len(pcm(short.path)) / 32_000, abs=0.1)
    assert len({short.path for short in sentences.short(40)}) > 20
