"""What cannot be transcribed is a failed run with a sentence that a person understands; what is beside it goes on."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.messages import explain, without_text
from engine.run import MAX_CRASHES, Options, Outcome, Run, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import (
    decoded,
    encoded,
    hiss,
    recording,
    sample_paths,
    sample_texts,
    silence,
    silent_film,
    write_wav,
)
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import finished, hand_over, text_of, texts_of
from tests.end_to_end.program import ROOT
from tests.support.starter import starter, with_starter

SPEECH = sample_paths(1)[0]


def unreadable_files(folder: Path) -> dict[Path, str]:
    """Files of which nothing can be had, with the code that says so."""
    folder.mkdir()
    (folder / "notes.mp3").write_text("Dear diary, this is not a song.\n" * 50, encoding="utf-8")
    (folder / "page.wav").write_text("<!doctype html><title>404 Not Found</title>", encoding="utf-8")
    (folder / "empty.mp3").touch()
    (folder / "noise.flac").write_bytes(random.Random(1).randbytes(20_000))
    (folder / "folder.wav").mkdir()
    (folder / "broken link.wav").symlink_to(folder / "nowhere.wav")
    (folder / "circle.wav").symlink_to(folder / "circle.wav")
    os.mkfifo(folder / "pipe.wav")
    (folder / "header.flac").write_bytes(SPEECH.read_bytes()[:30])
    whole = write_wav(folder / "whole.wav", decoded(SPEECH))
    (folder / "header.wav").write_bytes(whole.read_bytes()[:20])
    (folder / "header.m4a").write_bytes(encoded(folder / "whole.m4a", "aac", decoded(SPEECH)).read_bytes()[:24])
    (folder / "playlist.m3u8").write_text("#EXTM3U\n#EXTINF:5,\nfile:///etc/hostname\n", encoding="utf-8")
    (folder / "playlist.ffconcat").write_text(f"ffconcat version 1.0\nfile {SPEECH}\n", encoding="utf-8")
    silent_film(folder / "film.mp4")
    return {
        folder / "notes.mp3": "not_media",
        folder / "page.wav": "not_media",
        folder / "empty.mp3": "file_empty",
        folder / "noise.flac": "not_media no_audio audio_damaged",
        folder / "folder.wav": "file_is_folder",
        folder / "broken link.wav": "file_missing",
        folder / "circle.wav": "file_unreadable",
        folder / "pipe.wav": "file_unreadable",
        Path("/dev/zero"): "file_unreadable",
        folder / "never there.wav": "file_missing",
        folder / "notes.mp3" / "below a file.wav": "file_missing",
        folder / ("x" * 300 + ".wav"): "file_unreadable",
        folder / "header.flac": "not_media audio_damaged",
        folder / "header.wav": "not_media audio_damaged no_audio",
        folder / "header.m4a": "not_media",
        folder / "playlist.m3u8": "not_media",
        folder / "playlist.ffconcat": "not_media",
        folder / "film.mp4": "no_audio",
    }


def assert_failed_with_a_sentence(run: Run, codes: str) -> None:
    assert run.state is State.FAILED, f"{run.clip.name} is {run.state} {run.outcome}"
    assert run.reason is not None
    sentence = explain(run.reason)
    assert run.reason.code in codes.split(), f"{run.clip.name}: {run.reason}"
    assert "?" not in sentence and "{" not in sentence and sentence.endswith(".")
    assert run.attempt <= 1 < MAX_CRASHES, f"{run.clip.name} cost its worker"


async def test_what_cannot_be_read_fails_with_a_reason_and_the_others_go_on(engine: Engine, tmp_path: Path) -> None:
    bad = unreadable_files(tmp_path / "in")
    first, last = sample_paths(2)

    runs = await finished(engine, await hand_over(engine, first, *bad, last))

    assert [run.state for run in (runs[0], runs[-1])] == [State.COMPLETED] * 2
    assert await texts_of(engine, [runs[0], runs[-1]]) == sample_texts(2)
    for run, codes in zip(runs[1:-1], bad.values(), strict=True):
        assert_failed_with_a_sentence(run, codes)


async def test_silence_has_no_speech(engine: Engine, tmp_path: Path) -> None:
    clips = [
        write_wav(tmp_path / "nothing.wav", silence(4)),
        write_wav(tmp_path / "hiss.wav", hiss(4)),
        write_wav(tmp_path / "blink.wav", silence(0.01)),
        write_wav(tmp_path / "long nothing.wav", silence(90)),
    ]

    runs = await finished(engine, await hand_over(engine, *clips))

    assert [(run.state, run.outcome) for run in runs] == [(State.COMPLETED, Outcome.NO_SPEECH)] * 4
    assert await texts_of(engine, runs) == [""] * 4
    assert [without_text(run).code for run in runs] == ["only_silence", "no_speech", "only_silence", "only_silence"]


async def test_what_is_left_of_a_truncated_file_is_transcribed(engine: Engine, tmp_path: Path) -> None:
    """Three sentences of which the last is cut off, in formats that can be read up to the cut."""
    wav = recording(tmp_path / "whole.wav", min_s=12)
    samples = decoded(wav)
    clips = []
    for name, codec in (("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.wav", "pcm_s16le")):
        whole = encoded(tmp_path / name, codec, samples).read_bytes()
        (tmp_path / f"cut-{name}").write_bytes(whole[: len(whole) * 2 // 3])  # the wav declares more than there is
        clips.append(tmp_path / f"cut-{name}")

    runs = await finished(engine, await hand_over(engine, *clips))

    assert [(run.state, run.outcome) for run in runs] == [(State.COMPLETED, Outcome.TEXT)] * 3
    for text in await texts_of(engine, runs):
        assert text.startswith(sample_texts(1)[0])


async def test_an_m4a_cut_before_its_index_says_so(engine: Engine, tmp_path: Path) -> None:
    whole = encoded(tmp_path / "whole.m4a", "aac", decoded(SPEECH)).read_bytes()
    (tmp_path / "cut.m4a").write_bytes(whole[: len(whole) // 2])

    [run] = await finished(engine, await hand_over(engine, tmp_path / "cut.m4a"))

    assert_failed_with_a_sentence(run, "media_unfinished")


async def test_a_missing_file_that_comes_back_completes_on_retry(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "away.flac"
    [run] = await finished(engine, await hand_over(engine, path))
    assert_failed_with_a_sentence(run, "file_missing")
    await engine.runs.retry([run.run_id])
    assert_failed_with_a_sentence(await engine.runs.get(run.run_id), "file_missing")

    shutil.copy(SPEECH, path)
    await engine.runs.retry([run.run_id])
    [run] = await finished(engine, [run])

    assert run.state is State.COMPLETED
    assert await text_of(engine, run) == sample_texts(1)[0]


async def test_a_file_that_goes_after_it_was_accepted_is_not_missed(open_engine: OpenEngine, tmp_path: Path) -> None:
    path = Path(shutil.copy(SPEECH, tmp_path / "clip.flac"))
    viewer = await open_engine(works=False)
    kept, gone = await hand_over(viewer, path, path)
    for file in (path, viewer.audio_path(gone)):
        assert file is not None
        await asyncio.to_thread(file.unlink)

    kept, gone = await finished(await open_engine(), [kept, gone])

    assert kept.state is State.COMPLETED and kept.preview == sample_texts(1)[0]
    assert_failed_with_a_sentence(gone, "clip_gone")


async def test_a_name_that_is_no_text_is_taken_all_the_same(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \xff.flac")
    shutil.copy(SPEECH, path)

    runs = await finished(engine, await hand_over(engine, path, SPEECH))

    assert [run.state for run in runs] == [State.COMPLETED] * 2
    assert runs[0].clip.name == "caf� �.flac"


async def test_a_missing_one_is_found_again_on_retry(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \xff.flac")
    runs = await finished(engine, await hand_over(engine, path))
    assert_failed_with_a_sentence(runs[0], "file_missing")
    shutil.copy(SPEECH, path)
    await engine.runs.retry([runs[0].run_id])
    assert [run.state for run in await finished(engine, runs)] == [State.COMPLETED]


PERMISSION_DENIED = """
import asyncio, sys
from pathlib import Path
from engine.engine import Engine
from engine.storage.paths import Paths
from engine.messages import explain

async def main(home, clip):
    engine = await Engine.open(Paths(home), works=False)
    session = await engine.open_session("a day")
    [run] = await engine.accept([clip], session_id=session.session_id)
    await engine.close()
    print(run.state, run.reason.code, explain(run.reason))

asyncio.run(main(*map(Path, sys.argv[1:])))
"""


def test_a_file_that_may_not_be_read_says_so(home: Paths, tmp_path: Path) -> None:
    """By a program for which permissions count, also where the tests run as the one for whom they do not."""
    clip = Path(shutil.copy(SPEECH, tmp_path / "secret.flac"))
    clip.chmod(0o000)
    humbly: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything here, and there is no setpriv to take that away")
        humbly = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    told = subprocess.run(
        [*humbly, sys.executable, "-c", PERMISSION_DENIED, home.home, clip],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=200,
    )  # fmt: skip
    assert told.stdout.split()[:2] == ["failed", "file_unreadable"], told.stderr
    assert "Permission denied" in told.stdout and "?" not in told.stdout


async def test_a_model_that_is_not_there_is_a_reason(engine: Engine, home: Paths) -> None:
    (home.models / "half").mkdir()
    (home.models / "half" / "model.bin").write_bytes(b"half a model")
    missing, half = await asyncio.gather(
        hand_over(engine, SPEECH, options=Options(model="nowhere")),
        hand_over(engine, SPEECH, options=Options(model="half")),
    )
    good = await hand_over(engine, SPEECH)

    for runs, code in ((missing, "model_missing"), (half, "model_damaged")):
        [run] = await finished(engine, runs)
        assert_failed_with_a_sentence(run, code)
    [run] = await finished(engine, good)
    assert run.state is State.COMPLETED
    await engine.runs.retry([missing[0].run_id], with_starter())
    [run] = await finished(engine, missing)
    assert run.state is State.COMPLETED


async def test_a_model_that_cannot_be_loaded_is_a_reason(engine: Engine, home: Paths) -> None:
    shutil.copytree(starter().path, home.models / "broken")
    (home.models / "broken" / "model.bin").write_bytes(b"\x00" * 4096)

    broken = await hand_over(engine, SPEECH, options=Options(model="broken"))
    good = await hand_over(engine, SPEECH)

    [run], [beside] = await finished(engine, broken), await finished(engine, good)
    assert_failed_with_a_sentence(run, "model_damaged")
    assert beside.state is State.COMPLETED
