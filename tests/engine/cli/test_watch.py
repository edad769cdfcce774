"""`everyclip watch`: what it takes, and what it refuses."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from engine.settings import WatchedFolder, change_settings
from engine.storage.paths import Paths
from tests.engine.command_line import CommandLine
from tests.support.starter import samples


@pytest.fixture
def program(home: Paths) -> CommandLine:
    return CommandLine(home.home)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    shutil.copy(samples()[0].path, folder)
    return folder


def test_wrong_usage(program: CommandLine, inbox: Path) -> None:
    assert "none is in the settings" in program.everyclip("watch", status=2)[1]
    assert "that these options are for" in program.everyclip("watch", "--format", "txt", status=2)[1]
    assert "is a file" in program.everyclip("watch", samples()[0].path, status=2)[1]
    assert "no language" in program.everyclip("watch", inbox, "--language", "klingon", status=2)[1]
    assert "nonsense" in program.everyclip("watch", inbox, "--name-pattern", "{nonsense}", status=2)[1]
    program.everyclip("watch", inbox, "--format", "pdf", status=2)


def test_once_with_documents_and_moved(program: CommandLine, inbox: Path, tmp_path: Path) -> None:
    clip, out, done = samples()[0], tmp_path / "out", tmp_path / "done"
    program.everyclip("watch", inbox, "--once", "--output", out, "--move-done", done, "--session", "Inbox")
    assert (out / f"{clip.path.stem}.txt").read_text() == f"{clip.text}\n"
    assert [path.name for path in done.iterdir()] == [clip.path.name]
    assert not list(inbox.iterdir())
    [run] = program.json("runs", "--session", "Inbox")["runs"]
    assert run["state"] == "completed"


def test_documents_have_the_speakers_that_were_asked_for(program: CommandLine, inbox: Path) -> None:
    clip = samples()[0]
    program.everyclip("watch", inbox, "--once", "--format", "txt", "--speakers", "1")
    assert (inbox / f"{clip.path.stem}.txt").read_text() == f"Speaker 1: {clip.text}\n"
    assert "how many speak" in program.everyclip("watch", inbox, "--once", "--speakers", "9", status=2)[1]
    assert "how many speak" in program.everyclip("serve", "--speakers", "none", status=2)[1]


def test_folders_of_the_settings_without_work(home: Paths, program: CommandLine, inbox: Path) -> None:
    change_settings(home, watched_folders=(WatchedFolder(folder=str(inbox), session="Set"),))
    program.everyclip("watch", "--once", "--no-work")
    [run] = program.json("runs", "--session", "Set")["runs"]
    assert run["state"] == "queued"


def test_a_folder_that_is_not_there_fails_once(program: CommandLine, tmp_path: Path) -> None:
    assert "cannot be looked into" in program.everyclip("watch", tmp_path / "no", "--once", status=1)[1]


@pytest.mark.slow
def test_ctrl_c_ends_it(program: CommandLine, inbox: Path) -> None:
    with program.start("watch", inbox, "--no-work") as watching:
        assert watching.stderr is not None
        assert "Watching" in watching.stderr.readline()
        watching.send_signal(signal.SIGINT)
        _, err = watching.communicate(timeout=60)
    assert watching.returncode == 130
    assert "Stopped." in err and "Traceback" not in err
