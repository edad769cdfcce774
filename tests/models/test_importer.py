"""Models that somebody brings: folders and archives, sound ones and those that mean harm."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import ImportingError, ModelBusy
from models.importer import import_model
from models.partial import DownloadPlan, lock_of, partial_folder, write_plan
from models.receipt import read_receipt
from models.store import ModelState, state_of, verify
from tests.models.bringing import NAMES, STARTER, refused, tarred, zipped
from tests.support.starter import starter


def test_a_folder_is_copied_and_checked(folder: Path, brought: Path) -> None:
    (brought / "holiday.jpg").write_bytes(b"no part of a model")
    told: list[tuple[int, int]] = []
    model = import_model(brought, folder, on_progress=lambda done, total: told.append((done, total)))

    assert (model.model_id, model.path) == ("my model", folder / "my model")
    assert {path.name for path in model.path.iterdir()} == {*NAMES, "verified.json"}
    assert (model.path / "model.bin").read_bytes() == (STARTER / "model.bin").read_bytes()
    assert model.title == starter().title
    assert state_of("my model", folder) is ModelState.VERIFIED
    verify("my model", folder)
    total = sum((STARTER / name).stat().st_size for name in NAMES)
    assert told == sorted(told) and told[-1] == (total, total)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pack", "name", "model_id"),
    [
        (zipped, "any.zip", "my model"),
        (tarred, "any.tar", "base"),
        (tarred, "any.tar.gz", "base"),
        (tarred, "any.tar.xz", "base"),
    ],
)
def test_an_archive_is_as_good_as_a_folder(
    folder: Path, brought: Path, pack: Callable[[Path, Path], Path], name: str, model_id: str
) -> None:
    model = import_model(pack(brought, brought.parent / name), folder)
    assert model.model_id == model_id
    assert (model.path / "tokenizer.json").read_bytes() == (STARTER / "tokenizer.json").read_bytes()
    assert state_of(model_id, folder) is ModelState.VERIFIED


@pytest.mark.parametrize(
    ("place", "model_id"),
    [
        ("faster-whisper-small.en", "small.en"),
        ("models--Systran--faster-whisper-base/snapshots/ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66", "base"),
        ("models--acme--speech/snapshots/ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66", "acme--speech"),
        ("large-v3", "large-v3"),
    ],
)
def test_where_it_lay_tells_which_model_it_is(folder: Path, brought: Path, place: str, model_id: str) -> None:
    target = brought.parent / place
    target.parent.mkdir(parents=True, exist_ok=True)
    brought.rename(target)
    assert import_model(target, folder).model_id == model_id


def test_the_folder_above_will_do(folder: Path, brought: Path) -> None:
    assert import_model(brought.parent, folder).model_id == "my model"


def test_a_link_in_a_folder_is_followed_and_not_kept(folder: Path, brought: Path) -> None:
    (brought / "model.bin").rename(brought.parent / "blob")
    (brought / "model.bin").symlink_to(brought.parent / "blob")
    assert not (import_model(brought, folder).path / "model.bin").is_symlink()


def test_a_name_can_be_given(folder: Path, brought: Path) -> None:
    assert import_model(brought, folder, "turbo").model_id == "large-v3-turbo"
    assert import_model(brought, folder, "acme/speech").model_id == "acme--speech"


@pytest.mark.parametrize("name", ["..", ".hidden", "a/b/c", "a\\b", "", "C:", "new\nline", "x" * 200])
def test_a_name_leads_nowhere_else(folder: Path, brought: Path, name: str) -> None:
    assert refused(brought, folder, name).code == "bad_name"


def test_a_sound_model_is_not_replaced_and_a_damaged_one_is(folder: Path, brought: Path) -> None:
    model = import_model(brought, folder)
    assert refused(brought, folder).code == "model_exists"
    (model.path / "tokenizer.json").write_bytes(b"{}")
    assert state_of("my model", folder) is ModelState.DAMAGED
    import_model(brought, folder)
    assert state_of("my model", folder) is ModelState.VERIFIED


def test_what_was_checked_once_must_not_have_changed(folder: Path, brought: Path, tmp_path: Path) -> None:
    stick = shutil.copytree(import_model(brought, folder, "mine").path, tmp_path / "other stick")
    (tmp_path / "their models").mkdir()
    assert import_model(stick, tmp_path / "their models").model_id == "other stick"
    content = (stick / "model.bin").read_bytes()
    (stick / "model.bin").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    error = refused(stick, folder, "again")
    assert (error.code, error.facts["file"]) == ("import_unsound", "model.bin")


def test_an_import_makes_a_download_needless(folder: Path, brought: Path) -> None:
    gathered = partial_folder("base", folder)
    gathered.mkdir(parents=True)
    write_plan(gathered, DownloadPlan("Systran/faster-whisper-base", "main", "0" * 40, ()))
    import_model(brought, folder, "base")
    assert not gathered.exists()


def test_who_brings_the_same_model_goes_first(folder: Path, brought: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.importer._BUSY_S", 0.1)
    with lock_of("base", folder).acquire(), pytest.raises(ModelBusy):
        import_model(brought, folder, "base")


def test_a_stop_leaves_nothing(folder: Path, brought: Path) -> None:
    with pytest.raises(ImportingError) as caught:
        import_model(brought, folder, should_stop=lambda: True)
    assert caught.value.code == "import_stopped"
    assert not list(folder.glob("[!.]*")) and not partial_folder("my model.import", folder).exists()


def test_what_a_killed_import_left_is_no_hindrance(folder: Path, brought: Path) -> None:
    left = partial_folder("my model.import", folder)
    left.mkdir(parents=True)
    (left / "model.bin").write_bytes(b"half")
    import_model(brought, folder)
    assert not left.exists()


def test_a_full_disk_is_told_of_before_it_is_full(folder: Path, brought: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))
    error = refused(brought, folder)
    assert error.code == "no_space" and error.facts["free_bytes"] == 1


# --- what is no model ---


def test_nothing_there_is_told(folder: Path, tmp_path: Path) -> None:
    error = refused(tmp_path / "nowhere", folder)
    assert (error.code, error.facts["path"]) == ("import_missing", str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_file_that_is_missing_is_named(folder: Path, brought: Path, name: str) -> None:
    (brought / name).unlink()
    error = refused(brought, folder)
    assert error.code == "import_incomplete"
    assert name in str(error.facts["file"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.bin", b""),
        ("model.bin", b"\0" * 100),
        ("model.bin", (STARTER / "model.bin").read_bytes()[:200].replace(b"WhisperSpec", b"TransformSp")),
        ("config.json", b"no JSON"),
        ("config.json", b"[]"),
        ("config.json", b"[" * 100_000),
        ("tokenizer.json", b'{"half": '),
        ("vocabulary.json", b"{}"),
        ("vocabulary.json", b"[1, 2, 3]"),
        ("everyclip.toml", b"preferred_window_s = 99"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_named(folder: Path, brought: Path, name: str, content: bytes) -> None:
    (brought / name).write_bytes(content)
    error = refused(brought, folder)
    assert (error.code, error.facts["file"]) == ("import_unsound", name)


@pytest.mark.parametrize("left", [80, 0.1, 0.5, 0.9, -1, -4])
def test_weights_that_were_cut_short_are_told(folder: Path, brought: Path, left: float) -> None:
    """As of a download that broke off: their beginning is right."""
    size = (brought / "model.bin").stat().st_size
    os.truncate(brought / "model.bin", int(size * left) if isinstance(left, float) else left % size)
    error = refused(brought, folder)
    assert (error.code, error.facts["file"]) == ("import_unsound", "model.bin")
    assert "cut short" in str(error.facts["detail"])


def test_weights_that_go_on_or_contradict_themselves_are_told(folder: Path, brought: Path) -> None:
    content = (STARTER / "model.bin").read_bytes()
    (brought / "model.bin").write_bytes(content + b"x")
    assert "goes on behind its end" in str(refused(brought, folder).facts["detail"])
    # The first variable: behind the version, the name of its kind, the revision and how many there are.
    first = 4 + 2 + len(b"WhisperSpec\0") + 4 + 4
    rank = first + 2 + int.from_bytes(content[first : first + 2], "little")
    assert content[rank] == 0, "a single number, of which the next byte is the type"
    for place in (rank, rank + 1):
        (brought / "model.bin").write_bytes(content[:place] + b"\x07" + content[place + 1 :])
        assert refused(brought, folder).code == "import_unsound"


@pytest.mark.parametrize(
    ("files", "format", "has_converter"),
    [
        ({"model.safetensors": b"", "config.json": b"{}"}, "Transformers (safetensors)", True),
        ({"pytorch_model.bin": b"PK\3\4"}, "Transformers (PyTorch)", True),
        ({"ggml-base.bin": b"lmgg"}, "whisper.cpp (ggml)", False),
        ({"encoder.onnx": b""}, "ONNX", False),
        ({"large-v3.pt": b"PK\3\4"}, "OpenAI Whisper or PyTorch", False),
    ],
)
def test_a_model_of_another_kind_is_told_with_its_converter(
    folder: Path, tmp_path: Path, files: dict[str, bytes], format: str, has_converter: bool
) -> None:
    brought = tmp_path / "their model"
    brought.mkdir()
    for name, content in files.items():
        (brought / name).write_bytes(content)
    for path in (brought, brought / next(iter(files))):  # the folder, or the file itself
        error = refused(path, folder)
        assert (error.code, error.facts["format"]) == ("not_ctranslate2", format)
        assert str(error.facts["converter"]).startswith("ct2-transformers-converter") == has_converter


@pytest.mark.parametrize("content", [b"PK\3\4 a zip of PyTorch", b"\x80\2}q\0.", b"lmgg", b"GGUF"])
def test_another_kind_under_a_model_s_name_is_told(folder: Path, brought: Path, content: bytes) -> None:
    (brought / "model.bin").write_bytes(content + bytes(100))
    assert refused(brought, folder).code == "not_ctranslate2"


def test_a_hostile_receipt_reads_no_other_file(folder: Path, brought: Path) -> None:
    receipt: dict[str, object] = {
        "files": {"../../secret": {"size": 1, "sha256": "0"}},
        "repository": None,
        "revision": None,
        "damaged": [],
    }
    (brought / "verified.json").write_text(json.dumps(receipt))
    error = refused(brought, folder)
    assert (error.code, error.facts["file"]) == ("import_unsound", "verified.json")


def test_an_import_is_its_own_source(folder: Path, brought: Path) -> None:
    receipt = read_receipt(import_model(brought, folder, "tiny").path)
    assert receipt is not None
    assert (receipt.repository, receipt.revision) == (None, None), (
        "it has the name, not the content, of the catalogue's"
    )
