"""A call with two channels, from the door to the text: real voices, real processes, killed in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine.channels import Channels
from engine.engine import Engine
from engine.events import EventKind, JobState
from engine.exports.cues import cues
from engine.exports.json_objects import summary_object
from engine.run import Options, Quality, Run
from engine.segments import Segment
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS
from models.store import Model
from tests.accuracy.words import errors_by_word, words
from tests.end_to_end.following import Diary, finished, hand_over, worker_process
from tests.speech import recordings
from tests.support.calls import ONE, OTHER, call, save, turns

#: Of the words that somebody says, `base` hears a fifth wrong in these readings, which are of other times. A sentence
#: less, or one of the other's, would be more than this.
MOST_WRONG = 0.3


@pytest.fixture
def heard_by_base(home: Paths, base: Model) -> Options:
    (home.models / "base").symlink_to(base.path, target_is_directory=True)
    return Options(model="base", language="en")


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two who interrupt each other; in each channel the other is heard 20 dB quieter, and a little later."""
    both = turns(ONE, OTHER, between_s=-0.5)
    return save(tmp_path_factory.mktemp("call") / "call.wav", call(*both, -20, 0.02))


def said(names: Sequence[str]) -> str:
    known = {recording.path.stem: recording.text for recording in recordings()}
    return " ".join(known[name] for name in names)


def heard(segments: Sequence[Segment], speaker: str) -> str:
    return " ".join(segment.text for segment in segments if segment.speaker == speaker)


def share_wrong(names: Sequence[str], text: str) -> float:
    meant = words(said(names), "en")
    return sum(errors_by_word(meant, words(text, "en"))) / len(meant)


async def transcribed(engine: Engine, path: Path, options: Options) -> Run:
    [run] = await hand_over(engine, path, options=options)
    [done] = await finished(engine, [run])
    return done


async def test_each_channel_is_one_speaker_with_all_that_is_said_there(
    engine: Engine, talk: Path, heard_by_base: Options
) -> None:
    run = await transcribed(engine, talk, replace(heard_by_base, speakers=FIND_SPEAKERS))
    segments = await engine.texts.segments(run.run_id)
    assert run.sound.channels == 2 and summary_object(run)["channels"] == 2
    assert {segment.speaker for segment in segments} == {"Speaker 1", "Speaker 2"}
    assert [segment.start_s for segment in segments] == sorted(segment.start_s for segment in segments)
    assert any(before.end_s > after.start_s for before, after in pairwise(segments)), "they interrupt each other"
    for names, speaker in ((ONE, "Speaker 1"), (OTHER, "Speaker 2")):
        assert share_wrong(names, heard(segments, speaker)) <= MOST_WRONG, heard(segments, speaker)

    job = await engine.speakers.status(run.run_id)  # known with the text: nobody listens for it
    assert job is not None and (job.state, job.found, job.done_s) == (JobState.COMPLETED, 2, 0.0)
    kinds = [event.kind for event in await engine.runs.events(run.run_id)]
    assert EventKind.SPEAKERS_FOUND in kinds and EventKind.SPEAKERS_SOUGHT not in kinds
    shown = cues(segments)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(shown))
    assert [cue.speaker for cue in shown] != sorted(cue.speaker for cue in shown)


async def test_a_person_has_it_mixed_or_parted_and_calls_speakers_otherwise(
    engine: Engine, talk: Path, heard_by_base: Options
) -> None:
    mixed = await transcribed(engine, talk, replace(heard_by_base, channels=Channels.MIX))
    assert mixed.sound.channels == 1
    assert {segment.speaker for segment in await engine.texts.segments(mixed.run_id)} == {None}
    engine.speakers.name_as("Sprecher {}")
    await engine.runs.retry([mixed.run_id], replace(heard_by_base, channels=Channels.SPLIT))
    [parted] = await finished(engine, [mixed])
    assert parted.sound.channels == 2
    assert {each.speaker for each in await engine.texts.segments(parted.run_id)} == {"Sprecher 1", "Sprecher 2"}
    [job] = await engine.speakers.find([parted.run_id])
    assert (job.state, job.found) == (JobState.COMPLETED, 2)
    await engine.texts.show(parted.run_id, 1)  # that text has nobody's name
    [job] = await engine.speakers.find([parted.run_id])
    assert job.state is not JobState.COMPLETED
    await engine.speakers.cancel([parted.run_id])


async def test_a_killed_worker_goes_on_in_each_channel(engine: Engine, tmp_path: Path, heard_by_base: Options) -> None:
    both = turns(ONE, OTHER, between_s=-0.5)
    one, other = (np.tile(each, 4) for each in both)
    path = save(tmp_path / "long.wav", call(one, other, -20, 0.02))
    diary = Diary(engine)
    [run] = await hand_over(engine, path, options=replace(heard_by_base, quality=Quality.CAREFUL))
    before = await diary.until(run, lambda now: now.windows_done >= 3)
    worker_process().kill()
    [done] = await finished(engine, [run])
    assert done.attempt == 2 and done.sound.channels == 2
    segments = await engine.texts.segments(run.run_id)
    for names, speaker in ((ONE, "Speaker 1"), (OTHER, "Speaker 2")):
        assert share_wrong(names * 4, heard(segments, speaker)) <= MOST_WRONG, heard(segments, speaker)
    [claim] = [each for each in await engine.runs.events(run.run_id) if each.kind is EventKind.CLAIM][1:]
    assert float(claim.detail["resumes_at_s"]) >= before.done_s > 0
