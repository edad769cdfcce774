"""Documents made of texts: those that were written, and those to be written once their runs are completed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import EventKind
from engine.registry import taken_queries as queries
from engine.registry.stored_values import TEXT, WHOLE, json_of
from engine.registry.taken import TakenFiles
from engine.run import Facts, Outcome, Reason, Run


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """A document to be made of a run."""

    run_id: str
    #: Its entry in the run's history, which that of the export names.
    sequence: int
    format: str
    #: "" for beside the file.
    folder: str = ""
    #: The pattern of its name; "" for the clip's.
    pattern: str = ""


class Documents(TakenFiles):
    """A document to be made is an entry in its run's history, made with the completion: whoever is killed between the
    two writes it at the next start. The entry of the export, or of its failure, settles it."""

    #: The format of what is written beside files; "" for none.
    _beside_format = ""

    def write_beside(self, format: str) -> None:
        """Have the text of every run that is completed from now on written beside its file; "" for no more."""
        self._beside_format = format

    def record_export(
        self, run_ids: Sequence[str], format: str, path: str, trouble: Reason | None = None, asked: int | None = None
    ) -> None:
        """Record that the text of these runs was written to a file, or what prevented that; `asked`: which entry of the
        run's history that settles."""
        kind = EventKind.EXPORTED if trouble is None else EventKind.EXPORT_FAILED
        why: Facts = {} if trouble is None else {**trouble.facts, "code": trouble.code}
        answer: Facts = {} if asked is None else {"asked": asked}
        detail: Facts = {**why, "format": format, "path": path, **answer}
        with self._transaction():
            for run_id in run_ids:
                self._event(run_id, kind, self._run(run_id).attempt, None, None, detail)

    def to_be_written(self, run_id: str | None = None) -> list[WantedDocument]:
        """The documents that are still to be made: of all runs, or of one."""
        found = []
        for row in self._db.execute(queries.TO_BE_WRITTEN, {"run_id": run_id}).fetchall():
            detail = json_of(row["detail"])
            wish = detail if isinstance(detail, dict) else {}
            texts = (str(wish.get(name) or "") for name in ("format", "folder", "pattern"))
            found.append(WantedDocument(TEXT.read(row["run_id"]), WHOLE.read(row["sequence"]), *texts))
        return found

    def _note_documents(self, run: Run) -> None:
        """Inside the transaction that completes a run: have its documents made, if it is that of a file."""
        is_whole = run.options.start_s == 0.0 and run.options.end_s is None
        if not (is_whole and run.outcome is Outcome.TEXT and os.path.isabs(run.clip.source)):
            return
        wanted = self._documents_of(run.run_id)
        wishes = [(format, wanted.folder, wanted.pattern) for format in wanted.formats]
        if self._beside_format:
            wishes.append((self._beside_format, "", ""))
        for format, folder, pattern in dict.fromkeys(wishes):
            detail: Facts = {"format": format, "folder": folder, "pattern": pattern}
            self._event(run.run_id, EventKind.TO_BE_WRITTEN, run.attempt, None, None, detail)
