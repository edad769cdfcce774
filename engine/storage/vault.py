"""The vault's door: copies audio in so that it is Everyclip's own, whatever happens to the file it came from.

A clip is written under its id beside its place, fsynced, renamed into place, and the folder fsynced. Killed at any
line of this, a half-written `.part` file is all that is left, and the next start removes it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import threading
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path

from engine.errors import ClipError
from engine.run import Clip
from engine.storage.durable import replace_durably
from engine.storage.own_names import inside, is_audio, is_id, is_suffix
from engine.storage.sources import Rest, found_again, readable

CHUNK_BYTES = 1 << 18
#: No file of Everyclip's is called so.
_NO_FILE = "not of Everyclip"
#: What is half-written may be another program's, at work on it now, until it is this old.
LEFTOVER_AGE_S = 3600.0
#: Copies leave so much free, for the registry to write that they are there.
SPARE_BYTES = 1 << 20
#: Of a clip that is larger than this and finds no room, it is told how much is needed.
LARGE_BYTES = 10_000_000


class StillWritten(Exception):
    """Somebody writes to the file that is to be taken in: what there is of it is not the clip."""


class Withdrawn(Exception):
    """The clip is not wanted any more; nothing of it is in the vault."""


class Copying:
    """How far the copying of one clip has come. The thread that copies writes, everybody may read."""

    def __init__(self) -> None:
        #: Called whenever something was read or written.
        self.moved: Callable[[], None] = lambda: None
        self.rest = Rest()
        self.total_bytes = 0
        self.done_bytes = 0
        #: Whose disk is waited for: that of the file's folder, or of the vault.
        self.place: Path | None = None
        self._lock = threading.Lock()
        self._is_withdrawn = self._is_placed = False

    def withdraw(self) -> bool:
        """Have it leave nothing, whenever its thread goes on. False if the clip comes into its place just now."""
        with self._lock:
            self._is_withdrawn = not self._is_placed
            return self._is_withdrawn

    def went_on(self, size_bytes: int) -> None:
        """So many bytes are copied now. Raises Withdrawn."""
        self.done_bytes = size_bytes
        self.moved()
        if self._is_withdrawn:
            raise Withdrawn

    def comes_into_place(self) -> None:
        """The last moment at which it can be withdrawn. Raises Withdrawn."""
        with self._lock:
            if self._is_withdrawn:
                raise Withdrawn
            self._is_placed = True


class Vault:
    """The folder of clip audio that Everyclip owns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._room = _Room(folder)

    def path_of(self, clip: Clip) -> Path | None:
        """Where a clip's audio lies; None if it never came in. What is not ours is called by the name of no file: it
        is gone for whoever asks."""
        if clip.stored_as is None:
            return None
        with suppress(OSError):
            if is_audio(clip.stored_as):
                return inside(self.folder, clip.stored_as)
        return self.folder / _NO_FILE

    def store(self, clip: Clip, source: Path | None = None, copying: Copying | None = None) -> Clip:
        """Copy a clip in, from the file that it came from if no other is named. Raises ClipError; StillWritten for a
        file that is not finished; Withdrawn. Nothing is left in the vault then."""
        copying, source = copying or Copying(), source or Path(clip.source)
        stored_as = clip.clip_id + _suffix(source)
        # A name of its own: a copy that hangs and was given up may go on while the clip is tried again.
        part, place = self.folder / f"{stored_as}.{uuid.uuid4().hex[:8]}.part", None
        copying.place = source.parent
        try:
            with _opened(found_again(source), copying) as audio, self._room.kept_for(copying):
                size_bytes, sha256 = _copy(audio, part, copying)
            copying.comes_into_place()
            place = self.folder / stored_as
            with _vault_blamed(self.folder):
                replace_durably(part, place)
        except BaseException as error:
            for file in (part, place):
                with suppress(OSError):
                    if file is not None:
                        file.unlink(missing_ok=True)
            if isinstance(error, OSError | ValueError):
                raise clip_error(error, source) from error
            raise
        return Clip(clip.clip_id, clip.name, clip.source, size_bytes, sha256, stored_as)

    def copied(self, clip: Clip) -> Clip | None:
        """The clip, if all of it is here: what has its name in the vault was copied to its end."""
        stored_as = clip.clip_id + _suffix(Path(clip.source))
        try:
            with inside(self.folder, stored_as).open("rb") as audio:
                size_bytes, sha256 = os.fstat(audio.fileno()).st_size, hashlib.file_digest(audio, "sha256").hexdigest()
        except OSError:
            return None
        return Clip(clip.clip_id, clip.name, clip.source, size_bytes, sha256, stored_as)

    def receive(self, clip: Clip, size_bytes: int | None) -> Incoming:
        """A clip that is to come in pieces, of that size where it is known. It is to be opened."""
        return Incoming(self.folder, clip, self._room, size_bytes)

    def remove_upload(self, clip_id: str) -> None:
        """Remove all that came of a clip that is nobody's. Raises OSError."""
        if not is_id(clip_id):
            return
        for file in self.folder.glob(f"{clip_id}*"):
            if file.name.endswith(".part") or is_audio(file.name):
                inside(self.folder, file.name).unlink(missing_ok=True)

    def remove(self, stored_as: str) -> None:
        """Remove the audio of a clip that is gone for good; nothing under a name that is not ours. Raises OSError."""
        if is_audio(stored_as):
            inside(self.folder, stored_as).unlink(missing_ok=True)

    def remove_leftovers(self, now: float, coming: Collection[str]) -> None:
        """Remove what an intake that was killed left half-written long before `now` (Unix seconds), unless its clip is
        `coming`, by its id: clocks can be wrong."""
        for part in self.folder.glob("*.part"):
            with suppress(OSError):
                if part.stat().st_mtime < now - LEFTOVER_AGE_S and part.name.partition(".")[0] not in coming:
                    part.unlink()


class Incoming:
    """A clip that comes in pieces. Its calls may be left behind in threads by tasks that were cancelled: once `close`
    has returned, none of them does anything more."""

    def __init__(self, folder: Path, clip: Clip, room: _Room, size_bytes: int | None) -> None:
        """Use `Vault.receive`."""
        self._folder = folder
        self._stored_as = clip.clip_id + _suffix(Path(clip.name))
        self._part = folder / f"{self._stored_as}.{uuid.uuid4().hex[:8]}.part"
        self._room = room
        self._digest = hashlib.sha256()
        self._copying = Copying()
        self._copying.total_bytes = size_bytes or 0
        self._lock = threading.RLock()
        self._kept = ExitStack()
        self._file: FileIO | None = None
        self._is_closed = False

    @property
    def size_bytes(self) -> int:
        """How much of it has come."""
        return self._copying.done_bytes

    def open(self) -> None:
        """Keep room for it and begin its file. Raises ClipError."""
        with self._lock:
            if not self._is_closed:
                self._kept.enter_context(self._room.kept_for(self._copying))
                with _vault_blamed(self._folder):
                    self._file = self._kept.enter_context(_created(self._part))

    def write(self, data: bytes) -> None:
        """Append a piece. Raises ClipError."""
        with self._lock:
            if self._file is not None:
                with _vault_blamed(self._folder):
                    _write_all(self._file, data)
                self._digest.update(data)
                self._copying.went_on(self.size_bytes + len(data))

    def place(self, clip: Clip) -> Clip:
        """Bring it into its place, durably. Returns the clip as it is in the vault. Raises ClipError."""
        with self._lock:
            if self._file is None or self.size_bytes == 0:
                raise ClipError("file_empty", name=clip.name)
            with _vault_blamed(self._folder):
                os.fsync(self._file.fileno())
                self.close()  # Windows renames no open file
                replace_durably(self._part, self._folder / self._stored_as)
        sha256 = self._digest.hexdigest()
        return Clip(clip.clip_id, clip.name, clip.source, self.size_bytes, sha256, self._stored_as)

    def close(self) -> None:
        """Write no more to it. What is there stays there. Idempotent."""
        with self._lock:
            self._is_closed, self._file = True, None
            self._kept.close()


class _Room:
    """The room on the vault's disk, shared out among the clips that are being copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._copying: set[Copying] = set()

    @contextmanager
    def kept_for(self, copying: Copying) -> Iterator[None]:
        """Looked at before the copy, so that one that is too large takes none of the others'. Raises ClipError."""
        with self._lock:
            promised = sum(max(0, each.total_bytes - each.done_bytes) for each in self._copying)
            with _vault_blamed(self._folder):
                free_bytes = max(0, shutil.disk_usage(self._folder).free - promised - SPARE_BYTES)
            if copying.total_bytes > free_bytes:
                if copying.total_bytes < LARGE_BYTES:
                    raise ClipError("disk_full")
                raise ClipError("clip_no_room", needed_bytes=copying.total_bytes, free_bytes=free_bytes)
            self._copying.add(copying)
        try:
            yield
        finally:
            with self._lock:
                self._copying.discard(copying)


@contextmanager
def _opened(source: Path, copying: Copying) -> Iterator[FileIO]:
    """The file that is to be copied, which is one, finished and not empty. Raises OSError, ClipError, StillWritten."""
    # Opened without blocking, so that a named pipe without a writer cannot hold the door.
    descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb", buffering=0) as audio:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise ClipError("file_is_folder")
        if not stat.S_ISREG(found.st_mode):
            raise ClipError("file_unreadable", detail="not a regular file")
        if not copying.rest.is_finished(descriptor):
            raise StillWritten
        if found.st_size == 0:
            raise ClipError("file_empty")
        copying.total_bytes, copying.done_bytes = found.st_size, 0
        yield audio


def _copy(audio: FileIO, part: Path, copying: Copying) -> tuple[int, str]:
    """Copy and fsync. Returns size in bytes and SHA-256. Raises OSError, ClipError, StillWritten, Withdrawn."""
    digest, size_bytes, before = hashlib.sha256(), 0, _mark(audio)
    source = copying.place
    with _vault_blamed(part.parent):
        opened = _created(part)
    with opened as copy:
        while chunk := audio.read(CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
            copying.place = part.parent
            with _vault_blamed(part.parent):
                _write_all(copy, chunk)
            copying.place = source
            copying.went_on(size_bytes)
            if size_bytes > copying.total_bytes and _mark(audio) != before:
                raise StillWritten  # by somebody who may be quicker than this copy
        if _mark(audio) != before:
            raise StillWritten
        copying.place = part.parent
        with _vault_blamed(part.parent):
            os.fsync(copy.fileno())
    return size_bytes, digest.hexdigest()


def _created(part: Path) -> FileIO:
    """A new file that its owner alone can read. Raises OSError."""
    target = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    return open(target, "wb", buffering=0)


def _write_all(file: FileIO, chunk: bytes) -> None:
    """Raises OSError."""
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) :]


@contextmanager
def _vault_blamed(folder: Path) -> Iterator[None]:
    """What goes wrong here is no fault of the person's file. Raises ClipError."""
    try:
        yield
    except OSError as error:
        code = "vault_failed"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            code = "disk_full"
        elif not os.path.isdir(folder):
            code = "vault_gone"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            code = "vault_not_writable"
        raise ClipError(code, path=str(folder), detail=error.strerror or str(error)) from error


def _mark(audio: FileIO) -> tuple[int, int]:
    """What changes when somebody writes to a file."""
    found = os.fstat(audio.fileno())
    return found.st_size, found.st_mtime_ns


def new_clip(path: Path, clip_id: str | None = None) -> Clip:
    """The clip that a file is to become. One that is tried again after a kill has its id again, so that what was copied
    of it is found."""
    clip_id = clip_id or str(uuid.uuid4())
    return Clip(clip_id, name=readable(path.name or str(path)), source=readable(str(path.absolute())))


def clip_error(error: Exception, source: Path) -> ClipError:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return ClipError("file_missing")
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return ClipError("disk_full")
        if error.errno == errno.EISDIR or os.path.isdir(source):
            return ClipError("file_is_folder")
        return ClipError("file_unreadable", detail=error.strerror or str(error))
    return ClipError("file_unreadable", detail=str(error))


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if is_suffix(suffix) else ""
