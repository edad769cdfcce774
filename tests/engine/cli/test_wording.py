"""What a command says, where nobody takes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.storage.paths import Paths
from tests.engine.command_line import LIMIT_S, CommandLine
from tests.support.starter import samples

SAMPLES = samples()

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")


@pytest.fixture
def program(home: Paths) -> CommandLine:
    return CommandLine(home.home)


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
