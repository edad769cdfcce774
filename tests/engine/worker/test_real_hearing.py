"""What `base` hears of real people, in the conditions in which they record themselves."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.segments import Word
from engine.worker import transcriber as transcribing
from engine.worker.audio import decode
from engine.worker.plausibility import MAX_COMPRESSION, compression_ratio
from engine.worker.sound import SAMPLE_RATE
from engine.worker.transcriber import Transcriber
from engine.worker.whisper import Whisper
from models.store import Model
from tests.accuracy.words import errors_by_word, words
from tests.speech import FOLDER, recordings
from tests.support.transcribing import text_of, transcribe

if TYPE_CHECKING:
    from engine.worker.audio import Samples

pytestmark = pytest.mark.slow

#: Clear sentences of people who recorded themselves well.
READ = "lj-LJ001-0004.flac"
SPOKEN = "libri-1998-15444-0001.flac"
GERMAN = "cv-de-accent-05.flac"


@pytest.fixture(scope="module")
def transcriber(base: Model) -> Transcriber:
    return Transcriber(base.path, threads=1, encoder_margin_frames=base.encoder_margin_frames)


def samples_of(name: str) -> Samples:
    return np.concatenate(list(decode(FOLDER / name)))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def save(path: Path, audio: Samples) -> Path:
    """A WAV of 32-bit floats, as field recorders write it."""
    data = audio.astype("<f4").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, SAMPLE_RATE, 4 * SAMPLE_RATE, 4, 32)
    path.write_bytes(struct.pack("<4sI4s", b"RIFF", 4 + len(form) + 8 + len(data), b"WAVE") + form)
    with path.open("ab") as file:
        file.write(struct.pack("<4sI", b"data", len(data)) + data)
    return path


@pytest.fixture(scope="module")
def clear(transcriber: Transcriber) -> dict[str, str]:
    """What is heard of the clear sentences as they are."""
    return {name: text_of(transcribe(transcriber, FOLDER / name)) for name in (READ, SPOKEN)}


def share_heard(text: str, said: str) -> float:
    """The share of the words that were said that are heard, whatever else is."""
    meant, heard = words(said, "en"), set(words(text, "en"))
    return sum(word in heard for word in meant) / len(meant)


def test_people_are_understood_and_each_language_is_found(transcriber: Transcriber) -> None:
    wrong = total = 0
    languages = []
    for each in recordings(kinds=("short", "spont", "other")):
        found = transcribe(transcriber, each.path)
        said, heard = words(each.text, each.language), words(text_of(found), each.language)
        wrong += sum(errors_by_word(said, heard))
        total += len(said)
        languages += [each.path.name] if found and found[0].language != each.language else []
        assert not any(part.left_out for part in found)
    # Measured: 16 % in 403 words; one clip is taken for another language.
    assert wrong / total < 0.17
    assert len(languages) <= 3, languages


def test_nobody_says_nothing(transcriber: Transcriber, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, 12 * SAMPLE_RATE).astype(np.float32)
    clips = [each.path for each in recordings() if each.has_nobody]
    for path in [*clips, save(tmp_path / "noise.wav", noise), save(tmp_path / "still.wav", noise * np.float32(0.001))]:
        assert text_of(transcribe(transcriber, path)) == "", path.name


@pytest.mark.parametrize("condition", ["quiet", "offset", "hum"])
def test_speech_that_a_recorder_hides_is_heard(
    condition: str, transcriber: Transcriber, clear: dict[str, str], tmp_path: Path
) -> None:
    voice = samples_of(READ)
    at_s = np.arange(len(voice)) / SAMPLE_RATE
    hidden = {
        "quiet": voice / 1000,
        "offset": voice / 100 + 0.02,
        "hum": voice / 30 + 0.3 * np.sin(2 * np.pi * 50 * at_s),
    }[condition]
    text = text_of(transcribe(transcriber, save(tmp_path / "clip.wav", hidden.astype(np.float32))))
    assert share_heard(text, clear[READ]) >= 0.8, text


def test_a_quiet_voice_beside_a_loud_one_is_heard(
    transcriber: Transcriber, clear: dict[str, str], tmp_path: Path
) -> None:
    loud, quiet = samples_of(READ), samples_of(SPOKEN)
    quiet *= np.abs(loud).max() / np.abs(quiet).max() / 10
    clip = np.concatenate([loud, silence(0.6), quiet, silence(0.6), loud])
    text = text_of(transcribe(transcriber, save(tmp_path / "clip.wav", clip)))
    assert share_heard(text, clear[SPOKEN]) >= 0.7, text


def test_a_clip_in_two_languages_keeps_both(transcriber: Transcriber, clear: dict[str, str], tmp_path: Path) -> None:
    clip = np.concatenate([samples_of(READ), silence(1.0), samples_of(GERMAN)])
    text = text_of(transcribe(transcriber, save(tmp_path / "clip.wav", clip)))
    assert "Schwester" in text and share_heard(text, clear[READ]) >= 0.7, text


@pytest.mark.parametrize("name", ["buy_milk_slt", "yes_awb"])
def test_the_language_of_a_word_or_two_is_found_with_all_that_the_model_can_be_given(
    name: str, transcriber: Transcriber
) -> None:
    """Spoken by Flite's voices (free to use). With less, the model takes them for Russian and Japanese."""
    [found] = transcribe(transcriber, Path(__file__).parents[2] / "fixtures/short" / f"{name}.flac")
    assert found.language == "en", text_of([found])


def test_a_large_hall_brings_no_loop(transcriber: Transcriber, tmp_path: Path) -> None:
    """Echoes of two seconds: the model says one thing over and over."""
    chance = np.random.default_rng(2)
    echo = chance.normal(0, 1, 2 * SAMPLE_RATE) * np.exp(-np.arange(2 * SAMPLE_RATE) / (0.5 * SAMPLE_RATE))
    echo /= np.sqrt(np.square(echo).sum())
    for name in (READ, SPOKEN):
        dry = samples_of(name)
        wet = np.fft.irfft(np.fft.rfft(dry, 1 << 18) * np.fft.rfft(echo, 1 << 18))[: len(dry) + SAMPLE_RATE]
        found = transcribe(
            transcriber, save(tmp_path / "clip.wav", (wet / np.abs(wet).max()).astype(np.float32)), language="en"
        )
        texts = [segment.text for each in found for segment in each.segments]
        assert all(compression_ratio(text) <= MAX_COMPRESSION for text in texts)
        assert not any(texts[n] == texts[n + 1] == texts[n + 2] for n in range(len(texts) - 2)), texts


# --- what the text leaves out ---


@pytest.fixture
def forgetful(transcriber: Transcriber, monkeypatch: pytest.MonkeyPatch) -> Transcriber:
    """The words of a window's text end after its first second; those of a part are there."""
    spoken = Whisper.words

    def words_of(self: Whisper, *args: object) -> list[Word]:
        found = spoken(self, *args)  # type: ignore[arg-type]
        return [word for word in found if word.end_s < 1.2] if found and found[-1].end_s > 4.0 else found

    monkeypatch.setattr(Whisper, "words", words_of)
    return transcriber


def test_speech_that_the_text_leaves_out_is_heard_on_its_own(forgetful: Transcriber) -> None:
    (found,) = transcribe(forgetful, FOLDER / READ)
    assert not found.unheard and len(found.segments) > 1
    assert found.segments[-1].end_s > 4.0


def test_where_that_gives_nothing_it_is_marked(forgetful: Transcriber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "_BELIEVED_LOGPROB", 0.1)
    (found,) = transcribe(forgetful, FOLDER / READ)
    (span,) = found.unheard
    assert 1.0 < span.start_s < 2.0 and span.end_s > 4.0
    assert found.segments[-1].end_s < 1.5
