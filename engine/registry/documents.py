"""Documents made of texts: those that were written, and those to be written beside the files of their clips."""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine.events import EventKind
from engine.registry import queries
from engine.registry.reading import Records
from engine.run import Outcome, Run


class Documents(Records):
    """A document to write beside a file is an entry in its run's history, made with the completion: whoever is killed
    between the two writes it at the next start. The entry of the export, or of its failure, settles it."""

    #: The format of what is written beside files; "" for none.
    _beside_format = ""

    def write_beside(self, format: str) -> None:
        """Have the text of every run that is completed from now on written beside its file; "" for no more."""
        self._beside_format = format

    def record_export(self, run_ids: Sequence[str], format: str, path: str, trouble: str | None = None) -> None:
        """Record that the text of these runs was written to a file, or what prevented that."""
        kind = EventKind.EXPORTED if trouble is None else EventKind.EXPORT_FAILED
        detail = {"format": format, "path": path} | ({} if trouble is None else {"detail": trouble})
        with self._transaction():
            for run_id in run_ids:
                self._event(run_id, kind, self._run(run_id).attempt, None, None, detail)

    def to_be_written(self, run_id: str | None = None) -> list[tuple[str, str]]:
        """The runs whose text is still to be written beside their files, with its format: of all, or of one."""
        rows = self._db.execute(queries.TO_BE_WRITTEN, {"run_id": run_id}).fetchall()
        return [(str(row["run_id"]), str(row["format"])) for row in rows]

    def _note_document(self, run: Run) -> None:
        """Inside the transaction that completes a run: have its text written, if it is that of a file."""
        is_whole = run.options.start_s == 0.0 and run.options.end_s is None
        if self._beside_format and is_whole and run.outcome is Outcome.TEXT and os.path.isabs(run.clip.source):
            detail = {"format": self._beside_format}
            self._event(run.run_id, EventKind.TO_BE_WRITTEN, run.attempt, None, None, detail)
