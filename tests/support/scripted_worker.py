"""A real process that does what its clips tell it: crash, hang, lie, be slow. `scripted_pool` has such workers.

A clip of it is a text file, one action a line, done in order:

    say TEXT         a window is finished with TEXT, where {plan} is the plan of the attempt; at the end of the clip it
                     is the last one
    kill             the process kills itself
    exit             the process ends with status 3
    hang             nothing more is heard of a lane that promised a word within a blink
    mute             not even the beginning of the attempt is told; must come first
    garbage          something is sent that is no message
    flood            a thousand words of runs that nobody has, and then goes on
    deluge           the same without end
    fuss             without end, that it is at something
    deaf             the pipe is closed, and the process lives on
    await PATH       nothing goes on until PATH exists; drops are obeyed meanwhile
    finish ATTEMPT   claims that this attempt is finished, with the text "late"
    skip             claims a window that does not follow the last one
    fail CODE        the attempt fails
    gasp CODE        the same, and the process ends with that word
    gasp             the attempt is said to have no text, and the process ends with that word
    break            an error that says nothing of the clip comes up, and the process ends

A line that begins with a number, as in `1 kill`, is for that attempt only. While the file `no-start` lies beside the
worker's log, the process ends before it is ready; while `no-word` lies there, it stays and never says that it is.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from engine.clock import Clock, SystemClock
from engine.processes.pool import ProcessPool
from engine.protocol import (
    Broken,
    Busy,
    Drop,
    Dropped,
    Failed,
    Finished,
    Message,
    Opened,
    Plan,
    Probe,
    Probed,
    Ready,
    Start,
    WindowDone,
    decode,
    encode,
)
from engine.segments import FinishedWindow, Segment

#: The longest that a hung lane is waited for.
BLINK_S = 0.2
WINDOW_S = 5.0


def scripted_pool(log_file: Path, clock: Clock | None = None) -> ProcessPool:
    """A pool of such workers."""
    return ProcessPool(log_file, clock or SystemClock(), target=partial(_run, log_file.parent))


def _run(folder: Path, connection: Connection) -> None:
    """What the child process runs."""
    if (folder / "no-start").exists():
        sys.exit(3)
    if (folder / "no-word").exists():
        _stay()
    try:
        _Actor(connection).play()
    except (EOFError, OSError):
        os._exit(0)  # the engine is gone


def script(path: Path, *actions: str) -> Path:
    """Write a clip for this worker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(actions), encoding="utf-8")
    return path


class _Actor:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._jobs: deque[Start] = deque()

    def play(self) -> None:
        self._say(Ready())
        while True:
            self._listen(wait=not self._jobs)
            if self._jobs:
                job = next((job for job in self._jobs if job.alone), self._jobs[0])
                self._perform(job)

    def _say(self, message: Message) -> None:
        self._connection.send_bytes(encode(message))

    def _listen(self, *, wait: bool) -> None:
        while wait or self._connection.poll():
            wait = False
            match command := decode(self._connection.recv_bytes()):
                case Start():
                    self._jobs.append(command)
                case Drop(run_id, attempt):
                    for job in [job for job in self._jobs if (job.run_id, job.attempt) == (run_id, attempt)]:
                        self._jobs.remove(job)
                        self._say(Dropped(run_id, attempt))
                case Probe(run_id, path):
                    self._probe(run_id, path)

    def _probe(self, run_id: str, path: Path) -> None:
        """A clip whose first line is `probe kill` takes the process with it when its length is read."""
        self._say(Busy("decode", (run_id,), 60.0))
        if "probe kill" in path.read_text("utf-8").splitlines():
            _die()
        self._say(Probed(run_id, None))
        self._say(Busy("decode"))

    def _perform(self, job: Start) -> None:
        """One attempt to its end, unless it is dropped meanwhile. As in a batch, all in hand are suspects, unless one
        is on trial."""
        actions = list(_actions(job))
        if actions[:1] == ["mute"]:
            _stay()
        at = (job.run_id,) if job.alone else tuple(job.run_id for job in self._jobs)
        self._say(Busy("infer", at, 60.0))
        self._say(Opened(job.run_id, job.attempt, None))
        said = [line for line in actions if line.startswith("say ")]
        done = 0
        for line in actions:
            verb, _, rest = line.partition(" ")
            if verb == "say":
                done += 1
                if done > job.next_number:
                    self._finish_window(
                        job, done - 1, rest.replace("{plan}", _named(job.plan)), is_last=done == len(said)
                    )
            else:
                self._act(job, verb, rest)
            if job not in self._jobs:
                break
        self._say(Busy("infer"))

    def _finish_window(self, job: Start, number: int, text: str, *, is_last: bool) -> None:
        window = _window(number, text)
        if is_last:
            self._say(Finished(job.run_id, job.attempt, window, window.end_s))
            self._jobs.remove(job)
        else:
            self._say(WindowDone(job.run_id, job.attempt, window))

    def _act(self, job: Start, verb: str, rest: str) -> None:
        match verb:
            case "kill":
                _die()
            case "exit":
                os._exit(3)
            case "hang":
                self._say(Busy("infer", (job.run_id,), BLINK_S))
                _stay()
            case "gasp":
                lie = Failed(job.run_id, job.attempt, rest) if rest else Finished(job.run_id, job.attempt, None, None)
                self._say(lie)
                os._exit(1)
            case "break":
                self._say(Broken(job.run_id, job.attempt, "as told"))
                self._say(Failed(job.run_id, job.attempt, "audio_damaged"))
                os._exit(1)
            case "garbage":
                self._connection.send_bytes(b'{"kind": "opinion"}')
                _stay()
            case "flood":
                for number in range(1000):
                    self._say(WindowDone(f"nobody's {number}", 1, _window(0, "noise " * 100)))
            case "deluge":
                while True:
                    self._say(WindowDone("nobody's", 1, _window(0, "noise " * 100)))
            case "fuss":
                while True:
                    self._say(Busy("infer", (job.run_id,), 60.0))
            case "deaf":
                self._connection.close()
                _stay()
            case "await":
                while job in self._jobs and not Path(rest).exists():
                    self._listen(wait=self._connection.poll(0.01))
            case "finish":
                self._say(Finished(job.run_id, int(rest), _window(0, "late"), WINDOW_S))
            case "skip":
                self._say(Finished(job.run_id, job.attempt, _window(job.next_number + 7, "skipped"), WINDOW_S))
                self._jobs.remove(job)
            case "fail":
                self._say(Failed(job.run_id, job.attempt, rest, {"detail": "as told"}))
                self._jobs.remove(job)


def _actions(job: Start) -> Iterator[str]:
    for line in job.path.read_text("utf-8").splitlines():
        first, _, rest = line.partition(" ")
        if first == "probe":
            continue
        if not first.isdigit():
            yield line
        elif int(first) == job.attempt:
            yield rest


def _window(number: int, text: str) -> FinishedWindow:
    start_s, end_s = number * WINDOW_S, (number + 1) * WINDOW_S
    return FinishedWindow(number, start_s, end_s, (Segment(start_s, end_s, text),))


def _named(plan: Plan) -> str:
    return f"{plan.device} {plan.compute_type} ×{plan.batch_size}, {plan.threads} threads"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _stay() -> None:
    while True:
        time.sleep(1)
