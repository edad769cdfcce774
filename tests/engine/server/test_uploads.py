"""What comes over the wire: once, in part, slowly, too large, too much, or from whom it should not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import psutil
import pytest

from engine.engine import Engine
from engine.intake.uploads import tidy_name
from engine.registry.registry import Registry
from engine.registry.uploads import Key, Terms
from engine.run import HTTP, Clip, NewRun, Options, Run, State
from engine.server.access import host_of
from engine.server.tokens import kept_token, new_token
from engine.storage.durable import write_durably
from engine.storage.paths import Paths
from tests.engine.server.conftest import LIMIT_S, TOKEN, OpenDoor, complete
from tests.engine.server.test_transcriptions import arrived, begun

PATH = "/v1/audio/transcriptions"
LATER = {"Prefer": "respond-async"}


async def post(door: OpenDoor, content: bytes = b"sound", key: str = "", **fields: str) -> Any:
    """The answer to a clip that nobody waits for."""
    headers = LATER | ({"Idempotency-Key": key} if key else {})
    async with door.http() as client:
        files = {"file": ("memo.ogg", content)}
        return await client.post(PATH, data={"model": "whisper-1"} | fields, files=files, headers=headers)


async def begin_form(door: OpenDoor, length: int, *, host: str = "localhost", token: str = TOKEN) -> Any:
    """A connection over which the beginning of a form with a file was sent, of which there is more to come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(door.url.rpartition(":")[2]))
    head = (
        '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.ogg"\r\n\r\n'
    )
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nPrefer: respond-async\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(head) + length + 9}\r\n\r\n"
        f"{head}".encode()
    )
    return reader, writer


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110 - there is nothing to wait on
            await asyncio.sleep(0.01)


# --- once ---


async def test_a_key_stands_for_one_run(door: OpenDoor, worker: Registry) -> None:
    first = await post(door, key="k")
    again = await post(door, key="k")
    assert first.json()["run_id"] == again.json()["run_id"] and len(door.files) == 1
    complete(worker, (await arrived(door.engine))[0], "Good morning.")
    client = door.openai()
    answer = await client.audio.transcriptions.create(
        file=("memo.ogg", b"sound"), model="whisper-1", extra_headers={"Idempotency-Key": "k"}
    )
    assert answer.text == "Good morning.", "at once, however much later"
    assert (await post(door)).json()["run_id"] != first.json()["run_id"], "without a key it is another one"


async def test_a_key_for_something_else_is_refused(door: OpenDoor) -> None:
    await post(door, key="k")
    for answer in (await post(door, b"other", key="k"), await post(door, key="k", language="de")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key_taken")
        assert answer.headers["x-should-retry"] == "false"
    assert (await post(door, key="x" * 300)).status_code == 400
    assert len(await door.engine.runs.all()) == 1 == len(door.files)


async def test_a_key_that_comes_many_times_at_once(door: OpenDoor) -> None:
    answers = await asyncio.gather(*(post(door, b"sound" * 50_000, key="k") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["run_id"] for answer in answers}) == 1
    assert len(await door.engine.runs.all()) == 1 == len(door.files)


async def test_a_key_goes_with_its_run(door: OpenDoor) -> None:
    run_id = (await post(door, key="k")).json()["run_id"]
    await door.engine.trash.delete([run_id])
    assert (await post(door, key="k")).json()["run_id"] == run_id, "it can be brought back"
    await door.engine.trash.purge([run_id])
    assert (await post(door, key="k")).json()["run_id"] != run_id


# --- in part, and slowly ---


async def test_half_an_upload_leaves_nothing(door: OpenDoor) -> None:
    _, writer = await begin_form(door, 5_000_000)
    writer.write(bytes(3_000_000))
    await until(lambda: door.files)
    assert door.files[0].endswith(".part") and await door.engine.runs.all() == []
    writer.transport.abort()
    await until(lambda: not door.files)
    assert await door.engine.uploads.waiting() == 0


async def test_a_slow_upload_keeps_nobody_waiting(door: OpenDoor) -> None:
    reader, writer = await begin_form(door, 10)
    for _ in range(10):
        writer.write(b"s")
        await writer.drain()
        assert (await post(door)).status_code == 202
    writer.write(b"\r\n--b--\r\n")
    assert b"202" in await reader.readline()
    writer.close()
    assert len(await door.engine.runs.all()) == 11


async def test_an_upload_that_stalls_is_given_up(open_door: Callable[..., Any]) -> None:
    door = await open_door(idle_s=0.2)
    reader, writer = await begin_form(door, 10)
    assert b"408" in await reader.readline()
    writer.close()
    await until(lambda: not door.files)


async def test_a_form_that_makes_no_sense(door: OpenDoor) -> None:
    async with door.http() as client:
        assert (await client.post(PATH)).status_code == 400
        assert (await client.post(PATH, data={"model": "whisper-1"})).status_code == 400
        assert (await client.post(PATH, json={"model": "whisper-1"})).status_code == 400
        two = [("file", ("a.ogg", b"a")), ("file", ("b.ogg", b"b"))]
        assert (await client.post(PATH, data={"model": "whisper-1"}, files=two)).status_code == 400
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        assert (await client.post(PATH, content=b"--b\r\nno form", headers=headers)).status_code == 400
        assert (await client.post(PATH, content=b"no form at all", headers=headers)).status_code == 400
    assert door.files == [] and await door.engine.runs.all() == []


# --- too large, too much ---


async def test_a_clip_that_is_too_large(open_door: Callable[..., Any]) -> None:
    door = await open_door(max_upload_bytes=1_000_000)
    assert (await post(door, bytes(1_000_001))).status_code == 413
    assert (await post(door, bytes(30_000_000))).status_code == 413, "told, although all of it is sent"
    assert (await post(door, bytes(1_000_000))).status_code == 202

    async def endless() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(300):
            yield bytes(10_000)

    async with door.http() as client:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        assert (await client.post(PATH, content=endless(), headers=headers)).status_code == 413
    assert len(door.files) == 1


async def test_no_room_is_told_before_anything_is_written(door: OpenDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    full = os.statvfs(door.paths.vault)
    monkeypatch.setattr(
        "shutil.disk_usage", lambda path: type("Usage", (), {"free": 20_000_000, "total": full.f_blocks})()
    )
    answer = await post(door, bytes(25_000_000))
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "clip_no_room")
    assert door.files == []


async def test_a_large_upload_needs_no_memory(open_door: Callable[..., Any]) -> None:
    door = await open_door()
    await post(door)
    piece, count = os.urandom(1 << 20), 300

    async def content() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        for _ in range(count):
            yield piece
        yield b"\r\n--b--\r\n"

    before, peak = psutil.Process().memory_info().rss, 0

    async def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, psutil.Process().memory_info().rss)
            await asyncio.sleep(0.005)

    watching = begun(watch())
    async with door.http() as client:
        headers = LATER | {"Content-Type": "multipart/form-data; boundary=b"}
        assert (await client.post(PATH, content=content(), headers=headers)).status_code == 202
    watching.cancel()
    assert peak - before < 40_000_000
    run = (await door.engine.runs.all())[-1]
    assert run.clip.size_bytes == count << 20


async def test_no_more_wait_than_may(open_door: Callable[..., Any], worker: Registry) -> None:
    door = await open_door(max_waiting=20)
    answers = await asyncio.gather(*(post(door, f"sound {n}".encode()) for n in range(60)))
    taken = [answer for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(taken), len(refused)) == (20, 40)
    assert {answer.headers["retry-after"] for answer in refused} == {"5"}
    assert refused[0].json()["error"]["type"] == "rate_limit_error"
    assert len(door.files) == 20 == await door.engine.uploads.waiting()
    complete(worker, (await door.engine.runs.all())[0], "")
    assert (await post(door)).status_code == 202


async def test_the_limit_holds_at_the_commit_too(engine: Engine, home: Paths) -> None:
    """Other doors ask nobody."""
    async with engine.uploads.begin("a.ogg", 1) as first, engine.uploads.begin("b.ogg", 1) as second:
        for upload in (first, second):
            await upload.write(b"s")
            await upload.finish()
        await first.accept(Options(), Terms("HTTP", max_waiting=1))
        with pytest.raises(Exception, match="queue_full"):
            await second.accept(Options(), Terms("Another", max_waiting=1))
    assert len(os.listdir(home.vault)) == 1 and [one.name for one in await engine.sessions()] == ["HTTP"]


async def test_a_known_key_needs_no_place(open_door: Callable[..., Any]) -> None:
    door = await open_door(max_waiting=1)
    assert [(await post(door, key=key)).status_code for key in ("a", "b", "a")] == [202, 429, 202]


# --- from whom it should not ---


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::2]:80", "10.0.0.1"]
)
async def test_a_page_from_elsewhere_does_not_reach_it_by_its_own_name(door: OpenDoor, host: str) -> None:
    reader, writer = await begin_form(door, 10, host=host)
    assert b" 403 " in await reader.readline() or host == ""
    writer.close()
    assert door.files == []


def test_hosts_are_read_without_their_ports() -> None:
    assert [host_of(each) for each in ("localhost:1", "127.0.0.1", "[::1]:8")] == ["localhost", "127.0.0.1", "::1"]


def test_the_token_is_kept(home: Paths) -> None:
    token = kept_token(home)
    assert len(token) > 40 and kept_token(home) == token
    assert os.name != "posix" or home.http_token.stat().st_mode & 0o777 == 0o600
    write_durably(home.http_token, b"\xff\n")
    assert kept_token(home) != token
    another = new_token(home)
    assert another != token and kept_token(home) == another


def test_a_name_is_no_path() -> None:
    assert tidy_name("../../etc/passwd") == "passwd" and tidy_name("C:\\talks\\a.wav") == "a.wav"
    assert tidy_name("") == "clip" == tidy_name("..\\") and tidy_name("a\nb.ogg") == "a b.ogg"
    assert len(tidy_name("x" * 300 + ".ogg")) == 200 and tidy_name("x" * 300 + ".ogg").endswith(".ogg")


# --- killed anywhere ---


async def test_what_a_killed_program_was_taking_leaves_nothing(engine: Engine, home: Paths, worker: Registry) -> None:
    half, whole, done = (f"{n}1111111-1111-1111-1111-111111111111" for n in "abc")
    for clip_id in (half, whole, done):
        worker.begin_upload(clip_id, "99999999-1111-1111-1111-111111111111")
    (home.vault / f"{half}.ogg.abcdef01.part").write_bytes(b"so")
    (home.vault / f"{whole}.ogg").write_bytes(b"sound")
    (home.vault / f"{done}.ogg").write_bytes(b"sound")
    new = NewRun(Clip(done, "done.ogg", HTTP, 5, "x", f"{done}.ogg"), Options())
    run, is_new = worker.accept_upload(new, "99999999-1111-1111-1111-111111111111", Terms("HTTP", key=Key("k", "r")))
    assert is_new
    async with engine.uploads.begin("mine.ogg", 4) as mine:
        await mine.write(b"mine")
        await engine.uploads.take_over()
        await mine.finish()
        await mine.accept(Options(), Terms("HTTP"))
    assert sorted(os.listdir(home.vault)) == sorted([f"{done}.ogg", f"{mine.clip.clip_id}.ogg"])
    assert (await engine.uploads.run_of_key("k")) == run and run.state is State.QUEUED


async def test_a_door_that_was_taken_for_dead_is_told(engine: Engine, home: Paths, worker: Registry) -> None:
    async with engine.uploads.begin("a.ogg", None) as upload:
        await upload.write(b"s")
        await upload.finish()
        worker.take_uploads(upload.door, "other")
        with pytest.raises(Exception, match="upload_lost"):
            await upload.accept(Options(), Terms("HTTP"))
    assert await engine.runs.all() == []


async def test_a_task_that_is_cancelled_at_any_moment(engine: Engine, home: Paths) -> None:
    """What is a run has its audio; what is none has left nothing."""

    async def send() -> None:
        async with engine.uploads.begin("a.ogg", None) as upload:
            for _ in range(3):
                await upload.write(os.urandom(1000))
            await upload.finish()
            await upload.accept(Options(), Terms("HTTP"))

    runs: list[Run] = []
    for moment in range(60):
        sending = begun(send())
        for _ in range(moment):
            await asyncio.sleep(0.0005)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        runs = await engine.runs.all()
        assert sorted(os.listdir(home.vault)) == sorted(str(run.clip.stored_as) for run in runs)
    assert runs, "some were quick enough"
