"""This machine's processor, memory and graphics cards, as far as this program may use them.

Nothing here loads an inference library, so any process may ask. Sources: psutil for the machine, Linux control groups
(containers, services with a limit) for our share of it, and NVIDIA's management library for the cards.
"""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from engine.machine import cuda

#: NVIDIA's library numbers the cards in this order. CUDA uses its own, unless told otherwise.
CUDA_ORDER = ("CUDA_DEVICE_ORDER", "PCI_BUS_ID")


@dataclass(frozen=True, slots=True)
class Processor:
    """Its name, its cores and hardware threads; `usable` threads are those that we may use."""

    name: str
    cores: int
    threads: int
    usable: int


@dataclass(frozen=True, slots=True)
class Card:
    """An NVIDIA graphics card. `index` is CUDA's number for it; memory in bytes."""

    index: int
    name: str
    total_bytes: int
    free_bytes: int
    driver: str

    @property
    def device(self) -> str:
        return f"cuda:{self.index}"


@dataclass(frozen=True, slots=True)
class Machine:
    """All of it, as of now. Memory in bytes, and never more than this process's control group may use."""

    processor: Processor
    total_bytes: int
    available_bytes: int
    cards: tuple[Card, ...] = ()
    #: The cuBLAS that computing on a card needs; None if it is missing.
    cublas: Path | None = None
    #: Why there may be cards that cannot be seen, in the driver's words; empty if there is nothing to report.
    driver_trouble: str = ""


def look() -> Machine:
    """Read everything again. Takes milliseconds; with a sleeping graphics card up to a second."""
    cards, trouble = _cards()
    total_bytes, available_bytes = memory()
    return Machine(_processor(), total_bytes, available_bytes, cards, cuda.find() if cards else None, trouble)


def free_bytes(device: str) -> int | None:
    """The memory that is free for `device` now; None if the device is unknown."""
    if device == "cpu":
        return memory()[1]
    return next((card.free_bytes for card in _cards()[0] if card.device == device), None)


def total_bytes(device: str) -> int | None:
    """The memory of `device`, or our share of it; None if the device is unknown."""
    if device == "cpu":
        return shared_memory()[0]
    return next((card.total_bytes for card in _cards()[0] if card.device == device), None)


# --- processor and memory ---


def _processor() -> Processor:
    threads = psutil.cpu_count() or 1
    return Processor(_processor_name(), psutil.cpu_count(logical=False) or threads, threads, usable_threads())


def usable_threads(root: Path = Path("/")) -> int:
    """How many processor threads this process may keep busy, given its affinity and its control group."""
    threads = psutil.cpu_count() or 1
    with suppress(AttributeError, OSError):  # macOS has no affinity
        threads = len(psutil.Process().cpu_affinity())
    for group in _groups("cpu", root):
        quota, _, period = (_read(group / "cpu.max") or "").partition(" ")
        if not period:
            quota, period = _read(group / "cpu.cfs_quota_us") or "", _read(group / "cpu.cfs_period_us") or ""
        if quota.isdigit() and period.isdigit() and int(period):
            threads = min(threads, max(1, int(quota) // int(period)))
    return max(1, threads)


def memory(root: Path = Path("/")) -> tuple[int, int]:
    """Total bytes of memory, and bytes available without displacing other programs: of the machine, or of the control
    group or this process's own limits, if those are less."""
    total, available = shared_memory(root)
    for limit, used in _granted():
        total, available = min(total, limit), min(available, limit - used)
    return total, max(0, available)


def shared_memory(root: Path = Path("/")) -> tuple[int, int]:
    """The same for what this process shares with others: of the machine, or of the control group."""
    machine = psutil.virtual_memory()
    total, available = int(machine.total), int(machine.available)
    for group in _groups("memory", root):
        limit = _number(group / "memory.max") or _number(group / "memory.limit_in_bytes")
        used = _number(group / "memory.current") or _number(group / "memory.usage_in_bytes")
        if limit is None or used is None or limit >= machine.total:
            continue
        # Page cache of files that were merely read counts as used, but is given up as soon as the memory is needed.
        total, available = min(total, limit), min(available, limit - used + _idle_file_bytes(group))
    return total, max(0, available)


def max_granted() -> int:
    """Bytes that this process may still allocate under its own limits, whatever others use."""
    return min((limit - used for limit, used in _granted()), default=sys.maxsize)


def own_bytes() -> int:
    """Bytes of memory used by this process and its parent."""
    parent = psutil.Process().parent()
    with suppress(psutil.Error):
        return int(psutil.Process().memory_info().rss) + (int(parent.memory_info().rss) if parent else 0)
    return 0


def kills_for_memory(root: Path = Path("/")) -> int:
    """How often the system has killed a process in this one's control groups because memory was short."""
    kills = 0
    for group in _groups("memory", root):
        counts = dict(line.split() for line in (_read(group / "memory.events") or "").splitlines())
        kills = max(kills, int(counts.get("oom_kill", 0)))
    return kills


def give_memory_back() -> None:
    """Return unused memory of this process to the system. Reference cycles hold buffers until they are collected, which
    Python does rarely, and glibc keeps free blocks between used ones: without this, a worker grows by half a megabyte
    per hundred clips."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _granted() -> Iterator[tuple[int, int]]:
    """The limits of this process, as set by `ulimit -v`, each with the amount used."""
    if sys.platform == "linux":
        import resource

        held = psutil.Process().memory_info()
        for kind, used in ((resource.RLIMIT_AS, held.vms), (resource.RLIMIT_DATA, held.data)):
            limit, _ = resource.getrlimit(kind)
            if limit != resource.RLIM_INFINITY:
                yield limit, int(used)


def _idle_file_bytes(group: Path) -> int:
    counts = dict(line.split() for line in (_read(group / "memory.stat") or "").splitlines())
    return int(counts.get("total_inactive_file", counts.get("inactive_file", 0)))


def _groups(controller: str, root: Path) -> Iterator[Path]:
    """The folders of this process's control group and its ancestors, for both versions of control groups."""
    for line in (_read(root / "proc/self/cgroup") or "").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        mount = root / "sys/fs/cgroup" / (controller if controllers else "")
        group = mount / path.lstrip("/")
        yield from (folder for folder in (group, *group.parents) if folder == mount or mount in folder.parents)


def _read(path: Path) -> str | None:
    with suppress(OSError):
        return path.read_text(encoding="utf-8").strip()
    return None


def _number(path: Path) -> int | None:
    """The number in a file; None if there is none, for example if it says "max"."""
    text = _read(path) or ""
    return int(text) if text.isdigit() else None


def _processor_name() -> str:
    if sys.platform == "linux":
        for line in (_read(Path("/proc/cpuinfo")) or "").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name" and value.strip():
                return value.strip()
    if sys.platform == "darwin":
        with suppress(OSError, subprocess.SubprocessError):
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
    return platform.processor() or platform.machine()


# --- graphics cards ---


@contextmanager
def _nvidia() -> Iterator[Any]:
    """Open NVIDIA's management library. Raises its NVMLError if there is no driver."""
    import pynvml

    pynvml.nvmlInit()
    try:
        yield pynvml
    finally:
        pynvml.nvmlShutdown()


def _cards() -> tuple[tuple[Card, ...], str]:
    """The cards that CUDA shows to this process, and the driver's message if it cannot tell."""
    import pynvml

    try:
        with _nvidia() as nvidia:
            driver = str(nvidia.nvmlSystemGetDriverVersion())
            handles = [nvidia.nvmlDeviceGetHandleByIndex(index) for index in range(nvidia.nvmlDeviceGetCount())]
            uuids = [str(nvidia.nvmlDeviceGetUUID(handle)) for handle in handles]
            cards = []
            for index, at in enumerate(visible(uuids, os.environ.get("CUDA_VISIBLE_DEVICES"))):
                room = nvidia.nvmlDeviceGetMemoryInfo(handles[at])
                name = str(nvidia.nvmlDeviceGetName(handles[at]))
                cards.append(Card(index, name, int(room.total), int(room.free), driver))
            return tuple(cards), ""
    except pynvml.NVMLError_LibraryNotFound:
        return (), ""  # no driver: no usable card
    except pynvml.NVMLError as error:
        return (), str(error)


def visible(uuids: list[str], wanted: str | None) -> list[int]:
    """Which of the cards CUDA shows, in its order, given the value of CUDA_VISIBLE_DEVICES: like CUDA, it stops at the
    first one that does not exist."""
    if wanted is None:
        return list(range(len(uuids)))
    shown: list[int] = []
    for each in wanted.split(","):
        each = each.strip()
        if each.isdigit():
            found = [int(each)] if int(each) < len(uuids) else []
        else:
            found = [at for at, uuid in enumerate(uuids) if each and uuid.startswith(each)]
        if len(found) != 1:
            break
        shown += found
    return shown
