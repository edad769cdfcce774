"""The windows that each contestant makes of a clip, and what the time of Everyclip's goes into: step by step on one
thread, with nothing beside."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.machine.plans import CPU_BATCH_SIZE
from engine.worker.windows import WINDOW_S
from models.store import Model, find_model
from tests.benchmarks.clips import Speech
from tests.support.transcribing import transcribe_windows

if TYPE_CHECKING:
    from engine.worker.windows import Window

#: Of a lane, where there are two.
BATCH_SIZE = CPU_BATCH_SIZE // 2
#: Tokens in a second of audio, about those of English that is spoken fast.
TOKENS_PER_S = 100 / 30


def tokens_of_window(name: str, folder: str, clips: Sequence[Speech]) -> int:
    """How many tokens a random model is to decode in each window of a contestant, so that all decode as many in all."""
    tokens = TOKENS_PER_S * sum(clip.length_s for clip in clips)
    windows = {"everyclip": _ours, "batched": _batched}.get(name, _thirty_seconds)
    return max(1, round(tokens / sum(windows(clip, folder) for clip in clips)))


def _ours(clip: Speech, folder: str) -> int:
    return sum(1 for _ in windows_of(find_model(folder, Path()), clip.path))


def _batched(clip: Speech, folder: str) -> int:
    """As faster-whisper's batched pipeline cuts it."""
    from faster_whisper.audio import decode_audio
    from faster_whisper.vad import VadOptions, collect_chunks, get_speech_timestamps

    audio = decode_audio(str(clip.path))
    spoken = get_speech_timestamps(audio, VadOptions(max_speech_duration_s=30, min_silence_duration_ms=160))
    return len(collect_chunks(audio, spoken, max_duration=30)[0])


def _thirty_seconds(clip: Speech, folder: str) -> int:
    return ceil(clip.length_s / 30)


def windows_of(model: Model, path: Path) -> Iterable[Window]:
    """As a worker on a processor cuts it."""
    from engine.worker.windows import Window, read_windows

    found = read_windows(
        path,
        preferred_s=model.preferred_window_s or WINDOW_S,
        silence_s=model.cut_silence_s,
        joins=model.joins_speech,
    )
    return (window for window in found if isinstance(window, Window))


@dataclass(slots=True)
class Shares:
    """Seconds. `waste`: how much of what the encoder is given is padding, 0 to 1."""

    decoding_s: float = 0.0
    speech_s: float = 0.0
    features_s: float = 0.0
    encoder_s: float = 0.0
    decoder_s: float = 0.0
    waste: float = 0.0

    @property
    def model_s(self) -> float:
        return self.encoder_s + self.decoder_s


class _Timed:
    """An object whose methods of one name are timed; all else is its own."""

    def __init__(self, inner: Any, method: str, spent: Callable[[float], None]) -> None:
        self._inner, self._method, self._spent = inner, method, spent

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return _timed(found, self._spent) if name == self._method else found


def _timed(call: Callable[..., Any], spent: Callable[[float], None]) -> Callable[..., Any]:
    def timed(*args: Any, **named: Any) -> Any:
        with _stopwatch(spent):
            return call(*args, **named)

    return timed


@contextmanager
def _stopwatch(spent: Callable[[float], None]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    spent(time.perf_counter() - start)


def measure(folder: str, paths: Sequence[Path]) -> Shares:
    """Do the work of a workload with the engine's own parts, one step after the other, in full batches."""
    from engine.worker.audio import decode
    from engine.worker.transcriber import Transcriber

    shares = Shares()

    def add(name: str) -> Callable[[float], None]:
        return lambda seconds: setattr(shares, name, getattr(shares, name) + seconds)

    model = find_model(folder, Path(folder))
    windows: defaultdict[int, list[Window]] = defaultdict(list)
    transcriber = Transcriber(model.path, threads=1, encoder_margin_frames=model.encoder_margin_frames)
    for path in paths:
        with _stopwatch(add("decoding_s")):
            sum(len(block) for block in decode(path))
        with _stopwatch(add("speech_s")):
            for window in windows_of(model, path):
                windows[transcriber.frames_of(window)].append(window)
    shares.speech_s -= shares.decoding_s
    whisper = transcriber._whisper
    whisper.encode = _timed(whisper.encode, add("encoder_s"))  # type: ignore[method-assign]
    whisper.decode = _timed(whisper.decode, add("decoder_s"))  # type: ignore[method-assign]
    with _stopwatch(add("features_s")):
        for alike in windows.values():
            for start in range(0, len(alike), BATCH_SIZE):
                batch = alike[start : start + BATCH_SIZE]
                transcribe_windows(transcriber, batch)
    shares.features_s -= shares.model_s
    given_s = sum(frames / 100 * len(alike) for frames, alike in windows.items())
    own_s = sum(window.end_s - window.start_s for alike in windows.values() for window in alike)
    shares.waste = 1 - own_s / given_s
    return shares
