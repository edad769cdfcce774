"""Where a program is killed: named steps of the real program, mined from outside. Nothing in it knows of this.

A mine travels in the environment to every process of a program: the command or the window, its workers, its downloads.
`armed/sitecustomize.py` lays it there before anything else runs, as a wrapper around a function of a module that is to
be imported. It goes off once, whatever is started afterwards, and leaves a file behind that says so.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

REGISTRY = "engine.registry.registry"
TRANSCRIBER = "engine.worker.transcriber"
DURABLE = "engine.storage.durable"
VAULT = "engine.storage.vault"
RECORDING = "engine.recording.recording"
LOADED_MODELS = "engine.worker.loaded_models"

VARIABLE = "EVERYCLIP_TORTURE"
#: Longer than a lease, so that another program takes over.
SLEEP_S = 40
#: What the clock is set by, at one call or the other.
CLOCK_STEPS_S = (-30.0, 400 * 86_400.0, -26 * 365 * 86_400.0)
#: How long a disk is full, and how long a file hangs: longer than a silent disk takes to be told of.
FULL_S, HANG_S = 3.0, 8.0
#: How long a program lives on whose registry was replaced, until a person ends it as it asks for.
REPLACED_S = 5.0


@dataclass(frozen=True, slots=True)
class Step:
    """A moment in the life of a clip: before or after a call of a function."""

    #: What is going on there, and what can be killed: "accept", "work", "export", "migrate", "download", "record";
    #: "alone" where no other program may be at work.
    during: str
    name: str
    module: str
    #: `name` or `Class.name`.
    function: str
    is_after: bool = False
    #: The call that it is, at most: chosen anew each time.
    most_calls: int = 1
    #: The process that comes there: "program", or "child", a worker or download of it.
    process: str = "program"
    #: Who dies: that process itself ("self"), for a child the program ("parent") or both of them. Or what else happens:
    #: a library calls C's exit ("exit"), the program and its children stand still for a while ("sleep"), its clock is
    #: set ("clock"), this call and others for a while find the disk full ("full"), this one hangs ("hang"), or another
    #: file takes the registry's place and a person ends the program ("replaced").
    victim: str = "self"


def _before(during: str, name: str, module: str, function: str, calls: int = 1, *who: str) -> Step:
    return Step(during, name, module, function, False, calls, *who)


def _after(during: str, name: str, module: str, function: str, calls: int = 1, *who: str) -> Step:
    return Step(during, name, module, function, True, calls, *who)


STEPS: Sequence[Step] = (
    _after("accept", "when the door has written down what it took", REGISTRY, "Registry.write_labels"),
    _before("accept", "before what a dead program took is taken over", REGISTRY, "Registry.take_labels"),
    _before("accept", "before a clip is copied", VAULT, "_copy", 3),
    _after("accept", "between a clip's writing and its rename", VAULT, "_copy", 3),
    _before("accept", "between a clip's rename and the folder's sync", DURABLE, "sync_folder", 3),
    _after("accept", "between a clip's rename and the commit", VAULT, "Vault.store", 3),
    _after("accept", "with some clips in a transaction", REGISTRY, "Registry._add_run", 3),
    _after("accept", "between the commit and the word that it is done", REGISTRY, "Registry.add_runs"),
    _after("work", "inside a claim", REGISTRY, "Registry._write", 3),
    _after("work", "after a claim", REGISTRY, "Registry.claim", 2),
    _before("work", "before a worker is started", "engine.processes.child", "start_child"),
    _after("work", "after a worker was told what to do", "engine.processes.pool", "ProcessPool.send", 4),
    _before("work", "while the model loads: the worker", LOADED_MODELS, "LoadedModels.load", 1, "child"),
    _before("work", "while a clip is decoded: the worker", "engine.worker.windows", "read_windows", 3, "child"),
    _before("work", "in mid-window: the worker", TRANSCRIBER, "Transcriber._transcribe", 3, "child"),
    _after("work", "after a window was heard: the worker", TRANSCRIBER, "Transcriber._transcribe", 3, "child"),
    _before("work", "in mid-window: the program", TRANSCRIBER, "Transcriber._transcribe", 3, "child", "parent"),
    _before("work", "in mid-window: both", TRANSCRIBER, "Transcriber._transcribe", 3, "child", "both"),
    _before("work", "in mid-window: a library ends the worker", TRANSCRIBER, "Transcriber._transcribe", 3, "child",
            "exit"),
    _before("work", "in mid-window: all sleep", TRANSCRIBER, "Transcriber._transcribe", 2, "child", "sleep"),
    _after("work", "after a claim: all sleep", REGISTRY, "Registry.claim", 2, "program", "sleep"),
    _before("accept", "while a clip is written: the disk is full", VAULT, "_write_all", 3, "program", "full"),
    _before("accept", "before rows are committed: the disk is full", REGISTRY, "Registry._add_run", 3,
            "program", "full"),
    _before("accept", "before a clip is copied: its disk hangs", VAULT, "_copy", 3, "program", "hang"),
    _before("alone", "before rows are committed: the registry is replaced", REGISTRY, "Registry.add_runs", 1,
            "program", "replaced"),
    _before("alone", "before a claim: the registry is replaced", REGISTRY, "Registry.claim", 2, "program",
            "replaced"),
    _before("alone", "before a run is complete: the registry is replaced", REGISTRY, "Registry.complete", 3,
            "program", "replaced"),
    _before("accept", "before a clip is copied: the clock is set", VAULT, "_copy", 3, "program", "clock"),
    _after("work", "after a claim: the clock is set", REGISTRY, "Registry.claim", 3, "program", "clock"),
    _before("work", "before a run is complete: the clock is set", REGISTRY, "Registry.complete", 3, "program",
            "clock"),
    _before("work", "when a finished window is heard of", REGISTRY, "Registry.store_window", 3),
    _after("work", "when a finished window is kept", REGISTRY, "Registry.store_window", 3),
    _before("work", "between the last segment and completion: heard", REGISTRY, "Registry.complete", 4),
    _after("work", "between the last segment and completion: stored", REGISTRY, "Registry._store_window", 4),
    _after("work", "when a run is complete", REGISTRY, "Registry.complete", 4),
    _before("export", "before a document is written", "engine.exports.formats", "write", 3),
    _before("export", "between a document's writing and its name", "engine.exports.formats", "place", 3),
    _after("export", "when a document has its name", "engine.exports.formats", "place", 3),
    _before("export", "before an export is told", REGISTRY, "Registry.record_export", 3),
    _after("export", "when an export was told", REGISTRY, "Registry.record_export", 3),
    _before("migrate", "before a step of the schema", "engine.registry.database", "statements", 2),
    _after("migrate", "in a step of the schema", "engine.registry.database", "statements", 2),
    _after("migrate", "when the schema is new", "engine.registry.database", "Database._migrate"),
    _before("retry", "before a retry", REGISTRY, "Registry.retry", 2),
    _after("retry", "after a retry", REGISTRY, "Registry.retry", 2),
    _after("download", "when the plan of a download is written", "models.partial", "write_plan", 1, "child", "both"),
    _before("download", "with a model coming: both", "models.partial", "arrived_bytes", 8, "child", "both"),
    _before("download", "with a model coming: the program", "models.partial", "arrived_bytes", 8, "child", "parent"),
    _before("download", "while a model is checked", "models.receipt", "sha256_of", 2, "child", "both"),
    _before("download", "before a model's receipt", "models.receipt", "write_receipt", 1, "child", "both"),
    _before("download", "before a model is put in its place", "models.partial", "put_in_place", 1, "child", "both"),
    _after("download", "when a model is in its place", "models.partial", "put_in_place", 1, "child", "both"),
    _after("record", "with a recording's label written", RECORDING, "write_durably"),
    _after("record", "in the middle of a recording", RECORDING, "Recording.write", 4),
    _before("record", "before a recording is stored", RECORDING, "Recording.store"),
    _before("record", "between a recording's rename and the folder's sync", DURABLE, "sync_folder", 2),
    _after("record", "between a recording's rename and the commit", RECORDING, "Recording.store"),
    _before("record", "between a recording's commit and its end", RECORDING, "Recording.forget"),
    _after("record", "when a recording is forgotten", RECORDING, "Recording.forget"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mine:
    """A step that is to be the last, at that call of it."""

    step: Step
    call: int
    #: Is there once it went off.
    spent: Path

    @property
    def environment(self) -> dict[str, str]:
        return {VARIABLE: json.dumps({**asdict(self.step), "call": self.call, "spent": str(self.spent)})}

    @property
    def went_off(self) -> bool:
        return self.spent.exists()


def arm() -> None:
    """Lay the mine that the environment tells of in this process."""
    told = os.environ.get(VARIABLE)
    if told:
        facts = json.loads(told)
        mine = Mine(spent=Path(facts.pop("spent")), call=facts.pop("call"), step=Step(**facts))
        if mine.step.process == _this_process():
            sys.meta_path.insert(0, _Finder(mine))


def _this_process() -> str:
    """What is about to run here, by its command."""
    return "child" if "--multiprocessing-fork" in sys.orig_argv else "program"


class _Finder(MetaPathFinder):
    """Waits for the module to be imported."""

    def __init__(self, mine: Mine) -> None:
        self._mine = mine

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._mine.step.module:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        assert spec is not None and spec.loader is not None
        spec.loader = _Mining(spec.loader, self._mine)
        return spec


class _Mining(Loader):
    """Loads a module, and wraps the function."""

    def __init__(self, loader: Loader, mine: Mine) -> None:
        self._loader = loader
        self._mine = mine

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        *classes, name = self._mine.step.function.split(".")
        owner = functools.reduce(getattr, classes, module)
        setattr(owner, name, _mined(getattr(owner, name), self._mine))


def _mined(function: Callable[..., Any], mine: Mine) -> Callable[..., Any]:
    calls, full_until = 0, 0.0

    @functools.wraps(function)
    def mined(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls, full_until
        calls += 1
        is_due = calls == mine.call
        if is_due and not mine.step.is_after:
            _go_off(mine)
            full_until = time.monotonic() + FULL_S if mine.step.victim == "full" else 0.0
        if time.monotonic() < full_until:
            raise _full(mine)
        result = function(*args, **kwargs)
        if is_due and mine.step.is_after:
            _go_off(mine)
        return result

    return mined


def _go_off(mine: Mine) -> None:
    try:
        mine.spent.touch(exist_ok=False)
    except FileExistsError:
        return
    if mine.step.victim == "exit":
        ctypes.CDLL(None).exit(1)
    if mine.step.victim == "sleep":
        _sleep()
    if mine.step.victim == "clock":
        _set_clock(CLOCK_STEPS_S[mine.call % len(CLOCK_STEPS_S)])
    if mine.step.victim == "hang":
        time.sleep(HANG_S)
    if mine.step.victim == "replaced":
        _replace_registry()
    if mine.step.victim in ("parent", "both"):
        os.kill(os.getppid(), signal.SIGKILL)
    if mine.step.victim in ("self", "both"):
        os.kill(os.getpid(), signal.SIGKILL)


def _sleep() -> None:
    """Have this program stand still with all that it started, as by a closed lid, and go on later."""
    group = os.getpgid(0)
    subprocess.Popen(
        ["sh", "-c", f"kill -STOP -{group}; sleep {SLEEP_S}; kill -CONT -{group}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    time.sleep(1.0)


def _full(mine: Mine) -> Exception:
    """What a full disk makes of it."""
    if mine.step.module != REGISTRY:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    from engine.errors import RegistryUnusable

    return RegistryUnusable("data_disk_full", path="", detail="database or disk is full")


def _replace_registry() -> None:
    """Another file of the same content in its place, as by a program that keeps folders alike; nobody writes meanwhile.
    Then a person ends the program, which asks for that."""
    path = Path(os.environ["EVERYCLIP_HOME"], "registry.sqlite3")
    copy = path.with_name("registry.other")
    with closing(sqlite3.connect(path, timeout=30.0, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        os.replace(copy, path)
    threading.Timer(REPLACED_S, os.kill, (os.getpid(), signal.SIGKILL)).start()


def _set_clock(by_s: float) -> None:
    """For this process, from now on."""
    right = time.time
    time.time = lambda: right() + by_s
