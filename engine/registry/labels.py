"""Clips that doors took but have not stored yet, recorded in the registry: a kill must not lose any of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engine.registry import label_queries as queries
from engine.registry.ages import Ages
from engine.registry.database import ids_json
from engine.registry.rows import options_json, options_of
from engine.registry.stored_values import TEXT, WHOLE, Row
from engine.run import Options
from engine.storage.own_names import is_id

_LABEL = Row(TEXT, TEXT, TEXT, TEXT, WHOLE)


@dataclass(frozen=True, slots=True)
class HandOverLabel:
    """Something that a door took: a file, or a folder with files."""

    run_id: str
    session_id: str
    #: The path from which it was handed over.
    source: str
    options: Options
    opens_folders: bool


class Labels(Ages):
    """Labels are written for a whole hand-over at once, and deleted with the commits of their runs."""

    def write_labels(self, door: str, labels: Sequence[HandOverLabel], instead_of: Collection[str] = ()) -> None:
        """Record what an engine took and has not stored yet; `instead_of` the folders with these ids."""
        values = [
            {
                "run_id": label.run_id, "session_id": label.session_id, "source": label.source,
                "options": options_json(label.options), "opens_folders": label.opens_folders, "door": door,
            }
            for label in labels
        ]  # fmt: skip
        with self._transaction():
            self._db.executemany(queries.INSERT_LABEL, values)
            self._remove_labels(instead_of)

    def doors(self) -> list[str]:
        """The engines that have taken something not stored yet."""
        return [TEXT.read(door) for (door,) in self._db.execute(queries.DOORS)]

    def take_labels(self, of: str, door: str) -> list[HandOverLabel]:
        """Take over what a dead engine had taken. Returns it in the order given, without what another engine has
        already taken over."""
        with self._transaction():
            self._db.execute(queries.FORGET_STORED_LABELS, (of,))
            rows = map(_LABEL.read, self._db.execute(queries.LABELS, (of,)).fetchall())
            self._db.execute(queries.TAKE_LABELS, (door, of))
            self._db.execute(queries.FORGET_DAMAGED_LABELS, (of,))
        return [
            HandOverLabel(run_id, session_id, source, options_of(options), bool(opens_folders))
            for run_id, session_id, source, options, opens_folders in rows
            if is_id(run_id)
        ]

    def labelled(self) -> frozenset[str]:
        """The ids of all clips that are being taken in, by any engine."""
        return frozenset(run_id for (run_id,) in self._db.execute(queries.LABELLED))

    def _remove_labels(self, run_ids: Collection[str]) -> None:
        if run_ids:
            self._db.execute(queries.REMOVE_LABELS, (ids_json(run_ids),))
