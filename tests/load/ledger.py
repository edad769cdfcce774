"""What was handed over and has not ended, kept by a stranger to the engine: a person's rule must never touch it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.engine import Engine
from engine.events import EngineTrouble, Notice, RunChanged
from engine.run import Run, State
from tests.load.played import Fate, text_of, windows_of

#: What has ended, so that it may go: not what has failed.
GOES = (State.COMPLETED, State.CANCELLED)


class Ledger:
    """Hears what engines tell. `open` are the runs that nobody may let go, `meant` those that a person deleted."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.meant: set[str] = set()
        self.faults: list[str] = []

    def add(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self.hear(RunChanged(run))

    def hear(self, notice: Notice) -> None:
        if isinstance(notice, EngineTrouble):
            self.faults.append(f"trouble: {notice.reason}")
        if not isinstance(notice, RunChanged) or notice.run.run_id in self.meant:
            return
        run = notice.run
        if run.is_deleted and run.run_id in self.open:
            self.faults.append(f"{run.run_id} was {run.state} and was deleted by nobody")
        if run.state in GOES:
            self.open.discard(run.run_id)
        else:
            self.open.add(run.run_id)

    async def check(self, engine: Engine) -> int:
        """Look whether all that is open is there, with its audio. Returns how many runs there are."""
        before = self.open - self.meant
        runs = {run.run_id: run for run in await engine.runs.all()}
        self.faults += [f"{run_id} is open and gone" for run_id in before - runs.keys() - self.meant]
        for run in runs.values():
            audio = engine.audio_path(run)
            never_came = run.reason is not None and run.reason.code == "file_missing"
            if run.state not in GOES and not never_came and (audio is None or not audio.exists()):
                self.faults.append(f"{run.run_id} is {run.state} and its audio is gone")
        return len(runs)

    async def check_texts(self, engine: Engine) -> None:
        """Look whether what has ended has its right text, as the machine wrote it."""
        for run in await engine.runs.all(state=State.COMPLETED):
            texts = [segment.text for segment in await engine.texts.machine_segments(run.run_id)]
            fate = Fate(run.clip.name.split("-")[0])
            if texts != [text_of(number) for number in range(windows_of(fate))]:
                self.faults.append(f"{run.run_id} has the text {texts}")
