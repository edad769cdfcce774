"""Makes the documents that were asked for beforehand, once runs are completed: beside their files, or elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from engine.errors import EngineError, ExportError
from engine.events import EngineTrouble, Notice, RunChanged, SpeakersChanged
from engine.exports.exporter import Exporter
from engine.registry.documents import WantedDocument
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Reason, State
from engine.tasks import Tasks

log = logging.getLogger(__name__)

#: How long an engine that closes waits for documents that are still to be written; the rest comes at the next start.
CLOSE_S = 5.0
#: Where the program's own sample clips lie: nothing is written there.
PROGRAM = Path(__file__).resolve().parents[2]


class WritesBeside:
    """What is to be written is in the registry; this does it, one after another in each folder, so that a disk that
    does not answer holds up no other. What cannot be written is told once: its failure is in the run's history, and is
    not tried again."""

    def __init__(
        self, registry: RegistryThread, notify: Callable[[Notice], None], on_crash: Callable[[str, BaseException], None]
    ) -> None:
        self._registry = registry
        self._exporter = Exporter(registry)
        self._notify = notify
        self._writing = Tasks(on_crash)
        self._folders: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        #: The documents that were begun, by their runs and entries. None is made twice.
        self._begun: set[tuple[str, int]] = set()
        #: Runs to look at; None for all: what an earlier program left comes first.
        self._asked: asyncio.Queue[str | None] = asyncio.Queue()
        self._asked.put_nowait(None)

    def on_notice(self, notice: Notice) -> None:
        """Look at a run that was completed, and whose speakers are named."""
        if isinstance(notice, RunChanged) and notice.run.state is State.COMPLETED:
            self._asked.put_nowait(notice.run.run_id)
        elif isinstance(notice, SpeakersChanged) and notice.job.state.has_ended:
            self._asked.put_nowait(notice.job.run_id)

    async def serve(self) -> None:
        """Write what an earlier program left, then what is completed now."""
        while True:
            run_id = await self._asked.get()
            try:
                for wanted in await self._registry(Registry.to_be_written, run_id):
                    if (key := (wanted.run_id, wanted.sequence)) not in self._begun:
                        self._begun.add(key)
                        self._writing.start("write a document", self._write(wanted))
            except EngineError as error:  # a registry that cannot be read now
                log.info("no document is written: %s", error)
            finally:
                self._asked.task_done()

    async def settle(self) -> None:
        """Wait until the documents of all that is completed are written, also where no notice has told of it yet."""
        self._asked.put_nowait(None)
        await self._finish()

    async def close(self) -> None:
        """Wait a little for what is still to be written."""
        try:
            await asyncio.wait_for(self._finish(), CLOSE_S)
        except TimeoutError:
            log.info("documents are left to the next start")
        await self._writing.close()

    async def _finish(self) -> None:
        await self._asked.join()
        await self._writing.finish()

    async def _write(self, wanted: WantedDocument) -> None:
        try:
            run = await self._registry(Registry.run, wanted.run_id)
            if run.is_deleted or Path(run.clip.source).is_relative_to(PROGRAM):
                self._begun.discard((wanted.run_id, wanted.sequence))
                return
            async with self._folders[wanted.folder or str(Path(run.clip.source).parent)]:
                await self._make(wanted)
        except EngineError as error:  # a run that was deleted for good, or a registry that cannot be written now
            self._begun.discard((wanted.run_id, wanted.sequence))
            log.info("no document is written: %s", error)

    async def _make(self, wanted: WantedDocument) -> None:
        try:
            exported = await self._exporter.export_wanted(wanted)
        except ExportError as error:  # a pattern that an earlier version knew, or a person wrote
            await self._exporter.refuse(wanted, Path(wanted.folder), Reason(error.code, error.facts))
            return
        if exported.reason is not None:
            self._notify(EngineTrouble(exported.reason))
