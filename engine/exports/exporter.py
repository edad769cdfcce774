"""Export texts: read them from the registry, write them, and record the outcome in the runs' histories.

A disk that does not answer fails its own exports, and keeps neither another export nor the end of the program waiting.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.exports.cues import Rules
from engine.exports.file_names import DEFAULT_PATTERN
from engine.exports.formats import (
    Exported,
    ExportOptions,
    Format,
    Planned,
    folder_beside,
    format_of,
    plan,
    same_document,
    write,
)
from engine.registry.documents import WantedDocument
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Reason, Run
from engine.storage.carriers import Carriers
from engine.text.transcript import Transcript

log = logging.getLogger(__name__)

#: How long a disk may take for a document, and to say whether a folder is there, in seconds.
WRITTEN_IN_S, FOUND_IN_S = 60.0, 10.0


class Exporter:
    """Writes the texts of a registry. Failing to write one changes nothing but its history."""

    def __init__(self, registry: RegistryThread) -> None:
        self._registry = registry
        self._carriers = Carriers()

    async def folder_beside(self, run: Run) -> Path | None:
        """As `formats.folder_beside`; None also where its disk does not answer."""
        folder = os.path.dirname(run.clip.source)
        try:
            return await self._carriers.ask(folder, lambda: folder_beside(run), FOUND_IN_S)
        except TimeoutError:
            return None

    async def export(self, run_id: str, format: str | Format, path: Path, options: ExportOptions) -> Path:
        """Write one run to one file. Raises NotFound, OSError."""
        kind = format_of(format)
        run = await self._registry(Registry.run, run_id)
        return await self._write(Planned(path.name, kind, (run,)), path, options, {})

    async def export_many(
        self, run_ids: Sequence[str], format: str | Format, folder: Path, options: ExportOptions
    ) -> list[Exported]:
        """Write runs to a folder, or beside their files, named by a pattern. Raises NotFound, ExportError before
        anything is written."""
        runs = [await self._registry(Registry.run, run_id) for run_id in run_ids]
        sessions = {session.session_id: session.name for session in await self._registry(Registry.sessions)}
        return [
            await self._place(planned, folder, options, sessions) for planned in plan(runs, format, options, sessions)
        ]

    async def export_wanted(self, wanted: WantedDocument) -> Exported:
        """Make a document that was asked for before its run was completed, in its folder or beside the file that the
        run came from. A file that is there is kept, and one that holds just this text is not written again. Raises
        NotFound, ExportError."""
        run = await self._registry(Registry.run, wanted.run_id)
        sessions = {session.session_id: session.name for session in await self._registry(Registry.sessions)}
        options = ExportOptions(pattern=wanted.pattern or DEFAULT_PATTERN, repeats=False)
        [planned] = plan([run], wanted.format, options, sessions)
        path = Path(wanted.folder or Path(run.clip.source).parent) / planned.file_name
        if not wanted.folder and not await self._is_original_there(run):
            await self.refuse(wanted, path, Reason("original_gone"))
            return Exported(path, planned.run_ids)
        return await self._try(planned, path, options, sessions, wanted.sequence)

    async def _is_original_there(self, run: Run) -> bool:
        """Where its disk does not answer, yes: writing there says what is wrong."""
        source = run.clip.source
        try:
            return await self._carriers.ask(os.path.dirname(source), lambda: os.path.isfile(source), FOUND_IN_S)
        except TimeoutError:
            return True

    async def refuse(self, wanted: WantedDocument, path: Path, why: Reason) -> None:
        """Record that a document that was asked for cannot be made."""
        await self._registry(
            Registry.record_export, [wanted.run_id], wanted.format, str(path), why, asked=wanted.sequence
        )

    async def _place(
        self, planned: Planned, folder: Path, options: ExportOptions, sessions: Mapping[str, str]
    ) -> Exported:
        """Write it where the options say."""
        if options.beside:
            [run] = planned.runs
            beside = await self.folder_beside(run)
            if beside is None:
                return Exported(
                    Path(planned.file_name), planned.run_ids, Reason("no_file_beside", {"name": run.clip.name})
                )
            folder = beside
        return await self._try(planned, folder / planned.file_name, options, sessions)

    async def _try(
        self, planned: Planned, path: Path, options: ExportOptions, sessions: Mapping[str, str],
        asked: int | None = None,
    ) -> Exported:  # fmt: skip
        try:
            return Exported(await self._write(planned, path, options, sessions, asked), planned.run_ids)
        except OSError as error:
            return Exported(path, planned.run_ids, _why(error, path))

    async def _write(
        self, planned: Planned, path: Path, options: ExportOptions, sessions: Mapping[str, str],
        asked: int | None = None,
    ) -> Path:  # fmt: skip
        """Render and write one document off the loop."""
        transcripts = [await self._read(run, sessions.get(run.session_id, "")) for run in planned.runs]
        try:
            written = await self._carriers.ask(
                str(path.parent), lambda: _make(planned, transcripts, path, options), WRITTEN_IN_S
            )
        except OSError as error:
            await self._record_failure(planned, path, error, asked)
            raise
        await self._registry(Registry.record_export, planned.run_ids, planned.format.name, str(written), asked=asked)
        return written

    async def _read(self, run: Run, session: str) -> Transcript:
        segments = await self._registry(Registry.segments, run.run_id)
        return Transcript(run, segments, session, await self._registry(Registry.unheard, run.run_id))

    async def _record_failure(self, planned: Planned, path: Path, error: OSError, asked: int | None) -> None:
        name, why = planned.format.name, _why(error, path)
        try:
            await self._registry(Registry.record_export, planned.run_ids, name, str(path), why, asked=asked)
        except Exception:  # the boundary of a failure: on a full disk this fails too, and the first one is reported
            log.exception("the story of an export")


def _make(planned: Planned, transcripts: Sequence[Transcript], path: Path, options: ExportOptions) -> Path:
    document = planned.render(transcripts, options.rules or Rules())
    return (None if options.repeats else same_document(document, path)) or write(document, path, options.overwrite)


def _why(error: OSError, path: Path) -> Reason:
    if isinstance(error, TimeoutError):
        return Reason("export_disk_silent", {"path": str(path)})
    return Reason("not_written", {"path": str(path), "detail": error.strerror or str(error)})
