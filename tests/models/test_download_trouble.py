"""What stands in the way of a download: it is told by its reason, and leaves no half model."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from models.partial import partial_folder
from models.receipt import read_receipt
from models.store import ModelState, find_model, state_of
from tests.models.downloading import MODEL, Fetch, find_revision, nothing_left, same_files
from tests.support.loopback_hub import COMMIT, TINY, TOKEN, Fault, LoopbackHub
from tests.support.starter import starter


def test_bytes_that_are_wrong_twice_make_no_model(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.faults.append(Fault("model.bin", times=2, is_wrong=True))
    failed = fetch().failure()
    assert (failed.code, failed.facts["file"]) == ("wrong_bytes", "model.bin")
    assert state_of("tiny", folder) is ModelState.PARTIAL
    assert not (partial_folder("tiny", folder) / "model.bin.part").exists()


def test_a_hub_that_stays_silent_is_told_of(hub: LoopbackHub, fetch: Fetch) -> None:
    hub.faults.append(Fault("model.bin", times=99, stall_after=0))
    failed = fetch("tiny", "--stall-s", "1", "--tries", "2").failure()
    assert (failed.code, failed.facts["limit_s"]) == ("hub_stalled", 1.0)
    assert len(hub.asked_for("model.bin")) == 2


def test_a_disk_too_small_is_told_of_before_anything_comes(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    small = (
        "import collections, shutil; shutil.disk_usage = lambda path: collections.namedtuple('U', 'free')(9_000_000)"
    )
    failed = fetch(fake=small).failure()
    assert failed.code == "no_space"
    assert int(failed.facts["needed_bytes"]) > int(failed.facts["free_bytes"]) == 9_000_000
    assert not hub.asked_for("config.json")
    assert state_of("tiny", folder) is ModelState.ABSENT


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
    assert state_of("tiny", folder) is ModelState.PARTIAL
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
    assert not list(folder.glob("[!.]*")) and (code == "model_unknown" or nothing_left(folder))
    if code in {"hub_offline", "model_unknown"}:
        assert not hub.requests


def test_a_token_opens_what_is_private_and_goes_to_the_hub_alone(hub: LoopbackHub, fetch: Fetch, folder: Path) -> None:
    hub.repositories["acme/secret"] = MODEL
    hub.private.add("acme/secret")
    fetch("acme/secret", HF_TOKEN=TOKEN).success()
    assert find_model("acme/secret", folder).path == folder / "acme--secret"
    assert find_model("acme--secret", folder).title == starter().title
    receipt = read_receipt(folder / "acme--secret")
    assert receipt is not None and receipt.revision == COMMIT
    [stored] = hub.asked_for("model.bin")
    assert stored.authorization is None
    assert all(each.authorization for each in hub.requests if each is not stored)


def test_a_gated_model_is_told_from_a_missing_one(hub: LoopbackHub, fetch: Fetch) -> None:
    hub.faults.append(Fault(find_revision("tiny"), times=9, status=403, headers={"X-Error-Code": "GatedRepo"}))
    assert fetch(HF_TOKEN=TOKEN).failure().code == "hub_access_denied"
    assert fetch().failure().code == "hub_token_needed"


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
