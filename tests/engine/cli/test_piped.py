"""Clips that come through standard input: of any form and size, and all of them or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from engine.cli.sources import piped_name
from engine.storage.paths import Paths
from tests.engine.command_line import LIMIT_S, CommandLine
from tests.support.starter import samples

SAMPLES = samples()
#: So much is piped where memory is measured: far more than the program may take for it.
LARGE_BYTES = 1 << 30


@pytest.fixture
def program(home: Paths) -> CommandLine:
    return CommandLine(home.home)


def _piped(program: CommandLine, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """The program with a pipe as its standard input."""
    command = [sys.executable, "-m", "engine", "transcribe", "-", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=program.environment, stdin=pipe, stdout=pipe, stderr=pipe)


def _given(program: CommandLine, data: bytes, *arguments: str | Path, status: int = 0) -> tuple[str, str]:
    """What it says to that input."""
    with _piped(program, *arguments) as process:
        out, err = (each.decode() for each in process.communicate(data, timeout=LIMIT_S))
    assert process.returncode == status, err
    assert "Traceback" not in err
    return out, err


def _audio(program: CommandLine) -> list[str]:
    """What lies in the vault."""
    return [file.name for file in (program.folder / "vault").iterdir()]


def test_a_clip_comes_through_a_pipe(program: CommandLine, tmp_path: Path) -> None:
    how = ("--format", "txt", "--output", tmp_path, "--name", "../call of today.flac")
    _given(program, SAMPLES[0].path.read_bytes(), *how)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt"] == ["call of today.txt"]
    assert (tmp_path / "call of today.txt").read_text() == f"{SAMPLES[0].text}\n"
    [run] = program.json("runs")["runs"]
    assert (run["clip"], run["name"]) == ("standard input", "call of today.flac")


@pytest.mark.slow
def test_a_form_that_cannot_be_streamed_comes_too(program: CommandLine, tmp_path: Path) -> None:
    """The table of an MP4 is at its end: it is read once all of it is stored."""
    film = tmp_path / "film.mp4"
    with av.open(str(SAMPLES[0].path)) as source, av.open(str(film), "w") as target:
        stream = target.add_stream("aac", rate=16_000)
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    data = film.read_bytes()
    assert data.index(b"mdat") < data.index(b"moov")
    out, _ = _given(program, data, "--json")
    assert '"state": "completed"' in out and '"name": "standard input"' in out


@pytest.mark.slow
def test_without_waiting_it_is_stored_and_left_to_others(program: CommandLine) -> None:
    out, _ = _given(program, SAMPLES[1].path.read_bytes(), "--no-wait")
    program.everyclip("work", "--until-idle")
    assert program.everyclip("show", out.strip())[0].endswith(f"{SAMPLES[1].text}\n")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no signals")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_half_of_it_is_nothing(program: CommandLine, how: str) -> None:
    """Whatever ends the program before its input has ended, no run is left, and no audio once another one works."""
    with _piped(program) as process:
        assert process.stdin is not None
        process.stdin.write(SAMPLES[0].path.read_bytes() + bytes(1 << 20))
        process.stdin.flush()
        while not any(name.endswith(".part") for name in _audio(program)):
            assert process.poll() is None
        process.send_signal(getattr(signal, how))
        assert process.wait(LIMIT_S) == (130 if how == "SIGINT" else -signal.SIGKILL)
        assert process.stderr is not None
        assert how == "SIGKILL" or b"nothing of it was taken in" in process.stderr.read()
    program.everyclip("work", "--until-idle")
    assert program.json("runs")["runs"] == [] and _audio(program) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory from /proc")
def test_what_is_large_needs_no_memory(program: CommandLine, tmp_path: Path) -> None:
    if shutil.disk_usage(program.folder).free < 2 * LARGE_BYTES:
        pytest.skip("too little room")
    with _piped(program, "--no-wait") as process:
        assert process.stdin is not None
        for _ in range(LARGE_BYTES >> 20):
            process.stdin.write(bytes(1 << 20))
        process.stdin.flush()
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.communicate(timeout=LIMIT_S)
    [peak_kb] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
    assert process.returncode == 0 and peak_kb < 250_000
    [stored] = (program.folder / "vault").iterdir()
    assert stored.stat().st_size == LARGE_BYTES


@pytest.mark.slow
def test_nothing_comes(program: CommandLine) -> None:
    _, err = _given(program, b"", status=1)
    assert "0 bytes" in err and _audio(program) == [] and program.json("runs")["runs"] == []


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="Windows has no such terminals")
def test_a_terminal_is_told_what_to_do(program: CommandLine) -> None:
    ours, theirs = os.openpty()
    try:
        command = [sys.executable, "-m", "engine", "transcribe", "-"]
        done = subprocess.run(
            command, env=program.environment, stdin=theirs, capture_output=True, timeout=LIMIT_S, check=False
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2 and b"pipe a clip into it" in b" ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-", "--output", "beside"], "name a folder"),
        (["-", str(SAMPLES[0].path)], "handed over alone"),
        ([str(SAMPLES[0].path), "--name", "other"], "--name is for"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(program: CommandLine, arguments: list[str], sentence: str) -> None:
    assert sentence in " ".join(program.everyclip("transcribe", *arguments, status=2)[1].split())


def test_it_has_a_name() -> None:
    assert [piped_name([], name) for name in (None, " ", "call.ogg")] == ["standard input"] * 2 + ["call.ogg"]
    assert piped_name([Path("a.wav")], None) == ""
