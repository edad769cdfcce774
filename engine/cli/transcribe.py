"""The commands that work: clips handed over and watched to their end, or a queue finished without a window."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.cli.command import SOME_FAILED, WRONG_USAGE, CommandEnded
from engine.cli.live_table import Screen
from engine.cli.piped import take_in_piped
from engine.engine import Engine
from engine.errors import RegistryUnusable
from engine.events import Arriving, EngineTrouble, ModelsChanged, Notice, RegistryChanged, RunChanged, RunEvent
from engine.exports.file_names import fields_of, stems
from engine.exports.formats import FORMATS, ExportOptions
from engine.maintenance.moving import settled
from engine.messages import explain
from engine.run import Options, Ordering, Reason, Run, State
from engine.segments import Segment, Span
from engine.settings import read_settings
from engine.tasks import Tasks

#: How often a live screen is drawn anew.
REFRESH_S = 0.125


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run with all that the registry holds of it, and the documents written of it."""

    run: Run
    segments: Sequence[Segment]
    events: Sequence[RunEvent]
    files: Sequence[Path] = ()
    unheard: Sequence[Span] = ()
    #: Whether a document that was asked for could not be written.
    lacks_files: bool = False

    @property
    def is_done(self) -> bool:
        """Whether all that was asked for is there: the text and its documents."""
        return self.run.state is State.COMPLETED and not self.lacks_files

    @property
    def is_taken_in(self) -> bool:
        """Whether its clip is stored, for whoever works on it."""
        return self.run.is_registered and self.run.clip.stored_as is not None


@dataclass(slots=True)
class WrittenDocuments:
    """What became of the documents of a command: where they are, and whether one could not be written."""

    files: list[Path] = field(default_factory=list)
    lacks_files: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the clips of a command are to be transcribed."""

    options: Options
    #: Whether the model is to be fetched first.
    is_model_to_fetch: bool = False


@dataclass(frozen=True, slots=True)
class DocumentsToWrite:
    """Which documents a command is to write, and where."""

    formats: Sequence[str] = ()
    folder: Path = Path()
    export: ExportOptions = field(default_factory=ExportOptions)

    @property
    def are_written_at_the_end(self) -> bool:
        """Whether what they hold, or are called, is known only when all clips have ended."""
        return self.export.merged or self.export.pattern != ExportOptions().pattern

    @property
    def formats_beside(self) -> Sequence[str]:
        """The formats that the command itself writes beside files, as the settings may want it done anyway."""
        return self.formats if self.export.beside and not self.are_written_at_the_end else ()


@dataclass(frozen=True, slots=True)
class TranscribeRequest:
    """What `transcribe` is asked to do."""

    files: Sequence[Path]
    session: str
    ordering: Ordering
    how: Chosen
    documents: DocumentsToWrite
    #: What the clip is called that comes through standard input, instead of files; "" for none.
    piped_name: str = ""


@asynccontextmanager
async def open_engine(
    *, works: bool = False, only: Iterable[str] | None = None, unless_beside: Sequence[str] = ()
) -> AsyncIterator[Engine]:
    """An engine over the person's own data, which does as their settings say, closed at the end whatever happens. In
    the formats `unless_beside` it writes nothing beside files: the command does. Raises PlaceError, RegistryMoved,
    RegistryNewer, CommandEnded."""
    paths = await asyncio.to_thread(settled)
    settings = (await asyncio.to_thread(read_settings, paths)).settings
    try:
        try:
            engine = await Engine.open(
                paths,
                works=works,
                only=only,
                limits=settings.limits,
                is_offline=settings.offline,
                replacements=settings.replacements,
                beside_format="" if settings.beside_format in unless_beside else settings.beside_format,
            )
        except OSError as error:
            sentence = f"Everyclip cannot open its data in {paths.home}: {error}. What works: everyclip doctor."
            raise CommandEnded(sentence, SOME_FAILED) from error
        try:
            yield engine
        finally:
            await engine.close()
    except RegistryUnusable as error:  # at the start, or when the disk becomes full
        raise CommandEnded(explain(Reason(error.code, error.facts)), SOME_FAILED) from error


async def run_report(engine: Engine, run_id: str, written: WrittenDocuments | None = None) -> RunReport:
    """All there is about one run. Raises NotFound."""
    written = written or WrittenDocuments()
    run = await engine.runs.get(run_id)
    if not run.is_registered:
        return RunReport(run, (), ())
    segments, unheard = await engine.texts.segments(run.run_id), await engine.texts.unheard(run.run_id)
    events = await engine.runs.events(run.run_id)
    return RunReport(run, segments, events, written.files, unheard, written.lacks_files)


async def transcribe(request: TranscribeRequest, screen: Screen) -> list[RunReport]:
    """Hand the files over and see every run to its end; documents are written as runs complete. In the order given."""
    async with open_engine(works=True, only=(), unless_beside=request.documents.formats_beside) as engine:
        if request.how.is_model_to_fetch:
            engine.models.download(request.how.options.model)
        async with watch_runs(engine, screen) as watch:
            runs = await _taken_in(engine, request)
            screen.expect(len(runs))
            written = await _see_to_the_end(engine, watch, request.documents, runs, screen)
            reports = [await run_report(engine, run.run_id, written[run.run_id]) for run in runs]
            if request.documents.are_written_at_the_end:
                reports[0] = await write_documents(engine, request.documents, reports, screen)
            return reports


async def take_in(request: TranscribeRequest) -> list[RunReport]:
    """Hand the files over for another Everyclip to work on: they are stored when this returns, or have failed. In the
    order given."""
    async with open_engine() as engine:
        return [await run_report(engine, run.run_id) for run in await _taken_in(engine, request, waits=True)]


async def _taken_in(engine: Engine, request: TranscribeRequest, *, waits: bool = False) -> list[Run]:
    """The clips of a request, in the order given: known, and with `waits` also stored. Raises CommandEnded for a
    session that goes otherwise, and where standard input cannot be taken in."""
    session = await engine.open_session(request.session, request.ordering)
    if request.ordering is Ordering.IN_ORDER and session.ordering is not Ordering.IN_ORDER:
        raise CommandEnded(f"“{session.name}” takes its clips at once: name another session.", WRONG_USAGE)
    if request.piped_name:
        return [await take_in_piped(engine, request.piped_name, session.name, request.how.options)]
    group = await engine.hand_over(
        request.files, session_id=session.session_id, options=request.how.options, opens_folders=True
    )
    await _until(group.has_ended if waits else group.is_complete, engine)
    return group.runs


async def _until(event: asyncio.Event, engine: Engine) -> None:
    """Whoever stops the command waits for no file that is still being taken in."""
    try:
        await event.wait()
    except asyncio.CancelledError:
        engine.interrupt_arrivals()
        raise


async def _see_to_the_end(
    engine: Engine, watch: Watch, documents: DocumentsToWrite, runs: Sequence[Run], screen: Screen
) -> Mapping[str, WrittenDocuments]:
    """Wait until all of these have ended; write documents as soon as they can be. Returns what became of these, by run
    id."""
    # Of clips with one name the later get a number, whichever ends first.
    folders = [os.path.dirname(run.clip.source) for run in runs] if documents.export.beside else ()
    names = stems([fields_of(run) for run in runs], folders=folders)
    unfinished = {run.run_id: stem for run, stem in zip(runs, names, strict=True)}
    written: defaultdict[str, WrittenDocuments] = defaultdict(WrittenDocuments)
    while unfinished:
        run = await _next_ended(engine, watch)
        await engine.speakers.wait([run.run_id])  # a document has their names
        stem = unfinished.pop(run.run_id, None)
        if stem is not None and not documents.are_written_at_the_end:
            written[run.run_id] = await _write(engine, documents, run, stem, screen)
    return written


async def _next_ended(engine: Engine, watch: Watch) -> Run:
    """The next run that ends. Whoever stops the command waits for no file that is still being taken in."""
    try:
        return await watch.ended.get()
    except asyncio.CancelledError:
        engine.interrupt_arrivals()
        raise


async def write_documents(
    engine: Engine, documents: DocumentsToWrite, reports: Sequence[RunReport], screen: Screen
) -> RunReport:
    """Write the documents of all completed runs. Returns the first report, with what became of them."""
    run_ids = [one.run.run_id for one in reports if one.run.state is State.COMPLETED]
    written = WrittenDocuments()
    for name in documents.formats:
        for exported in await engine.texts.export_many(run_ids, name, documents.folder, documents.export):
            if exported.reason:
                screen.print_line(explain(exported.reason))
                written.lacks_files = True
            else:
                written.files.append(exported.path)
    return replace(reports[0], files=written.files, lacks_files=written.lacks_files)


async def _write(engine: Engine, documents: DocumentsToWrite, run: Run, stem: str, screen: Screen) -> WrittenDocuments:
    """Write the documents of a completed run. One that cannot be written is reported; the text stays in Everyclip."""
    written = WrittenDocuments()
    formats = documents.formats if run.state is State.COMPLETED else ()
    folder = await engine.texts.folder_beside(run) if documents.export.beside else documents.folder
    if folder is None:
        if formats:
            written.lacks_files = True
            screen.print_line(explain(Reason("no_file_beside", {"name": run.clip.name})))
        return written
    for name in formats:
        path = folder / (stem + FORMATS[name].suffix)
        try:
            written.files.append(await engine.texts.export(run.run_id, name, path))
        except OSError as error:
            written.lacks_files = True
            screen.print_line(
                f"{path} could not be written ({error.strerror}). The text is in everyclip show {run.run_id}"
            )
    return written


async def work(screen: Screen, *, until_idle: bool) -> list[Run]:
    """Finish what is queued, of whatever door it came from. Returns the runs that ended meanwhile."""
    async with open_engine(works=True) as engine, watch_runs(engine, screen, reads_all=True) as watch:
        await (_until_idle(engine) if until_idle else asyncio.Event().wait())
        return [watch.ended.get_nowait() for _ in range(watch.ended.qsize())]


async def _until_idle(engine: Engine) -> None:
    await engine.runs.wait_idle()
    await engine.speakers.wait()


class Watch:
    """Follows runs for a command: shows each change on the screen, and puts those that have ended into `ended`."""

    def __init__(self, engine: Engine, screen: Screen, *, reads_all: bool) -> None:
        """Follow the runs that this engine works on: known by their ids, for a clock may be set back. `reads_all`: also
        those that are there, and those that other programs hand over."""
        self.ended: asyncio.Queue[Run] = asyncio.Queue()
        self._engine = engine
        self._screen = screen
        self._reads_all = reads_all
        self._unfinished: set[str] = set()
        self._reported_downloads: set[tuple[str, str]] = set()
        #: Whether another program changed the registry: the notice does not say what.
        self._is_stale = reads_all

    def on_notice(self, notice: Notice) -> None:
        """Handle a notice of the engine."""
        if isinstance(notice, Arriving | RunChanged):
            if isinstance(notice, Arriving) and notice.run.is_deleted:
                self._screen.forget(notice.run)
            elif isinstance(notice, Arriving) or self._engine.works_on(notice.run.run_id):
                self._show(notice.run)
        elif isinstance(notice, RegistryChanged):
            self._is_stale = True
        elif isinstance(notice, EngineTrouble):
            self._screen.print_line(explain(notice.reason))
        elif isinstance(notice, ModelsChanged):
            self._report_downloads()

    def _report_downloads(self) -> None:
        """Report once why a model that clips wait for cannot be downloaded."""
        for download in self._engine.models.downloads.values():
            failure = (download.model_id, download.reason.code if download.reason else "")
            if download.reason is not None and failure not in self._reported_downloads:
                self._screen.print_line(f"{download.model_id}: {explain(download.reason)}")
            self._reported_downloads.add(failure)

    def _show(self, run: Run) -> None:
        self._screen.show(run)
        # One that is deleted in a window is waited for no longer, as one that is paused there.
        if run.state.is_terminal or run.state is State.PAUSED or run.is_deleted:
            self._unfinished.discard(run.run_id)
            self.ended.put_nowait(run)
        else:
            self._unfinished.add(run.run_id)

    async def draw(self) -> None:
        """Keep the screen up to date, for ever."""
        while True:
            if self._is_stale:
                self._is_stale = False
                await self._read_again()
            self._screen.refresh(self._engine.why_waiting)
            await asyncio.sleep(REFRESH_S)

    async def _read_again(self) -> None:
        if self._reads_all:
            for state in (State.RUNNING, State.QUEUED):
                self._unfinished.update(run.run_id for run in await self._engine.runs.all(state=state))
        for run in await self._engine.runs.some(self._unfinished):
            self._show(run)


@asynccontextmanager
async def watch_runs(engine: Engine, screen: Screen, *, reads_all: bool = False) -> AsyncIterator[Watch]:
    """A watch that lasts as long as this does."""
    watch = Watch(engine, screen, reads_all=reads_all)
    tasks = Tasks(on_crash=lambda _, error: screen.print_line(f"The table cannot be drawn: {error}"))
    with screen:
        stop = engine.subscribe(watch.on_notice)
        _ = tasks.start("draw the table", watch.draw())
        try:
            yield watch
        finally:
            stop()
            await tasks.close()
