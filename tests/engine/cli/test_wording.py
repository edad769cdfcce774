"""What a command says, word for word; and where nobody takes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli.wording import printable, story
from engine.events import EventKind, RunEvent
from engine.run import Facts
from engine.storage.paths import Paths
from tests.engine.command_line import LIMIT_S, CommandLine
from tests.support.starter import samples

SAMPLES = samples()

on_linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")


@pytest.fixture
def program(home: Paths) -> CommandLine:
    return CommandLine(home.home)


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        (EventKind.ACCEPTED, {"source": "/a/cat_vorbis__1.ogg"}, "handed over from /a/cat_vorbis__1.ogg"),
        (EventKind.EXPORTED, {"format": "srt", "path": "out/zh_raw.srt"}, "exported as srt to out/zh_raw.srt"),
        (
            EventKind.EXPORT_FAILED,
            {"format": "srt", "path": "/x_y/z.srt", "detail": "no_room"},
            "could not be exported as srt to /x_y/z.srt detail no_room",
        ),
        (
            EventKind.EXPORT_FAILED,
            {"code": "not_written", "path": "/a_b/c.wav", "detail": "x_y"},
            "“/a_b/c.wav” could not be written (x_y). The text is safe in Everyclip.",
        ),
        (
            EventKind.HEARD_AGAIN,
            {"doubt": "too_few", "left_out": "a_b"},
            "transcribed again doubt too few left out a_b",
        ),
        (EventKind.PHASE, {"phase": "loading_model", "device": "cuda:0"}, "now loading model on cuda:0"),
        (EventKind.LATE_RESULT, {"from_attempt": 1, "what": "phase loading_model"}, "of try 1: phase loading model"),
        (EventKind.COMPLETE, {"outcome": "no_speech", "unheard_places": 2}, "outcome no speech unheard places 2"),
        (EventKind.ACCEPTED, {"source": "{0}_{path}%s.wav"}, "from {0}_{path}%s.wav"),
    ],
)
def test_the_story_tells_paths_and_texts_as_they_are(kind: EventKind, detail: Facts, told: str) -> None:
    [_, line] = story([RunEvent("id", 1, 0.0, kind, 0, None, None, detail)])
    assert line.endswith(told)


@pytest.mark.parametrize(
    "name", ["a_b", "会議\u3000１.wav", "10\u202f30.m4a", "👩\u200d💻.ogg", "می\u200cخواهم", "a\xa0b"]
)
def test_names_are_told_as_they_are(name: str) -> None:
    assert printable(name) == name


@pytest.mark.parametrize("sign", "\x1b\n\r\x9b\u2028\u202e\u2066\udce8")
def test_what_steers_a_terminal_is_not_told(sign: str) -> None:
    assert printable(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"


@on_linux
@pytest.mark.parametrize("command", ["transcribe", "transcribe --json"])
def test_an_output_that_takes_nothing_is_told_and_the_clips_go_on(program: CommandLine, command: str) -> None:
    clips = [str(sample.path) for sample in SAMPLES[:2]]
    whole = [sys.executable, "-m", "engine", *command.split(), *clips]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            whole, check=False, env=program.environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S
        )
    assert done.returncode == 1 and "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    assert "The result could not be written (No space left on device)" in done.stderr
    assert [run["state"] for run in program.json("runs")["runs"]] == ["completed"] * 2


@on_linux
@pytest.mark.parametrize("arguments", ["--help", "transcribe --help"])
def test_help_that_cannot_be_written_is_told_in_a_line(program: CommandLine, arguments: str) -> None:
    command = [sys.executable, "-m", "engine", *arguments.split()]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command,
            check=False,
            env=program.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LIMIT_S,
        )
    assert (done.returncode, done.stderr) == (1, "The output could not be written (No space left on device).\n")


@on_linux
def test_where_nobody_can_be_told_the_result_is_written(program: CommandLine) -> None:
    command = [sys.executable, "-m", "engine", "transcribe", str(SAMPLES[4].path)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command,
            check=False,
            env=program.environment,
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            timeout=LIMIT_S,
        )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, SAMPLES[4].text)
