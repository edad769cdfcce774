"""Who is next: the order of those that wait, as people set it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile

from engine.registry import queries
from engine.registry.reading import Records
from engine.run import Run


class Turns(Records):
    """The queue of all sessions together. A turn is a number that every run has from its arrival on; to move runs is to
    deal out the turns of all that wait anew."""

    def put_first(self, run_ids: Sequence[str]) -> list[Run]:
        """These runs, as far as they wait, come next, in the order given. Returns the runs that have another turn."""
        with self._transaction():
            queue = self._queue()
            return self._move(run_ids, next(iter(queue), None), queue)

    def move_before(self, run_ids: Sequence[str], before_run_id: str | None) -> list[Run]:
        """These runs, as far as they wait, come just before that one, in the order given; last if it is None, first if
        it does not wait any more. Returns the runs that have another turn."""
        with self._transaction():
            queue = self._queue()
            if before_run_id is not None and before_run_id not in queue:
                before_run_id = next(iter(queue), None)
            return self._move(run_ids, before_run_id, queue)

    def _queue(self) -> dict[str, int]:
        """The turns of those that wait, in order."""
        return dict(self._db.execute(queries.TURNS).fetchall())

    def _move(self, run_ids: Sequence[str], before_run_id: str | None, queue: dict[str, int]) -> list[Run]:
        moved = [run_id for run_id in dict.fromkeys(run_ids) if run_id in queue]
        moving = set(moved)
        behind = [run_id for run_id in dropwhile(lambda each: each != before_run_id, queue) if run_id not in moving]
        staying = [run_id for run_id in queue if run_id not in moving]
        order = staying[: len(staying) - len(behind)] + moved + behind
        turns = [(turn, run_id) for run_id, turn in zip(order, queue.values(), strict=True) if queue[run_id] != turn]
        self._db.executemany(queries.SET_TURN, turns)
        return self.some_runs([run_id for _, run_id in turns])
