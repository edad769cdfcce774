"""One loaded Whisper model on one device: everything that is asked of faster-whisper and CTranslate2.

Times are seconds from the start of the audio that was encoded.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.errors import ModelError
from engine.machine import cuda
from engine.segments import Word
from engine.text.vocabulary import MAX_TOKENS, prompt_of
from engine.worker.out_of_memory import is_shortage
from models.formats import check_weights
from models.store import damage_of

if TYPE_CHECKING:
    import ctranslate2
    import numpy as np
    from faster_whisper.tokenizer import Tokenizer
    from numpy.typing import NDArray

    #: Shape (bands, frames).
    Mel: TypeAlias = NDArray[np.float32]
    #: The encoder's output for one mel: shape (frames / 2, width).
    Encoded: TypeAlias = NDArray[np.float32]

#: The maximum number of 10 ms frames of a Whisper encoder, 30 s, which it was trained with.
ENCODER_FRAMES = 3000
SAMPLES_OF_FRAME = 160
FRAME_S = 0.01
#: Without these faster-whisper would look for the model on the network.
_NEEDED_FILES = ("model.bin", "tokenizer.json")
#: What a device may have instead of a compute type.
_NEXT_BEST = {"float16": ("float32",), "int8_float16": ("int8", "int8_float32"), "int8": ("int8_float32",)}
#: faster-whisper's defaults.
_BEAM_SIZE = 5
_BEST_OF = 5
_PREPENDED = "\"'“¿([{-"
_APPENDED = "\"'.。,，!！?？:：”)]}、"
#: For the same audio, sampling gives the same text after a restart too.
_SEED = 1


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the decoder is told before it begins."""

    #: A `Task`: transcribe, or translate into English.
    task: str
    #: Names and terms, the most important first.
    vocabulary: Sequence[str] = ()
    previous_text: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The decoder's output for one encoded window."""

    text: str
    tokens: Sequence[int]
    #: Average over its tokens, 0 at best.
    avg_logprob: float
    no_speech_prob: float


class Whisper:
    """May be used from as many threads at once as it has lanes, which share its weights and divide its processor
    threads; the GIL is released while the model works."""

    def __init__(self, folder: Path, device: str, compute_type: str, *, threads: int, lanes: int) -> None:
        """Load the model in `folder` on `device`: "cpu", "cuda:0", … A compute type that the device does not support is
        replaced by the next best. Raises ModelError: model_missing, model_damaged, out_of_memory, device_unusable."""
        import ctranslate2
        from faster_whisper import WhisperModel
        from tqdm import tqdm

        # faster-whisper's progress bars, though hidden, would hold a lock between processes forever when killed.
        tqdm.set_lock(threading.RLock())
        self.name = os.fsencode(folder.name).decode("utf-8", "replace")
        _check_files(folder)
        kind, _, index = device.partition(":")
        if kind == "cuda":
            _check_card(device)
        ctranslate2.set_random_seed(_SEED)
        try:
            with self.memory_watched(), _utf8_name(folder) as name:
                self._model = WhisperModel(
                    name,
                    device=kind,
                    device_index=int(index or 0),
                    compute_type=_possible(compute_type, device),
                    cpu_threads=threads // lanes,
                    num_workers=lanes,
                    local_files_only=True,
                )
        except ModelError:
            raise
        except Exception as error:  # tokenizers raises bare ones; no error text says what it is about
            detail = _damage(folder)
            if detail is None:
                raise
            raise ModelError("model_damaged", model=folder.name, detail=detail) from error
        self._tokenizers: dict[tuple[str, str], Tokenizer] = {}

    @property
    def device(self) -> str:
        """What it runs on, for people: "cpu int8", "cuda:0 float16"."""
        model = self._model.model
        place = f"cuda:{model.device_index[0]}" if model.device == "cuda" else model.device
        return f"{place} {model.compute_type.removesuffix('_float32')}"

    @property
    def is_multilingual(self) -> bool:
        return bool(self._model.model.is_multilingual)

    @contextmanager
    def memory_watched(self) -> Iterator[None]:
        """Turn an out-of-memory error, however worded, into a ModelError with that code."""
        try:
            yield
        except Exception as error:
            if is_shortage(error):
                raise ModelError("out_of_memory", model=self.name) from error
            raise

    def mel(self, audio: NDArray[np.float32]) -> Mel:
        """Compute the mel of mono audio at 16 kHz."""
        mel: Mel = self._model.feature_extractor(audio)[..., :-1]
        return mel

    def encode(self, mels: Sequence[Mel], frames: int) -> ctranslate2.StorageView:
        """Encode each, cut or padded to `frames` frames. Shape (mels, frames / 2, width).

        A processor encodes them one by one: together, the activations between layers do not fit its caches, which took
        a fifth to a third more time (two lanes, `base`), and that many times the memory."""
        import ctranslate2
        import numpy as np
        from faster_whisper.audio import pad_or_trim

        padded = np.stack([pad_or_trim(mel, frames) for mel in mels])
        if self._model.model.device != "cpu" or len(mels) == 1:
            return self._model.encode(padded)
        encoded = [np.asarray(self._model.encode(each[np.newaxis])) for each in padded]
        return ctranslate2.StorageView.from_array(np.concatenate(encoded))

    def detect_languages(self, encoded: ctranslate2.StorageView) -> list[Mapping[str, float]]:
        """The probability of each language that the model knows, for each window, by Whisper code."""
        if not self.is_multilingual:
            return [{"en": 1.0}] * encoded.shape[0]
        detected = self._model.model.detect_language(encoded)
        return [{token[2:-2]: probability for token, probability in each} for each in detected]

    def decode(
        self,
        encoded: ctranslate2.StorageView,
        languages: Sequence[str],
        prompt: Prompt,
        temperature: float = 0.0,
    ) -> list[Decoded]:
        """Decode each in its language: the likeliest text that beam search finds, or one sampled at a temperature above
        0. Without timestamps: with them, more words are wrong."""
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizers = [self._tokenizer(language, prompt.task) for language in languages]
        how: dict[str, Any] = {"beam_size": _BEAM_SIZE}
        if temperature:
            how = {"beam_size": 1, "num_hypotheses": _BEST_OF, "sampling_topk": 0, "sampling_temperature": temperature}
        results = self._model.model.generate(
            encoded,
            [self._tokens(prompt, tokenizer) for tokenizer in tokenizers],
            max_length=self._model.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=get_suppressed_tokens(tokenizers[0], [-1]),
            **how,
        )
        return [_decoded(result, tokenizer) for result, tokenizer in zip(results, tokenizers, strict=True)]

    def fitting(self, prompt: Prompt) -> Prompt:
        """The same prompt with as many of the first vocabulary terms as the model has room for."""
        tokenizer = self._tokenizer("en", prompt.task)
        terms = prompt.vocabulary
        while (count := len(tokenizer.encode(f" {prompt_of(terms)}"))) > MAX_TOKENS:
            terms = terms[: len(terms) * MAX_TOKENS // count] or terms[:-1]
        return replace(prompt, vocabulary=terms)

    def _tokens(self, prompt: Prompt, tokenizer: Tokenizer) -> list[int]:
        terms, before = prompt_of(prompt.vocabulary), prompt.previous_text.strip()
        room = MAX_TOKENS - (len(tokenizer.encode(f" {terms}")) if terms else 0)
        previous = tokenizer.encode(f" {before}")[-room:] if before and room > 0 else []
        tokens: list[int] = self._model.get_prompt(tokenizer, previous, without_timestamps=True, hotwords=terms or None)
        return tokens

    def words(self, decoded: Decoded, encoded: Encoded, language: str, task: str, frames: int) -> list[Word]:
        """The words of a text with their times, for audio of `frames` frames. Their texts keep the space before them.

        One text at a time: with several, faster-whisper would measure the silence before the first word from the end of
        another, and look for words in the padding of the shorter ones. And without the padding, which holds no speech:
        that saves a third of the time."""
        end_s = frames * FRAME_S
        spoken: dict[str, Any] = {"tokens": decoded.tokens, "start": 0.0, "end": end_s, "seek": 0}
        tokenizer = self._tokenizer(language, task)
        own = view(encoded[: ceil(frames / 2)])
        self._model.add_word_timestamps([[spoken]], tokenizer, own, frames, _PREPENDED, _APPENDED, 0.0)
        return [
            Word(float(word["start"]), float(word["end"]), word["word"], float(word["probability"]))
            for word in spoken["words"]
        ]

    def _tokenizer(self, language: str, task: str) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer

        key = language, task
        if key not in self._tokenizers:
            self._tokenizers[key] = Tokenizer(self._model.hf_tokenizer, self.is_multilingual, task, language)
        return self._tokenizers[key]


def rows(encoded: ctranslate2.StorageView) -> Sequence[Encoded]:
    """The encoder's output for each, in main memory."""
    import ctranslate2
    import numpy as np

    return list(np.asarray(encoded.to_device(ctranslate2.Device.cpu)))


def view(encoded: Encoded) -> ctranslate2.StorageView:
    """Wrap one of them for the decoder."""
    import ctranslate2
    import numpy as np

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(encoded[np.newaxis]))


def _decoded(result: ctranslate2.models.WhisperGenerationResult, tokenizer: Tokenizer) -> Decoded:
    tokens = result.sequences_ids[0]
    # CTranslate2 divides by the length without the end token.
    avg_logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
    return Decoded(tokenizer.decode(tokens).strip(), tokens, avg_logprob, result.no_speech_prob)


@contextmanager
def _utf8_name(folder: Path) -> Iterator[str]:
    """A name of the folder that libraries in other languages take: on Linux, one may be any bytes."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
    else:
        yield str(folder)


def _check_files(folder: Path) -> None:
    """Raises ModelError where faster-whisper would take the folder for a name and go to the network."""
    if not folder.is_dir():
        raise ModelError("model_missing", model=folder.name)
    for name in _NEEDED_FILES:
        if not (folder / name).is_file():
            raise ModelError("model_damaged", model=folder.name, detail=f"{name} is missing")
    try:
        check_weights(folder / "model.bin")
    except ValueError as error:
        raise ModelError("model_damaged", model=folder.name, detail=str(error)) from error


def _damage(folder: Path) -> str | None:
    """What is wrong with the files of a model that could not be loaded; None if nothing is known to be."""
    try:
        return damage_of(folder)
    except OSError:
        return None  # a failing disk: that says nothing about the model


def _possible(compute_type: str, device: str) -> str:
    """The closest compute type that a device supports: old cards have no float16, some processors no int8.

    CTranslate2 defaults to the type that a model was saved in. Most are saved in float16, which a processor computes as
    float32: several times slower than int8, for the same words."""
    import ctranslate2

    kind, _, index = device.partition(":")
    supported = ctranslate2.get_supported_compute_types(kind, int(index or 0))
    return next((each for each in (compute_type, *_NEXT_BEST.get(compute_type, ())) if each in supported), "default")


def _check_card(device: str) -> None:
    """Raises ModelError, device_unusable, if CTranslate2 sees no such card or lacks what it needs to use it."""
    import ctranslate2

    cuda.load()
    try:
        count = ctranslate2.get_cuda_device_count()
    except RuntimeError as error:
        raise ModelError("device_unusable", detail=str(error)) from error
    if int(device.partition(":")[2] or 0) >= count:
        raise ModelError("device_unusable", detail=f"{count} graphics cards can be used")
    if cuda.find() is None:
        raise ModelError("device_unusable", detail=f"NVIDIA's library cuBLAS 12 is missing. {cuda.REMEDY}")
