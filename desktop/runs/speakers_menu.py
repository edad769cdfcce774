"""A menu to have the speakers of clips found, or as many of them as a person knows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.models.choices import speaker_count
from engine.run import Run
from engine.text.speakers import MAX_SPEAKERS


class SpeakersMenu(QMenu):
    """Acts on those of the runs that `chosen` returns whose speakers can be found: their texts have ended, and their
    audio is there. `seeking` says of a run, in words, how far it is with a search that is under way."""

    def __init__(
        self,
        bridge: Bridge,
        chosen: Callable[[], Sequence[Run]],
        seeking: Callable[[Run], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text.say("Find speakers"), parent)
        self._bridge = bridge
        self._chosen = chosen
        self._seeking = seeking
        self.addAction(text.say("Find how many")).triggered.connect(lambda: self._find(None))
        self.addSeparator()
        add_counts(self, self._find)

    def refresh(self) -> None:
        """Enable the menu if there is a clip to look in, and say how far a search is."""
        runs = self._chosen()
        self.menuAction().setEnabled(any(map(_can_be_found, runs)))
        under_way = next(filter(None, map(self._seeking, runs)), "")
        self.setTitle(text.sentence_case(under_way) if under_way else text.say("Find speakers"))

    def _find(self, count: int | None) -> None:
        run_ids = [run.run_id for run in self._chosen() if _can_be_found(run)]
        if run_ids:
            self._bridge.start("find speakers", self._ask(run_ids, count), must_finish=True)

    async def _ask(self, run_ids: Sequence[str], count: int | None) -> None:
        await (await self._bridge.engine()).speakers.find(run_ids, count)


def add_counts(menu: QMenu, choose: Callable[[int], None]) -> None:
    """Add the numbers of speakers that can be told apart."""
    for count in range(1, MAX_SPEAKERS + 1):
        entry = menu.addAction(speaker_count(count))
        entry.setData(count)
        entry.triggered.connect(lambda _=False, count=count: choose(count))


def _can_be_found(run: Run) -> bool:
    return run.state.is_terminal and bool(run.preview) and run.clip.stored_as is not None
