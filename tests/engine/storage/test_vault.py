"""What comes into the vault is whole and Everyclip's own; what cannot come in says why and leaves nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.errors import ClipError
from engine.run import Clip
from engine.storage.vault import CHUNK_BYTES, Vault, new_clip


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    (tmp_path / "vault").mkdir()
    return Vault(tmp_path / "vault")


def taken_in(vault: Vault, path: Path) -> Clip:
    return vault.store(new_clip(path), path)


def refusal(vault: Vault, path: Path) -> str:
    with pytest.raises(ClipError) as refused:
        taken_in(vault, path)
    return refused.value.code


def stored_files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "vault").iterdir())


@pytest.mark.parametrize("size_bytes", [1, CHUNK_BYTES, 2 * CHUNK_BYTES + 1])
def test_a_clip_is_copied_whole(vault: Vault, tmp_path: Path, size_bytes: int) -> None:
    audio = os.urandom(size_bytes)
    path = tmp_path / "Voice Memo.WAV"
    path.write_bytes(audio)

    clip = taken_in(vault, path)

    stored = vault.path_of(clip)
    assert stored is not None and stored.read_bytes() == audio
    assert stored.name == f"{clip.clip_id}.wav" and stored_files(tmp_path) == [stored.name]
    assert (clip.name, clip.source) == ("Voice Memo.WAV", str(path))
    assert (clip.size_bytes, clip.sha256) == (size_bytes, hashlib.sha256(audio).hexdigest())
    assert stored.stat().st_mode & 0o077 == 0, "others may listen"


def test_one_name_is_many_clips(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "note.wav"
    path.write_bytes(b"audio")
    with ThreadPoolExecutor(8) as doors:
        clips = list(doors.map(lambda _: taken_in(vault, path), range(50)))
    assert len({clip.clip_id for clip in clips}) == len(stored_files(tmp_path)) == 50


def test_what_happens_to_the_source_does_not_matter_any_more(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "note.wav"
    path.write_bytes(b"audio")
    clip = taken_in(vault, path)
    path.write_bytes(b"something else")
    path.unlink()
    stored = vault.path_of(clip)
    assert stored is not None and stored.read_bytes() == b"audio"


@pytest.mark.parametrize("name", ["a.tar.gz\n", "clip.x y", "clip." + "x" * 40, "clip.ö", "clip", ".hidden"])
def test_an_odd_ending_is_not_kept(vault: Vault, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"audio")
    clip = taken_in(vault, tmp_path / name)
    assert clip.name == name and clip.stored_as == clip.clip_id


def test_a_relative_path_is_found_from_anywhere(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    clip = new_clip(Path("later.wav"))
    Path("later.wav").write_bytes(b"audio")
    monkeypatch.chdir("/")
    assert vault.store(clip).stored_as == f"{clip.clip_id}.wav"


def test_what_cannot_come_in_says_why_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    os.mkfifo(tmp_path / "pipe.wav")
    codes = {
        tmp_path: "file_is_folder",
        tmp_path / "empty.wav": "file_empty",
        tmp_path / "pipe.wav": "file_unreadable",
        tmp_path / "nowhere.wav": "file_missing",
        tmp_path / "empty.wav" / "below.wav": "file_missing",
        tmp_path / ("x" * 300): "file_unreadable",
        tmp_path / "nul\0.wav": "file_unreadable",
        Path("/dev/zero"): "file_unreadable",
        Path("/"): "file_is_folder",
    }
    for path, code in codes.items():
        assert refusal(vault, path) == code, path
        assert new_clip(path).name
    assert stored_files(tmp_path) == []


def test_a_full_disk_says_so_and_leaves_nothing(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "note.wav"
    path.write_bytes(b"audio")
    monkeypatch.setattr(os, "fsync", no_space)
    assert refusal(vault, path) == "disk_full"
    assert stored_files(tmp_path) == []


def test_only_old_leftovers_are_removed(vault: Vault, tmp_path: Path) -> None:
    folder, now = tmp_path / "vault", time.time()
    for name, age_s in (("old.wav.part", 7200), ("new.wav.part", 10), ("coming.wav.part", 7200), ("clip.wav", 7200)):
        (folder / name).write_bytes(b"audio")
        os.utime(folder / name, (now - age_s, now - age_s))
    vault.remove_leftovers(now, {"coming"})
    assert stored_files(tmp_path) == ["clip.wav", "coming.wav.part", "new.wav.part"]
