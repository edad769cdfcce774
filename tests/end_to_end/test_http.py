"""The HTTP door as the program that it is: asked by 200 at once, and killed in the middle."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import openai
import pytest

from engine.storage.paths import Paths
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.door import LIMIT_S, PATH, ROOT, DoorProgram
from tests.engine.command_line import CommandLine


@pytest.fixture
def door(home: Paths) -> Iterator[DoorProgram]:
    door = DoorProgram("--max-waiting", "20")
    yield door
    door.end()


async def post(client: httpx2.AsyncClient, clip: Path, headers: dict[str, str]) -> httpx2.Response | None:
    """The answer; None where the door was gone."""
    try:
        files = {"file": (clip.name, await asyncio.to_thread(clip.read_bytes))}
        return await client.post(PATH, data={"model": "whisper-1"}, files=files, headers=headers)
    except httpx2.TransportError:
        return None


async def test_two_hundred_at_once_and_a_kill_in_the_middle(door: DoorProgram, home: Paths) -> None:
    """What was acknowledged ends with its text; what was refused can come again; a key makes no second run."""
    clips, texts = sample_paths(200), sample_texts(200)
    promised: dict[str, str] = {}
    most_waiting = 0
    limits = httpx2.Limits(max_connections=200)
    headers = {"Authorization": f"Bearer {door.token}", "Prefer": "respond-async"}
    async with httpx2.AsyncClient(
        base_url=door.url, headers=headers, timeout=LIMIT_S, limits=limits, trust_env=False
    ) as client:
        answers = await asyncio.gather(
            *(post(client, clip, {"Idempotency-Key": f"key {n}"}) for n, clip in enumerate(clips))
        )
        statuses = [None if answer is None else answer.status_code for answer in answers]
        assert set(statuses) == {202, 429} and 20 <= statuses.count(202) < 100, statuses
        most_waiting = max(most_waiting, len(door.runs(state="queued")))
        killing = asyncio.get_running_loop().run_in_executor(None, door.kill)
        again = await asyncio.gather(
            *(post(client, clips[n], {"Idempotency-Key": f"key {n}"}) for n in range(200) if statuses[n] != 202)
        )
        await killing
    for n, answer in zip(range(200), answers, strict=True):
        if answer is not None and answer.status_code == 202:
            promised[answer.json()["run_id"]] = texts[n]
    refused = [n for n in range(200) if statuses[n] != 202]
    for n, answer in zip(refused, again, strict=True):
        if answer is not None and answer.status_code == 202:
            promised[answer.json()["run_id"]] = texts[n]
    assert most_waiting <= 20

    door.start()
    door.until_idle()
    for run_id, text in promised.items():
        assert door.run(run_id)["text"] == text
    runs = door.runs()
    assert all(run["state"] == "completed" for run in runs)
    stored = {path.name[:36] for path in home.vault.iterdir()}
    assert len(stored) == len(runs) == len(list(home.vault.iterdir())), "nothing half, nothing that is nobody's"
    first = statuses.index(202)
    async with door.openai() as openais:
        heard = await openais.audio.transcriptions.create(
            file=clips[first], model="whisper-1", extra_headers={"Idempotency-Key": f"key {first}"}
        )
    assert heard.text == texts[first] and len(door.runs()) == len(runs)


async def test_openais_client_waits_as_it_is_told(door: DoorProgram) -> None:
    """More than may wait, each by a client as it comes from PyPI, with its own retries."""
    clips, texts = sample_paths(30), sample_texts(30)
    async with door.openai(max_retries=10) as client:
        answers = await asyncio.gather(
            *(client.audio.transcriptions.create(file=clip, model="whisper-1") for clip in clips)
        )
        assert [answer.text for answer in answers] == texts
        with pytest.raises(openai.UnprocessableEntityError):
            await client.audio.transcriptions.create(file=("notes.mp3", b"no sound at all" * 50), model="whisper-1")


def test_speakers_are_known_after_the_answer(home: Paths) -> None:
    door = DoorProgram("--speakers", "1")
    try:
        with door.http() as client:
            clip = sample_paths(1)[0]
            sent = client.post(PATH, data={"model": "whisper-1"}, files={"file": (clip.name, clip.read_bytes())})
            run_id = sent.headers["X-Run-Id"]
        until = time.monotonic() + LIMIT_S
        while not all(segment.get("speaker") == "Speaker 1" for segment in door.run(run_id)["segments"]):
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        door.end()


def test_curl(door: DoorProgram) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    clip, text = sample_paths(1)[0], sample_texts(1)[0]
    command = [
        "curl", "--silent", "--show-error", f"{door.url}{PATH}", "-H", f"Authorization: Bearer {door.token}",
        "-F", f"file=@{clip}", "-F", "model=whisper-1", "-F", "response_format=text",
    ]  # fmt: skip
    assert subprocess.check_output(command, text=True, timeout=LIMIT_S) == f"{text}\n"
    shown = subprocess.check_output([*command[:3], f"{door.url}/docs"], text=True, timeout=LIMIT_S)
    assert "/v1/audio/transcriptions" in shown and "http://" not in shown.replace("http://127.0.0.1", "")


def test_it_ends_in_order(home: Paths, door: DoorProgram) -> None:
    assert door.end() == 0
    door.start()
    with door.http() as client:
        assert client.get("/v1/models").status_code == 200


def test_what_cannot_be_is_said_in_a_sentence(home: Paths, door: DoorProgram) -> None:
    command_line = CommandLine(home.home)
    port = door.url.rpartition(":")[2]
    _, said = command_line.everyclip_itself("serve", "--port", port, status=1)
    assert f"Port {port} is used" in said
    _, said = command_line.everyclip_itself("serve", "--host", "0.0.0.0", status=2)
    assert "needs a token" in said
    _, said = command_line.everyclip_itself("serve", "--host", "192.0.2.1", "--token", "long-enough", status=1)
    assert "no address of this computer" in said


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_child_ends_with_who_started_it(home: Paths) -> None:
    """As the window runs it: only taking in, and gone when the window is, however that ended."""
    command = [sys.executable, "-m", "engine", "serve", "--port", "0", "--no-work", "--ends-with-input"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stdin is not None
        assert "listens" in child.stdout.readline()
        child.stdin.close()
        assert child.wait(LIMIT_S) == 0
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert "listens" in child.stdout.readline()
        child.send_signal(signal.SIGINT)
        assert child.wait(LIMIT_S) == 0
