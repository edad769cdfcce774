"""The store of models: what it finds, what it refuses, and what it believes of a model's own description."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models.catalogue import CatalogueFile, find_entry
from models.errors import ModelBusy, ModelDamaged, ModelMissing
from models.partial import lock_of, partial_folder
from models.receipt import FILE as RECEIPT
from models.receipt import read_receipt, sha256_of
from models.store import ModelState, damage_of, find_model, list_models, remove, state_of, verify
from tests.support.starter import starter

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")


def make_model(folder: Path, metadata: str | None = None) -> Path:
    """A folder that looks like a model."""
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_bytes(b"{}")
    if metadata is not None:
        (folder / "everyclip.toml").write_text(metadata, encoding="utf-8")
    return folder


def test_a_model_says_what_it_is_and_how_it_wants_to_be_used(tmp_path: Path) -> None:
    model = starter()

    assert model.title == "Starter (English)"
    assert "on real speech it invents text" in model.note
    assert "\n" not in model.note
    assert model.languages == ("en",)
    assert model.size_bytes == sum(file.stat().st_size for file in model.path.iterdir())
    assert (model.preferred_window_s, model.cut_silence_s, model.joins_speech) == (8.0, 0.25, False)
    assert model.encoder_margin_frames == 64
    assert not model.conditions_on_previous_text


def test_a_model_without_metadata_is_used_like_any_whisper(tmp_path: Path) -> None:
    make_model(tmp_path / "base")

    model = find_model("base", tmp_path)

    assert (model.model_id, model.path, model.title, model.note) == ("base", tmp_path / "base", "base", "")
    assert model.languages == ()
    assert (model.preferred_window_s, model.cut_silence_s, model.encoder_margin_frames) == (None, 0.5, 600)
    assert model.conditions_on_previous_text


def test_the_name_of_an_english_only_whisper_tells_its_language(tmp_path: Path) -> None:
    make_model(tmp_path / "tiny.en")
    assert find_model("tiny.en", tmp_path).languages == ("en",)


def test_metadata_may_say_a_part(tmp_path: Path) -> None:
    make_model(tmp_path / "mine", 'title = "Mine"\nlanguages = ["de", "fr"]\npreferred_window_s = 12\n')

    model = find_model("mine", tmp_path)

    assert (model.title, model.languages, model.preferred_window_s) == ("Mine", ("de", "fr"), 12.0)
    assert model.cut_silence_s == 0.5


@pytest.mark.parametrize(
    ("metadata", "named"),
    [
        ("title = 7", "title"),
        ("note = false", "note"),
        ('languages = "en"', "languages"),
        ("languages = [1]", "languages"),
        ("preferred_window_s = 31", "preferred_window_s"),
        ("preferred_window_s = nan", "preferred_window_s"),
        ("preferred_window_s = true", "preferred_window_s"),
        ("cut_silence_s = 0", "cut_silence_s"),
        ('cut_silence_s = "short"', "cut_silence_s"),
        ("encoder_margin_frames = 64.5", "encoder_margin_frames"),
        ("encoder_margin_frames = -1", "encoder_margin_frames"),
        ("conditions_on_previous_text = 1", "conditions_on_previous_text"),
        ("this is no TOML", "cannot be read"),
    ],
)
def test_a_wrong_value_in_the_metadata_is_named(tmp_path: Path, metadata: str, named: str) -> None:
    make_model(tmp_path / "odd", metadata)

    with pytest.raises(ModelDamaged) as caught:
        find_model("odd", tmp_path)

    assert caught.value.facts["model"] == "odd"
    assert str(caught.value.facts["detail"]).startswith("everyclip.toml")
    assert named in str(caught.value.facts["detail"])


def test_metadata_that_are_no_utf_8_are_named(tmp_path: Path) -> None:
    (make_model(tmp_path / "odd") / "everyclip.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(ModelDamaged, match=r"everyclip\.toml cannot be read"):
        find_model("odd", tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (make_model(tmp_path / "half") / name).unlink()

    with pytest.raises(ModelDamaged) as caught:
        find_model("half", tmp_path)

    assert caught.value.code == "model_damaged"
    assert caught.value.facts["model"] == "half"
    assert name in str(caught.value.facts["detail"])


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (make_model(tmp_path / "half") / "model.bin").write_bytes(b"")
    with pytest.raises(ModelDamaged, match=r"model\.bin is empty"):
        find_model("half", tmp_path)


def test_a_vocabulary_in_the_older_format_will_do(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "older")
    (folder / "vocabulary.json").rename(folder / "vocabulary.txt")
    assert find_model("older", tmp_path).path == folder


@pytest.mark.parametrize("model", ["no-such-model", "", "~", "a/b", "/no/such/folder", "a\0b", "a\0/b"])
def test_what_is_not_there_is_missing(tmp_path: Path, model: str) -> None:
    with pytest.raises(ModelMissing) as caught:
        find_model(model, tmp_path)
    assert caught.value.code == "model_missing"
    assert str(caught.value.facts["model"]).endswith(model)


def test_a_folder_that_holds_no_model_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"model\.bin is missing"):
        find_model(str(tmp_path), tmp_path)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model")
    with pytest.raises(ModelMissing):
        find_model("notes.txt", tmp_path)


def test_a_path_is_kept_absolute_so_that_any_process_finds_the_model_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_model(tmp_path / "elsewhere" / "mine")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    model = find_model("../elsewhere/mine", tmp_path / "models")

    assert model.path == folder
    assert model.model_id == str(folder)
    assert find_model(model.model_id, tmp_path / "models") == model


def test_an_id_never_leads_out_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_model(tmp_path / "secret")
    store = tmp_path / "store"
    store.mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")  # from here, "../secret" is no folder

    with pytest.raises(ModelMissing):
        find_model("../secret", store)
    monkeypatch.chdir(tmp_path)  # and a bare name is never a path
    with pytest.raises(ModelMissing):
        find_model("secret", store)


def test_the_list_leaves_out_what_cannot_be_used(tmp_path: Path) -> None:
    for name in ("small", "base", ".download"):
        make_model(tmp_path / name)
    (make_model(tmp_path / "half") / "model.bin").unlink()
    (tmp_path / "notes.txt").write_text("no model")

    models = list_models(tmp_path)

    assert [model.model_id for model in models] == ["base", "small"]


def test_without_a_folder_there_is_no_model(tmp_path: Path) -> None:
    assert list_models(tmp_path / "not yet") == []


def test_the_store_imports_nothing_heavy_and_nothing_above_it() -> None:
    code = "import sys, models.store; print(*{name.partition('.')[0] for name in sys.modules})"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    unwanted = {"engine", "desktop", "resources", "faster_whisper", "ctranslate2", "av", "numpy", "pydantic", "PySide6"}
    unwanted |= {"huggingface_hub", "httpx2"}
    assert not unwanted & set(imported)


# --- what is known of a model, and how it goes ---


def bring(folder: Path) -> Path:
    """A real model that somebody put into the models folder by hand."""
    return shutil.copytree(starter().path, folder, ignore=shutil.ignore_patterns(RECEIPT))


def test_states(tmp_path: Path) -> None:
    assert state_of("base", tmp_path) is ModelState.ABSENT
    gathered = partial_folder("base", tmp_path)
    gathered.mkdir(parents=True)
    assert state_of("Systran/faster-whisper-base", tmp_path) is ModelState.PARTIAL
    path = bring(tmp_path / "base")
    assert state_of("base", tmp_path) is ModelState.UNCHECKED
    verify("base", tmp_path)
    assert state_of("base", tmp_path) is ModelState.VERIFIED
    (path / "config.json").unlink()
    assert state_of("base", tmp_path) is ModelState.DAMAGED


def test_what_is_put_there_by_hand_gets_a_receipt_when_it_is_sound(tmp_path: Path) -> None:
    path = bring(tmp_path / "mine")
    told: list[tuple[int, int]] = []
    verify("mine", tmp_path, lambda done, total: told.append((done, total)))
    receipt = read_receipt(path)
    assert receipt is not None and receipt.repository is None
    assert told[-1] == (sum(file.size_bytes for file in receipt.files),) * 2
    make_model(tmp_path / "odd")
    with pytest.raises(ModelDamaged, match=r"model\.bin"):
        verify("odd", tmp_path)
    assert read_receipt(tmp_path / "odd") is None


def test_the_catalogue_knows_its_own_by_their_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bring(tmp_path / "tiny")
    entry = find_entry("tiny")
    assert entry is not None
    known = replace(entry, files=(CatalogueFile("model.bin", None, sha256_of(path / "model.bin")),))
    monkeypatch.setattr("models.store.find_entry", lambda name: known)
    verify("tiny", tmp_path)
    receipt = read_receipt(path)
    assert receipt is not None and (receipt.repository, receipt.revision) == (entry.repository, entry.revision)


def test_a_flipped_bit_is_found_remembered_and_forgiven(tmp_path: Path) -> None:
    path = bring(tmp_path / "mine") / "model.bin"
    verify("mine", tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert state_of("mine", tmp_path) is ModelState.VERIFIED, "a glance sees no difference"
    for _ in range(2):
        with pytest.raises(ModelDamaged, match=r"model\.bin has changed"):
            verify("mine", tmp_path)
        assert state_of("mine", tmp_path) is ModelState.DAMAGED
    with pytest.raises(ModelDamaged):
        find_model("mine", tmp_path)
    path.write_bytes(content)
    verify("mine", tmp_path)
    assert state_of("mine", tmp_path) is ModelState.VERIFIED


def test_what_could_not_be_loaded_is_damaged_only_where_its_files_are(tmp_path: Path) -> None:
    path = bring(tmp_path / "mine")
    assert damage_of(path) is None
    verify(path.name, tmp_path)
    assert damage_of(path) is None
    content = bytearray((path / "model.bin").read_bytes())
    content[-1] ^= 1
    (path / "model.bin").write_bytes(content)
    assert damage_of(path) == "model.bin has changed since it was checked"
    (path / "tokenizer.json").write_text("{")
    assert "tokenizer.json" in str(damage_of(path))


def test_a_receipt_that_is_none_is_damage(tmp_path: Path) -> None:
    path = bring(tmp_path / "mine")
    for content in (b"", b"[]", b'{"files": {}}', b'{"files": {"../a": {"size": 1, "sha256": ""}}}', b"\xff"):
        (path / RECEIPT).write_bytes(content)
        assert state_of("mine", tmp_path) is ModelState.DAMAGED


def test_removing_frees_what_it_says(tmp_path: Path) -> None:
    bring(tmp_path / "mine")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "blob").hardlink_to(tmp_path / "mine" / "model.bin")
    expected = sum(file.stat().st_size for file in (tmp_path / "mine").iterdir() if file.name != "model.bin")
    assert remove("mine", tmp_path) == expected
    assert state_of("mine", tmp_path) is ModelState.ABSENT
    with pytest.raises(ModelMissing):
        remove("mine", tmp_path)


def test_removing_a_link_leaves_what_it_leads_to(tmp_path: Path) -> None:
    elsewhere = bring(tmp_path / "elsewhere" / "mine")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine").symlink_to(elsewhere)
    assert remove("mine", tmp_path / "models") == 0
    assert (elsewhere / "model.bin").exists()
    assert state_of("mine", tmp_path / "models") is ModelState.ABSENT


@pytest.mark.parametrize("name", ["..", "../models", "/", "", "."])
def test_nothing_outside_is_removed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    with pytest.raises(ModelMissing):
        remove(name, folder)
    assert folder.is_dir()


def test_a_model_that_another_process_changes_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(tmp_path / "mine")
    monkeypatch.setattr("models.store._BUSY_S", 0.1)
    with lock_of("mine", tmp_path).acquire(), pytest.raises(ModelBusy):
        remove("mine", tmp_path)
    assert state_of("mine", tmp_path) is ModelState.UNCHECKED


def test_an_alias_and_a_repository_lead_to_the_same_model(tmp_path: Path) -> None:
    bring(tmp_path / "large-v3-turbo")
    for name in ("turbo", "large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo"):
        assert find_model(name, tmp_path).model_id == "large-v3-turbo"
