"""A transcript in a person's hands: edited, undone, a stretch transcribed again and taken over, exported and found."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import EditError
from engine.events import Notice, RunChanged, TextChanged
from engine.run import Quality, State
from engine.text.edits import Merge, ReplaceText, SetText, Split
from tests.end_to_end.audio import recording
from tests.end_to_end.following import finished, hand_over, text_of
from tests.support.starter import with_starter


async def test_a_person_corrects_a_transcript_and_it_shows_everywhere(engine: Engine, tmp_path: Path) -> None:
    clip = recording(tmp_path / "talk.wav", min_s=12)
    (run,) = await finished(engine, await hand_over(engine, clip))
    said = await engine.texts.segments(run.run_id)
    told: list[Notice] = []
    engine.subscribe(told.append)

    first = said[0]
    now = await engine.texts.edit(run.run_id, SetText(first.segment_id, f"Zebras! {first.text}"))
    assert now[0].words[1:] == first.words and now[1:] == said[1:]
    assert [type(notice) for notice in told] == [RunChanged, TextChanged]
    assert (await engine.runs.get(run.run_id)).preview.startswith("Zebras!")
    assert [found.segment_id for found in await engine.texts.search("zebras")] == [first.segment_id]
    written = await engine.texts.export(run.run_id, "txt", tmp_path / "talk.txt")
    assert written.read_text("utf-8").startswith("Zebras!")

    await engine.texts.edit(run.run_id, ReplaceText("zebras", "Gnus", match_case=False, whole_words=True))
    await engine.texts.edit(run.run_id, Split(first.segment_id, 5))
    await engine.texts.edit(run.run_id, Merge(first.segment_id))
    assert (await engine.texts.segments(run.run_id))[0].text == f"Gnus! {first.text}"
    assert (
        await engine.texts.restore_machine_text(run.run_id) == said == await engine.texts.machine_segments(run.run_id)
    )
    for _ in await engine.texts.history(run.run_id):
        await engine.texts.undo(run.run_id)
    assert await engine.texts.segments(run.run_id) == said
    assert (await engine.texts.redo(run.run_id))[0].text == f"Zebras! {first.text}"


async def test_a_stretch_is_transcribed_again_and_taken_over(engine: Engine, tmp_path: Path) -> None:
    clip = recording(tmp_path / "talk.wav", min_s=20)
    (run,) = await finished(engine, await hand_over(engine, clip))
    said = await engine.texts.segments(run.run_id)
    middle = said[2]
    await engine.texts.edit(run.run_id, SetText(middle.segment_id, "Mumble mumble."))

    start_s, end_s = middle.start_s - 0.1, middle.end_s + 0.1
    careful = with_starter(quality=Quality.CAREFUL)
    (again,) = await engine.runs.wait(
        [(await engine.runs.transcribe_range(run.run_id, start_s, end_s, careful)).run_id]
    )
    assert (again.state, again.clip.clip_id, again.session_id) == (State.COMPLETED, run.clip.clip_id, run.session_id)
    assert (again.options.quality, again.clip.duration_s) == (Quality.CAREFUL, run.clip.duration_s)
    assert await text_of(engine, again) == middle.text
    (heard,) = await engine.texts.segments(again.run_id)
    assert start_s <= heard.start_s < heard.end_s <= end_s + 0.1

    now = await engine.texts.take_range(run.run_id, start_s, end_s, from_run_id=again.run_id)
    assert [segment.text for segment in now] == [segment.text for segment in said]
    assert now[:2] == said[:2] and now[3:] == said[3:] and now[2].is_edited
    assert (await engine.texts.undo(run.run_id))[2].text == "Mumble mumble."


async def test_a_stretch_that_is_not_there_is_refused(engine: Engine, tmp_path: Path) -> None:
    (run,) = await finished(engine, await hand_over(engine, recording(tmp_path / "talk.wav", min_s=3)))
    for start_s, end_s in ((-1.0, 1.0), (2.0, 2.0), (1000.0, 2000.0)):
        with pytest.raises(EditError, match="no_such_range"):
            await engine.runs.transcribe_range(run.run_id, start_s, end_s)
    assert len(await engine.runs.all()) == 1
