"""Several batches at once: what is told keeps its order, and nothing is told twice. The worker is the real one, but for
windows that take long, or cannot be done."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from engine.clock import SystemClock
from engine.processes.pool import ProcessPool
from engine.protocol import Failed, Finished, Plan, Start, WindowDone
from engine.run import Options, Quality, Task
from engine.storage.paths import Paths
from engine.worker import process as real
from engine.worker.languages import Expectation
from engine.worker.transcriber import WindowText
from engine.worker.whisper import Prompt
from engine.worker.windows import Window
from tests.end_to_end.audio import recording, sample_texts
from tests.engine.worker.test_process import Conversation, text_of
from tests.support.starter import starter

MODEL = starter()
#: Batches of one window each, so that neighbours are in hand at the same time.
PLAN = Plan("cpu", batch_size=2, threads=2)
LONG_S = 0.4
DAMAGED = 3


def stumbling(connection: Connection) -> None:
    """Every third window takes long; where a translation is asked for, one cannot be done."""
    from engine.worker.transcriber import Transcriber

    original = Transcriber.transcribe_batch

    def transcribe_batch(
        self: Transcriber,
        windows: Sequence[Window],
        expected: Sequence[Expectation],
        prompt: Prompt,
        quality: Quality = Quality.FAST,
    ) -> list[WindowText]:
        if any(window.index % 3 == 0 for window in windows):
            time.sleep(LONG_S)
        if prompt.task == "translate" and any(window.index == DAMAGED for window in windows):
            raise RuntimeError("this one cannot be done")
        return original(self, windows, expected, prompt, quality)

    Transcriber.transcribe_batch = transcribe_batch  # type: ignore[method-assign]
    real.main(connection)


@pytest.fixture
async def worker(home: Paths) -> AsyncIterator[Conversation]:
    pool = ProcessPool(home.logs / "worker.log", SystemClock(), stumbling)
    conversation = Conversation(pool)
    await conversation.begin()
    yield conversation
    await pool.close()


def start(path: Path, run_id: str = "r", **options: Any) -> Start:
    return Start(run_id, 1, path, MODEL, Options(**options), PLAN)


@pytest.mark.parametrize(
    ("device", "batch_size", "threads", "lanes"),
    [
        ("cpu", 8, 1, 1), ("cpu", 8, 2, 2), ("cpu", 8, 4, 2), ("cpu", 8, 8, 2), ("cpu", 8, 16, 4), ("cpu", 8, 64, 8),
        ("cpu", 1, 16, 1), ("cuda:0", 16, 16, 1),
    ],
)  # fmt: skip
def test_lanes_by_threads(device: str, batch_size: int, threads: int, lanes: int) -> None:
    assert Plan(device, batch_size=batch_size, threads=threads).lanes == lanes


async def test_windows_are_told_in_their_order(worker: Conversation, tmp_path: Path) -> None:
    worker.say(start(recording(tmp_path / "long.wav", min_s=25)))

    heard = [message for message in await worker.until(Finished) if isinstance(message, WindowDone | Finished)]

    numbers = [message.window.number for message in heard if message.window]
    assert len(numbers) >= 6 and numbers == list(range(len(numbers)))
    assert text_of(*heard[:2]) == " ".join(sample_texts(2))


async def test_a_window_that_cannot_be_done_ends_the_worker_behind_those_before_it(
    worker: Conversation, tmp_path: Path
) -> None:
    worker.say(start(recording(tmp_path / "long.wav", min_s=25), task=Task.TRANSLATE))

    heard, death = await worker.rest()

    assert death.detail == "RuntimeError: this one cannot be done" and death.suspects == {"r"}
    assert [m.window.number for m in heard if isinstance(m, WindowDone)] == list(range(DAMAGED))
    assert not any(isinstance(message, Failed | Finished) for message in heard), "a verdict"


@pytest.mark.slow
async def test_carefully_one_window_comes_after_the_other(worker: Conversation, tmp_path: Path) -> None:
    worker.say(start(recording(tmp_path / "long.wav", min_s=12), quality=Quality.CAREFUL))
    heard = await worker.until(Finished)
    assert text_of(*heard).startswith(" ".join(sample_texts(2)))
