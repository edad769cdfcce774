"""A file that is not finished is waited for, one that is too large is refused, and a folder stands for its clips."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import ClipError
from engine.events import Arriving, Notice, WaitReason
from engine.intake import arrivals
from engine.storage import sources, vault
from engine.storage.paths import Paths
from engine.storage.sources import find
from engine.storage.vault import Vault
from tests.engine.doors import LIMIT_S, codes, files, until, vault_of

# --- a file that is not finished, and one that is too large ---


async def test_a_file_that_is_still_written_is_waited_for(
    engine: Engine, home: Paths, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "LOOK_AGAIN_S", 0.05)
    path = tmp_path / "growing.wav"
    with path.open("wb") as writer:
        writer.write(b"half")
        writer.flush()
        group = await engine.hand_over([path], session_id=session_id)
        [run] = group.runs
        await until(lambda: engine.why_waiting(run).why is WaitReason.STILL_WRITTEN)
        others = await engine.accept(files(tmp_path, "a", "b", "c", "d", "e"), session_id=session_id)
        assert codes(others) == [None] * 5
        writer.write(b" and the other half")
    if sys.platform != "linux":
        monkeypatch.setattr(sources, "UNKNOWN_RESTS_S", 0.2)
    await group.has_ended.wait()
    [run] = group.runs
    audio = engine.audio_path(run)
    assert audio is not None and audio.read_bytes() == b"half and the other half"


async def test_where_the_system_does_not_tell_a_file_must_rest(
    engine: Engine, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(sources, "_has_writer", lambda descriptor: None)
    monkeypatch.setattr(sources, "UNKNOWN_RESTS_S", 0.3)
    path, parts = tmp_path / "growing.wav", [b"%d," % n for n in range(12)]
    path.touch()

    def write() -> None:
        for part in parts:
            with path.open("ab") as writer:
                writer.write(part)
            threading.Event().wait(0.05)

    writing = asyncio.get_running_loop().create_task(asyncio.to_thread(write))
    [run] = await engine.accept([path], session_id=session_id)
    await writing
    audio = engine.audio_path(run)
    assert audio is not None and audio.read_bytes() == b"".join(parts)


async def test_a_file_of_the_future_rests_too(
    engine: Engine, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(sources, "_has_writer", lambda descriptor: None)
    monkeypatch.setattr(sources, "UNKNOWN_RESTS_S", 0.2)
    [path] = files(tmp_path, "a")
    os.utime(path, (4e9, 4e9))
    assert codes(await engine.accept([path], session_id=session_id)) == [None]


def test_what_is_written_to_while_it_is_copied_is_no_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vault").mkdir()
    monkeypatch.setattr(vault, "CHUNK_BYTES", 100)
    [path] = files(tmp_path, "growing")

    class Watched(vault.Copying):
        def went_on(self, size_bytes: int) -> None:
            if size_bytes == 100:
                with path.open("ab") as writer:
                    writer.write(b"more")

    with pytest.raises(vault.StillWritten):
        Vault(tmp_path / "vault").store(vault.new_clip(path), path, Watched())
    assert not list((tmp_path / "vault").iterdir())


async def test_a_file_that_never_ends_is_given_up(
    engine: Engine, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LOOK_AGAIN_S": 0.02, "SEE_TO_LIMITS_EVERY_S": 0.05, "STILL_WRITTEN_LIMIT_S": 0.2}.items():
        monkeypatch.setattr(arrivals, name, value)
    monkeypatch.setattr(sources.Rest, "is_finished", lambda rest, descriptor: False)
    [run] = await engine.accept(files(tmp_path, "a"), session_id=session_id)
    assert codes([run]) == ["still_written"] and run.can_retry


async def test_a_clip_for_which_there_is_no_room_is_refused_at_once(
    engine: Engine, home: Paths, session_id: str, tmp_path: Path
) -> None:
    with (tmp_path / "huge.wav").open("wb") as huge:
        huge.truncate(1 << 43)  # a terabyte and more, of nothing
    async with asyncio.timeout(LIMIT_S):
        runs = await engine.accept([tmp_path / "huge.wav", *files(tmp_path, "a")], session_id=session_id)
    assert codes(runs) == ["clip_no_room", None]
    assert runs[0].reason is not None and runs[0].reason.facts["needed_bytes"] == 1 << 43
    assert vault_of(home) == [runs[1].clip.stored_as]


def test_clips_do_not_take_each_others_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=30_000_000))
    room, one, other = vault._Room(tmp_path), vault.Copying(), vault.Copying()
    one.total_bytes = other.total_bytes = 20_000_000
    with room.kept_for(one):
        with pytest.raises(ClipError, match="clip_no_room"), room.kept_for(other):
            pass
        one.done_bytes = 15_000_000
        with room.kept_for(other):
            pass


# --- folders ---


async def test_the_clips_in_a_folder_take_its_place(
    engine: Engine, told: list[Notice], session_id: str, tmp_path: Path
) -> None:
    files(tmp_path / "folder" / "inner", "d")
    files(tmp_path / "folder", "c", "b")
    first, last = files(tmp_path, "a", "e")
    (tmp_path / "empty").mkdir()
    group = await engine.hand_over(
        [first, tmp_path / "folder", tmp_path / "empty", last], session_id=session_id, opens_folders=True
    )
    await group.has_ended.wait()
    assert [run.clip.name for run in group.runs] == ["a.wav", "b.wav", "c.wav", "d.wav", "empty", "e.wav"]
    assert codes(group.runs) == [None] * 4 + ["folder_empty", None]
    gone = [notice.run.clip.name for notice in told if isinstance(notice, Arriving) and notice.run.is_deleted]
    assert gone == ["folder"]


async def test_a_folder_that_may_not_be_read_is_told_by_name(
    engine: Engine, session_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(tmp_path / "folder" / "secret", "b")
    files(tmp_path / "folder", "a")
    scandir = os.scandir

    def refused(path: str | int) -> object:
        if "secret" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    group = await engine.hand_over([tmp_path / "folder"], session_id=session_id, opens_folders=True)
    await group.has_ended.wait()
    assert sorted((run.clip.name, run.reason and run.reason.code) for run in group.runs) == [
        ("a.wav", None), ("secret", "folder_unreadable"),
    ]  # fmt: skip


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_a_folder_stands_for_the_media_files_below_it(tmp_path: Path) -> None:
    expected = (put(tmp_path / "B.FLAC"), put(tmp_path / "c.wav"), put(tmp_path / "inner" / "a.mp4"))
    for other in ("notes.txt", ".hidden.wav", ".cache/a.wav", "cover.jpg"):
        put(tmp_path / other)
    assert find(tmp_path).files == expected


PACKET = b"\x47" + b"\xa5" * 187


@pytest.mark.parametrize(
    "content",
    [
        8 * PACKET,
        PACKET[100:] + 8 * PACKET,  # a broadcast, taken up in the middle of a packet
        8 * (b"\x01\x02\x03\x04" + PACKET),  # as cameras write it
        bytes(5000),  # begun and never written: it fails with its reason
        b"",
    ],
)
def test_a_transport_stream_in_a_folder_is_a_clip(tmp_path: Path, content: bytes) -> None:
    for name in ("a.ts", "b.MTS"):
        put(tmp_path / name).write_bytes(content)
    assert [path.name for path in find(tmp_path).files] == ["a.ts", "b.MTS"]


def test_program_sources_in_a_folder_are_no_clips(tmp_path: Path) -> None:
    """TypeScript, and Qt's translations, end as transport streams do."""
    for number, source in enumerate(("export const GREETING = 'G';\n" * 400, "G", "<?xml version='1.0'?><TS/>")):
        for ending in ("ts", "mts"):
            put(tmp_path / f"{number}.{ending}").write_text(source)
    assert find(tmp_path).files == ()


def test_the_folder_of_our_own_clips_is_not_entered(tmp_path: Path) -> None:
    """A person who drops their whole home would otherwise hand over again all they ever handed over."""
    mine = put(tmp_path / "talk.wav")
    own = put(tmp_path / "data" / "vault" / "1.wav").parent
    found = find(tmp_path, own=own)
    assert found.files == (mine,)
    assert [(path, reason.code) for path, reason in found.not_entered] == [(own, "folder_own")]


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux may a name be any bytes")
def test_a_path_that_is_no_utf_8_is_found_again(tmp_path: Path) -> None:
    clip = tmp_path / os.fsdecode(b"andr\xe9") / os.fsdecode(b"caf\xe9 \xff.flac")
    clip.parent.mkdir()
    clip.touch()
    stored = Path(sources.readable(str(clip)))
    assert stored != clip and sources.found_again(stored) == clip == sources.found_again(clip)
    assert sources.look(stored).is_folder is False and find(stored.parent).files == (clip,)
    (clip.parent / os.fsdecode(b"caf\xe8 \xff.flac")).touch()
    assert sources.found_again(stored) == stored, "which of the two it was is not known"
    (clip.parent / stored.name).touch()
    assert sources.found_again(stored) == clip.parent / stored.name
    assert sources.found_again(tmp_path / "\N{REPLACEMENT CHARACTER}.wav") == tmp_path / "\N{REPLACEMENT CHARACTER}.wav"
