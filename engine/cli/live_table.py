"""What the command line shows of runs on their way: a live table in a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from engine.cli.wording import (
    SHORT_ID,
    duration,
    finished_line,
    print_err,
    printable,
    remark,
    stage_label,
    tally,
)
from engine.events import Wait, WaitReason
from engine.messages import PHASES, explain_wait
from engine.run import Phase, Run, State

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

WhyWaiting: TypeAlias = Callable[[Run], Wait]

#: Stages of a run, drawn as so many dots: handed over, model and audio ready, transcribing, ended.
STAGES = 4
STAGE_WIDTH = STAGES + 1 + max(map(len, PHASES.values()))
BAR_WIDTH = 8
TIME_WIDTH = 7
#: Rows of the terminal that are not for runs: headings, summary, the prompt, and air.
SPARE_ROWS = 5
#: Runs on their way that are shown at once when there are too many for the screen.
MAX_ROWS = 12
STYLES: Mapping[State, str] = {
    State.QUEUED: "dim",
    State.RUNNING: "cyan",
    State.PAUSED: "yellow",
    State.COMPLETED: "green",
    State.FAILED: "red",
    State.CANCELLED: "yellow",
}


class Screen(Protocol):
    """Where progress is shown. Used as a context; `show` every change, `refresh` often."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def show(self, run: Run) -> None:
        """Take note of a run that is new or different."""

    def forget(self, run: Run) -> None:
        """Drop the row of a folder: its files have rows now."""

    def expect(self, count: int) -> None:
        """Set how many runs there will be."""

    def refresh(self, why_waiting: WhyWaiting) -> None:
        """Draw what there is. `why_waiting` is asked about queued runs."""

    def print_line(self, sentence: str) -> None:
        """Print a line that stays on the screen."""


class PlainLines:
    """One line for each run as it ends, and for each that is kept from coming in: for logs, pipes and terminals that
    cannot redraw."""

    def __init__(self) -> None:
        self._of = ""
        self._states: dict[str, State] = {}
        self._ended: set[tuple[str, int]] = set()
        self._arriving: dict[str, Run] = {}
        self._waiting: set[tuple[str, WaitReason]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if len(self._states) > 1:
            print_err(tally(self._states.values()))

    def show(self, run: Run) -> None:
        self._states[run.run_id] = run.state
        self._arriving.pop(run.run_id, None)
        if run.is_arriving:
            self._arriving[run.run_id] = run
        if run.state.is_terminal and (run.run_id, run.attempt) not in self._ended:
            self._ended.add((run.run_id, run.attempt))
            print_err(f"[{len(self._ended)}{self._of}] {finished_line(run)}")

    def forget(self, run: Run) -> None:
        self._states.pop(run.run_id, None)
        self._arriving.pop(run.run_id, None)

    def expect(self, count: int) -> None:
        self._of = f"/{count}"

    def refresh(self, why_waiting: WhyWaiting) -> None:
        for run in self._arriving.values():
            wait = why_waiting(run)
            if wait.why is not WaitReason.BEING_TAKEN_IN and (run.run_id, wait.why) not in self._waiting:
                self._waiting.add((run.run_id, wait.why))
                print_err(f"{printable(run.clip.name)}: {explain_wait(wait)}")

    def print_line(self, sentence: str) -> None:
        print_err(sentence)


class LiveTable:
    """A row for each run, redrawn in place.

    While all runs fit on the screen they stay in the order given. When they do not, each run that ends becomes a line
    above the table, and the table keeps those on their way.
    """

    def __init__(self, console: Console) -> None:
        from rich.live import Live

        self._console = console
        self._live = Live(
            console=console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False, transient=False
        )
        self._runs: dict[str, Run] = {}
        #: How the runs ended that are lines above the table by now.
        self._scrolled: dict[str, State] = {}
        self._longest_name = 0
        self._why_waiting: WhyWaiting = lambda _: Wait(WaitReason.ENGINE_STARTING)
        self._since = time.monotonic()
        self._full, self._empty = ("*", ".") if console.options.ascii_only else ("●", "○")

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.refresh(self._why_waiting)
        self._live.stop()

    def show(self, run: Run) -> None:
        if self._scrolled.get(run.run_id) is run.state:
            return
        self._scrolled.pop(run.run_id, None)
        self._runs[run.run_id] = run
        self._longest_name = max(self._longest_name, len(run.clip.name))

    def forget(self, run: Run) -> None:
        self._runs.pop(run.run_id, None)

    def expect(self, count: int) -> None:
        pass  # it shows them all

    def refresh(self, why_waiting: WhyWaiting) -> None:
        self._why_waiting = why_waiting
        if len(self._runs) + len(self._scrolled) > self._rows_free:
            self._scroll_ended()
        self._live.update(self._drawn(), refresh=True)

    def print_line(self, sentence: str) -> None:
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    @property
    def _rows_free(self) -> int:
        return max(1, self._console.height - SPARE_ROWS)

    def _scroll_ended(self) -> None:
        ended = [run for run in self._runs.values() if run.state.is_terminal]
        if ended:
            self._console.print(self._table(ended))
        for run in ended:
            self._scrolled[run.run_id] = self._runs.pop(run.run_id).state

    def _drawn(self) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        if not self._runs and not self._scrolled:
            return Text("Waiting for clips. Ctrl-C ends.", style="dim")
        left = sorted(self._runs.values(), key=lambda run: (not run.is_registered, run.position, run.turn))
        if self._scrolled:
            left.sort(key=lambda run: run.state is not State.RUNNING)
        shown = left if len(left) <= self._rows_free else left[: min(MAX_ROWS, self._rows_free)]
        parts: list[RenderableType] = [self._table(shown, has_headings=True)] if shown else []
        if len(left) > len(shown):
            parts.append(Text(f"{'':{STAGES}} … and {len(left) - len(shown)} more waiting", style="dim"))
        if len(self._runs) + len(self._scrolled) > 1:
            parts.append(self._summary())
        return Group(*parts)

    def _summary(self) -> Table:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        states = [*self._scrolled.values(), *(run.state for run in self._runs.values())]
        share = len(self._scrolled) + sum(1 if run.state.is_terminal else run.progress for run in self._runs.values())
        grid = Table.grid(padding=(0, 1))
        bar = ProgressBar(total=len(states), completed=share, width=STAGE_WIDTH)
        took = duration(time.monotonic() - self._since)
        grid.add_row(bar, Text(f"{tally(states)} of {len(states)}, {took}", style="bold"))
        return grid

    def _table(self, runs: list[Run], *, has_headings: bool = False) -> Table:
        from rich.table import Table

        grid = Table.grid(padding=(0, 1), expand=True)
        grid.width = self._console.width - len("^C ")  # what a terminal writes there must not begin a new line
        grid.show_header = has_headings
        grid.header_style = "dim"
        grid.add_column("Stage", width=STAGE_WIDTH, no_wrap=True)
        grid.add_column("Clip", width=min(self._longest_name, max(12, self._console.width // 4)), no_wrap=True)
        grid.add_column("Length", width=BAR_WIDTH, no_wrap=True)
        grid.add_column("Took", width=TIME_WIDTH, no_wrap=True, justify="right")
        grid.add_column("Text", ratio=1)
        now = time.time()
        for run in runs:
            grid.add_row(self._stage(run), *self._cells(run, now))
        return grid

    def _stage(self, run: Run) -> Text:
        from rich.text import Text

        reached = _stages_reached(run)
        dots = self._full * reached + self._empty * (STAGES - reached)
        return Text(f"{dots} {stage_label(run)}", style=STYLES[run.state])

    def _cells(self, run: Run, now: float) -> tuple[RenderableType, ...]:
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        name = Text(printable(run.clip.name), overflow="ellipsis")
        bar: RenderableType = ""
        if run.state is State.RUNNING and run.progress:
            bar = ProgressBar(total=1.0, completed=run.progress, width=BAR_WIDTH)
        elif run.clip.duration_s is not None:
            bar = Text(duration(run.clip.duration_s), style="dim")
        took_s = run.working_s(now)
        is_whole = run.state is State.FAILED
        text = Text(
            remark(run, self._why_waiting(run) if run.state is State.QUEUED else None),
            style="red" if is_whole else "dim" if run.state is State.QUEUED else "",
            no_wrap=not is_whole,
            overflow="fold" if is_whole else "ellipsis",
        )
        return name, bar, Text(duration(took_s) if took_s is not None else ""), text


def _stages_reached(run: Run) -> int:
    """How many of the stages are behind a run or just going on."""
    if run.state.is_terminal:
        return STAGES
    if run.state is State.RUNNING:
        return 3 if run.phase is Phase.TRANSCRIBING else 2
    return 1


def screen() -> Screen:
    """A live table where standard error is a terminal that can redraw, else plain lines."""
    from rich.console import Console

    console = Console(stderr=True)
    return LiveTable(console) if console.is_terminal and not console.is_dumb_terminal else PlainLines()


def print_runs(runs: Sequence[Run], sessions: Mapping[str, str]) -> None:
    """A table of runs on standard output, as wide as the terminal. `sessions`: names by id."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim", expand=True)
    table.add_column("Run", width=SHORT_ID)
    table.add_column("State", width=STAGE_WIDTH - STAGES - 1)
    table.add_column("Session", max_width=console.width // 6)
    table.add_column("Clip", max_width=console.width // 4)
    table.add_column("Length", width=TIME_WIDTH, justify="right")
    table.add_column("Text", ratio=1)
    for column in table.columns:
        column.no_wrap, column.overflow = True, "ellipsis"
    for run in runs:
        state = Text(stage_label(run), style=STYLES[run.state])
        names = printable(sessions.get(run.session_id, "")), printable(run.clip.name)
        length = duration(run.clip.duration_s) if run.clip.duration_s is not None else ""
        table.add_row(run.run_id[:SHORT_ID], state, *map(Text, names), length, Text(remark(run)))
    console.print(table)
