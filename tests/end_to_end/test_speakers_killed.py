"""kill -9 of the whole engine while it looks for speakers: the next start goes on, and nothing is there twice."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil

from engine.engine import Engine
from engine.events import EventKind, JobState
from engine.speakers.heard import listen, part_of
from engine.storage.paths import Paths
from engine.text.edits import EditKind
from engine.text.transcript import flowing_text
from engine.worker.audio import decode
from tests.end_to_end.audio import write_wav
from tests.engine.command_line import CommandLine
from tests.engine.speakers.test_voices import ONE, OTHER, conversation

LIMIT_S = 180.0
#: How far it is when it is killed, of the whole: each time further than the last.
SHARES = ((0.02, 0.25), (0.3, 0.6), (0.65, 0.9))


def listened_to(home: Paths) -> tuple[str, float]:
    """The state of the one request to find speakers, and how far it is, in seconds."""
    if not home.registry.exists():
        return "", 0.0
    with closing(sqlite3.connect(home.registry, timeout=LIMIT_S)) as registry:
        try:
            row = registry.execute("SELECT state, done_s FROM speaker_jobs").fetchone()
        except sqlite3.OperationalError:  # it is being made
            return "", 0.0
    return ("", 0.0) if row is None else (str(row[0]), float(row[1]))


def killed_while_it_listens(home: Paths, program: subprocess.Popen[str], least_s: float) -> None:
    """Kill the program, and nothing else, once it has listened to so much. Its children end by themselves."""
    until = time.monotonic() + LIMIT_S
    while (now := listened_to(home))[0] != "running" or now[1] < least_s:
        assert now[0] != "completed", "it was found before it could be killed"
        assert program.poll() is None and time.monotonic() < until, now
        time.sleep(0.005)
    children = psutil.Process(program.pid).children(recursive=True)
    assert children, "somebody listens"
    program.kill()
    program.communicate()
    assert program.returncode == -signal.SIGKILL
    _, alive = psutil.wait_procs(children, timeout=LIMIT_S)
    assert not alive


async def test_killed_again_and_again_while_it_listens(home: Paths, tmp_path: Path) -> None:
    chance = random.Random(7)
    turns = (f"{ONE}-0003", f"{OTHER}-0000", f"{ONE}-0004", f"{OTHER}-0009", f"{ONE}-0005")
    spoken, _ = conversation(*(3 * turns))
    clip, length_s = write_wav(tmp_path / "talk.wav", (spoken * 32767).astype(np.int16)), len(spoken) / 16_000
    command_line = CommandLine(home.home)

    command: list[str | Path] = ["transcribe", clip, "--speakers", "2"]
    for least, most in SHARES:
        killed_while_it_listens(home, command_line.start(*command), chance.uniform(least, most) * length_s)
        command = ["work", "--until-idle"]
    command_line.everyclip_itself(*command)

    engine = await Engine.open(home, works=False)
    try:
        [run] = await engine.runs.all()
        job = await engine.speakers.status(run.run_id)
        assert job is not None and (job.state, job.found, job.request) == (JobState.COMPLETED, 2, 1)
        segments = await engine.texts.segments(run.run_id)
        assert {segment.speaker for segment in segments} == {"Speaker 1", "Speaker 2"}
        written = await engine.texts.machine_segments(run.run_id)
        assert flowing_text(segments) == flowing_text(written), "no word is lost or there twice"
        assert [edit.kind for edit in await engine.texts.history(run.run_id)] == [EditKind.FIND_SPEAKERS]
        kinds = [event.kind for event in await engine.runs.events(run.run_id)]
        assert kinds.count(EventKind.SPEAKERS_FOUND) == 1 and run.attempt == 1
        assert kinds.count(EventKind.SPEAKERS_SOUGHT) == 1 + len(SHARES)
    finally:
        await engine.close()

    kept, whole = home.voices / run.clip.clip_id, tmp_path / "whole"
    listen(decode(clip), whole, lambda _: None, run.sound.track)
    assert kept.read_bytes() == whole.read_bytes(), "what was heard is as if nobody had been killed"
    assert not part_of(kept).exists()
