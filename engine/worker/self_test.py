"""Test a device: an installed model transcribes the sample sentence next to this module.

Run in a child process: it loads all that a worker loads, and may crash as a worker may.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engine.machine.hardware import CUDA_ORDER, usable_threads
from engine.machine.plans import CPU, FLOAT16, INT8
from models.store import Model

SAMPLE = Path(__file__).resolve().parent / "sample.flac"
SAMPLE_TEXT = "This is my second message."
#: Makes CTranslate2 print, to standard error, which instruction sets of the processor it uses.
_VERBOSE = ("CT2_VERBOSE", "1")


@dataclass(frozen=True, slots=True)
class DeviceTest:
    """The outcome of testing a device. Times in seconds."""

    #: With the compute type used: "cpu int8", "cuda:0 float16".
    ran_on: str
    load_s: float
    transcribe_s: float
    text: str
    compute_types: tuple[str, ...]
    #: What CTranslate2 uses of the processor: "AVX2"; empty if it does not say.
    instructions: str

    @property
    def is_right(self) -> bool:
        """Whether the words are those that were said. Their spelling is up to the model."""
        return _words(self.text) == _words(SAMPLE_TEXT)


def try_device(device: str, model: Model) -> DeviceTest:
    """Load a model on a device and transcribe the sample there. Raises ModelError, ImportError, OSError."""
    os.environ.setdefault(*CUDA_ORDER)
    os.environ.setdefault(*_VERBOSE)
    with _captured_stderr() as log:
        tried = _try(device, model)
        chatter = log.read_text(encoding="utf-8", errors="replace")
    found = re.search(r"Selected ISA: (\w+)", chatter)
    return tried if found is None else replace(tried, instructions=found[1])


def versions() -> dict[str, str]:
    """The versions of the libraries that do the work. Raises ImportError, OSError."""
    import av
    import ctranslate2
    import faster_whisper

    return {
        "faster-whisper": faster_whisper.__version__,
        "CTranslate2": ctranslate2.__version__,
        "PyAV": av.__version__,
        "FFmpeg": av.ffmpeg_version_info if hasattr(av, "ffmpeg_version_info") else "",
    }


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _try(device: str, model: Model) -> DeviceTest:
    import ctranslate2

    from engine.worker.languages import Expectation
    from engine.worker.transcriber import Transcriber
    from engine.worker.whisper import Prompt
    from engine.worker.windows import WINDOW_S, Window, read_windows

    began = time.perf_counter()
    transcriber = Transcriber(
        model.path,
        device,
        INT8 if device == CPU else FLOAT16,
        threads=usable_threads(),
        encoder_margin_frames=model.encoder_margin_frames,
    )
    loaded = time.perf_counter()
    windows = read_windows(
        SAMPLE,
        preferred_s=model.preferred_window_s or WINDOW_S,
        silence_s=model.cut_silence_s,
        joins=model.joins_speech,
    )
    spoken = [window for window in windows if isinstance(window, Window)]
    found = transcriber.transcribe_batch(spoken, [Expectation(fixed="en")] * len(spoken), Prompt("transcribe"))
    ended = time.perf_counter()
    kind, _, index = device.partition(":")
    types = sorted(ctranslate2.get_supported_compute_types(kind, int(index or 0)))
    text = " ".join(segment.text for text_of_window in found for segment in text_of_window.segments)
    return DeviceTest(transcriber.device, loaded - began, ended - loaded, text, tuple(types), "")


@contextmanager
def _captured_stderr() -> Iterator[Path]:
    """Capture what native libraries write to standard error, in a file."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "chatter"
        before = os.dup(2)
        sys.stderr.flush()
        with log.open("wb") as file:
            os.dup2(file.fileno(), 2)
        try:
            yield log
        finally:
            os.dup2(before, 2)
            os.close(before)
