"""What lies on the disk is its owner's: nobody else may read it, logs hold no texts, and what is deleted is gone."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.app import logging_to
from engine.engine import Engine
from engine.processes.waveforms import read_peaks
from engine.recording.recording import Recording
from engine.recording.samples import SampleFormat
from engine.run import Options, Run
from engine.settings import change_settings
from engine.storage.paths import Paths
from tests.support.starter import furnish, samples


@pytest.fixture
def careless() -> Iterator[None]:
    """A system whose habit it is to let everybody read and write everything."""
    before = os.umask(0)
    yield
    os.umask(before)


async def finished(engine: Engine, session: str = "Monday") -> list[Run]:
    opened = await engine.open_session(session)
    await engine.accept([sample.path for sample in samples()[:3]], session_id=opened.session_id)
    while not all(run.state.is_terminal for run in await engine.runs.all()):  # noqa: ASYNC110 - asked like a person would
        await asyncio.sleep(0.05)
    return await engine.runs.all()


def readable_by_others(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if not path.is_symlink() and path.exists() and path.stat().st_mode & 0o077
    ]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a person's folders are private by themselves")
async def test_nobody_else_reads_anything(careless: None, tmp_path: Path) -> None:
    paths = furnish(Paths(tmp_path / "home"))
    engine = await Engine.open(paths)
    try:
        run = (await finished(engine))[0]
        audio = engine.audio_path(run)
        assert audio is not None
        await read_peaks(audio, paths.peaks / run.clip.clip_id)
        recording = Recording.begin(
            paths.vault,
            name="a",
            source="b",
            session_id=run.session_id,
            options=Options(),
            form=SampleFormat(16_000, 1),
        )
        recording.write(bytes(3200))
        change_settings(paths, language="de")
        with logging_to(paths):
            logging.getLogger("everyclip").info("nothing")
            there = {path.suffix for path in paths.home.rglob("*")}
            assert {".sqlite3-wal", ".recording", ".label", ".lock", ".json", ".log"} <= there
            assert readable_by_others(paths.home) == []
        recording.forget()
    finally:
        await engine.close()
    assert paths.home.stat().st_mode & 0o077 == 0
    assert readable_by_others(paths.home) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a person's folders are private by themselves")
async def test_what_others_could_read_once_they_cannot_any_more(home: Paths) -> None:
    engine = await Engine.open(home, works=False)
    await engine.close()
    home.registry.chmod(0o644)
    home.vault.chmod(0o755)
    engine = await Engine.open(home, works=False)
    await engine.close()
    assert readable_by_others(home.home) == []


def holding(home: Path, words: bytes) -> list[str]:
    return [str(path) for path in home.rglob("*") if path.is_file() and words.lower() in path.read_bytes().lower()]


async def test_what_is_deleted_for_good_is_in_no_file_any_more(home: Paths) -> None:
    engine = await Engine.open(home)
    try:
        runs = await finished(engine)
        words = max((word for word in runs[0].preview.split() if word.isalpha()), key=len).encode()
        others = " ".join(run.preview for run in runs[1:]).lower().encode()
        assert words.lower() not in others and holding(home.home, words)
        audio = engine.audio_path(runs[0])
        await engine.trash.delete([runs[0].run_id])
        await engine.trash.purge([runs[0].run_id])
        assert holding(home.home, words) == [] and audio is not None and not audio.exists()
        assert await engine.texts.search(runs[1].preview.split()[0])
    finally:
        await engine.close()
    assert holding(home.home, words) == []


def test_logs_hold_no_texts(home: Paths) -> None:
    """All there is to say, said: by the program and its worker."""
    code = "import logging, runpy; logging.basicConfig(level=0); runpy.run_module('engine', run_name='__main__')"
    clips = [str(sample.path) for sample in samples()[:3]]
    done = subprocess.run(
        [sys.executable, "-c", code, "transcribe", *clips, "--format", "txt", "--output-dir", str(home.home / "out")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    said = done.stderr + b"".join(file.read_bytes() for file in home.logs.iterdir())
    assert b"DEBUG" in said
    for sample in samples()[:3]:
        for words in zip(sample.text.split(), sample.text.split()[1:], sample.text.split()[2:], strict=False):
            assert " ".join(words).encode() not in said
