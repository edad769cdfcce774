"""What is missing in a clip, and which of its tracks was heard, is told wherever its text is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from engine.engine import Engine
from engine.exports.documents import markdown_of
from engine.exports.json_objects import run_object
from engine.run import ALL_TRACKS, Outcome, Run, State
from engine.storage.paths import Paths
from engine.text.transcript import Transcript
from tests.end_to_end.audio import decoded, sample_paths, sample_texts, write_wav
from tests.end_to_end.following import finished, hand_over, text_of
from tests.media.making import Samples, Track, make
from tests.media.test_times import TIMED
from tests.support.starter import with_starter


def spoken(count: int) -> list[Samples]:
    return [np.asarray(decoded(path), np.float32) / np.float32(32768) for path in sample_paths(count)]


async def transcribed(engine: Engine, path: Path, **options: object) -> Run:
    [run] = await hand_over(engine, path, options=with_starter(**options))
    [done] = await finished(engine, [run])
    return done


async def test_how_loud_a_clip_is_is_known_with_its_text(engine: Engine, home: Paths) -> None:
    """It is not read a second time to be drawn."""
    run = await transcribed(engine, sample_paths(1)[0])
    kept = home.peaks / run.clip.clip_id
    peaks = kept.read_bytes()
    kept.unlink()
    assert peaks == await engine.peaks(run) and kept.exists()


async def test_a_clip_that_breaks_off_is_completed_and_says_so(engine: Engine, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "talk.wav", decoded(sample_paths(1)[0]))
    data = path.read_bytes()
    whole_s = (len(data) - 44) / 32_000
    path.write_bytes(data[: int(len(data) * 0.6)])
    run = await transcribed(engine, path)
    assert run.state is State.COMPLETED
    assert [note.code for note in run.sound.lacks] == ["breaks_off"]
    assert run.clip.duration_s is not None and run.clip.duration_s < 0.65 * whole_s

    stored = await engine.runs.get(run.run_id)
    assert stored.sound == run.sound
    segments = await engine.texts.segments(run.run_id)
    [note] = json.loads(json.dumps(run_object(run, segments)))["notes"]
    assert note["code"] == "breaks_off" and note["message"].startswith("The file breaks off at 0:0")
    assert note["message"] in markdown_of(Transcript(run, segments, ""))


async def test_what_was_read_counts_more_than_what_is_stated(engine: Engine, tmp_path: Path) -> None:
    """Also where a part is transcribed again, or the container is asked again."""
    path = write_wav(tmp_path / "talk.wav", decoded(sample_paths(1)[0]))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    run = await transcribed(engine, path)
    read_s = run.clip.duration_s
    part = await engine.runs.transcribe_range(run.run_id, 0.0, 0.8)
    [part] = await finished(engine, [part])
    await engine.runs.retry([run.run_id])
    [run] = await finished(engine, [run])
    assert part.clip.duration_s == run.clip.duration_s == read_s
    assert not part.sound.notes, "it was not read to its end"


async def test_a_retry_forgets_the_notes_of_before(engine: Engine, tmp_path: Path) -> None:
    one, other = spoken(2)
    path = make(tmp_path / "film.mkv", TIMED["mkv flac"], Track(one), Track(other))
    run = await transcribed(engine, path)
    assert (run.sound.track, len(run.sound.tracks)) == (1, 2)
    assert await text_of(engine, run) == sample_texts(2)[0]
    assert [note.code for note in run.sound.notes] == ["one_track"]

    await engine.runs.retry([run.run_id], with_starter(track=2))
    [run] = await finished(engine, [run])
    assert run.sound.track == 2
    assert await text_of(engine, run) == sample_texts(2)[1]

    await engine.runs.retry([run.run_id], with_starter(track=ALL_TRACKS))
    [run] = await finished(engine, [run])
    assert run.sound.track == ALL_TRACKS and not run.sound.notes
    assert run.outcome is Outcome.TEXT


async def test_a_track_that_is_not_there_is_a_reason(engine: Engine, tmp_path: Path) -> None:
    run = await transcribed(engine, write_wav(tmp_path / "talk.wav", decoded(sample_paths(1)[0])), track=4)
    assert run.state is State.FAILED
    assert run.reason is not None and run.reason.code == "track_missing"
