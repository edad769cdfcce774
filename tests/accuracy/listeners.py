"""Those who hear: Everyclip as a person calls it, and others with the same weights. All find the language alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.machine import cuda
from engine.machine.plans import CPU, FLOAT16, INT8
from tests.benchmarks import whisper_cpp as whisper_cpp_script
from tests.benchmarks.clips import as_wav
from tests.benchmarks.ggml import convert

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

BEAM = 5
BATCH_SIZE = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a recording. `language`: the one that was found, empty if none was."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What all have in common, and by which commands some are called."""

    weights: Path
    everyclip: Sequence[str]
    device: str = CPU
    #: A Python that has pywhispercpp.
    whisper_cpp: str = ""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What somebody has heard, in the order of the recordings, and the seconds that it took."""

    heard: list[Heard]
    seconds: float


def fast(paths: Sequence[Path], setting: Setting) -> list[Heard]:
    return _everyclip(paths, setting, "fast")


def careful(paths: Sequence[Path], setting: Setting) -> list[Heard]:
    return _everyclip(paths, setting, "careful")


def _everyclip(paths: Sequence[Path], setting: Setting, quality: str) -> list[Heard]:
    """The program, in a home of its own. Raises RuntimeError where a recording was not transcribed."""
    command = [*setting.everyclip, "transcribe", "--json", "--model", str(setting.weights), "--quality", quality,
               "--device", setting.device]  # fmt: skip
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [*command, *map(str, paths)],
            check=False, env={**os.environ, "EVERYCLIP_HOME": home}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    if not done.stdout:
        raise RuntimeError(f"Everyclip ended with status {done.returncode} and said nothing")
    runs = json.loads(done.stdout)["runs"]
    if failed := [run for run in runs if run["state"] != "completed"]:
        raise RuntimeError("; ".join(f"{run['name']}: {run['state']}, {run.get('error')}" for run in failed))
    return [Heard(run["text"] or "", run["language"] or "") for run in runs]


def plain(paths: Sequence[Path], setting: Setting) -> list[Heard]:
    """faster-whisper as it is when nothing is set."""
    model = _load(setting)

    def hear(path: Path) -> Heard:
        segments, info = model.transcribe(str(path), beam_size=BEAM)
        return Heard(_joined(segment.text for segment in segments), info.language)

    return [hear(path) for path in paths]


def _load(setting: Setting) -> WhisperModel:
    from faster_whisper import WhisperModel

    cuda.load()
    compute_type = INT8 if setting.device == CPU else FLOAT16
    return WhisperModel(str(setting.weights), device=setting.device, compute_type=compute_type, local_files_only=True)


def batched(paths: Sequence[Path], setting: Setting) -> list[Heard]:
    """faster-whisper's own batches, behind its detector of speech."""
    from faster_whisper import BatchedInferencePipeline

    model = _load(setting)

    def hear(path: Path) -> Heard:
        # A new one for each recording: it keeps state.
        pipeline = BatchedInferencePipeline(model)
        segments, info = pipeline.transcribe(str(path), beam_size=BEAM, batch_size=BATCH_SIZE)
        return Heard(_joined(segment.text for segment in segments), info.language)

    return [hear(path) for path in paths]


def whisper_cpp(paths: Sequence[Path], setting: Setting) -> list[Heard]:
    """whisper.cpp, without its own detector of speech."""
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights"
        convert(setting.weights, weights)
        clips = [str(as_wav(path, Path(folder))) for path in paths]
        asked = {"weights": str(weights), "threads": os.cpu_count(), "beam": BEAM, "nice": 0, "language": "",
                 "warming": clips[0], "paths": clips}  # fmt: skip
        command = [setting.whisper_cpp, whisper_cpp_script.__file__]
        done = subprocess.run(
            command, input=json.dumps(asked), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    return [Heard(*each) for each in zip(found["texts"], found["languages"], strict=True)]


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text.strip() for text in texts)


LISTENERS: dict[str, Callable[[Sequence[Path], Setting], list[Heard]]] = {
    each.__name__: each for each in (fast, careful, plain, batched, whisper_cpp)
}
OURS = ("fast", "careful")


def listen(name: str, paths: Sequence[Path], setting: Setting) -> Hearing:
    """Have somebody hear all recordings. Raises RuntimeError."""
    print(f"{name} …", file=sys.stderr, flush=True)
    start = time.perf_counter()
    heard = LISTENERS[name](paths, setting)
    return Hearing(heard, time.perf_counter() - start)
