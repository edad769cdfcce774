"""What a person may name to be transcribed, and clips that are only taken in."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from engine.cli.sources import is_address
from engine.engine import Engine
from engine.storage.paths import Paths
from tests.engine.command_line import CommandLine
from tests.support.starter import samples

SAMPLES = samples()


@pytest.fixture
def program(home: Paths) -> CommandLine:
    return CommandLine(home.home)


# --- addresses ---


@pytest.mark.parametrize(
    "name", ["https://example.org/a.mp3", "HTTP://example.org", "ftp://host/a", "rtsp://cam/1", "smb://nas/a.wav"]
)
def test_an_address_is_refused_with_what_to_do(program: CommandLine, tmp_path: Path, name: str) -> None:
    out, err = program.everyclip("transcribe", SAMPLES[0].path, name, status=2)
    assert out == "" and f"Download {name} first" in err and "network" in err
    assert program.json("runs")["runs"] == []


def test_an_address_alone_opens_no_window(program: CommandLine) -> None:
    _, err = program.everyclip_itself("https://example.org/a.mp3", status=2)
    assert "Download https://example.org/a.mp3 first" in err


@pytest.mark.parametrize("name", ["a.wav", "/tmp/a:/b.wav", "C:/a.wav", "C:\\a.wav", "file:///tmp/a.wav", "talk: 1"])
def test_a_path_is_no_address(name: str) -> None:
    assert not is_address(name)


def test_a_file_that_is_called_like_an_address_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "http:").mkdir()
    (tmp_path / "http:" / "a.wav").touch()
    assert not is_address("http://a.wav")


def test_a_file_manager_gives_files_as_addresses(program: CommandLine, tmp_path: Path) -> None:
    shutil.copy(SAMPLES[0].path, clip := tmp_path / "ä note.flac")
    out, _ = program.everyclip("transcribe", clip.as_uri())
    assert out == f"{SAMPLES[0].text}\n"


# --- taken in, and no more ---


def test_without_waiting_clips_are_stored_for_whoever_works(program: CommandLine, tmp_path: Path) -> None:
    shutil.copy(SAMPLES[0].path, first := tmp_path / "a.flac")
    out, _ = program.everyclip("transcribe", first, SAMPLES[1].path, "--no-wait", "--session", "Later")
    ids = out.splitlines()
    first.unlink()
    runs = program.json("runs", "--session", "Later")["runs"]
    assert [(run["run_id"], run["state"], run["attempts"]) for run in runs] == [(each, "queued", 0) for each in ids]
    program.everyclip("work", "--until-idle")
    assert [run["state"] for run in program.json("runs")["runs"]] == ["completed"] * 2
    assert program.everyclip("show", ids[0])[0].endswith(f"{SAMPLES[0].text}\n")


async def test_without_waiting_the_open_window_does_it(program: CommandLine, home: Paths) -> None:
    """Or whatever else has the registry open."""
    async with asyncio.timeout(60):
        window = await Engine.open(home)
        try:
            out, _ = await asyncio.to_thread(program.everyclip_itself, "transcribe", SAMPLES[0].path, "--no-wait")
            while not (await window.runs.get(out.strip())).state.is_terminal:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.05)
            assert [segment.text for segment in await window.texts.segments(out.strip())]
        finally:
            await window.close()


def test_without_waiting_what_cannot_be_stored_is_told(program: CommandLine, tmp_path: Path) -> None:
    files = (SAMPLES[0].path, tmp_path / "no.wav")
    out, err = program.everyclip("transcribe", *files, "--no-wait", "--json", status=1)
    assert [run["state"] for run in json.loads(out)["runs"]] == ["queued", "failed"]
    assert "no.wav" in err and "everyclip retry" in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--format", "srt"], "everyclip export"), (["--model", "tiny"], "everyclip models download tiny")],
)
def test_without_waiting_nothing_is_promised_that_nobody_does(
    program: CommandLine, arguments: list[str], sentence: str
) -> None:
    _, err = program.everyclip("transcribe", SAMPLES[0].path, "--no-wait", *arguments, status=2)
    assert sentence in " ".join(err.split())
    assert program.json("runs")["runs"] == []
