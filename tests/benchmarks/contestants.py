"""Those who are measured: Everyclip, and what a person would otherwise have. Each in a fresh process, so that the peak
of its memory is its own: `python -m tests.benchmarks.contestants NAME`, with a task on its standard input.

All have the same clips, weights, threads and beam, and int8, on a graphics card float16; all but the queue have their
model loaded and used once before the clock starts. All are as ready to step back as Everyclip's worker is, which runs
at a lower priority.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.machine import cuda
from engine.machine.plans import CPU, FLOAT16, INT8
from tests import speech
from tests.benchmarks import whisper_cpp as whisper_cpp_script
from tests.benchmarks.cards import watched
from tests.benchmarks.clips import as_wav
from tests.benchmarks.ggml import convert

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

    from engine.engine import Engine
    from engine.events import Notice

BEAM = 5
#: What each transcribes before its clock starts.
WARMING = speech.FOLDER / "azure-weather.flac"
_NICE = 5
_PROGRAM = (sys.executable, "-m", "tests.benchmarks.contestants")


@dataclass(frozen=True, slots=True)
class Task:
    """What a contestant is given: a model's folder, and clips with the second at which each is handed over."""

    model: str
    threads: int
    paths: list[str]
    due_s: list[float]
    #: A Python that has pywhispercpp, for that contestant only.
    python: str = ""
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Result:
    """What a contestant did. Seconds from a clip's handing over to its first and to its last text; None: not known."""

    wall_s: float
    first_s: list[float | None]
    last_s: list[float | None]
    texts: list[str]
    #: Of the device that it ran on.
    peak_bytes: int


def measure(name: str, task: Task) -> Result:
    """Have a contestant do a task in a process of its own. Raises CalledProcessError."""
    with watched(task.device) as card:
        done = subprocess.run(
            [*_PROGRAM, name], input=json.dumps(asdict(task)), stdout=subprocess.PIPE, text=True, check=True
        )
    result = Result(**json.loads(done.stdout.splitlines()[-1]))
    return result if task.device == CPU else replace(result, peak_bytes=card.peak_bytes)


class Clock:
    """Hands the clips over when they are due, and notes when their text came."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._texts: dict[int, str] = {}
        self._start = time.perf_counter()

    def now_s(self) -> float:
        return time.perf_counter() - self._start

    def clips(self) -> Iterator[tuple[int, str]]:
        """One after the other, none before it is due."""
        for number, path in enumerate(self._task.paths):
            time.sleep(max(0.0, self._task.due_s[number] - self.now_s()))
            yield number, path

    def hear(self, number: int, text: Iterable[str]) -> None:
        """Take the text of a clip piece by piece, as it comes."""
        pieces = []
        for piece in text:
            self.saw_first(number)
            pieces.append(piece.strip())
        self.saw_last(number, " ".join(pieces))

    def saw_first(self, number: int) -> None:
        self._first.setdefault(number, self.now_s() - self._task.due_s[number])

    def saw_last(self, number: int, text: str) -> None:
        self._last[number] = self.now_s() - self._task.due_s[number]
        self._texts[number] = text

    def result(self) -> Result:
        """To be asked for when all processes have ended."""
        numbers = range(len(self._task.paths))
        return Result(
            max(last + self._task.due_s[number] for number, last in self._last.items()),
            [self._first.get(number) for number in numbers],
            [self._last.get(number) for number in numbers],
            [self._texts.get(number, "") for number in numbers],
            _peak_bytes(),
        )


def _peak_bytes() -> int:
    """The most memory that this process had, and the largest of those that it has begun and seen end."""
    own, others = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if sys.platform == "darwin":
        return own + others
    # On Linux the former counts the process that has begun this one, too.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return (int(status.partition("VmHWM:")[2].split()[0]) + others) * 1024


# --- The contestants. ---


def everyclip(task: Task) -> Result:
    """The engine, with a registry and a vault of its own, as the window and the command line use it."""
    return asyncio.run(_everyclip(task, "fast"))


def draft(task: Task) -> Result:
    """The same, where a person has asked for a fast draft."""
    return asyncio.run(_everyclip(task, "draft"))


async def _everyclip(task: Task, quality: str) -> Result:
    # Here, so that the others need not load it.
    from engine.engine import Engine
    from engine.events import RunChanged, SegmentsAdded
    from engine.run import Options, Quality
    from engine.storage.paths import Paths

    options = Options(model=task.model, language="en", quality=Quality(quality), device=task.device)
    with tempfile.TemporaryDirectory() as home:
        engine = await Engine.open(Paths(Path(home)))
        session = await engine.open_session("Benchmark")
        [warm] = await engine.accept([WARMING], session_id=session.session_id, options=options)
        await engine.runs.wait([warm.run_id])
        clock, numbers = Clock(task), dict[str, int]()
        early: dict[str, list[Callable[[int], None]]] = {}

        def note(run_id: str, saw: Callable[[int], None]) -> None:
            if run_id in numbers:
                saw(numbers[run_id])
            else:  # told before `accept` has returned
                early.setdefault(run_id, []).append(saw)

        def listen(notice: Notice) -> None:
            if isinstance(notice, SegmentsAdded):
                note(notice.run_id, clock.saw_first)
            elif isinstance(notice, RunChanged) and notice.run.state.is_terminal:
                note(notice.run.run_id, lambda number: clock.saw_last(number, ""))

        stop_listening = engine.subscribe(listen)
        for due_s in sorted(set(task.due_s)):
            await asyncio.sleep(max(0.0, due_s - clock.now_s()))
            now_due = [number for number, due in enumerate(task.due_s) if due == due_s]
            paths = [Path(task.paths[number]) for number in now_due]
            runs = await engine.accept(paths, session_id=session.session_id, options=options)
            for number, run in zip(now_due, runs, strict=True):
                numbers[run.run_id] = number
                for saw in early.pop(run.run_id, []):
                    saw(number)
        await engine.runs.wait(list(numbers))
        stop_listening()
        texts = {number: await _text(engine, run_id) for run_id, number in numbers.items()}
        await engine.close()
    result = clock.result()
    return Result(result.wall_s, result.first_s, result.last_s, [texts[n] for n in sorted(texts)], result.peak_bytes)


async def _text(engine: Engine, run_id: str) -> str:
    run = await engine.runs.get(run_id)
    assert run.reason is None, run.reason
    return " ".join(segment.text for segment in await engine.texts.segments(run_id))


def plain(task: Task) -> Result:
    """faster-whisper in a loop: one process, the model loaded once."""
    model = _load(task)
    list(_plain_text(model, str(WARMING)))
    clock = Clock(task)
    for number, path in clock.clips():
        clock.hear(number, _plain_text(model, path))
    return clock.result()


def _load(task: Task) -> WhisperModel:
    from faster_whisper import WhisperModel

    cuda.load()
    os.nice(_NICE)
    numbers = INT8 if task.device == CPU else FLOAT16
    return WhisperModel(task.model, device=task.device, compute_type=numbers, cpu_threads=task.threads)


def _plain_text(model: WhisperModel, path: str) -> Iterator[str]:
    """As a person would call it, but for the text so far as a condition: a place in the text must be the same place
    for all (see shapes), and the bundled model is better and faster without it."""
    segments = model.transcribe(path, language="en", beam_size=BEAM, condition_on_previous_text=False)[0]
    return (segment.text for segment in segments)


def batched(task: Task) -> Result:
    """faster-whisper's own batches, of the windows of one file, in a loop over the files."""
    from faster_whisper import BatchedInferencePipeline

    model = _load(task)
    list(_plain_text(model, str(WARMING)))
    clock = Clock(task)
    for number, path in clock.clips():
        # A new one for each file: it keeps state.
        segments = BatchedInferencePipeline(model).transcribe(path, language="en", beam_size=BEAM)[0]
        clock.hear(number, (segment.text for segment in segments))
    return clock.result()


def queue(task: Task) -> Result:
    """A process for each file, one after the other, which loads the model each time."""
    clock = Clock(task)
    for number, path in clock.clips():
        one = Task(task.model, task.threads, [path], [0.0], device=task.device)
        done = subprocess.run(
            [*_PROGRAM, "one"], input=json.dumps(asdict(one)), stdout=subprocess.PIPE, text=True,
            check=True,
        )  # fmt: skip
        clock.hear(number, json.loads(done.stdout))
    return clock.result()


def one(task: Task) -> list[str]:
    """What such a process does."""
    return list(_plain_text(_load(task), task.paths[0]))


def whisper_cpp(task: Task) -> Result:
    """whisper.cpp, from Python, in a loop: one process, the model loaded once, the clips decoded beforehand."""
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights"
        convert(Path(task.model), weights)
        warming, *paths = (str(as_wav(Path(path), Path(folder))) for path in (str(WARMING), *task.paths))
        asked = {"weights": str(weights), "threads": task.threads, "beam": BEAM, "nice": _NICE, "language": "en",
                 "warming": warming, "paths": paths}  # fmt: skip
        command = [task.python, str(Path(whisper_cpp_script.__file__))]
        done = subprocess.run(
            command, input=json.dumps(asked), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    last_s = found["last_s"]
    return Result(last_s[-1], [None] * len(last_s), last_s, found["texts"], found["peak_bytes"])


CONTESTANTS: dict[str, Callable[[Task], Any]] = {
    each.__name__: each for each in (everyclip, draft, plain, batched, queue, whisper_cpp, one)
}


def main() -> None:
    result = CONTESTANTS[sys.argv[1]](Task(**json.loads(sys.stdin.read())))
    print(json.dumps(result if isinstance(result, list) else asdict(result)))


if __name__ == "__main__":
    main()
