"""Hostile inputs by the thousand, each tried in a process that it may crash.

Counted are crashes of those processes, hangs, what no part of the program expects, and whether any input made somebody
open a file that it was not given, or ask a host. An input that did any of these is kept; its number and the seed make
it again.
"""

from __future__ import annotations

import multiprocessing
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import Target, targets
from tests.support.starter import samples
from tests.support.watching import Watch, watched

#: How long one input may take. A worker would be given longer; none of these holds more than a second of audio.
LIMIT_S = 60.0
#: How many inputs a process is given before it is ended.
TOGETHER = 2000


@dataclass
class Report:
    """What became of the inputs."""

    outcomes: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    opened_others: bool = False
    asked_hosts: bool = False

    @property
    def is_clean(self) -> bool:
        return not (self.crashes or self.hangs or self.surprises or self.opened_others or self.asked_hosts)

    @property
    def count(self) -> int:
        return sum(self.outcomes.values()) + len(self.crashes) + len(self.hangs)

    def lines(self) -> list[str]:
        lines = [f"{count:>8}  {outcome}" for outcome, count in sorted(self.outcomes.items())]
        lines.append(f"{self.count} inputs, {len(self.crashes)} crashes of a process, {len(self.hangs)} hangs,")
        lines.append(f"{len(self.surprises)} errors that nobody expects;")
        lines.append(f"other files opened: {self.opened_others}, hosts asked: {self.asked_hosts}")
        return [*lines, *self.crashes, *self.hangs, *self.surprises[:50]]


@dataclass(frozen=True)
class Plan:
    """What one process is to try."""

    seed: int
    folder: Path
    bait: Sequence[str]
    only: str | None = None


def the_input(plan: Plan, kinds: Sequence[Target], number: int) -> tuple[Target, bytes]:
    """Input number so-and-so: the same whenever and wherever it is asked for."""
    random = Random(f"{plan.seed}:{number}")
    target = random.choice([kind for kind in kinds if plan.only in (None, kind.name)])
    return target, mutated(random, target.seeds, target.tokens)


def serve(connection: Connection, plan: Plan) -> None:
    """What a process does: each number that it is sent, until there are no more."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    kinds = targets(plan.folder, plan.bait)
    connection.send("ready")
    while (number := connection.recv()) is not None:
        target, data = the_input(plan, kinds, number)
        try:
            connection.send((target.name, target.attempt(plan.folder, data), ""))
        except Exception as error:
            connection.send((target.name, "surprise", f"{target.name} {type(error).__name__}: {error}"[:300]))


def drive(plan: Plan, numbers: Sequence[int], report: Report, until: float) -> None:
    """Have numbers tried, one process after another, and note what became of each."""
    waiting = list(reversed(numbers))
    context = multiprocessing.get_context("spawn")
    while waiting and time.monotonic() < until:
        ours, its = context.Pipe()
        process = context.Process(target=serve, args=(its, plan), daemon=True)
        process.start()
        its.close()
        try:
            _converse(ours, waiting, report, until)
        finally:
            ours.close()
            process.kill()
            process.join()


def _converse(connection: Connection, waiting: list[int], report: Report, until: float) -> None:
    """Send numbers until the process has had enough, or dies, or hangs."""
    assert connection.poll(LIMIT_S * 5) and connection.recv() == "ready", "the process does not start"
    for _ in range(min(TOGETHER, len(waiting))):
        if time.monotonic() > until:
            return
        number = waiting.pop()
        try:
            connection.send(number)
            if not connection.poll(LIMIT_S):
                report.hangs.append(f"hang: {number}")
                return
            name, outcome, trouble = connection.recv()
        except (EOFError, OSError):
            report.crashes.append(f"crash: {number}")
            return
        report.outcomes[f"{name}: {outcome}"] += 1
        if trouble:
            report.surprises.append(f"{number} {trouble}")


def fuzz(count: int, seed: int, *, processes: int = 1, minutes: float = 1e6, only: str | None = None) -> Report:
    """Try that many inputs, or as many as there is time for."""
    report, until = Report(), time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as place, socket.create_server(("127.0.0.1", 0)) as ear:
        ear.setblocking(False)
        other = Path(place) / "other"
        other.mkdir()
        (other / "secret.flac").write_bytes(samples()[0].path.read_bytes())
        address = f"http://127.0.0.1:{ear.getsockname()[1]}/secret.flac"
        bait = (f"{other}/secret.flac", f"file:{other}/secret.flac", "../other/secret.flac", address)
        with watched(other) as watch:
            plans = [Plan(seed, Path(place) / f"process-{each}", bait, only) for each in range(processes)]
            with ThreadPoolExecutor(processes) as threads:
                driven = [
                    threads.submit(drive, plan, range(each, count, processes), report, until)
                    for each, plan in enumerate(plans)
                ]
            for each in driven:
                each.result()
            _look_around(report, watch, ear)
    return report


def _look_around(report: Report, watch: Watch, ear: socket.socket) -> None:
    report.opened_others = watch.opened
    try:
        ear.accept()[0].close()
        report.asked_hosts = True
    except BlockingIOError:
        report.asked_hosts = False
