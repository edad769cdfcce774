"""The vault's door: copies audio in so that it is Everyclip's own, whatever happens to the file it came from.

A clip is written under its id beside its place, fsynced, renamed into place, and the folder fsynced. Killed at any
line of this, a half-written `.part` file is all that is left, and the next start removes it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from engine.errors import ClipError
from engine.own_names import inside, is_audio, is_suffix
from engine.run import Clip, NewRun, Options, Reason

CHUNK_BYTES = 1 << 20
#: No file of Everyclip's is called so.
_NO_FILE = "not of Everyclip"


class Vault:
    """The folder of clip audio that Everyclip owns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, clip: Clip) -> Path | None:
        """Where a clip's audio lies; None if it never came in. What is not ours is called by the name of no file: it
        is gone for whoever asks."""
        if clip.stored_as is None:
            return None
        with suppress(OSError):
            if is_audio(clip.stored_as):
                return inside(self._folder, clip.stored_as)
        return self._folder / _NO_FILE

    def take_in(self, path: Path, options: Options) -> NewRun:
        """Copy a file in. One that cannot be read becomes a run that has failed with the reason. Never raises for
        what is wrong with the file."""
        clip = Clip(str(uuid.uuid4()), name=_readable(path.name or str(path)), source=_readable(str(path.absolute())))
        try:
            return NewRun(self._store(clip, path), options)
        except ClipError as error:
            return NewRun(clip, options, Reason(error.code, {"name": clip.name, **error.facts}))

    def take_in_again(self, clip: Clip) -> Clip:
        """A second try at a clip that could not be taken in. Raises ClipError."""
        return self._store(clip, Path(clip.source))

    def _store(self, clip: Clip, source: Path) -> Clip:
        stored_as = clip.clip_id + _suffix(source)
        part = self._folder / f"{stored_as}.part"
        try:
            size_bytes, sha256 = _copy(source, part)
            with _vault_blamed(self._folder):
                os.replace(part, self._folder / stored_as)
                sync_folder(self._folder)
        except (OSError, ValueError, ClipError) as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise error if isinstance(error, ClipError) else _clip_error(error, source) from error
        return Clip(clip.clip_id, clip.name, clip.source, size_bytes, sha256, stored_as)

    def remove(self, stored_as: str) -> None:
        """Remove the audio of a clip that is gone for good; nothing under a name that is not ours. Raises OSError."""
        if is_audio(stored_as):
            inside(self._folder, stored_as).unlink(missing_ok=True)

    def remove_leftovers(self, older_than: float) -> None:
        """Remove what an intake that was killed left half-written before that time (Unix seconds)."""
        for part in self._folder.glob("*.part"):
            with suppress(OSError):
                if part.stat().st_mtime < older_than:
                    part.unlink()


def _copy(source: Path, part: Path) -> tuple[int, str]:
    """Copy and fsync. Returns size in bytes and SHA-256. Raises OSError, ClipError."""
    # Opened without blocking, so that a named pipe without a writer cannot hold the door.
    descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as audio:
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(kind):
            raise ClipError("file_is_folder")
        if not stat.S_ISREG(kind):
            raise ClipError("file_unreadable", detail="not a regular file")
        digest, size_bytes = hashlib.sha256(), 0
        with _vault_blamed(part.parent):
            target = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with open(target, "wb", buffering=0) as copy:
            while chunk := audio.read(CHUNK_BYTES):
                with _vault_blamed(part.parent):
                    _write_all(copy, chunk)
                digest.update(chunk)
                size_bytes += len(chunk)
            if size_bytes == 0:
                raise ClipError("file_empty")
            with _vault_blamed(part.parent):
                os.fsync(copy.fileno())
    return size_bytes, digest.hexdigest()


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


def _clip_error(error: Exception, source: Path) -> ClipError:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return ClipError("file_missing")
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return ClipError("disk_full")
        if error.errno == errno.EISDIR or os.path.isdir(source):
            return ClipError("file_is_folder")
        return ClipError("file_unreadable", detail=error.strerror or str(error))
    return ClipError("file_unreadable", detail=str(error))


def _readable(name: str) -> str:
    """A name as text that can be stored and shown: systems allow bytes in names that no text has."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if is_suffix(suffix) else ""


def sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
