"""Downloads, by the real client of the hub in real processes: they come whole, whatever happens on the way."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.catalogue import find_entry
from models.errors import ModelDamaged
from models.partial import discard, partial_folder, progress_of
from models.progress import DownloadFailed, DownloadPhase, Progress
from models.receipt import FILE as RECEIPT
from models.receipt import read_receipt
from models.store import ModelState, find_model, state_of, verify
from tests.models.downloading import LIMIT_S, MODEL, Fetch, find_revision, nothing_left, ranges_of, same_files
from tests.support.loopback_hub import Fault, LoopbackHub, git_sha1, sha256


def test_a_model_comes_whole_and_checked(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    child = fetch("tiny")
    ended = child.success()

    assert ended.model_id == "tiny"
    assert same_files(folder / "tiny")
    assert state_of("tiny", folder) is ModelState.VERIFIED
    assert find_model("Systran/faster-whisper-tiny", folder).path == folder / "tiny"
    receipt, entry = read_receipt(folder / "tiny"), find_entry("tiny")
    assert receipt is not None and entry is not None
    assert (receipt.repository, receipt.revision) == (entry.repository, entry.revision)
    assert {file.name: file.sha256 for file in receipt.files}["model.bin"] == sha256(MODEL / "model.bin")
    assert nothing_left(folder)
    # what is reported grows to the end, and the small files come before the large one
    done = [each.done_bytes for each in child.progress if each.phase is not DownloadPhase.LISTING]
    assert done == sorted(done) and child.progress[-1].percent == 100
    assert {each.total_bytes for each in child.progress[1:]} == {done[-1]}
    assert hub.requests[-1].path.endswith("model.bin")
    # the hub is told no more than what is asked for, and the store of large files no token
    assert all(each.path.startswith(("/api/models/Systran/", "/Systran/", "/storage/")) for each in hub.requests)


def test_what_is_there_is_not_asked_for_again(hub: LoopbackHub, fetch: Fetch) -> None:
    fetch("tiny").success()
    hub.requests.clear()
    fetch("tiny", HF_HUB_OFFLINE="1").success()
    assert not hub.requests


def test_a_cut_connection_costs_no_byte_that_came(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.faults.append(Fault("model.bin", cut_after=2_000_000))
    child = fetch()
    child.success()
    first, second = ranges_of(hub, "model.bin")
    assert (first, second) == (0, 2_000_000)
    assert "hub_unreachable" in child.troubles
    assert same_files(folder / "tiny")


def test_a_hub_without_ranges_sends_all_again(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.knows_ranges = False
    hub.faults.append(Fault("model.bin", cut_after=2_000_000))
    fetch().success()
    assert same_files(folder / "tiny")


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_wrong_bytes_are_fetched_once_more(hub: LoopbackHub, fetch: Fetch, folder: Path, name: str) -> None:
    hub.faults.append(Fault(name, is_wrong=True))
    fetch().success()
    assert ranges_of(hub, name) == [0, 0]
    assert same_files(folder / "tiny")


def test_a_stalled_connection_is_given_up_and_resumed(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.faults.append(Fault("model.bin", stall_after=1_000_000))
    child = fetch("tiny", "--stall-s", "1")
    child.success()
    assert "hub_stalled" in child.troubles
    assert ranges_of(hub, "model.bin")[1] == 1_000_000
    assert same_files(folder / "tiny")


@pytest.mark.slow
def test_two_who_ask_at_once_get_one_download(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.bytes_per_s = 200_000
    first = fetch()
    first.until(lambda progress: progress.phase is DownloadPhase.DOWNLOADING and progress.file == "model.bin")
    second = fetch("Systran/faster-whisper-tiny")
    second.until(lambda progress: progress.phase is DownloadPhase.WAITING and progress.total_bytes > 0)
    hub.bytes_per_s = None
    assert first.success() == second.success()
    assert len(hub.asked_for("model.bin")) == 1
    assert second.phases == {DownloadPhase.WAITING}


def test_who_waits_takes_over_when_the_other_is_killed(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.bytes_per_s = 2_000_000
    first = fetch()
    first.until(lambda progress: progress.file == "model.bin" and progress.percent >= 20)
    hub.bytes_per_s = 200_000
    second = fetch()
    second.until(lambda progress: progress.phase is DownloadPhase.WAITING)
    first.kill()
    hub.bytes_per_s = None
    second.success()
    assert ranges_of(hub, "model.bin")[1] > 0
    assert same_files(folder / "tiny")


def reaches(percent: int) -> Callable[[Progress], bool]:
    return lambda progress: progress.percent >= percent


@pytest.mark.slow
def test_killed_twice_it_ends_verified(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.bytes_per_s = 1_000_000
    for percent in (25, 50):
        child = fetch()
        child.until(reaches(percent))
        on_the_way = progress_of("tiny", folder)
        assert on_the_way is not None and on_the_way.is_held
        child.kill()
        on_the_way = progress_of("tiny", folder)
        assert on_the_way is not None and not on_the_way.is_held
        assert on_the_way.done_bytes * 100 >= percent * on_the_way.total_bytes
        assert state_of("tiny", folder) is ModelState.PARTIAL
        assert not (folder / "tiny").exists()
    hub.bytes_per_s = None
    fetch().success()

    first, second, third = ranges_of(hub, "model.bin")
    assert 0 == first < second < third
    assert len(hub.asked_for("config.json")) == 1
    verify("tiny", folder)
    assert same_files(folder / "tiny") and nothing_left(folder)


def test_killed_before_the_last_step_it_needs_no_hub(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    fetch().success()
    (folder / "tiny").rename(partial_folder("tiny", folder))
    hub.requests.clear()
    fetch(HF_HUB_OFFLINE="1").success()
    assert not hub.requests
    assert state_of("tiny", folder) is ModelState.VERIFIED


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_stop_keeps_what_came_and_a_cancel_leaves_nothing(
    hub: LoopbackHub, fetch: Fetch, folder: Path, is_silent: bool
) -> None:
    if is_silent:  # nothing wakes the reading process for its stall time-out of 30 s
        hub.faults.append(Fault("model.bin", stall_after=1_000_000))
    hub.bytes_per_s = 1_000_000
    child = fetch()
    child.until(lambda progress: progress.file == "model.bin" and progress.percent >= 10)
    if is_silent:
        wait_for(lambda: (partial_folder("tiny", folder) / "model.bin.part").stat().st_size == 1_000_000)
        child.kill()
    else:
        last = child.stop()
        assert isinstance(last, DownloadFailed) and last.code == "download_stopped"
    assert state_of("tiny", folder) is ModelState.PARTIAL

    assert discard("tiny", folder) >= 500_000
    assert progress_of("tiny", folder) is None
    assert state_of("tiny", folder) is ModelState.ABSENT
    assert nothing_left(folder)


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def fill_cache(cache: Path, revision: str) -> Path:
    """What another program on this computer had from the hub. Returns the content of model.bin."""
    repository = cache / "hub" / "models--Systran--faster-whisper-tiny"
    (repository / "blobs").mkdir(parents=True)
    snapshot = repository / "snapshots" / revision
    snapshot.mkdir(parents=True)
    for file in MODEL.iterdir():
        if not file.is_file():
            continue
        blob = repository / "blobs" / (sha256(file) if file.suffix == ".bin" else git_sha1(file))
        shutil.copyfile(file, blob)
        (snapshot / file.name).symlink_to(blob)
    return (snapshot / "model.bin").resolve()


def test_what_other_programs_had_from_the_hub_is_not_fetched_again(
    hub: LoopbackHub, fetch: Fetch, folder: Path, tmp_path: Path
) -> None:
    blob = fill_cache(tmp_path / "cache", find_revision("tiny"))
    fetch().success()
    assert all(each.path.startswith("/api/") for each in hub.requests)
    assert same_files(folder / "tiny")
    assert not (folder / "tiny" / "model.bin").is_symlink()
    assert blob.stat().st_nlink == 2 or not hasattr(os, "link")


def test_a_damaged_cache_is_neither_believed_nor_changed(
    hub: LoopbackHub, fetch: Fetch, folder: Path, tmp_path: Path
) -> None:
    blob = fill_cache(tmp_path / "cache", find_revision("tiny"))
    content = blob.read_bytes()[:-9] + b"damaged!!"
    blob.write_bytes(content)
    fetch().success()
    assert len(hub.asked_for("model.bin")) == 1
    assert same_files(folder / "tiny")
    assert blob.read_bytes() == content


def test_a_damaged_model_is_mended_by_what_is_wrong_with_it(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    fetch().success()
    hub.requests.clear()
    tokenizer = folder / "tiny" / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes().replace(b"version", b"verslon", 1))
    with pytest.raises(ModelDamaged):
        verify("tiny", folder)
    assert state_of("tiny", folder) is ModelState.DAMAGED

    fetch().success()
    assert state_of("tiny", folder) is ModelState.VERIFIED
    assert hub.asked_for("tokenizer.json") and not hub.asked_for("model.bin")
    assert nothing_left(folder)


def test_every_byte_of_the_receipt_was_hashed(fetch: Fetch, folder: Path) -> None:
    fetch().success()
    receipt = read_receipt(folder / "tiny")
    assert receipt is not None
    for file in receipt.files:
        content = (folder / "tiny" / file.name).read_bytes()
        assert (file.size_bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert {file.name for file in receipt.files} | {RECEIPT} == {path.name for path in (folder / "tiny").iterdir()}
