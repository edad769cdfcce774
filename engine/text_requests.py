"""The façade's part for texts: reading, choosing among attempts, editing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec

from engine.events import AttemptText, Found, Notice, RunChanged, TextChanged
from engine.exports.exporter import Exporter
from engine.exports.formats import Exported, ExportOptions, Format
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Run
from engine.segments import Segment, Span
from engine.text.draft import Draft
from engine.text.edits import Edit, FillGap, PastEdit, TakeRange, segments_within

P = ParamSpec("P")


class TextRequests:
    """Each attempt of a run keeps its text. One of them is displayed: the one used for segments, previews, search and
    exports. Edits are a layer over it with their own history; what the machine wrote is never changed.

    Changing a text requires that its run has ended (else EditError `not_editable`), is durable when it returns, and is
    announced as TextChanged and RunChanged. Ids of segments stay the same while they are edited.
    """

    def __init__(self, registry: RegistryThread, notify: Callable[[Notice], None]) -> None:
        self._registry = registry
        self._exporter = Exporter(registry)
        self._notify = notify

    async def segments(self, run_id: str, attempt: int | None = None) -> list[Segment]:
        """The text with its edits, in time order: the displayed one (`Run.shown_attempt`), or that of an attempt.
        Raises NotFound."""
        return await self._registry(Registry.segments, run_id, attempt)

    async def draft(self, run_id: str) -> Draft:
        """The displayed text with all its edits, to be edited in memory immediately: every change to a draft must also
        be requested here, in the same order. Raises NotFound."""
        return await self._registry(Registry.draft, run_id)

    async def unheard(self, run_id: str) -> list[Span]:
        """Speech in the displayed text that the machine has no text for, in time order. Edits may have covered some of
        it since: see `engine.text.coverage`. Raises NotFound."""
        return await self._registry(Registry.unheard, run_id)

    async def machine_segments(self, run_id: str, attempt: int | None = None) -> list[Segment]:
        """The text as the machine wrote it, for comparison. Segments in both have the same id. Raises NotFound."""
        return await self._registry(Registry.machine_segments, run_id, attempt)

    async def attempts(self, run_id: str) -> list[AttemptText]:
        """The attempts that left a text, with their options, oldest first. Raises NotFound."""
        return await self._registry(Registry.texts, run_id)

    async def runs_of_clip(self, run_id: str) -> list[Run]:
        """The other runs of a run's clip, in arrival order. Their texts can be taken by `take_range`; the options of a
        run contain its range."""
        return await self._registry(Registry.runs_of_clip, run_id)

    async def show(self, run_id: str, attempt: int) -> None:
        """Display the text of another attempt, with the edits made to it. Raises NotFound, EditError."""
        await self._edit(Registry.show_text, run_id, attempt)

    async def edit(self, run_id: str, edit: Edit) -> list[Segment]:
        """Make an edit, one of `engine.text.edits`, to the displayed text. An edit that changes nothing leaves no
        trace. Returns the text as it is now. Raises NotFound, EditError."""
        return await self._edit(Registry.edit, run_id, edit)

    async def take_range(
        self, run_id: str, start_s: float, end_s: float, *, from_run_id: str, from_attempt: int | None = None
    ) -> list[Segment]:
        """Replace what is said from `start_s` to `end_s` with another text of the same clip, of a run or an attempt:
        segments whose middle lies within. Returns the text as it is now. Raises NotFound, EditError."""
        there = segments_within(await self.segments(from_run_id, from_attempt), start_s, end_s)
        return await self._edit(Registry.edit, run_id, TakeRange(start_s, end_s, there))

    async def fill_gap(self, run_id: str, gap: Span, *, from_run_id: str) -> list[Segment]:
        """Copy what another run of the same clip says in a gap of the text, where nothing is said; nothing is removed.
        Returns the text as it is now. Raises NotFound, EditError."""
        there = segments_within(await self.segments(from_run_id), gap.start_s, gap.end_s)
        return await self._edit(Registry.edit, run_id, FillGap(gap.start_s, gap.end_s, there))

    async def undo(self, run_id: str) -> list[Segment]:
        """Undo the last edit. Returns the text as it is now. Raises NotFound, EditError."""
        return await self._edit(Registry.undo, run_id)

    async def redo(self, run_id: str) -> list[Segment]:
        """Redo the edit that was undone last, unless another edit was made since. Returns the text as it is now. Raises
        NotFound, EditError."""
        return await self._edit(Registry.redo, run_id)

    async def history(self, run_id: str) -> list[PastEdit]:
        """The edits of the displayed text, oldest first; those not in force can be redone. Raises NotFound."""
        return await self._registry(Registry.history, run_id)

    async def restore_machine_text(self, run_id: str) -> list[Segment]:
        """Restore what the machine wrote, as an edit of its own that can be undone. Returns the text as it is now.
        Raises NotFound, EditError."""
        return await self._edit(Registry.restore_machine_text, run_id)

    async def search(self, text: str, limit: int = 50) -> list[Found]:
        """Segments that contain all the words, best first; the last word may be a prefix."""
        return await self._registry(Registry.search, text, limit)

    # --- as files ---

    async def folder_beside(self, run: Run) -> Path | None:
        """The folder of the file that a clip came from, if it came from one and the folder is there: where its disk
        does not answer, it is not."""
        return await self._exporter.folder_beside(run)

    async def export(self, run_id: str, format: str | Format, path: Path, options: ExportOptions | None = None) -> Path:
        """Write the run's text to `path`, in one of `engine.exports.formats.FORMATS` or a format of your own.
        Overwrites only if told to: otherwise a number is added to the name. Returns the file written. Raises NotFound,
        OSError; neither affects the text."""
        return await self._exporter.export(run_id, format, path, options or ExportOptions())

    async def export_many(
        self, run_ids: Sequence[str], format: str | Format, folder: Path, options: ExportOptions | None = None
    ) -> list[Exported]:
        """Write the texts of these runs to a folder: one file each, or one for all. If one file cannot be written, the
        others still are; each reports its outcome. Raises NotFound, and ExportError for an invalid pattern or merge,
        before anything is written."""
        return await self._exporter.export_many(run_ids, format, folder, options or ExportOptions())

    async def _edit(
        self,
        change: Callable[Concatenate[Registry, str, P], Run],
        run_id: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> list[Segment]:
        run = await self._registry(change, run_id, *args, **kwargs)
        self._notify(RunChanged(run))
        self._notify(TextChanged(run_id))
        return await self._registry(Registry.segments, run_id)
