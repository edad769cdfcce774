"""The texts of runs: which attempts left one, which of them is displayed, and the edits made to it."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import EditError, NotFound
from engine.events import AttemptText
from engine.registry import queries
from engine.registry.database import ids_json
from engine.registry.reading import Records
from engine.registry.rows import PAST_EDIT, options_of, segment_of, segment_values
from engine.registry.stored_values import COUNT, TEXT, TIME_OR_NONE, WHOLE_OR_NONE, members
from engine.run import Run
from engine.segments import Segment
from engine.text.coverage import uncovered
from engine.text.draft import Draft, Version
from engine.text.edits import Change, Edit, EditKind, PastEdit, change_of, change_to
from engine.text.transcript import flowing_text

#: How many characters of a run's text are kept with it for tables, and how many segments are read for them.
PREVIEW_LENGTH = 200
PREVIEW_SEGMENTS = 40
_KINDS = members(EditKind)


class Revisions(Records):
    """The machine's text is never changed: an edit ends segments and adds others, and undo only moves a counter back.
    Methods that change a text return the run as it is afterwards."""

    def texts(self, run_id: str) -> list[AttemptText]:
        """The attempts of a run that left a text, oldest first. Raises NotFound."""
        run = self._run(run_id)
        return [
            AttemptText(
                attempt=COUNT.read(row["attempt"]),
                options=options_of(TEXT.read(row["options"])) if row["options"] else None,
                began_at=TIME_OR_NONE.read(row["began_at"]),
                segments=row["segments"],
                edits=COUNT.read(row["edits"]),
                preview=self._preview(run_id, row["attempt"], run.language),
                is_shown=row["attempt"] == run.shown_attempt,
            )
            for row in self._db.execute(queries.TEXTS, (run_id,)).fetchall()
        ]

    def machine_segments(self, run_id: str, attempt: int | None = None) -> list[Segment]:
        """The text of an attempt as the machine wrote it; by default, of the displayed attempt."""
        if attempt is None:
            attempt = self._run(run_id).shown_attempt
        return [segment_of(row) for row in self._db.execute(queries.MACHINE_SEGMENTS, (run_id, attempt))]

    def history(self, run_id: str) -> list[PastEdit]:
        """The edits of the displayed text, oldest first; undone ones last. Raises NotFound."""
        run = self._run(run_id)
        in_force = self._edits_in_force(run)
        return [
            PastEdit(number, at, _KINDS.get(kind, EditKind.UNREADABLE), number <= in_force)
            for number, at, kind in map(PAST_EDIT.read, self._db.execute(queries.EDITS, (run_id, run.shown_attempt)))
        ]

    def draft(self, run_id: str) -> Draft:
        """The displayed text, to be edited in memory. Raises NotFound."""
        run = self._run(run_id)
        rows = self._db.execute(queries.VERSIONS, (run_id, run.shown_attempt))
        versions = [
            Version(segment_of(row), COUNT.read(row["made_by"]), WHOLE_OR_NONE.read(row["ended_by"])) for row in rows
        ]
        return Draft(versions, len(self.history(run_id)), self._edits_in_force(run), run.language)

    def show_text(self, run_id: str, attempt: int) -> Run:
        """Display, search and export the text of that attempt from now on. Raises NotFound; EditError while the run has
        not ended."""
        with self._transaction():
            run = self._editable(run_id)
            if attempt not in {text.attempt for text in self.texts(run_id)}:
                raise NotFound(kind="text", id=str(attempt))
            return self._show(run, attempt)

    def edit(self, run_id: str, edit: Edit) -> Run:
        """Raises NotFound, EditError."""
        with self._transaction():
            run = self._editable(run_id)
            return self._change(run, edit.kind, change_of(self.segments(run_id), edit, run.language))

    def restore_machine_text(self, run_id: str) -> Run:
        """Revert all edits of the displayed text, as an edit of its own. Raises NotFound, EditError."""
        with self._transaction():
            run = self._editable(run_id)
            change = change_to(self.segments(run_id), self.machine_segments(run_id))
            return self._change(run, EditKind.RESTORE_MACHINE_TEXT, change)

    def undo(self, run_id: str) -> Run:
        """Undo the last edit of the displayed text. Raises NotFound, EditError."""
        return self._step(run_id, -1)

    def redo(self, run_id: str) -> Run:
        """Redo the edit that was undone last. Raises NotFound, EditError."""
        return self._step(run_id, +1)

    # --- inside a transaction ---

    def _editable(self, run_id: str) -> Run:
        run = self._run(run_id)
        if not run.state.is_terminal:
            raise EditError("not_editable", state=run.state)
        return run

    def _edits_in_force(self, run: Run) -> int:
        row = self._db.execute(queries.EDITS_IN_FORCE, (run.run_id, run.shown_attempt)).fetchone()
        return 0 if row is None else int(COUNT.read(row["edits"]))

    def _change(self, run: Run, kind: EditKind, change: Change) -> Run:
        if change == Change():
            return run
        run_id, attempt, edits = run.run_id, run.shown_attempt, self._edits_in_force(run)
        for forgetting in queries.FORGETTINGS:
            self._db.execute(forgetting, {"run_id": run_id, "attempt": attempt, "edits": edits})
        number = edits + 1
        ended = {"run_id": run_id, "attempt": attempt, "number": number, "ids": ids_json(change.removed)}
        self._db.execute(queries.END_SEGMENTS, ended)
        made = [(run_id, attempt, *segment_values(segment), number) for segment in change.added]
        self._db.executemany(queries.INSERT_SEGMENT, made)
        self._db.execute(queries.ENSURE_ATTEMPT, (run_id, attempt))
        self._db.execute(queries.INSERT_EDIT, (run_id, attempt, number, self._clock.now(), kind))
        self._db.execute(queries.SET_EDITS_IN_FORCE, (number, run_id, attempt))
        return self._show(run, attempt)

    def _step(self, run_id: str, by: int) -> Run:
        with self._transaction():
            run = self._editable(run_id)
            edits = self._edits_in_force(run) + by
            if not 0 <= edits <= len(self.history(run_id)):
                return run
            self._db.execute(queries.SET_EDITS_IN_FORCE, (edits, run_id, run.shown_attempt))
            return self._show(run, run.shown_attempt)

    def _show(self, run: Run, attempt: int) -> Run:
        preview = self._preview(run.run_id, attempt, run.language)
        spans = self.unheard(run.run_id, attempt)
        unheard_places = len(uncovered(spans, self.segments(run.run_id, attempt))) if spans else 0
        self._db.execute(queries.SHOW_TEXT, (attempt, preview, unheard_places, run.run_id))
        return replace(run, shown_attempt=attempt, preview=preview, unheard_places=unheard_places)

    def _preview(self, run_id: str, attempt: int, language: str | None) -> str:
        """The beginning of a text."""
        beginning = self.segments(run_id, attempt, PREVIEW_SEGMENTS)
        return flowing_text(beginning, language)[:PREVIEW_LENGTH].strip()
