"""The columns of the run table: their titles, initial widths, contents and sort keys."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from pathlib import Path, PurePath
from typing import Any

from desktop import text
from engine.run import Run, State


class RunColumn(IntEnum):
    """The columns, from left to right."""

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


#: The columns shown by default. The others are shown on request.
DEFAULT = frozenset({RunColumn.CLIP, RunColumn.STAGES, RunColumn.LENGTH, RunColumn.TIME, RunColumn.ATTEMPT})
TITLES = {
    RunColumn.CLIP: "Clip",
    RunColumn.STAGES: "Progress",
    RunColumn.LENGTH: "Length",
    RunColumn.TIME: "Time",
    RunColumn.ATTEMPT: "Attempt",
    RunColumn.SPEED: "Speed",
    RunColumn.WAITED: "Waited",
    RunColumn.LANGUAGE: "Language",
    RunColumn.MODEL: "Model",
    RunColumn.SOURCE: "From",
    RunColumn.HANDED_OVER: "Added",
    RunColumn.TEXT: "Text",
}
#: Tooltips for titles that do not explain themselves.
HINTS = {
    RunColumn.STAGES: "Taken in, queued, transcribed, and how it ended",
    RunColumn.TIME: "How long it was worked on, and how long it waited before",
    RunColumn.SPEED: "Seconds of the clip transcribed in one second",
    RunColumn.MODEL: "The model that listened, and what it ran on",
    RunColumn.SOURCE: "Where the clip came from",
}
#: Initial widths, in pixels; the clip's name takes the rest.
WIDTHS = {
    RunColumn.STAGES: 226,
    RunColumn.LENGTH: 76,
    RunColumn.TIME: 118,
    RunColumn.ATTEMPT: 82,
    RunColumn.SPEED: 82,
    RunColumn.WAITED: 92,
    RunColumn.LANGUAGE: 104,
    RunColumn.MODEL: 132,
    RunColumn.SOURCE: 160,
    RunColumn.HANDED_OVER: 118,
    RunColumn.TEXT: 320,
}
#: Numbers are right-aligned.
NUMBERS = frozenset(
    {RunColumn.LENGTH, RunColumn.TIME, RunColumn.ATTEMPT, RunColumn.SPEED, RunColumn.WAITED, RunColumn.HANDED_OVER},
)
#: The order of states when sorting by stage: active first, finished last.
_STATE_ORDER = (State.RUNNING, State.QUEUED, State.PAUSED, State.FAILED, State.CANCELLED, State.COMPLETED)


def cell(column: RunColumn, run: Run, now: float) -> tuple[str, str]:
    """The one or two lines of a cell, for every column except the stages."""
    match column:
        case RunColumn.CLIP:
            return text.title(run), text.second_line(run)
        case RunColumn.LENGTH:
            return text.length(run.clip.duration_s), ""
        case RunColumn.TIME:
            working_s, waiting_s = run.working_s(now), run.waiting_s(now)
            return (
                "" if working_s is None else text.elapsed(working_s),
                "" if waiting_s is None else text.say("waited {time}").format(time=text.elapsed(waiting_s)),
            )
        case RunColumn.WAITED:
            waiting_s = run.waiting_s(now)
            return "–" if waiting_s is None else text.elapsed(waiting_s), ""
        case RunColumn.SPEED:
            return text.speed(run.speed(now)), ""
        case _:
            return _fact(column, run)


def _fact(column: RunColumn, run: Run) -> tuple[str, str]:
    """The cell of a column that does not depend on the time."""
    match column:
        case RunColumn.ATTEMPT:
            return str(run.tries) if run.tries else "–", ""
        case RunColumn.LANGUAGE:
            code = run.language or run.options.language
            return text.language(code) if code else "–", ""
        case RunColumn.MODEL:
            return PurePath(run.options.model).name, run.device or ""
        case RunColumn.SOURCE:
            return source(run), ""
        case RunColumn.HANDED_OVER:
            return text.moment(run.created_at)
        case RunColumn.TEXT:
            return " ".join(run.preview.split()), ""
    raise ValueError(column)


def source(run: Run) -> str:
    """Where the clip came from: the folder of a file, the microphone it was recorded with, or how it was sent."""
    path = Path(run.clip.source)
    return path.parent.name or str(path.parent) if path.is_absolute() else run.clip.source


def sort_key(column: RunColumn, now: float) -> Callable[[Run], Any]:
    """The sort key of a column; unknown lengths and times come first."""
    keys: dict[RunColumn, Callable[[Run], Any]] = {
        RunColumn.CLIP: lambda run: text.title(run).casefold(),
        RunColumn.STAGES: lambda run: (_STATE_ORDER.index(run.state), -run.progress),
        RunColumn.LENGTH: lambda run: run.clip.duration_s or 0.0,
        RunColumn.TIME: lambda run: run.working_s(now) or 0.0,
        RunColumn.ATTEMPT: lambda run: run.tries,
        RunColumn.SPEED: lambda run: run.speed(now) or 0.0,
        RunColumn.WAITED: lambda run: run.waiting_s(now) or 0.0,
        RunColumn.LANGUAGE: lambda run: run.language or run.options.language or "",
        RunColumn.MODEL: lambda run: (run.options.model, run.device or ""),
        RunColumn.SOURCE: lambda run: run.clip.source.casefold(),
        RunColumn.HANDED_OVER: lambda run: run.created_at,
        RunColumn.TEXT: lambda run: run.preview.casefold(),
    }
    return keys[column]
