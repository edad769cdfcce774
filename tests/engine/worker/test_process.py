"""The real worker, spoken to as the engine speaks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.clock import SystemClock
from engine.processes.pool import Died, MessageReceived, ProcessPool, WorkerEvent
from engine.protocol import (
    Busy,
    Command,
    Drop,
    Dropped,
    Failed,
    Finished,
    Message,
    Opened,
    PhaseEntered,
    Plan,
    Probe,
    Probed,
    Ready,
    Start,
    Warm,
    WindowDone,
)
from engine.run import Options, Phase, Quality
from engine.storage.paths import Paths
from engine.worker.jobs import LOAD_LIMIT_S
from tests.end_to_end.audio import recording, sample_paths, sample_texts, silence, write_wav
from tests.support.starter import starter

MODEL = starter()


class Conversation:
    """With one worker."""

    def __init__(self, pool: ProcessPool) -> None:
        self._pool = pool
        self._heard: asyncio.Queue[WorkerEvent] = asyncio.Queue()
        self._worker = 0

    async def begin(self) -> None:
        self._worker = await self._pool.start(self._heard.put_nowait)
        assert isinstance(await self.next(), Ready)

    def say(self, *commands: Command) -> None:
        for command in commands:
            self._pool.send(self._worker, command)

    async def next(self) -> Message:
        async with asyncio.timeout(30):
            event = await self._heard.get()
        assert isinstance(event, MessageReceived), event
        return event.message

    async def until(self, *ends: type[Message]) -> list[Message]:
        """What is said up to the first of these."""
        heard = [await self.next()]
        while not isinstance(heard[-1], ends):
            heard.append(await self.next())
        return heard

    async def rest(self) -> tuple[list[Message], Died]:
        """What is said up to its death."""
        heard: list[Message] = []
        async with asyncio.timeout(30):
            while isinstance(event := await self._heard.get(), MessageReceived):
                heard.append(event.message)
        return heard, event

    async def death(self) -> Died:
        return (await self.rest())[1]


@pytest.fixture
async def worker(home: Paths) -> AsyncIterator[Conversation]:
    pool = ProcessPool(home.logs / "worker.log", SystemClock())
    conversation = Conversation(pool)
    await conversation.begin()
    yield conversation
    await pool.close()


def start(path: Path, run_id: str = "r", attempt: int = 1, options: Options | None = None, **rest: object) -> Start:
    return Start(run_id, attempt, path, MODEL, options or Options(), Plan("cpu"), **rest)  # type: ignore[arg-type]


def text_of(*messages: Message) -> str:
    windows = [message.window for message in messages if isinstance(message, WindowDone | Finished)]
    return " ".join(segment.text for window in windows if window for segment in window.segments)


async def test_an_attempt_from_its_start_to_its_end(worker: Conversation) -> None:
    worker.say(start(sample_paths(1)[0]))

    heard = await worker.until(Finished)

    phases = [message.phase for message in heard if isinstance(message, PhaseEntered)]
    assert set(phases) == set(Phase) - {Phase.STARTING} and phases[-1] is Phase.TRANSCRIBING
    [opened] = [message for message in heard if isinstance(message, Opened)]
    assert opened.duration_s == pytest.approx(3.0, abs=1.5)
    assert text_of(*heard) == sample_texts(1)[0]


async def test_many_attempts_at_once_keep_to_themselves(worker: Conversation) -> None:
    worker.say(*(start(path, run_id=str(number)) for number, path in enumerate(sample_paths(8))))

    ends = [(await worker.until(Finished))[-1] for _ in range(8)]

    texts = {end.run_id: text_of(end) for end in ends if isinstance(end, Finished)}
    assert [texts[str(number)] for number in range(8)] == sample_texts(8)


async def test_of_a_dropped_attempt_nothing_more_is_said(worker: Conversation, tmp_path: Path) -> None:
    long = recording(tmp_path / "long.wav", min_s=120)
    worker.say(start(long))
    await worker.until(WindowDone)
    worker.say(Drop("r", 1), Drop("never", 1))
    await worker.until(Dropped)

    worker.say(start(sample_paths(1)[0], "other"))
    heard = await worker.until(Finished)

    assert {getattr(message, "run_id", None) for message in heard} == {"other"}


async def test_a_later_attempt_goes_on_where_the_earlier_one_stopped(worker: Conversation, tmp_path: Path) -> None:
    long = recording(tmp_path / "long.wav", min_s=25)
    worker.say(start(long))
    windows = [m.window for m in await worker.until(Finished) if isinstance(m, WindowDone | Finished) and m.window]
    assert len(windows) >= 3
    done = windows[1]

    worker.say(start(long, attempt=2, resume_at_s=done.end_s, next_number=done.number + 1))
    again = [m.window for m in await worker.until(Finished) if isinstance(m, WindowDone | Finished) and m.window]

    assert [(w.number, w.start_s, w.end_s) for w in again] == [(w.number, w.start_s, w.end_s) for w in windows[2:]]


async def test_during_a_trial_nothing_else_is_touched(worker: Conversation, tmp_path: Path) -> None:
    long = recording(tmp_path / "long.wav", min_s=25)
    worker.say(start(long, "on trial", alone=True), *(start(path, path.name) for path in sample_paths(3)))

    first = await worker.until(WindowDone)
    rest = [message for _ in range(4) for message in await worker.until(Finished)]

    assert {message.run_id for message in first if isinstance(message, Opened | PhaseEntered | WindowDone)} == {
        "on trial"
    }
    assert len({message.run_id for message in rest if isinstance(message, Finished)}) == 4


async def test_lengths_are_read_of_clips_that_wait(worker: Conversation, tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("no song")
    worker.say(
        Probe("quiet", write_wav(tmp_path / "quiet.wav", silence(2.5))),
        Probe("text", tmp_path / "text.mp3"),
        Probe("gone", tmp_path / "gone.wav"),
    )
    assert [await worker.next() for _ in range(3)] == [Probed("quiet", 2.5), Probed("text", None), Probed("gone", None)]


async def test_what_cannot_be_done_is_a_failure_of_its_own_attempt(worker: Conversation, tmp_path: Path) -> None:
    worker.say(start(tmp_path / "gone.wav", "gone"))
    [*_, gone] = await worker.until(Failed)
    assert isinstance(gone, Failed) and (gone.run_id, gone.code) == ("gone", "clip_gone")

    lost_device = Start("device", 1, sample_paths(1)[0], MODEL, Options(), Plan("cuda:99"))
    worker.say(lost_device)
    [*_, failed] = await worker.until(Failed)
    assert isinstance(failed, Failed) and failed.run_id == "device" and failed.facts["detail"]

    worker.say(start(write_wav(tmp_path / "quiet.wav", silence(3)), "quiet"))
    [*_, quiet] = await worker.until(Finished)
    assert isinstance(quiet, Finished) and quiet.window is None

    worker.say(start(sample_paths(1)[0], options=Options(quality=Quality.CAREFUL)))
    assert text_of(*await worker.until(Finished)) == sample_texts(1)[0]


async def test_other_threads_are_taken_up_by_what_is_under_way(worker: Conversation, tmp_path: Path) -> None:
    def on(threads: int, path: Path, name: str) -> Start:
        return Start(name, 1, path, MODEL, Options(), Plan("cpu", threads=threads))

    long = recording(tmp_path / "long.wav", min_s=25)
    worker.say(on(1, long, "long"))
    await worker.until(WindowDone)
    worker.say(on(2, sample_paths(1)[0], "short"))
    heard = [message for _ in range(2) for message in await worker.until(Finished)]

    loads = [m for m in heard if isinstance(m, PhaseEntered) and m.phase is Phase.LOADING_MODEL]
    assert [load.run_id for load in loads] in (["short"], []), "the long run goes on with the model that it sees next"
    assert {m.run_id for m in heard if isinstance(m, Finished)} == {"long", "short"}


async def test_what_is_no_command_ends_the_worker(worker: Conversation) -> None:
    """Nothing is done by half-understood words; the engine sees a death and starts another."""
    worker._pool._children[worker._worker].started.connection.send_bytes(b"\xff")
    assert (await worker.death()).signal == "exit status 1"


async def test_a_model_that_is_loaded_before_it_is_needed_is_not_loaded_again(
    worker: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, limits, is_loaded = worker._pool, list[float | None](), asyncio.Event()
    hear = pool._on_message

    def overhear(worker_id: int, child: Any, message: Message) -> None:
        limits.extend([message.limit_s] if isinstance(message, Busy) and message.lane == "decode" else [])
        if limits[-2:] == [LOAD_LIMIT_S, None]:
            is_loaded.set()
        hear(worker_id, child, message)

    monkeypatch.setattr(pool, "_on_message", overhear)
    worker.say(Warm(MODEL, Plan("cpu")))
    async with asyncio.timeout(60):
        await is_loaded.wait()

    worker.say(Warm(MODEL, Plan("cpu")), start(sample_paths(1)[0]))
    heard = await worker.until(Finished)

    assert text_of(*heard) == sample_texts(1)[0]
    assert Phase.LOADING_MODEL not in {message.phase for message in heard if isinstance(message, PhaseEntered)}


async def test_a_model_that_cannot_be_loaded_ahead_is_told_by_its_attempt(worker: Conversation, tmp_path: Path) -> None:
    gone = replace(MODEL, path=tmp_path / "gone")
    worker.say(Warm(gone, Plan("cpu")), Start("r", 1, sample_paths(1)[0], gone, Options(), Plan("cpu")))
    [*_, failed] = await worker.until(Failed)
    assert isinstance(failed, Failed) and failed.code == "model_missing"
