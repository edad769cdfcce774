"""The order of waiting runs, as people set it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile

from engine.registry import queries
from engine.registry.reading import Records
from engine.run import Run


class Turns(Records):
    """The queue of all sessions together. Every run has a number, its turn, from its arrival on; moving runs means
    dealing out the turns of all waiting runs anew."""

    def put_first(self, run_ids: Sequence[str]) -> list[Run]:
        """Move those of these runs that wait to the front, in the order given. Returns the runs whose turn changed."""
        with self._transaction():
            queue = self._queue()
            return self._move(run_ids, next(iter(queue), None), queue)

    def move_before(self, run_ids: Sequence[str], before_run_id: str | None) -> list[Run]:
        """Move those of these runs that wait to just before that one, in the order given; to the end if it is None, to
        the front if it no longer waits. Returns the runs whose turn changed."""
        with self._transaction():
            queue = self._queue()
            if before_run_id is not None and before_run_id not in queue:
                before_run_id = next(iter(queue), None)
            return self._move(run_ids, before_run_id, queue)

    def _queue(self) -> dict[str, int]:
        """The turns of the waiting runs, in order."""
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
