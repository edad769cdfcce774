"""Downloads, by the real client of the hub in real processes, from a hub here that does whatever hubs do."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.catalogue import find_entry
from models.errors import ModelDamaged
from models.partial import discard, partial_folder, progress_of
from models.progress import Ended, Failed, Phase, Progress, Report, from_line
from models.receipt import FILE as RECEIPT
from models.receipt import read_receipt
from models.store import BUNDLED, State, find_model, state_of, verify
from tests.loopback_hub import COMMIT, TINY, TOKEN, Fault, LoopbackHub, git_sha1, running_hub, sha256

LIMIT_S = 60.0
ROOT = Path(__file__).parent.parent.parent
MODEL = find_model(BUNDLED, Path("/")).path

#: Before the download begins: nothing may leave this computer, whatever the client is told.
GUARD = """
import ipaddress, sys
def guard(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise SystemExit(f"{event} {host}: nothing leaves this computer")
sys.addaudithook(guard)
"""
MAIN = "from models.download import main; sys.exit(main(sys.argv[1:]))"


class Child:
    """A download in a process of its own, and what it reports."""

    def __init__(self, *arguments: str, environment: dict[str, str], fake: str = "") -> None:
        self.reports: list[Report] = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{GUARD}\n{fake}\n{MAIN}", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.reports.append(from_line(line))
                self._changed.notify_all()

    def until(self, seen: Callable[[Progress], bool]) -> None:
        """Wait for a progress that it reported or will report."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(seen, self.progress)), LIMIT_S), self.reports

    @property
    def progress(self) -> list[Progress]:
        return [report for report in self.reports if isinstance(report, Progress)]

    @property
    def phases(self) -> set[Phase]:
        return {each.phase for each in self.progress}

    @property
    def troubles(self) -> set[str]:
        return {each.trouble for each in self.progress if each.trouble}

    def kill(self) -> None:
        self.process.kill()
        self._wait()

    def stop(self) -> Report:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.end()

    def end(self) -> Report:
        """How it ended."""
        self.process.wait(LIMIT_S)
        errors = self._wait()
        assert not errors, errors
        return self.reports[-1]

    def failure(self) -> Failed:
        report = self.end()
        assert isinstance(report, Failed), report
        assert self.process.returncode == 1
        return report

    def success(self) -> Ended:
        report = self.end()
        assert isinstance(report, Ended), report
        assert self.process.returncode == 0
        return report

    def _wait(self) -> str:
        self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        assert self.process.stderr is not None
        errors = self.process.stderr.read()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return errors


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with running_hub() as hub:
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The models folder."""
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


class Fetch:
    """Starts downloads into one models folder."""

    def __init__(self, hub: LoopbackHub, folder: Path, cache: Path) -> None:
        self._folder = folder
        names = {name for name in os.environ if name.startswith("HF_") or name.lower().endswith("_proxy")}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        self.environment = kept | {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(cache)}
        self.children: list[Child] = []

    def __call__(self, model: str = "tiny", *options: str, fake: str = "", **environment: str) -> Child:
        arguments = (model, "--folder", str(self._folder), "--first-pause-s", "0.05", *options)
        self.children.append(Child(*arguments, environment=self.environment | environment, fake=fake))
        return self.children[-1]


@pytest.fixture
def fetch(hub: LoopbackHub, folder: Path, tmp_path: Path) -> Iterator[Fetch]:
    fetch = Fetch(hub, folder, tmp_path / "cache")
    yield fetch
    for child in fetch.children:
        if child.process.poll() is None:
            child.kill()


def ranges_of(hub: LoopbackHub, name: str) -> list[int]:
    """Where each request for a file began."""
    return [int((each.range or "bytes=0-").removeprefix("bytes=")[:-1]) for each in hub.asked_for(name)]


def same_files(made: Path) -> bool:
    names = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json")
    return all((made / name).read_bytes() == (MODEL / name).read_bytes() for name in names)


def nothing_left(folder: Path) -> bool:
    """Whether of models on their way nothing is left but locks that nobody holds."""
    return all(path.suffix == ".lock" and path.stat().st_size == 0 for path in (folder / ".partial").iterdir())


def test_a_model_comes_whole_and_checked(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    child = fetch("tiny")
    ended = child.success()

    assert ended.model_id == "tiny"
    assert same_files(folder / "tiny")
    assert state_of("tiny", folder) is State.VERIFIED
    assert find_model("Systran/faster-whisper-tiny", folder).path == folder / "tiny"
    receipt, entry = read_receipt(folder / "tiny"), find_entry("tiny")
    assert receipt is not None and entry is not None
    assert (receipt.repository, receipt.revision) == (entry.repository, entry.revision)
    assert {file.name: file.sha256 for file in receipt.files}["model.bin"] == sha256(MODEL / "model.bin")
    assert nothing_left(folder)
    # what is reported grows to the end, and the small files come before the large one
    done = [each.done_bytes for each in child.progress if each.phase is not Phase.LISTING]
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


def test_bytes_that_are_wrong_twice_make_no_model(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.faults.append(Fault("model.bin", times=2, is_wrong=True))
    failed = fetch().failure()
    assert (failed.code, failed.facts["file"]) == ("wrong_bytes", "model.bin")
    assert state_of("tiny", folder) is State.PARTIAL
    assert not (partial_folder("tiny", folder) / "model.bin.part").exists()


def test_a_stalled_connection_is_given_up_and_resumed(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.faults.append(Fault("model.bin", stall_after=1_000_000))
    child = fetch("tiny", "--stall-s", "1")
    child.success()
    assert "hub_stalled" in child.troubles
    assert ranges_of(hub, "model.bin")[1] == 1_000_000
    assert same_files(folder / "tiny")


def test_a_hub_that_stays_silent_is_told_of(hub: LoopbackHub, fetch: Fetch) -> None:
    hub.faults.append(Fault("model.bin", times=99, stall_after=0))
    failed = fetch("tiny", "--stall-s", "0.3", "--tries", "2").failure()
    assert (failed.code, failed.facts["limit_s"]) == ("hub_stalled", 0.3)
    assert len(hub.asked_for("model.bin")) == 2


def test_a_disk_too_small_is_told_of_before_anything_comes(hub: LoopbackHub, fetch: Fetch) -> None:
    small = (
        "import collections, shutil; shutil.disk_usage = lambda path: collections.namedtuple('U', 'free')(9_000_000)"
    )
    failed = fetch(fake=small).failure()
    assert failed.code == "no_space"
    assert int(failed.facts["needed_bytes"]) > int(failed.facts["free_bytes"]) == 9_000_000
    assert not hub.asked_for("config.json")


def test_a_disk_that_fills_on_the_way_is_told_of(fetch: Fetch, folder: Path) -> None:
    full = """
import errno, models.hub
real = models.hub.Hub.read
def read(hub, plan, name, start):
    for place, piece in real(hub, plan, name, start):
        if place > 1_000_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        yield place, piece
models.hub.Hub.read = read
"""
    failed = fetch(fake=full).failure()
    assert failed.code == "no_space"
    assert state_of("tiny", folder) is State.PARTIAL
    fetch().success()
    assert same_files(folder / "tiny")


@pytest.mark.parametrize(
    ("model", "environment", "code"),
    [
        ("nobody/nothing", {"HF_TOKEN": TOKEN}, "hub_no_model"),
        ("nobody/nothing", {}, "hub_token_needed"),
        (f"{TINY}@v9", {}, "hub_no_revision"),
        ("tiny", {"HF_TOKEN": "hf_expired"}, "hub_token_refused"),
        ("acme/secret", {}, "hub_token_needed"),
        ("no model at all", {}, "model_unknown"),
        ("../outside", {}, "model_unknown"),
        ("tiny", {"HF_HUB_OFFLINE": "1"}, "hub_offline"),
        ("tiny", {"HF_ENDPOINT": "http://127.0.0.1:9"}, "hub_unreachable"),
        ("tiny", {"HTTP_PROXY": "http://127.0.0.1:9"}, "hub_unreachable"),
    ],
)
def test_what_the_hub_does_not_give_is_told_by_its_reason(
    hub: LoopbackHub, fetch: Fetch, folder: Path, model: str, environment: dict[str, str], code: str
) -> None:
    hub.repositories["acme/secret"] = MODEL
    hub.private.add("acme/secret")
    failed = fetch(model, "--tries", "2", **environment).failure()
    assert failed.code == code
    assert failed.facts["model"]
    assert code in str(failed.error())
    assert not list(folder.glob("[!.]*"))
    if code in {"hub_offline", "model_unknown"}:
        assert not hub.requests


def test_a_token_opens_what_is_private_and_goes_to_the_hub_alone(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.repositories["acme/secret"] = MODEL
    hub.private.add("acme/secret")
    fetch("acme/secret", HF_TOKEN=TOKEN).success()
    assert find_model("acme/secret", folder).path == folder / "acme--secret"
    assert find_model("acme--secret", folder).title == find_model(BUNDLED, folder).title
    receipt = read_receipt(folder / "acme--secret")
    assert receipt is not None and receipt.revision == COMMIT
    [stored] = hub.asked_for("model.bin")
    assert stored.authorization is None
    assert all(each.authorization for each in hub.requests if each is not stored)


def test_a_gated_model_is_told_from_a_missing_one(hub: LoopbackHub, fetch: Fetch) -> None:
    hub.faults.append(Fault(find_revision("tiny"), times=9, status=403, headers={"X-Error-Code": "GatedRepo"}))
    assert fetch(HF_TOKEN=TOKEN).failure().code == "hub_access_denied"
    assert fetch().failure().code == "hub_token_needed"


def find_revision(model_id: str) -> str:
    entry = find_entry(model_id)
    assert entry is not None
    return entry.revision


@pytest.mark.parametrize("where", ["model.bin", "API"])
def test_a_busy_hub_is_left_alone_for_as_long_as_it_asks(hub: LoopbackHub, fetch: Fetch, where: str) -> None:
    where = find_revision("tiny") if where == "API" else where
    hub.faults.append(Fault(where, status=429, headers={"Retry-After": "1"}))
    started_s = time.monotonic()
    child = fetch()
    child.success()
    assert time.monotonic() - started_s > 1
    assert child.troubles == {"hub_busy"}


def test_a_hub_that_asks_for_hours_is_told_of(hub: LoopbackHub, fetch: Fetch) -> None:
    hub.faults.append(Fault("config.json", status=429, headers={"Retry-After": "7200"}))
    failed = fetch().failure()
    assert (failed.code, failed.facts["retry_after_s"]) == ("hub_busy", 7200.0)


def test_a_broken_hub_is_asked_again(hub: LoopbackHub, fetch: Fetch) -> None:
    hub.faults.append(Fault("config.json", times=2, status=500))
    child = fetch()
    child.success()
    assert child.troubles == {"hub_trouble"}


def test_two_who_ask_at_once_get_one_download(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.bytes_per_s = 4_000_000
    first = fetch()
    first.until(lambda progress: progress.phase is Phase.DOWNLOADING and progress.file == "model.bin")
    second = fetch("Systran/faster-whisper-tiny")
    second.until(lambda progress: progress.phase is Phase.WAITING and progress.total_bytes > 0)
    assert first.success() == second.success()
    assert len(hub.asked_for("model.bin")) == 1
    assert second.phases == {Phase.WAITING}


def test_who_waits_takes_over_when_the_other_is_killed(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.bytes_per_s = 2_000_000
    first = fetch()
    first.until(lambda progress: progress.file == "model.bin" and progress.percent >= 20)
    second = fetch()
    second.until(lambda progress: progress.phase is Phase.WAITING)
    first.kill()
    hub.bytes_per_s = None
    second.success()
    assert ranges_of(hub, "model.bin")[1] > 0
    assert same_files(folder / "tiny")


def reaches(percent: int) -> Callable[[Progress], bool]:
    return lambda progress: progress.percent >= percent


def test_killed_twice_it_ends_verified(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.bytes_per_s = 2_000_000
    for percent in (25, 50):
        child = fetch()
        child.until(reaches(percent))
        on_the_way = progress_of("tiny", folder)
        assert on_the_way is not None and on_the_way.is_held
        child.kill()
        on_the_way = progress_of("tiny", folder)
        assert on_the_way is not None and not on_the_way.is_held
        assert on_the_way.done_bytes * 100 >= percent * on_the_way.total_bytes
        assert state_of("tiny", folder) is State.PARTIAL
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
    assert state_of("tiny", folder) is State.VERIFIED


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
    last = child.stop()
    assert is_silent or (isinstance(last, Failed) and last.code == "download_stopped")
    assert state_of("tiny", folder) is State.PARTIAL

    assert discard("tiny", folder) >= 500_000
    assert progress_of("tiny", folder) is None
    assert state_of("tiny", folder) is State.ABSENT
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
    assert state_of("tiny", folder) is State.DAMAGED

    fetch().success()
    assert state_of("tiny", folder) is State.VERIFIED
    assert hub.asked_for("tokenizer.json") and not hub.asked_for("model.bin")
    assert nothing_left(folder)


@pytest.mark.parametrize(
    ("files", "format", "converter"),
    [
        (("model.safetensors", "config.json", "tokenizer.json"), "Transformers (safetensors)", True),
        (("pytorch_model.bin", "config.json"), "Transformers (PyTorch)", True),
        (("ggml-tiny.bin",), "whisper.cpp (ggml)", False),
        (("encoder_model.onnx", "config.json"), "ONNX", False),
        (("README.md",), "no model.bin", False),
    ],
)
def test_a_model_of_another_kind_is_told_of_before_it_comes(
    hub: LoopbackHub, fetch: Fetch, folder: Path, tmp_path: Path, files: tuple[str, ...], format: str, converter: bool
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in files:
        (other / name).write_bytes(b"{}")
    hub.repositories["acme/other"] = other
    failed = fetch("acme/other").failure()
    assert (failed.code, failed.facts["format"]) == ("not_ctranslate2", format)
    assert ("ct2-transformers-converter --model acme/other" in str(failed.facts["converter"])) == converter
    assert len(hub.requests) == 1


def test_a_model_that_is_no_whisper_is_left_at_its_first_bytes(hub: LoopbackHub, fetch: Fetch, tmp_path: Path) -> None:
    other = shutil.copytree(MODEL, tmp_path / "other")
    content = (other / "model.bin").read_bytes().replace(b"WhisperSpec", b"TransformSp", 1)
    (other / "model.bin").write_bytes(content + bytes(20_000_000))
    hub.repositories["acme/translator"] = other
    child = fetch("acme/translator")
    assert child.failure().code == "not_ctranslate2"
    assert max(each.done_bytes for each in child.progress) < 5_000_000


def test_every_byte_of_the_receipt_was_hashed(fetch: Fetch, folder: Path) -> None:
    fetch().success()
    receipt = read_receipt(folder / "tiny")
    assert receipt is not None
    for file in receipt.files:
        content = (folder / "tiny" / file.name).read_bytes()
        assert (file.size_bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert {file.name for file in receipt.files} | {RECEIPT} == {path.name for path in (folder / "tiny").iterdir()}
