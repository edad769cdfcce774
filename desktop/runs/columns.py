"""The columns of the run table: what each is called, how wide it begins, what it says of a run and how it sorts."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from pathlib import Path, PurePath
from typing import Any

from desktop import text
from engine.run import Run, State


class Column(IntEnum):
    """What a run shows of itself, from left to right."""

    CLIP = 0
    STAGES = 1
    LENGTH = 2
    TIME = 3
    ATTEMPT = 4
    SPEED = 5
    WAITED = 6
    LANGUAGE = 7
    MODEL = 8
    SOURCE = 9
    HANDED_OVER = 10
    TEXT = 11


#: The columns of a calm table. The others come when they are asked for.
DEFAULT = frozenset({Column.CLIP, Column.STAGES, Column.LENGTH, Column.TIME, Column.ATTEMPT})
TITLES = {
    Column.CLIP: "Clip",
    Column.STAGES: "Progress",
    Column.LENGTH: "Length",
    Column.TIME: "Time",
    Column.ATTEMPT: "Attempt",
    Column.SPEED: "Speed",
    Column.WAITED: "Waited",
    Column.LANGUAGE: "Language",
    Column.MODEL: "Model",
    Column.SOURCE: "From",
    Column.HANDED_OVER: "Handed over",
    Column.TEXT: "Text",
}
#: What a title alone does not say.
HINTS = {
    Column.STAGES: "Taken in, queued, transcribed, and how it ended",
    Column.TIME: "How long it was worked on, and how long it waited before",
    Column.SPEED: "Seconds of the clip transcribed in one second",
    Column.MODEL: "The model that listened, and what it ran on",
    Column.SOURCE: "Where the clip came from",
}
#: Widths to begin with, in pixels; the clip's name takes what is left.
WIDTHS = {
    Column.STAGES: 226,
    Column.LENGTH: 76,
    Column.TIME: 118,
    Column.ATTEMPT: 82,
    Column.SPEED: 82,
    Column.WAITED: 92,
    Column.LANGUAGE: 104,
    Column.MODEL: 132,
    Column.SOURCE: 160,
    Column.HANDED_OVER: 118,
    Column.TEXT: 320,
}
#: Numbers stand at the right of their cell.
NUMBERS = frozenset(
    {Column.LENGTH, Column.TIME, Column.ATTEMPT, Column.SPEED, Column.WAITED, Column.HANDED_OVER},
)
#: In which order states stand when the table is sorted by stage: what goes on first, what is done last.
_STATE_ORDER = (State.RUNNING, State.QUEUED, State.PAUSED, State.FAILED, State.CANCELLED, State.COMPLETED)


def cell(column: Column, run: Run, now: float) -> tuple[str, str]:
    """The one or two lines of a cell, for every column but that of the stages."""
    match column:
        case Column.CLIP:
            return text.title(run), text.second_line(run)
        case Column.LENGTH:
            return text.length(run.clip.duration_s), ""
        case Column.TIME:
            working_s, waiting_s = run.working_s(now), run.waiting_s(now)
            return (
                "" if working_s is None else text.elapsed(working_s),
                "" if waiting_s is None else text.say("waited {time}").format(time=text.elapsed(waiting_s)),
            )
        case Column.WAITED:
            waiting_s = run.waiting_s(now)
            return "–" if waiting_s is None else text.elapsed(waiting_s), ""
        case Column.SPEED:
            return text.speed(run.speed(now)), ""
        case _:
            return _fact(column, run)


def _fact(column: Column, run: Run) -> tuple[str, str]:
    """What no clock changes."""
    match column:
        case Column.ATTEMPT:
            return str(run.attempt) if run.attempt else "–", ""
        case Column.LANGUAGE:
            code = run.language or run.options.language
            return text.language(code) if code else "–", ""
        case Column.MODEL:
            return PurePath(run.options.model).name, run.device or ""
        case Column.SOURCE:
            return source(run), ""
        case Column.HANDED_OVER:
            return text.moment(run.created_at)
        case Column.TEXT:
            return " ".join(run.preview.split()), ""
    raise ValueError(column)


def source(run: Run) -> str:
    """Where the clip came from: the folder of a file, or the microphone that it was recorded with."""
    path = Path(run.clip.source)
    return path.parent.name or str(path.parent) if path.is_absolute() else run.clip.source


def sort_key(column: Column, now: float) -> Callable[[Run], Any]:
    """What the rows are compared by; unknown lengths and times come first."""
    keys: dict[Column, Callable[[Run], Any]] = {
        Column.CLIP: lambda run: run.clip.name.casefold(),
        Column.STAGES: lambda run: (_STATE_ORDER.index(run.state), -run.progress),
        Column.LENGTH: lambda run: run.clip.duration_s or 0.0,
        Column.TIME: lambda run: run.working_s(now) or 0.0,
        Column.ATTEMPT: lambda run: run.attempt,
        Column.SPEED: lambda run: run.speed(now) or 0.0,
        Column.WAITED: lambda run: run.waiting_s(now) or 0.0,
        Column.LANGUAGE: lambda run: run.language or run.options.language or "",
        Column.MODEL: lambda run: (run.options.model, run.device or ""),
        Column.SOURCE: lambda run: run.clip.source.casefold(),
        Column.HANDED_OVER: lambda run: run.created_at,
        Column.TEXT: lambda run: run.preview.casefold(),
    }
    return keys[column]
