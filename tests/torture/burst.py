"""What is going on when something is killed: bursts of clips through every door."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from importlib import resources as package_files
from pathlib import Path

from tests.support.starter import furnish
from tests.torture.house import House
from tests.torture.program import LIMIT_S, RECORDER, Program, Stuck
from tests.torture.steps import Mine

#: When a random kill comes, in seconds after the start.
LATEST_KILL_S = 4.0

Burst = Callable[[House, Mine | None], None]


def _await_end(house: House, program: Program, mine: Mine | None) -> None:
    """Until the mine went off and a command ended of it, or by itself; without a mine, until a moment of chance."""
    if mine is not None or not _is_killed_at_random(house, program):
        program.wait()
    house.end(program, mine)


def _await_idle(house: House, program: Program, mine: Mine | None) -> None:
    """The same of a window, which does not end: until it has nothing left to do."""
    if mine is not None or not _is_killed_at_random(house, program):
        _await(lambda: not program.is_running or (house.is_idle and not house.unanswered), "the window is not idle")
        if program.is_running:
            house.kills["at random: the idle window"] += 1
    house.end(program, mine)


def _is_killed_at_random(house: House, program: Program) -> bool:
    """Kill it, or now and then a child of it, at a moment of chance. False if it lives on, or has ended before."""
    if not program.runs_for(house.chance.uniform(0.1, LATEST_KILL_S)):
        return False
    if house.chance.random() < 0.3 and program.kill_child():
        house.kills["at random: a child"] += 1
        return False
    house.kills["at random: the program"] += 1
    program.kill()
    return True


def _await(holds: Callable[[], bool], trouble: str) -> None:
    """Raises Stuck if it takes too long."""
    until = time.monotonic() + LIMIT_S
    while not holds():
        if time.monotonic() > until:
            raise Stuck(trouble)
        time.sleep(0.05)


def from_command_line(house: House, mine: Mine | None) -> None:
    """New clips, and those of which nobody knows because the program that was to take them in was killed."""
    _transcribe(house, house.unanswered, mine)


def _transcribe(house: House, files: Sequence[Path], mine: Mine | None) -> None:
    """These files and new ones, with a document of each."""
    files = [*files, *house.clips(house.chance.randint(1, 5))]
    program = house.everyclip("transcribe", *files, "--format", "srt", "--output-dir", house.documents, mine=mine)
    _await_end(house, program, mine)


def into_window(house: House, mine: Mine | None) -> None:
    """Files for the window at its start, and others dropped on it while it works, through a second start."""
    program = house.window(*house.unanswered, *house.clips(house.chance.randint(1, 4)), mine=mine)
    if program.runs_for(house.chance.uniform(0.5, 3.0)) and house.chance.random() < 0.5:
        second = house.window(*house.clips(2))
        # It ends once the first has answered. Without a first one it would be the window itself.
        _await(lambda: not (second.is_running and program.is_running), "a second window does not end")
        second.kill()
    _await_idle(house, program, mine)


def two_at_once(house: House, mine: Mine | None) -> None:
    """A window or a command that works on everything, and another that hands over and dies, or the other way round."""
    if house.chance.random() < 0.5:
        other = house.everyclip("work", mine=None)
    else:
        other = house.window(*house.clips(1), mine=None)
    try:
        _transcribe(house, [], mine)  # what nobody knows of may be on its way into the other
        # What the dead one had in hand, the other takes over: nothing is started for it.
        _await(lambda: not other.is_running or house.is_idle, "what a dead program had, the other did not take over")
    finally:
        house.end(other, None)


def again(house: House, mine: Mine | None) -> None:
    """Completed runs are asked for once more, while another program works."""
    completed = [run.run_id for run in house.look() if run.state == "completed"]
    if not completed:
        from_command_line(house, None)
        return
    chosen = house.chance.sample(completed, min(len(completed), 3))
    _await_end(house, house.everyclip("retry", *chosen, mine=mine), mine)
    _await_end(house, house.everyclip("work", "--until-idle"), None)


def dictated(house: House, mine: Mine | None) -> None:
    """Recordings."""
    files = house.clips(house.chance.randint(1, 3), as_wav=True)
    program = house.start([*RECORDER, house.speech.model.model_id, *map(str, files)], mine)
    if mine is not None:
        program.wait()
    elif program.runs_for(house.chance.uniform(0.4, 1.2)):
        house.kills["at random: the recorder"] += 1
    house.end(program, mine)
    house.hear(files)


def with_a_model(house: House, mine: Mine | None) -> None:
    """Clips for a model that is not here."""
    house.remove_models()
    _await_end(house, house.everyclip("transcribe", *house.clips(2), "--model", "tiny", mine=mine), mine)


def of_old(house: House, mine: Mine | None) -> None:
    """A registry of the first schema with clips that wait, and one that was running when its program was killed."""
    if house.paths.registry.exists():
        return
    furnish(house.paths, house.speech.model)
    options = json.dumps(
        {"model": house.speech.model.model_id, "language": None, "task": "transcribe", "quality": "fast"}
    )
    with closing(sqlite3.connect(house.paths.registry)) as db, db:
        db.executescript(package_files.files("engine.registry").joinpath("schema", "0001.sql").read_text("utf-8"))
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO sessions VALUES ('s', 'Monday', 'concurrent', 1.0)")
        db.execute("INSERT INTO owners VALUES ('gone', 2.0)")
        for number, path in enumerate(house.clips(4, as_wav=True)):
            clip_id = str(uuid.uuid4())
            stored_as = f"{clip_id}.wav"
            (house.paths.vault / stored_as).write_bytes(path.read_bytes())
            values = (clip_id, path.name, str(path), path.stat().st_size, stored_as)
            db.execute("INSERT INTO clips VALUES (?, ?, ?, ?, 'abc', ?, NULL)", values)
            state, owner = ("running", "gone") if number == 0 else ("queued", None)
            db.execute(
                "INSERT INTO runs (run_id, session_id, clip_id, options, state, attempt, owner, created_at)"
                " VALUES (?, 's', ?, ?, ?, ?, ?, 2.0)",
                (f"old run {number}", clip_id, options, state, number == 0, owner),
            )
            db.execute(
                "INSERT INTO run_events VALUES (?, 1, 2.0, 'accepted', 0, NULL, 'queued', '{}')",
                (f"old run {number}",),
            )
    house.look()
    _await_end(house, house.everyclip("work", "--until-idle", mine=mine), mine)


#: The bursts in which each kind of step comes.
BURSTS: Mapping[str, tuple[Burst, ...]] = {
    "accept": (from_command_line, into_window, two_at_once),
    "work": (from_command_line, into_window, two_at_once),
    "alone": (from_command_line, into_window),
    "export": (from_command_line,),
    "migrate": (of_old,),
    "retry": (again,),
    "download": (with_a_model,),
    "record": (dictated,),
}
#: The same without a mine, by chance.
AT_RANDOM: tuple[Burst, ...] = (
    from_command_line, from_command_line, from_command_line, into_window, into_window, two_at_once, again, dictated,
    with_a_model,
)  # fmt: skip
