"""From windows to segments: one loaded Whisper model on one device.

faster-whisper yields lazily and names times within a window; here everything is consumed at once and turned into
segments with times of the clip.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from engine import cuda
from engine.doubts import Doubt, doubt_of
from engine.errors import ModelError
from engine.run import Segment, Word
from engine.shortage import is_shortage
from engine.windows import Window

if TYPE_CHECKING:
    import ctranslate2
    import numpy as np
    from faster_whisper.tokenizer import Tokenizer
    from faster_whisper.transcribe import Segment as Heard
    from faster_whisper.transcribe import TranscriptionOptions
    from numpy.typing import NDArray

    Mel: TypeAlias = NDArray[np.float32]

#: Without these faster-whisper would look for the model on the network.
_NEEDED_FILES = ("model.bin", "tokenizer.json")

#: What a device may have in place of a compute type.
_NEXT_BEST = {"float16": ("float32",), "int8_float16": ("int8", "int8_float32"), "int8": ("int8_float32",)}

#: 30 s, what Whisper's encoder takes at most.
_ENCODER_FRAMES = 3000
_SAMPLES_OF_FRAME = 160
#: Where less will do, steps of this many: few enough for full batches, short enough to spare the encoder.
_PADDED_TO = 200
_BEAM_SIZE = 5
#: A window is silent if the model says so and is unsure of the text it heard. faster-whisper's defaults.
_NO_SPEECH_PROB = 0.6
_UNSURE_LOGPROB = -1.0
#: A language that is less likely than this is looked for again with the full encoder. faster-whisper's default.
_SURE_OF_LANGUAGE = 0.5
_PREPENDED = "\"'“¿([{-"
_APPENDED = "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class WindowText:
    """What was heard in a window."""

    segments: list[Segment]
    #: Why it was heard a second time, with the full 30 s for the encoder; None if it was not.
    doubt: Doubt | None = None


class Transcriber:
    """Turns windows into segments. May be used from as many threads at once as it has lanes, which share its weights
    and divide its threads of the processor; the GIL is free while the model works.

    `encoder_margin_frames`: how many mel frames (10 ms each) of silence the encoder is given after a window's own. Its
    cost falls with its input. A text that is doubtful is heard again with the full 30 s that every Whisper model was
    trained with; from 3000 on, that is what every window gets at once.
    """

    def __init__(
        self,
        folder: Path,
        device: str = "cpu",
        compute_type: str = "int8",
        threads: int = 0,
        lanes: int = 1,
        encoder_margin_frames: int = _ENCODER_FRAMES,
    ) -> None:
        """Load the model in `folder` on `device`: "cpu", "cuda:0", … A compute type that the device does not have
        becomes the next best. Raises ModelError: model_missing, model_damaged, out_of_memory, device_unusable."""
        from faster_whisper import WhisperModel
        from tqdm import tqdm

        # faster-whisper's progress bars, though hidden, would hold a lock between processes for ever when killed.
        tqdm.set_lock(threading.RLock())
        _check_files(folder)
        kind, _, index = device.partition(":")
        if kind == "cuda":
            _check_card(device)
        try:
            with _memory_watched(folder.name):
                self._whisper = WhisperModel(
                    str(folder),
                    device=kind,
                    device_index=int(index or 0),
                    compute_type=_possible(compute_type, device),
                    cpu_threads=threads // lanes,
                    num_workers=lanes,
                    local_files_only=True,
                )
        except ModelError:
            raise
        except Exception as error:  # tokenizers raises bare ones for a damaged file
            raise ModelError("model_damaged", model=folder.name, detail=str(error)) from error
        self.threads = threads
        self._name = folder.name
        self._margin = encoder_margin_frames

    @property
    def device(self) -> str:
        """What it runs on, for people: "cpu int8", "cuda:0 float16"."""
        model = self._whisper.model
        place = f"cuda:{model.device_index[0]}" if model.device == "cuda" else model.device
        return f"{place} {model.compute_type.removesuffix('_float32')}"

    @property
    def is_multilingual(self) -> bool:
        return bool(self._whisper.model.is_multilingual)

    def detect_language(self, window: Window) -> str:
        """The Whisper code of the language spoken in a window; "en" for an English-only model. Raises ModelError."""
        if not self.is_multilingual:
            return "en"
        with _memory_watched(self._name):
            language, probability = self._likely_language(window, self.frames_of(window))
            if probability < _SURE_OF_LANGUAGE and self.frames_of(window) < _ENCODER_FRAMES:
                language, _ = self._likely_language(window, _ENCODER_FRAMES)
            return language

    def _likely_language(self, window: Window, frames: int) -> tuple[str, float]:
        from faster_whisper.audio import pad_or_trim

        encoded = self._whisper.encode(pad_or_trim(self._mel(window), frames))
        token, probability = self._whisper.model.detect_language(encoded)[0][0]
        return token.removeprefix("<|").removesuffix("|>"), probability

    def transcribe_batch(self, windows: Sequence[Window], *, language: str, task: str, words: bool) -> list[WindowText]:
        """What was heard in each window, decoded together; the windows may be of different clips. Raises ModelError."""
        if not windows:
            return []
        tokenizer = self._tokenizer(language, task)
        frames = max(self.frames_of(window) for window in windows)
        with _memory_watched(self._name):
            heard = self._hear(windows, frames, tokenizer, words)
            doubts = [None if frames == _ENCODER_FRAMES else _doubt(*each) for each in zip(heard, windows, strict=True)]
            doubtful = [number for number, doubt in enumerate(doubts) if doubt]
            again = self._hear([windows[number] for number in doubtful], _ENCODER_FRAMES, tokenizer, words)
            for number, second in zip(doubtful, again, strict=True):
                heard[number] = second
        return [
            WindowText(_segments([each], window), doubt)
            for each, window, doubt in zip(heard, windows, doubts, strict=True)
        ]

    def _hear(self, windows: Sequence[Window], frames: int, tokenizer: Tokenizer, words: bool) -> list[Heard]:
        """What is heard in each window, with so many frames for the encoder."""
        import numpy as np
        from faster_whisper import BatchedInferencePipeline
        from faster_whisper.audio import pad_or_trim

        if not windows:
            return []
        features = [self._mel(window) for window in windows]
        # A new pipeline each time: it keeps state that two clips must not share.
        encoded, outputs = BatchedInferencePipeline(self._whisper).generate_segment_batched(
            np.stack([pad_or_trim(mel, frames) for mel in features]), tokenizer, _options(tokenizer)
        )
        found = [_heard(output, window, tokenizer) for output, window in zip(outputs, windows, strict=True)]
        if words:
            self._add_words(found, tokenizer, encoded, [mel.shape[-1] for mel in features])
        return found

    def _mel(self, window: Window) -> Mel:
        mel: Mel = self._whisper.feature_extractor(window.audio)[..., :-1]
        return mel

    def transcribe_carefully(
        self, window: Window, *, language: str, task: str, words: bool, previous_text: str | None
    ) -> WindowText:
        """What was heard in one window, with temperature fallback and the text so far as context. Raises ModelError."""
        with _memory_watched(self._name):
            found, _ = self._whisper.transcribe(
                window.audio,
                language=language if self.is_multilingual else "en",
                task=task,
                beam_size=_BEAM_SIZE,
                word_timestamps=words,
                initial_prompt=previous_text or None,
                condition_on_previous_text=False,
                vad_filter=False,
            )
            return WindowText(_segments(found, window))

    def _tokenizer(self, language: str, task: str) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(self._whisper.hf_tokenizer, self.is_multilingual, task=task, language=language)

    def frames_of(self, window: Window) -> int:
        """The mel frames that the encoder is given for a window. Windows that share a batch must agree in it: the text
        of a window changes with its padding, and must not depend on what it happens to share a batch with."""
        own = len(window.audio) // _SAMPLES_OF_FRAME + self._margin
        return min(_ENCODER_FRAMES, _PADDED_TO * ceil(own / _PADDED_TO))

    def _add_words(
        self,
        found: Sequence[Heard],
        tokenizer: Tokenizer,
        encoded: ctranslate2.StorageView,
        frames: Sequence[int],
    ) -> None:
        """Give what was heard in each window its words, and their times.

        Window by window: for a whole batch, faster-whisper would measure the silence before a window's first word from
        the end of another window, and look for words in the padding of the shorter ones. A segment stays as long as its
        window, which voice activity has cut: faster-whisper shortens a last word that it finds too long, though the
        person is still speaking.
        """
        import ctranslate2
        import numpy as np
        from faster_whisper.transcribe import Word as HeardWord

        rows = np.asarray(encoded.to_device(ctranslate2.Device.cpu))
        for heard, row, count in zip(found, rows, frames, strict=True):
            spoken: dict[str, Any] = {"tokens": heard.tokens, "start": heard.start, "end": heard.end, "seek": 0}
            alone = ctranslate2.StorageView.from_array(row[np.newaxis])
            self._whisper.add_word_timestamps([[spoken]], tokenizer, alone, count, _PREPENDED, _APPENDED, 0.0)
            heard.words = [HeardWord(**word) for word in spoken["words"]]


def _heard(output: Mapping[str, Any], window: Window, tokenizer: Tokenizer) -> Heard:
    """What was heard in one window of a batch: decoded without timestamps, it is one segment as long as the window."""
    from faster_whisper.transcribe import Segment as HeardSegment

    tokens = output["tokens"]
    # The rule by which faster-whisper's own sequential mode skips a window.
    if output["no_speech_prob"] > _NO_SPEECH_PROB and output["avg_logprob"] < _UNSURE_LOGPROB:
        tokens = []
    return HeardSegment(
        id=window.index,
        seek=0,
        start=0.0,
        end=window.end_s - window.start_s,
        text=tokenizer.decode(tokens),
        tokens=tokens,
        avg_logprob=output["avg_logprob"],
        compression_ratio=0.0,
        no_speech_prob=output["no_speech_prob"],
        words=None,
        temperature=0.0,
    )


def _doubt(heard: Heard, window: Window) -> Doubt | None:
    return doubt_of(heard.text, window.end_s - window.start_s, heard.avg_logprob)


def _segments(found: Iterable[Heard], window: Window) -> list[Segment]:
    """Our own segments, with times of the clip that do not leave the window. What has no text is left out."""

    def of_clip(seconds: float) -> float:
        return round(min(max(window.start_s, window.start_s + float(seconds)), window.end_s), 3)

    return [
        Segment(
            start_s=of_clip(heard.start),
            end_s=of_clip(heard.end),
            text=text,
            avg_logprob=float(heard.avg_logprob),
            no_speech_prob=float(heard.no_speech_prob),
            words=tuple(
                Word(of_clip(word.start), of_clip(word.end), word.word.strip(), float(word.probability))
                for word in heard.words or ()
            ),
        )
        for heard in found
        if (text := heard.text.strip())
    ]


def _options(tokenizer: Tokenizer) -> TranscriptionOptions:
    """The decoding options of faster-whisper's batched mode, with its defaults."""
    from faster_whisper.transcribe import TranscriptionOptions, get_suppressed_tokens

    return TranscriptionOptions(
        beam_size=_BEAM_SIZE,
        best_of=5,
        patience=1,
        length_penalty=1,
        repetition_penalty=1,
        no_repeat_ngram_size=0,
        log_prob_threshold=_UNSURE_LOGPROB,
        no_speech_threshold=_NO_SPEECH_PROB,
        compression_ratio_threshold=2.4,
        condition_on_previous_text=False,
        prompt_reset_on_temperature=0.5,
        temperatures=[0.0],
        initial_prompt=None,
        prefix=None,
        suppress_blank=True,
        suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        without_timestamps=True,
        max_initial_timestamp=0.0,
        word_timestamps=False,
        prepend_punctuations=_PREPENDED,
        append_punctuations=_APPENDED,
        multilingual=False,
        max_new_tokens=None,
        clip_timestamps=[],
        hallucination_silence_threshold=None,
        hotwords=None,
    )


def _check_files(folder: Path) -> None:
    """Raises ModelError where faster-whisper would take the folder for a name and turn to the network."""
    if not folder.is_dir():
        raise ModelError("model_missing", model=folder.name)
    for name in _NEEDED_FILES:
        if not (folder / name).is_file():
            raise ModelError("model_damaged", model=folder.name, detail=f"{name} is missing")


def _possible(compute_type: str, device: str) -> str:
    """The compute type that comes nearest on a device: old cards have no float16, some processors no int8.

    CTranslate2's own default is the type that a model was saved in. Most are saved in float16, which a processor
    computes as float32: several times slower than int8, for the same words."""
    import ctranslate2

    kind, _, index = device.partition(":")
    supported = ctranslate2.get_supported_compute_types(kind, int(index or 0))
    return next((each for each in (compute_type, *_NEXT_BEST.get(compute_type, ())) if each in supported), "default")


def _check_card(device: str) -> None:
    """Raises ModelError, device_unusable, where CTranslate2 sees no such card or has not what it needs to use it."""
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


@contextmanager
def _memory_watched(model: str) -> Iterator[None]:
    """Out of memory, in whatever words, becomes a ModelError of that code."""
    try:
        yield
    except Exception as error:
        if is_shortage(error):
            raise ModelError("out_of_memory", model=model) from error
        raise
