"""Finds speakers: a child process listens to a clip, keeps what it hears, and says who speaks when.

What was heard is kept beside the clip's peaks. So a child that was killed goes on where it was, and to find another
number of speakers takes no listening.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from engine.clock import Awake, SystemClock
from engine.errors import ClipError, EngineError
from engine.events import EngineTrouble, Notice, RegistryChanged, RunChanged, SpeakerJob, SpeakersChanged, TextChanged
from engine.processes.child import ChildProcess, child_started
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread, trouble_of
from engine.run import MAX_CRASHES, Facts, Reason, Run
from engine.storage.own_names import inside, is_id
from engine.storage.vault import Vault
from engine.text.edits import FindSpeakers
from engine.text.speakers import NAMING, Turn

if TYPE_CHECKING:
    from pydantic import TypeAdapter

log = logging.getLogger(__name__)

#: The work on runs goes first.
_NICENESS = 10
#: How long a child that has said its last may take to end.
_END_LIMIT_S = 2.0
#: A child that says nothing for so long hangs: it tells of every five seconds of a clip, except at the start, where it
#: decodes what was heard before.
_SILENT_S = 600.0
_LOOK_S = 5.0
#: How long to wait after trouble with the registry.
_PAUSE_S = 5.0


# --- what a child says ---


@dataclass(frozen=True, slots=True)
class Listened:
    """Until where it has listened to the clip, in seconds."""

    done_s: float
    kind: Literal["listened"] = "listened"


@dataclass(frozen=True, slots=True)
class TurnsHeard:
    """Who speaks when."""

    turns: tuple[Turn, ...]
    kind: Literal["heard"] = "heard"


@dataclass(frozen=True, slots=True)
class NotHeard:
    """Why it cannot say."""

    code: str
    facts: Facts = field(default_factory=dict)
    kind: Literal["not_heard"] = "not_heard"


Report: TypeAlias = Listened | TurnsHeard | NotHeard
#: No message is longer: a week of turns is shorter.
_MOST_BYTES = 2**24


@dataclass(frozen=True, slots=True)
class Listening:
    """What a child is to do."""

    #: None to say only what follows from what was heard.
    audio: Path | None
    track: int | None
    kept: Path
    count: int | None


def voices_file(folder: Path, clip_id: str) -> Path | None:
    """Where the voices of a clip are kept; None for a clip without an id of ours, or where a link lies there."""
    try:
        return inside(folder, clip_id) if is_id(clip_id) else None
    except OSError:
        return None


def forget_voices(folder: Path, clip_id: str) -> None:
    """Remove what was heard of the voices in a clip. Raises OSError."""
    if (kept := voices_file(folder, clip_id)) is not None:
        for path in (kept, kept.with_name(f"{kept.name}.part")):
            path.unlink(missing_ok=True)


class SpeakerFinder:
    """The requests to find speakers that one engine works on, one at a time. Lives on one loop; no method blocks it."""

    def __init__(
        self,
        registry: RegistryThread,
        vault: Vault,
        voices: Path,
        notify: Callable[[Notice], None],
        owner: Callable[[], str],
        only: Callable[[], Collection[str] | None],
    ) -> None:
        """`owner` and `only` say at each time who this engine is, and which runs it may work on (None: all)."""
        self._registry = registry
        self._vault = vault
        self._voices = voices
        self._notify = notify
        self._owner = owner
        self._only = only
        self._wake = asyncio.Event()
        self._wake.set()
        #: The run that is worked on, and its child.
        self._now: tuple[str, ChildProcess] | None = None
        #: What speakers are called until a person names them.
        self.naming = NAMING

    def look(self) -> None:
        """Signal that there may be something to do."""
        self._wake.set()

    def on_notice(self, notice: Notice) -> None:
        """Look after a run that has ended, and after what other programs did."""
        if isinstance(notice, RegistryChanged) or (isinstance(notice, RunChanged) and notice.run.state.is_terminal):
            self.look()

    def stop(self, run_ids: Collection[str]) -> None:
        """End the child at once if it listens to one of these: what was asked is cancelled, or asked anew."""
        if self._now is not None and self._now[0] in run_ids:
            self._now[1].kill()

    async def serve(self) -> None:
        """Do what is asked, what an earlier program left first."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while (job := await self._registry(Registry.claim_speakers, self._owner(), self._only())) is not None:
                    self._notify(SpeakersChanged(job))
                    await self._do(job)
            except Exception as error:  # the boundary of a task that must not end
                log.exception("speakers")
                self._notify(EngineTrouble(trouble_of(error)))
                await asyncio.sleep(_PAUSE_S)
                self._wake.set()

    async def find_again(self, run: Run, count: int | None) -> bool:
        """Tell the speakers of a run apart anew, at once, from what was heard. False if it was not heard yet. Raises
        NotFound, EditError."""
        kept = voices_file(self._voices, run.clip.clip_id)
        if kept is None or not await asyncio.to_thread(kept.is_file):
            return False
        ending = await self._listen(run.run_id, Listening(None, run.sound.track, kept, count), None)
        if not isinstance(ending, TurnsHeard):
            return False
        edit = FindSpeakers(ending.turns, self.naming)
        self._announce(*await self._registry(Registry.set_speakers, run.run_id, count, edit))
        return True

    # --- one request ---

    async def _do(self, job: SpeakerJob) -> None:
        try:
            ending = await self._ending(job)
            if isinstance(ending, TurnsHeard):
                found = await self._registry(Registry.find_speakers, job, FindSpeakers(ending.turns, self.naming))
                if found is not None:
                    self._announce(*found)
            elif ending is not None:
                await self._fail(job, Reason(ending.code, ending.facts))
        except EngineError as error:  # a run that was deleted for good meanwhile
            log.info("speakers of %s: %s", job.run_id, error)
            with suppress(EngineError):
                await self._fail(job, Reason(error.code, error.facts))

    async def _fail(self, job: SpeakerJob, reason: Reason) -> None:
        failed = await self._registry(Registry.fail_speakers, job, reason)
        if failed is not None:
            self._notify(SpeakersChanged(failed))

    async def _ending(self, job: SpeakerJob) -> TurnsHeard | NotHeard | None:
        """What comes of it. A child that dies goes on in another, some times; None if it is no longer ours."""
        run: Run = await self._registry(Registry.run, job.run_id)
        audio, kept = self._vault.path_of(run.clip), voices_file(self._voices, run.clip.clip_id)
        if audio is None or kept is None:
            return NotHeard("clip_gone", {"name": run.clip.name})
        listening = Listening(audio, run.sound.track, kept, job.count)
        for _ in range(MAX_CRASHES):
            try:
                ending = await self._listen(job.run_id, listening, job)
            except OSError as error:
                return NotHeard("speakers_failed", {"detail": str(error)})
            if ending is not None:
                return ending
            if await self._registry(Registry.note_listening, job, job.done_s) is None:
                return None
        return NotHeard("speakers_died")

    async def _listen(self, run_id: str, listening: Listening, job: SpeakerJob | None) -> TurnsHeard | NotHeard | None:
        """Run a child to its end; None if it died or hangs, or was ended because the request is no longer ours."""
        niceness = 0 if job is None else _NICENESS
        child = await child_started("everyclip speakers", partial(_hear, listening), niceness=niceness)
        if job is not None:
            self._now = (run_id, child)
        try:
            while True:
                report = await asyncio.to_thread(_next_report, child.connection)
                if not isinstance(report, Listened):
                    return report
                if job is not None:
                    now = await self._registry(Registry.note_listening, job, report.done_s)
                    if now is None:
                        return None
                    self._notify(SpeakersChanged(now))
        finally:
            self._now = None if job is not None else self._now
            child.kill()
            await asyncio.to_thread(child.end, _END_LIMIT_S)

    def _announce(self, job: SpeakerJob, run: Run) -> None:
        self._notify(RunChanged(run))
        self._notify(TextChanged(run.run_id))
        self._notify(SpeakersChanged(job))


@cache
def _reports() -> TypeAdapter[Report]:
    from pydantic import ConfigDict, Discriminator, TypeAdapter

    return TypeAdapter(Annotated[Report, Discriminator("kind")], config=ConfigDict(allow_inf_nan=False))


def _next_report(connection: Connection) -> Report | None:
    """What a child says next; None if it says no more, or what is no report: it has decoded what anybody made."""
    awake = Awake(SystemClock(), 2 * _LOOK_S)
    try:
        while not connection.poll(_LOOK_S):
            if awake.look() >= _SILENT_S:
                return None
        return _reports().validate_json(connection.recv_bytes(_MOST_BYTES))
    except (EOFError, OSError, ValueError):
        return None


def _hear(listening: Listening, connection: Connection) -> None:
    """In the child: listen to what was not heard yet, and say who speaks when."""
    from engine.speakers.heard import listen, read_heard
    from engine.speakers.turns import turns_of
    from engine.worker.audio import decode
    from engine.worker.sound import Sound

    kept, track = listening.kept, listening.track

    def say(report: Report) -> None:
        connection.send_bytes(_reports().dump_json(report))

    try:
        heard = read_heard(kept, track)
        if not len(heard) and listening.audio is None:
            say(NotHeard("speakers_failed"))
            return
        if not len(heard) and listening.audio is not None:
            blocks = decode(listening.audio, Sound(), track)
            listen(blocks, kept, lambda done_s: say(Listened(done_s)), track)
            heard = read_heard(kept, track)
        say(TurnsHeard(tuple(turns_of(heard, listening.count))))
    except ClipError as error:
        say(NotHeard(error.code, error.facts))
    except OSError as error:
        say(NotHeard("speakers_failed", {"detail": error.strerror or str(error)}))
