"""The façade: everything that a door or a screen may ask of Everyclip's engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from pathlib import Path

from engine.clock import Clock, SystemClock
from engine.errors import RegistryMoved, RegistryUnusable
from engine.events import (
    EngineTrouble,
    ModelsChanged,
    Notice,
    RegistryChanged,
    RunChanged,
    Session,
    SessionsChanged,
    Wait,
    WaitReason,
)
from engine.exports.beside import WritesBeside
from engine.intake.arrivals import Arrivals
from engine.intake.door import Door
from engine.intake.hand_over import HandOver
from engine.intake.uploads import Uploads
from engine.machine.hardware import Machine, look
from engine.machine.plans import Limits
from engine.maintenance.repair import refuse_lost
from engine.model_requests import ModelRequests
from engine.processes.downloads import Download, Downloads, DownloadState
from engine.processes.pool import Pool, ProcessPool
from engine.processes.speakers import SpeakerFinder
from engine.processes.waveforms import peaks_file, read_peaks
from engine.recording.recorder import Listener, Recorder
from engine.recording.recording import Recording, Recovered, orphans
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread, trouble_of
from engine.run import NewRun, Options, Ordering, Reason, Run
from engine.run_requests import RunRequests
from engine.scheduling.lease import RENEW_EVERY_S, Lease
from engine.scheduling.scheduler import Scheduler
from engine.settings import read_settings
from engine.speaker_requests import SpeakerRequests
from engine.storage.paths import Paths
from engine.storage.vault import Vault
from engine.tasks import Tasks
from engine.text.replacements import Replacement
from engine.text.vocabulary import joined
from engine.text_requests import TextRequests
from engine.trash_requests import TrashRequests
from engine.voice_requests import VoiceRequests
from engine.watch_requests import WatchRequests

log = logging.getLogger(__name__)

#: How often to look for another program's changes, and at waiting work.
LOOK_EVERY_S = 0.5
#: How often to purge old deleted items and apply a person's retention rule.
RETENTION_EVERY_S = 3600.0
#: The session for interrupted recordings whose own session is gone.
RECOVERED = "Recovered recordings"


class Engine:
    """One open registry and, if it works, its worker. Lives on one asyncio loop; no method blocks it.

    Open it with `await Engine.open(paths)`, end it with `await engine.close()`: running runs go back to the queue with
    every finished window kept. What people can do is in `runs`, `texts`, `speakers`, `voices`, `models`, `trash`
    and `watched`, what programs send in `uploads`.
    """

    def __init__(self, paths: Paths, clock: Clock, pool: Pool, survey: Callable[[], Machine] = look) -> None:
        """Use `open`."""
        self._paths = paths
        self._clock = clock
        self._registry = RegistryThread()
        self._vault = Vault(paths.vault)
        self._lease = Lease(paths.owners, self._registry, clock)
        self._downloads = Downloads(paths.models, self._on_download)
        self._scheduler = Scheduler(
            self._registry, pool, self._lease, self._vault, paths.peaks, self._downloads, clock, self._notify, survey
        )
        self._door = Door(paths.owners, self._registry)
        self._arrivals = Arrivals(self._vault, self._registry, clock, self._notify, self._on_arrived, self._door)
        self.uploads = Uploads(self._vault, self._registry, self._door, self._on_arrived, self._notify)
        self.runs = RunRequests(
            self._registry, self._arrivals, self._scheduler, self._downloads, self._notify, self.subscribe
        )
        self.texts = TextRequests(self._registry, self._notify)
        self.models = ModelRequests(self._registry, self._scheduler, self._downloads, paths, self._notify)
        self.trash = TrashRequests(self._registry, self._arrivals, self._vault, paths, self.runs.announce, self._notify)
        self._finder = SpeakerFinder(
            self._registry,
            self._vault,
            paths.voices,
            self._notify,
            lambda: self._lease.owner,
            lambda: self._scheduler.only,
        )
        self.speakers = SpeakerRequests(
            self._registry, self._finder, self._scheduler, self._notify, self.subscribe, self._include
        )
        self.voices = VoiceRequests(
            self._registry,
            paths.voices,
            self._notify,
            lambda: read_settings(paths).settings.remembers_voices,
            lambda: self._finder.naming,
        )
        self._listeners: list[Callable[[Notice], None]] = []
        self._beside = WritesBeside(self._registry, self._notify, self._crashed)
        self.watched = WatchRequests(self._registry, self._arrivals, self._door, self._beside, paths, self._notify)
        self._tasks = Tasks(on_crash=self._crashed)
        self._serving: asyncio.Task[None] | None = None
        self._finding: asyncio.Task[None] | None = None
        self._data_version = 0
        self._recovered = Recovered()
        #: What killed programs had taken: this engine takes it in, but works on it only if it works on everything.
        self._left_behind: set[str] = set()
        self._is_closed = False

    @classmethod
    async def open(
        cls,
        paths: Paths,
        *,
        works: bool = True,
        only: Iterable[str] | None = None,
        limits: Limits | None = None,
        is_offline: bool = False,
        replacements: Sequence[Replacement] = (),
        beside_format: str = "",
        clock: Clock | None = None,
        pool: Pool | None = None,
        survey: Callable[[], Machine] = look,
    ) -> Engine:
        """Open the registry in `paths`, creating it if needed, and start to work on what is queued.

        `works=False` only looks and accepts: no lease is taken, no worker started. `only` limits the work to these
        runs and those accepted through this engine, `limits` the resources used for it. `is_offline` is what
        `work_offline` sets, before a run can ask for a model; `replacements` and `beside_format`, what `write_always`
        and `write_beside` set. Raises OSError, PlaceError, RegistryMoved, RegistryNewer, RegistryUnusable.
        """
        clock = clock or SystemClock()
        await _check_place(paths)
        await asyncio.to_thread(paths.make)
        await asyncio.to_thread(refuse_lost, paths)
        engine = cls(paths, clock, pool or ProcessPool(paths.logs / "worker.log", clock), survey)
        await engine._registry.open(paths.registry, clock)
        engine._scheduler.only = None if only is None else set(only)
        engine._scheduler.limits = limits or Limits()
        engine.models.work_offline(is_offline)
        try:
            await engine.write_always(replacements)
            await engine.write_beside(beside_format)
            await engine._begin(works)
        except BaseException:
            await engine.close()
            raise
        return engine

    async def _begin(self, works: bool) -> None:
        await _check_place(self._paths)  # nobody can move the registry now that it is open
        self._data_version = await self._registry(Registry.data_version)
        coming = await self._registry(Registry.labelled)
        await asyncio.to_thread(self._vault.remove_leftovers, self._clock.now(), coming)
        self._recovered = await self._recover_recordings()
        if works:
            await self._lease.take()
            await self._lease.take_over()
            self._left_behind = {*await self._arrivals.take_over()}
            await self.uploads.take_over()
            self._serving = self._tasks.start("scheduler", self._scheduler.serve())
            self._tasks.start("empty the bin", self.trash.purge_deleted())
            self._tasks.start("apply retention", self._every(RETENTION_EVERY_S, self._purge_and_apply_retention))
            self._tasks.start("lease", self._every(RENEW_EVERY_S, self._keep_lease))
            self.subscribe(self._beside.on_notice)
            self._tasks.start("write beside files", self._beside.serve())
            self.subscribe(self._finder.on_notice)
            self._finding = self._tasks.start("find speakers", self._finder.serve())
            self._scheduler.look()
        self._tasks.start("store what was taken in", self._arrivals.serve())
        self._tasks.start("look around", self._every(LOOK_EVERY_S, self._look_around))

    async def close(self) -> None:
        """Give running runs back, end the worker, close the registry. Idempotent."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self._arrivals.close()
            await self._downloads.close()
            if self._finding is not None:  # before its lease is given back: two would write to one file
                self._finding.cancel()
                await asyncio.wait([self._finding])
            if self._serving is not None:
                await self._scheduler.end(self._serving)
                await self._beside.close()
        finally:
            await self._tasks.close()
            await self._registry.close()
            await self._door.close()

    def set_limits(self, limits: Limits) -> None:
        """Use more or less of this machine from now on. Runs in progress continue, with the new thread count as soon as
        another run starts."""
        self._scheduler.limits = limits
        self._scheduler.look()

    async def write_always(self, replacements: Sequence[Replacement]) -> None:
        """Apply these to every text that is completed from now on, as an edit that can be undone."""
        await self._registry(Registry.write_always, tuple(replacements))

    async def write_beside(self, format: str) -> None:
        """Write the text of every file whose run is completed from now on beside that file, in that format; "" for no
        more. An existing file is kept: the new one gets a number."""
        await self._registry(Registry.write_beside, format)

    # --- sessions ---

    async def sessions(self) -> list[Session]:
        """All sessions, newest first, with their counts."""
        return await self._registry(Registry.sessions)

    async def open_session(self, name: str, ordering: Ordering = Ordering.CONCURRENT) -> Session:
        """The session with that name, created if there is none."""
        session, is_new = await self._registry(Registry.open_session, name, ordering)
        if is_new:
            self._notify(SessionsChanged())
        return session

    async def rename_session(self, session_id: str, name: str) -> None:
        """Raises NotFound, NameTaken."""
        await self._registry(Registry.rename_session, session_id, name)
        self._notify(SessionsChanged())

    async def set_vocabulary(self, session_id: str, vocabulary: Sequence[str]) -> None:
        """Set the names and terms of a session: whatever comes into it from now on is transcribed with them, in
        addition to those of its own options. Raises NotFound."""
        await self._registry(Registry.set_vocabulary, session_id, joined(vocabulary))
        self._notify(SessionsChanged())

    # --- the way in ---

    async def hand_over(
        self, paths: Sequence[Path], *, session_id: str, options: Options | None = None, opens_folders: bool = False
    ) -> HandOver:
        """Begin to take files in, one run per path, in the order given; with `opens_folders`, the files in folders.

        Without options, the settings apply. The runs returned are shown (`Arriving`), and recorded: if this program is
        killed, the next one takes the files in. Each clip is safe once its RunChanged is sent. A path that cannot be
        taken in becomes a failed run with its reason.
        """
        options = options or (await asyncio.to_thread(read_settings, self._paths)).settings.options
        group = self._arrivals.take_in(paths, session_id, options, opens_folders=opens_folders)
        try:
            await self._door.write_down(group)
        except asyncio.CancelledError:
            self._arrivals.interrupt(group)
            raise
        return group

    async def accept(self, paths: Sequence[Path], *, session_id: str, options: Options | None = None) -> list[Run]:
        """Hand over and wait: audio is in the vault and rows are committed when it returns. A run that is not in the
        registry (`Run.is_registered`) has failed, and even that could not be recorded."""
        group = await self.hand_over(paths, session_id=session_id, options=options)
        try:
            await group.has_ended.wait()
        except asyncio.CancelledError:
            self._arrivals.interrupt(group)
            raise
        return group.runs

    def arriving(self, session_id: str | None = None) -> list[Run]:
        """The runs whose clips are not safe yet, or failed without being in the registry, as they are shown."""
        return self._arrivals.runs(session_id)

    def interrupt_arrivals(self) -> None:
        """Stop taking anything in: what is not in yet becomes failed runs that can be retried."""
        self._arrivals.interrupt()

    def abandon_silent_disks(self) -> None:
        """Stop waiting for clips on disks that do not respond: the program is about to end."""
        self._arrivals.abandon_silent()

    def _on_arrived(self, runs: Sequence[Run]) -> None:
        """Announce runs that have been committed."""
        if self._scheduler.only is not None:
            self._scheduler.only |= {run.run_id for run in runs} - self._left_behind
        self.runs.announce(runs)

    def _include(self, run_ids: Collection[str]) -> None:
        """Work on these runs too, if this engine works on some only."""
        if self._scheduler.only is not None:
            self._scheduler.only |= set(run_ids)

    def recorder(self, listener: Listener) -> Recorder:
        """A recorder of clips into this engine. Close it before the engine."""
        return Recorder(self._paths.vault, self.accept_recording, listener, self._scheduler.warm)

    async def accept_recording(self, recording: Recording) -> Run | None:
        """Take in a recording. Durable when it returns; None if it holds no sample. If it raises, the recording stays
        on the disk and the next start takes it in."""
        run = await self._store_recording(recording, recording.label.session_id)
        if run is not None:
            self._on_arrived([run])
        return run

    async def _store_recording(self, recording: Recording, session_id: str) -> Run | None:
        run = None
        try:
            clip = await asyncio.to_thread(recording.store)
            if clip is not None:
                [run] = await self._registry(Registry.add_runs, session_id, [NewRun(clip, recording.label.options)])
            await asyncio.to_thread(recording.forget)
        finally:
            recording.release()
        return run

    @property
    def recovered(self) -> Recovered:
        """The recordings that this start has taken in because their program ended too early."""
        return self._recovered

    async def _recover_recordings(self) -> Recovered:
        """Take in what programs were recording when they ended."""
        recordings = await asyncio.to_thread(lambda: list(orphans(self._paths.vault)))
        known = {run.clip.clip_id for run in await self.runs.all()} if recordings else set()
        sessions = {session.session_id for session in await self.sessions()} if recordings else set()
        runs: list[Run] = []
        troubles: list[Reason] = []
        for recording in recordings:
            session_id = recording.label.session_id
            try:
                if recording.label.clip_id in known:  # killed between the commit and the end of accept_recording
                    await asyncio.to_thread(recording.forget)
                    continue
                if session_id not in sessions:
                    session_id = (await self.open_session(RECOVERED)).session_id
                run = await self._store_recording(recording, session_id)
                runs += [] if run is None else [run]
            except Exception as error:  # the boundary of a start: this one waits for the next start, the others come in
                recording.release()
                log.exception("a recording")
                facts = {"name": recording.label.name, "detail": str(error)}
                troubles.append(Reason("recording_not_taken_in", facts))
        return Recovered(tuple(runs), tuple(troubles))

    # --- reading ---

    def why_waiting(self, run: Run) -> Wait:
        """Why a queued run has not started, as of now. Cheap; from memory."""
        if (wait := self._arrivals.wait_of(run.run_id)) is not None:
            return wait
        return Wait(WaitReason.NOT_WORKING) if self._serving is None else self._scheduler.why_waiting(run)

    def works_on(self, run_id: str) -> bool:
        """Whether this engine may work on that run: it may on all, unless it was opened for `only` some."""
        return self._scheduler.only is None or run_id in self._scheduler.only

    def audio_path(self, run: Run) -> Path | None:
        """The clip's file in the vault; None if it never came in."""
        return self._vault.path_of(run.clip)

    async def peaks(self, run: Run) -> bytes | None:
        """The loudness of the run's clip, `PEAKS_PER_S` bytes a second; None if it never came in. Raises ClipError."""
        audio, kept = self.audio_path(run), peaks_file(self._paths.peaks, run.clip.clip_id)
        return None if audio is None or kept is None else await read_peaks(audio, kept)

    # --- notices ---

    def subscribe(self, listener: Callable[[Notice], None]) -> Callable[[], None]:
        """Call `listener` with every notice, on the loop, after the commit. Returns a function that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _notify(self, notice: Notice) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(notice)
            except Exception:  # the boundary to listeners: whatever they do with it stops no work
                log.exception("a listener")

    # --- tasks ---

    async def _every(self, seconds: float, look: Callable[[], Awaitable[None]]) -> None:
        """Call `look` repeatedly. Errors of the registry are reported, and it is tried again the next time."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await look()
            except Exception as error:  # the boundary of a task that must not end: leases would run out
                log.exception("registry")
                self._notify(EngineTrouble(trouble_of(error)))

    async def _keep_lease(self) -> None:
        """Keep this engine alive for others, and take over from those that are dead."""
        if not await self._lease.renew():
            self._scheduler.lose_lease()
        for run in await self._lease.take_over():
            self._notify(RunChanged(run))
        self._left_behind |= {*await self._arrivals.take_over()}
        await self.uploads.take_over()
        self._scheduler.look()
        self._finder.look()

    async def _purge_and_apply_retention(self) -> None:
        """Purge and apply the rule, also while a window stays open for weeks."""
        await self.trash.purge_deleted()
        await self.trash.apply_retention()

    async def _look_around(self) -> None:
        """Notice what other programs do to the registry."""
        news, version = await self._registry(Registry.look_around)
        for reason in news:
            self._notify(EngineTrouble(reason))
        if version != self._data_version:
            self._data_version = version
            self._notify(RegistryChanged())
        await self._arrivals.look_again()
        self._scheduler.look()

    def _on_download(self, download: Download | None) -> None:
        if download is None or download.state is DownloadState.FAILED:
            self._scheduler.look()  # runs no longer wait for it
        self._notify(ModelsChanged())

    def _crashed(self, name: str, error: BaseException) -> None:
        reason = Reason("engine_error", {"detail": f"{name}: {error}"})
        self._notify(EngineTrouble(trouble_of(error) if isinstance(error, RegistryUnusable) else reason))


async def _check_place(paths: Paths) -> None:
    """Raises RegistryMoved if everything was moved since these paths were found, so that they are not in use now."""
    if not await asyncio.to_thread(lambda: paths.are_current):
        raise RegistryMoved(path=str(paths.registry))
