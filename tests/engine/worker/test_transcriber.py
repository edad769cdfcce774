"""The bundled model hears in windows what plain faster-whisper hears in files, and every time is a time of the clip."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

import engine.worker.transcriber
from engine.errors import ModelError
from engine.run import Quality
from engine.segments import Segment, Word
from engine.worker.languages import Expectation, Guess
from engine.worker.levels import levels_db
from engine.worker.plausibility import Doubt
from engine.worker.sound import SAMPLE_RATE
from engine.worker.transcriber import Transcriber, _Hypothesis
from engine.worker.whisper import ENCODER_FRAMES, Decoded, Prompt
from engine.worker.windows import Window, read_windows
from engine.worker.word_times import LEVEL_S, settled, stretches
from tests.support.starter import samples, starter
from tests.support.transcribing import transcribe_windows

FOLDER = starter().path


@pytest.fixture(scope="module")
def transcriber() -> Transcriber:
    """As the worker uses the bundled model."""
    return Transcriber(FOLDER, "cpu", threads=1, encoder_margin_frames=64)


@pytest.fixture(scope="module")
def padding() -> Transcriber:
    """As the worker uses any other model."""
    return Transcriber(FOLDER, "cpu", threads=1)


@pytest.fixture(scope="module")
def plain() -> WhisperModel:
    return WhisperModel(str(FOLDER), device="cpu", compute_type="int8", cpu_threads=1)


@pytest.fixture(scope="module")
def windows() -> list[Window]:
    """The sample clips, each as its one window."""
    found = []
    for sample in samples():
        pieces = read_windows(sample.path, preferred_s=8.0, silence_s=0.25)
        [window] = [piece for piece in pieces if isinstance(piece, Window)]
        found.append(window)
    return found


def moved(window: Window, start_s: float) -> Window:
    return Window(5, start_s, start_s + window.end_s - window.start_s, window.audio, is_last=False)


def text(segments: list[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def batch(transcriber: Transcriber, windows: list[Window]) -> list[list[Segment]]:
    return [each.segments for each in transcribe_windows(transcriber, windows)]


def carefully(transcriber: Transcriber, window: Window) -> list[Segment]:
    return transcribe_windows(transcriber, [window], Quality.CAREFUL)[0].segments


def plainly(plain: WhisperModel, audio: Any, words: bool = False) -> list[Any]:
    segments, _ = plain.transcribe(
        audio, language="en", beam_size=5, condition_on_previous_text=False, word_timestamps=words
    )
    return list(segments)


# --- the text ---


@pytest.mark.slow
def test_a_batch_over_clips_gives_each_its_own_text_the_one_of_plain_faster_whisper(
    transcriber: Transcriber, plain: WhisperModel, windows: list[Window]
) -> None:
    heard = [text(each) for each in batch(transcriber, windows)]
    assert heard == ["".join(one.text for one in plainly(plain, str(sample.path))).strip() for sample in samples()]
    assert heard == [sample.text for sample in samples()]


def test_the_full_thirty_seconds_give_the_same_text(padding: Transcriber, windows: list[Window]) -> None:
    assert [text(each) for each in batch(padding, windows[:2])] == [sample.text for sample in samples()[:2]]


def test_carefully_is_plain_faster_whisper(
    transcriber: Transcriber, plain: WhisperModel, windows: list[Window]
) -> None:
    for window in windows[3:5]:
        one, other = carefully(transcriber, window), plainly(plain, window.audio)
        assert text(one) == "".join(segment.text for segment in other).strip()


def test_silence_and_noise_have_no_text(transcriber: Transcriber) -> None:
    noise = np.random.default_rng(0).normal(0, 0.005, 3 * SAMPLE_RATE).astype(np.float32)
    silent = [Window(0, 0.0, 3.0, audio, is_last=True) for audio in (np.zeros_like(noise), noise)]
    assert batch(transcriber, silent) == [[], []]
    assert [carefully(transcriber, window) for window in silent] == [[], []]


def test_an_empty_batch(transcriber: Transcriber) -> None:
    assert batch(transcriber, []) == []


# --- the times ---


def test_a_language_that_is_given_up_takes_its_text_with_it(windows: list[Window]) -> None:
    """“Buy milk.”: taken for Russian with a shortened input, for English with the full one; both texts are unsure."""

    def heard(language: str, share: float, words: str, avg_logprob: float, frames: int) -> _Hypothesis:
        decoded = Decoded(words, (), avg_logprob, 0.1)
        return _Hypothesis(windows[0], Guess(language, share), share, decoded, np.zeros(0, np.float32), frames)

    short = heard("ru", 0.43, "по милк.", -1.03, 900)
    assert not short.is_better_than(heard("en", 0.69, "Bye, milk.", -1.07, ENCODER_FRAMES))
    assert short.is_better_than(heard("ru", 0.69, "пай милк.", -1.07, ENCODER_FRAMES)), "the same language: the surer"


def test_times_are_of_the_clip_and_stay_in_the_window(transcriber: Transcriber, windows: list[Window]) -> None:
    there = [moved(window, 100.0 * i) for i, window in enumerate(windows[:4])]
    for found in (batch(transcriber, there), [carefully(transcriber, each) for each in there]):
        for window, segments in zip(there, found, strict=True):
            assert segments
            for segment in segments:
                assert window.start_s <= segment.start_s < segment.end_s <= window.end_s
                times = [time for word in segment.words for time in (word.start_s, word.end_s)]
                assert all(segment.start_s <= time <= segment.end_s for time in times)
                assert all(earlier <= later for earlier, later in pairwise(times))
                assert segment.words


@pytest.mark.slow
def test_a_segment_begins_and_ends_with_its_words_where_the_sound_does(
    transcriber: Transcriber, windows: list[Window]
) -> None:
    for window in windows[:4]:
        quiet = Window(
            0, 50.0, 52.0 + window.length_s, np.pad(window.audio, SAMPLE_RATE), is_last=True, speech=window.speech
        )
        for found in (batch(transcriber, [quiet])[0], carefully(transcriber, quiet)):
            for segment in found:
                assert (segment.start_s, segment.end_s) == (segment.words[0].start_s, segment.words[-1].end_s)
            assert found[0].start_s >= 51.0 - 0.05 and found[-1].end_s <= 51.0 + window.length_s + 0.05


@pytest.mark.slow
def test_words_of_a_batch_are_those_of_plain_faster_whisper(
    padding: Transcriber, transcriber: Transcriber, plain: WhisperModel, windows: list[Window]
) -> None:
    # Long and short windows in turns: neither their neighbours nor the padding may move a word. Plain faster-whisper
    # leaves them where the model has aligned them, in silence too.
    mixed = [windows[i] for i in (4, 0, 7, 1)]
    exact, short = batch(padding, mixed), batch(transcriber, mixed)
    for window, found, nearly in zip(mixed, exact, short, strict=True):
        heard = [word for segment in plainly(plain, window.audio, words=True) for word in segment.words]
        sounds = stretches(levels_db(window.audio, round(LEVEL_S * SAMPLE_RATE)).tolist(), window.start_s)
        expected = settled([Word(each.start, each.end, each.word.strip(), 0.0) for each in heard], sounds)
        for segments in (found, nearly):
            words = [word for segment in segments for word in segment.words]
            assert [word.text for word in words] == [word.text for word in expected]
            assert [word.start_s for word in words] == pytest.approx([word.start_s for word in expected], abs=0.5)
            assert " ".join(word.text for word in words) == text(segments)


def test_a_window_of_a_batch_does_not_depend_on_the_others(padding: Transcriber, windows: list[Window]) -> None:
    together = batch(padding, windows[:2])
    assert [segments for window in windows[:2] for segments in batch(padding, [window])] == together


# --- names and terms ---


def test_a_vocabulary_makes_no_text_of_silence_and_noise(transcriber: Transcriber) -> None:
    noise = np.random.default_rng(0).normal(0, 0.005, 3 * SAMPLE_RATE).astype(np.float32)
    for audio in (np.zeros_like(noise), noise):
        window = Window(0, 0.0, 3.0, audio, is_last=True)
        [heard] = transcriber.transcribe_batch([window], [Expectation(fixed="en")], Prompt("transcribe", ("ComfyUI",)))
        assert heard.segments == []


def test_what_does_not_fit_is_left_out_and_counted(transcriber: Transcriber, windows: list[Window]) -> None:
    many = tuple(f"Name{number}" for number in range(300))
    for before in ("", "What was said before. " * 60):
        [heard] = transcriber.transcribe_batch(
            windows[:1], [Expectation(fixed="en")], Prompt("transcribe", many, before)
        )
        assert 0 < heard.terms_left_out < 300


@pytest.mark.parametrize(
    ("with_it", "without", "text"),
    [
        (("ComfyUI, Grafana.", -0.5), ("", -0.5), ""),
        (("ComfyUI.", -0.5), ("Confu i.", -0.5), "ComfyUI."),
        (("ComfyUI.", -0.5), ("Thank you.", -0.5), "Thank you."),
        (("Vigil,", -2.2), ("", -2.0), ""),
        (("Ollama,", -1.5), ("Thank you.", -0.4), "Thank you."),
        (("Open ComfyUI.", -0.3), ("", -0.5), "Open ComfyUI."),
    ],
)
def test_what_only_the_vocabulary_says_is_not_believed(
    with_it: tuple[str, float],
    without: tuple[str, float],
    text: str,
    transcriber: Transcriber,
    windows: list[Window],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tokenizer = transcriber._whisper._tokenizer("en", "transcribe")

    def decode(encoded: Any, languages: Any, prompt: Prompt, temperature: float = 0.0) -> list[Decoded]:
        said, avg_logprob = with_it if prompt.vocabulary else without
        return [Decoded(said, tokenizer.encode(f" {said}") if said else (), avg_logprob, 0.0) for _ in languages]

    monkeypatch.setattr(transcriber._whisper, "decode", decode)
    window = replace(windows[0], speech=())
    prompt = Prompt("transcribe", ("ComfyUI", "Grafana", "Ollama"))
    [heard] = transcriber.transcribe_batch([window], [Expectation(fixed="en")], prompt)
    assert " ".join(segment.text for segment in heard.segments) == text


# --- the model ---


def test_what_it_is(transcriber: Transcriber, windows: list[Window]) -> None:
    assert transcriber.device == "cpu int8"
    assert Transcriber(FOLDER, "cpu", "float32").device == "cpu float32"
    assert not transcriber.is_multilingual
    assert transcribe_windows(transcriber, windows[:1])[0].language == "en"


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="model_missing"):
        Transcriber(tmp_path / "none", "cpu")


def test_an_error_while_a_sound_model_is_loaded_is_no_word_about_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("something else")

    monkeypatch.setattr("faster_whisper.WhisperModel", fail)
    with pytest.raises(RuntimeError, match="something else"):
        Transcriber(FOLDER, "cpu")


def test_where_memory_is_short_no_model_is_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("something else")

    monkeypatch.setattr("faster_whisper.WhisperModel", fail)
    monkeypatch.setattr("engine.worker.out_of_memory._MIN_BYTES", 1 << 60)
    with pytest.raises(ModelError, match="out_of_memory"):
        Transcriber(FOLDER, "cpu")


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "vocabulary.json"])
@pytest.mark.parametrize("kept", [None, 0, 1000])
def test_a_damaged_model_is_named_and_never_looked_for_elsewhere(name: str, kept: int | None, tmp_path: Path) -> None:
    folder = tmp_path / "some-model"
    shutil.copytree(FOLDER, folder)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    if kept is not None:
        (folder / name).write_bytes(content[:kept])
    with pytest.raises(ModelError) as caught:
        Transcriber(folder, "cpu")
    assert caught.value.code == "model_damaged"
    assert caught.value.facts["model"] == "some-model"
    assert caught.value.facts["detail"]


@pytest.mark.parametrize(
    "error", [RuntimeError("CUDA failed with error out of memory"), MemoryError("std::bad_alloc")], ids=["cuda", "cpu"]
)
def test_out_of_memory_is_named(
    error: Exception, transcriber: Transcriber, windows: list[Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise error

    monkeypatch.setattr(transcriber._whisper, "encode", full)
    with pytest.raises(ModelError, match="out_of_memory"):
        batch(transcriber, windows[:1])


def test_other_errors_of_the_model_are_not_hidden(
    transcriber: Transcriber, windows: list[Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("no kernel image")

    monkeypatch.setattr(transcriber._whisper, "encode", broken)
    with pytest.raises(RuntimeError, match="no kernel image"):
        batch(transcriber, windows[:1])


def test_the_text_of_a_window_is_the_same_whatever_shares_its_batch(
    transcriber: Transcriber, windows: list[Window]
) -> None:
    alike: dict[int, list[Window]] = defaultdict(list)
    for window in windows:
        alike[transcriber.frames_of(window)].append(window)
    assert len(alike) > 1
    for together in alike.values():
        alone = [batch(transcriber, [window])[0] for window in together]
        assert [[s.text for s in found] for found in batch(transcriber, together)] == [
            [s.text for s in found] for found in alone
        ]


def test_short_windows_cost_a_short_encoder_and_long_ones_no_more_than_a_full_one(
    transcriber: Transcriber, padding: Transcriber, windows: list[Window]
) -> None:
    long = Window(0, 0.0, 30.0, np.zeros(30 * SAMPLE_RATE, np.float32), is_last=True)
    assert transcriber.frames_of(windows[0]) == 400
    assert transcriber.frames_of(long) == padding.frames_of(windows[0]) == 3000


@pytest.mark.slow
def test_a_doubtful_text_is_heard_again_in_full(padding: Transcriber, windows: list[Window]) -> None:
    """With so little silence after it, a text of this model ends in repetitions, or breaks off."""
    hasty = Transcriber(FOLDER, "cpu", threads=1, encoder_margin_frames=0)
    hasty.frames_of = lambda window, *_: len(window.audio) // 160 - 60  # type: ignore[method-assign]
    heard = [transcribe_windows(hasty, [window])[0] for window in windows]
    again = [number for number, each in enumerate(heard) if each.doubt]
    assert again, "no text became doubtful"
    assert [text(heard[number].segments) for number in again] == [
        text(batch(padding, [windows[number]])[0]) for number in again
    ]


def test_what_was_given_all_at_once_is_not_decoded_so_again(
    windows: list[Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.worker.transcriber, "doubt_of", lambda *_: Doubt.UNSURE)
    whole = Transcriber(FOLDER, "cpu", threads=1)
    temperatures: list[float] = []
    decode = whole._whisper.decode

    def noted(encoded: Any, languages: Sequence[str], prompt: Prompt, temperature: float = 0.0) -> list[Decoded]:
        temperatures.append(temperature)
        return decode(encoded, languages, prompt, temperature)

    monkeypatch.setattr(whole._whisper, "decode", noted)
    [heard] = transcribe_windows(whole, windows[:1])
    assert heard.doubt is Doubt.UNSURE and temperatures == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


def test_a_draft_hears_what_is_doubtful_once(windows: list[Window]) -> None:
    hasty = Transcriber(FOLDER, "cpu", threads=1, encoder_margin_frames=0)
    hasty.frames_of = lambda window, *_: len(window.audio) // 160 - 60  # type: ignore[method-assign]
    assert any(transcribe_windows(hasty, [window])[0].doubt for window in windows)
    inputs: list[int] = []
    encode = hasty._whisper.encode

    def counted(mels: Sequence[Any], frames: int) -> Any:
        inputs.append(frames)
        return encode(mels, frames)

    hasty._whisper.encode = counted  # type: ignore[method-assign]
    drafts = [transcribe_windows(hasty, [window], Quality.DRAFT)[0] for window in windows]
    assert inputs == [hasty.frames_of(window) for window in windows]
    assert all(draft.segments and draft.doubt is None for draft in drafts)


def test_a_draft_gets_half_of_the_margin() -> None:
    whole = Transcriber(FOLDER, "cpu", threads=1, encoder_margin_frames=600)
    short = Window(0, 0.0, 5.0, np.zeros(5 * SAMPLE_RATE, np.float32), is_last=True)
    assert [whole.frames_of(short, quality) for quality in Quality] == [800, 1100, 3000]


def test_nothing_is_heard_twice_that_needs_it_not(transcriber: Transcriber, windows: list[Window]) -> None:
    heard = transcribe_windows(transcriber, windows)
    assert [each.doubt for each in heard] == [None] * len(windows)


#: A batch that meets the end of the memory that the system grants, then one that is granted it again.
SHORT_OF_MEMORY = """
import resource, sys
from pathlib import Path
import psutil
from engine.errors import ModelError
from engine.worker.languages import Expectation, Guess
from engine.worker.transcriber import Transcriber
from engine.worker.whisper import Prompt
from engine.worker.windows import Window, read_windows
folder, clip = map(Path, sys.argv[1:])
transcriber = Transcriber(folder, threads=1, encoder_margin_frames=64)
windows = [window for window in read_windows(clip, preferred_s=6.0, silence_s=0.5) if isinstance(window, Window)]

def heard(batch):
    expected = [Expectation(fixed="en")] * len(batch)
    return transcriber.transcribe_batch(batch, expected, Prompt("transcribe"))[0].segments[0].text

heard(windows)  # what comes with a first batch is there now
resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + 5_000_000, resource.RLIM_INFINITY))
try:
    heard(windows * 32)
except ModelError as error:
    print(error.code)
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(heard(windows * 2))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps this limit")
def test_memory_that_really_ends_is_named_and_survived() -> None:
    clip = samples()[0]
    command = [sys.executable, "-c", SHORT_OF_MEMORY, str(FOLDER), str(clip.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["out_of_memory", clip.text]
