"""What a machine has, and what of it is ours."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pynvml
import pytest

from engine.machine import hardware as machines
from engine.machine.hardware import (
    Card,
    free_bytes,
    give_memory_back,
    kills_for_memory,
    look,
    memory,
    usable_threads,
    visible,
)

MB = 1_000_000
UNLIMITED = 2**63 - 4096


def a_group(root: Path, lines: str, **files: str) -> Path:
    """A root whose /proc names the group `lines` of this process, with files by their paths under /sys/fs/cgroup."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(lines)
    for name, text in files.items():
        path = root / "sys/fs/cgroup" / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_this_machine() -> None:
    machine = look()
    processor = machine.processor
    assert processor.name and 1 <= processor.usable <= processor.threads and processor.cores <= processor.threads
    assert 0 < machine.available_bytes <= machine.total_bytes <= psutil.virtual_memory().total
    assert free_bytes("cpu") and free_bytes("cuda:99") is None


def test_a_container_has_what_its_group_allows(tmp_path: Path) -> None:
    root = a_group(
        tmp_path, "0::/app/worker\n",
        app__memory_dot_max=str(900 * MB), app__memory_dot_current=str(500 * MB),
        app__memory_dot_stat=f"anon {300 * MB}\ninactive_file {100 * MB}",
        app__worker__memory_dot_max="max", app__worker__memory_dot_current=str(400 * MB),
        app__cpu_dot_max="100000 100000",
    )  # fmt: skip
    assert memory(root) == (900 * MB, 500 * MB), "the group around it limits it; files that were merely read are no use"
    assert usable_threads(root) == 1


def test_what_the_system_kills_for_memory_is_counted(tmp_path: Path) -> None:
    events = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0"
    assert kills_for_memory(a_group(tmp_path, "0::/app\n", app__memory_dot_events=events)) == 2
    assert kills_for_memory(tmp_path / "none") == 0


def test_the_older_kind_of_groups(tmp_path: Path) -> None:
    root = a_group(
        tmp_path, "4:memory:/box\n3:cpu,cpuacct:/box\n0::/\n",
        memory__memory_dot_limit_in_bytes=str(UNLIMITED), memory__memory_dot_usage_in_bytes=str(900 * MB),
        memory__box__memory_dot_limit_in_bytes=str(700 * MB), memory__box__memory_dot_usage_in_bytes=str(800 * MB),
        cpu__box__cpu_dot_cfs_quota_us="50000", cpu__box__cpu_dot_cfs_period_us="100000",
    )  # fmt: skip
    assert memory(root) == (700 * MB, 0)
    assert usable_threads(root) == 1, "half a processor is still one thread"


def test_without_groups_or_limits_all_is_ours(tmp_path: Path) -> None:
    assert memory(tmp_path)[0] == psutil.virtual_memory().total
    root = a_group(tmp_path, "0::/\n", memory_dot_max="max", cpu_dot_max="max 100000")
    assert memory(root)[0] == psutil.virtual_memory().total
    assert usable_threads(root) >= 1


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no affinity")
def test_the_affinity_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil.Process, "cpu_affinity", lambda self: [0], raising=True)
    assert usable_threads(tmp_path) == 1


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (None, [0, 1, 2]),
        ("", []),
        ("2,0", [2, 0]),
        ("GPU-bb", [1]),
        ("0,7,1", [0]),
        ("-1", []),
        ("GPU-", []),
    ],
)
def test_cards_are_numbered_as_cuda_numbers_them(wanted: str | None, shown: list[int]) -> None:
    assert visible(["GPU-aa", "GPU-bb", "GPU-cc"], wanted) == shown


def test_cards_as_their_driver_tells_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """NVIDIA's library, played: two cards, of which one is shown."""
    answers = {
        "nvmlInit": lambda: None,
        "nvmlShutdown": lambda: None,
        "nvmlSystemGetDriverVersion": lambda: "570.1",
        "nvmlDeviceGetCount": lambda: 2,
        "nvmlDeviceGetHandleByIndex": lambda index: index,
        "nvmlDeviceGetUUID": lambda handle: f"GPU-{handle}",
        "nvmlDeviceGetName": lambda handle: f"Card {handle}",
        "nvmlDeviceGetMemoryInfo": lambda handle: SimpleNamespace(total=8 * MB, free=(6 + handle) * MB),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(pynvml, name, answer)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert look().cards == (Card(0, "Card 1", 8 * MB, 7 * MB, "570.1"),)
    assert free_bytes("cuda:0") == 7 * MB and free_bytes("cuda:1") is None


def test_a_driver_in_trouble_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise pynvml.NVMLError(pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH)

    monkeypatch.setattr(pynvml, "nvmlInit", broken)
    machine = machines.look()
    assert machine.cards == () and machine.driver_trouble


@pytest.mark.skipif(sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc's")
def test_memory_that_lies_idle_between_what_is_used_is_given_back() -> None:
    many = [bytes([number % 250 + 1]) * 60_000 for number in range(2_000)]
    used = many[::10]
    del many
    before = psutil.Process().memory_info().rss
    give_memory_back()
    assert psutil.Process().memory_info().rss < before - 50_000_000
    assert len(used) == 200
