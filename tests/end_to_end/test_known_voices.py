"""Known voices, with real readers and real processes: remembered in one clip, proposed in another, and forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.engine import Engine
from engine.errors import EditError, NotFound, VoiceError
from engine.events import Notice, VoicesChanged
from engine.maintenance.backup import back_up, restore
from engine.run import Run
from engine.settings import change_settings
from engine.storage.paths import Paths
from engine.text.edits import RenameSpeaker
from engine.text.speakers import FIND_SPEAKERS
from tests.end_to_end.audio import write_wav
from tests.end_to_end.following import finished, hand_over
from tests.engine.command_line import CommandLine
from tests.engine.speakers.test_voices import ONE, OTHER, conversation
from tests.support.starter import with_starter

LIMIT_S = 120.0
#: Somebody else, and one more.
STRANGER, FOURTH = "libri-1998-15444", "lj-LJ001"
Spoken = Callable[..., Path]


@pytest.fixture
def spoken(tmp_path: Path) -> Spoken:
    """A clip of these recordings, one after the other."""

    def write(name: str, *recordings: str) -> Path:
        samples, _ = conversation(*recordings)
        return write_wav(tmp_path / f"{name}.wav", (samples * 32767).astype(np.int16))

    return write


@pytest.fixture
def talk(spoken: Spoken) -> Path:
    return spoken("talk", f"{ONE}-0003", f"{OTHER}-0000", f"{ONE}-0004", f"{OTHER}-0009")


async def found(engine: Engine, path: Path) -> Run:
    """A run of that clip whose speakers are found."""
    [run] = await hand_over(engine, path, options=with_starter(speakers=FIND_SPEAKERS))
    [done] = await finished(engine, [run])
    async with asyncio.timeout(LIMIT_S):
        await engine.speakers.wait([done.run_id])
    return done


async def names(engine: Engine, run: Run) -> list[str]:
    return sorted({segment.speaker or "" for segment in await engine.texts.segments(run.run_id)})


async def proposed(engine: Engine, run: Run) -> list[tuple[str, str]]:
    return [(each.speaker, each.name) for each in await engine.voices.proposals(run.run_id)]


async def test_who_is_remembered_in_one_clip_is_proposed_in_another(
    engine: Engine, home: Paths, talk: Path, spoken: Spoken
) -> None:
    told: list[Notice] = []
    engine.subscribe(told.append)
    first = await found(engine, talk)
    assert await names(engine, first) == ["Speaker 1", "Speaker 2"]
    with pytest.raises(VoiceError, match="voices_off"):
        await engine.voices.remember(first.run_id, "Speaker 1", "Anna")
    assert await engine.voices.known() == [] and told[-1:] != [VoicesChanged()]

    change_settings(home, remembers_voices=True)
    await engine.voices.remember(first.run_id, "Speaker 1", " Anna  B. ")
    assert told[-1] == VoicesChanged()
    [anna] = await engine.voices.known()
    assert anna.name == "Anna B." and len(anna.prints) == 1 and anna.heard_s > 6
    [proposal] = await engine.voices.proposals(first.run_id)  # a clip knows its own
    assert (proposal.speaker, proposal.name) == ("Speaker 1", "Anna B.") and proposal.certainty > 0.95

    later = await found(engine, spoken("later", f"{STRANGER}-0001", f"{ONE}-0005", f"{STRANGER}-0008", f"{ONE}-0007"))
    assert await names(engine, later) == ["Speaker 1", "Speaker 2"], "nobody is named without being asked"
    [proposal] = await engine.voices.proposals(later.run_id)
    assert (proposal.speaker, proposal.name) == ("Speaker 2", "Anna B.") and proposal.certainty > 0.9
    strangers = await found(engine, spoken("others", *(f"{FOURTH}-000{n}" for n in (4, 2, 8)), f"{STRANGER}-0001"))
    assert await proposed(engine, strangers) == []

    await engine.texts.edit(later.run_id, RenameSpeaker("Speaker 2", "Anna B."))
    assert await names(engine, later) == ["Anna B.", "Speaker 1"] and await proposed(engine, later) == []
    await engine.texts.undo(later.run_id)
    assert await proposed(engine, later) == [("Speaker 2", "Anna B.")]
    await engine.voices.refuse(later.run_id, "Speaker 2", "Anna B.")
    assert await proposed(engine, later) == [], "a no is remembered"
    await engine.speakers.recount(later.run_id, 2)
    async with asyncio.timeout(LIMIT_S):
        await engine.speakers.wait([later.run_id])
    assert [name for _, name in await proposed(engine, later)] == ["Anna B."], "they may be others now"
    await engine.texts.edit(later.run_id, RenameSpeaker("Speaker 2", "Clara"))
    assert await proposed(engine, later) == [], "whom a person has named is not named otherwise"

    change_settings(home, remembers_voices=False)
    assert await proposed(engine, first) == []
    assert await engine.voices.forget(["Anna B.", "nobody"]) == 1
    change_settings(home, remembers_voices=True)
    assert await engine.voices.known() == [] and await proposed(engine, first) == []


async def test_several_clips_make_it_better_and_what_cannot_be_is_refused(
    engine: Engine, home: Paths, talk: Path, spoken: Spoken
) -> None:
    change_settings(home, remembers_voices=True)
    first = await found(engine, talk)
    await engine.voices.remember(first.run_id, "Speaker 2", "Ben")
    await engine.voices.remember(first.run_id, "Speaker 2", "Ben")
    second = await found(engine, spoken("more", f"{OTHER}-0003", f"{ONE}-0005", f"{OTHER}-0000"))
    [(speaker, name)] = await proposed(engine, second)
    assert name == "Ben"
    await engine.texts.edit(second.run_id, RenameSpeaker(speaker, name))
    await engine.voices.remember(second.run_id, name)
    [ben] = await engine.voices.known()
    assert len(ben.prints) == 2

    with pytest.raises(EditError, match="no_such_speaker"):
        await engine.voices.remember(first.run_id, "Nobody", "Ben")
    with pytest.raises(VoiceError, match="voice_nameless"):
        await engine.voices.remember(first.run_id, "Speaker 1", "x" * 201)
    with pytest.raises(NotFound):
        await engine.voices.remember("none", "Speaker 1")
    short = await found(engine, spoken("short", f"{FOURTH}-0002"))
    with pytest.raises(VoiceError, match="voice_too_short"):
        await engine.voices.remember(short.run_id, "Speaker 1", "Linda")
    (home.voices / first.clip.clip_id).unlink()
    with pytest.raises(VoiceError, match="voice_not_heard"):
        await engine.voices.remember(first.run_id, "Speaker 1", "Anna")
    assert await proposed(engine, first) == []
    await engine.voices.rename("Ben", "Benjamin")
    assert [voice.name for voice in await engine.voices.known()] == ["Benjamin"]


async def test_no_backup_has_a_voice_and_a_command_forgets_one(
    engine: Engine, home: Paths, talk: Path, tmp_path: Path
) -> None:
    change_settings(home, remembers_voices=True)
    run = await found(engine, talk)
    for speaker, name in (("Speaker 1", "Anna"), ("Speaker 2", "Ben")):
        await engine.voices.remember(run.run_id, speaker, name)
    numbers = [voice.prints[0].numbers for voice in await engine.voices.known()]
    assert any(numbers[0] in path.read_bytes() for path in home.home.glob("registry*"))

    file, elsewhere = tmp_path / "backup.zip", Paths(tmp_path / "elsewhere")
    await asyncio.to_thread(back_up, home, file)
    assert not any(each in file.read_bytes() for each in numbers)
    elsewhere.make()
    await asyncio.to_thread(restore, file, elsewhere)
    restored = await Engine.open(elsewhere, works=False)
    assert await restored.voices.known() == [] and len(await restored.runs.all()) == 1
    await restored.close()

    line = CommandLine(home.home)
    listed, _ = await asyncio.to_thread(line.everyclip_itself, "voices", "list")
    assert [each.split()[0] for each in listed.splitlines()] == ["Anna", "Ben"] and "  1 clip  " in listed
    _, told = await asyncio.to_thread(line.everyclip_itself, "speakers", run.run_id)
    assert "Speaker 1 sounds like Anna (" in told and "Speaker 2 sounds like Ben (" in told
    _, told = await asyncio.to_thread(line.everyclip_itself, "voices", "forget", "Anna", "Nobody", status=2)
    assert told == "There is no voice “Nobody”.\n"
    await asyncio.to_thread(line.everyclip_itself, "voices", "forget", status=2)
    assert (await asyncio.to_thread(line.everyclip_itself, "voices", "forget", "Anna"))[1] == "1 voice forgotten.\n"
    assert [voice.name for voice in await engine.voices.known()] == ["Ben"]
    assert not any(numbers[0] in path.read_bytes() for path in home.home.glob("registry*"))
    await asyncio.to_thread(line.everyclip_itself, "voices", "forget", "--all")
    assert (await asyncio.to_thread(line.everyclip_itself, "voices", "list"))[1] == "No voice is known.\n"
