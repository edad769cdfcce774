"""What lies where a person points: a file on which disk, a folder with which clips in it, a file still being written.

Everything here asks a disk that may never answer: call it on a thread that may hang.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.run import Reason
from engine.storage.endings import SUFFIXES

#: A file that somebody has open for writing is left in peace until it was not changed for so long; one of which the
#: system does not tell, until it was not changed for so long.
OPEN_RESTS_S = 30.0
UNKNOWN_RESTS_S = 3.0
#: The endings that transport streams share with programs' sources, and how such a stream is known: by a byte, "G",
#: that begins each of its packets, which are of one of these sizes.
_ENDINGS_OF_SOURCES = frozenset({".ts", ".mts"})
_PACKET_BYTES = (188, 192, 204)
_SYNCS = 5
_STREAM_BYTES = (_SYNCS + 1) * max(_PACKET_BYTES)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a path is."""

    #: The number that the system gives to its disk.
    disk: int
    is_folder: bool


@dataclass(frozen=True, slots=True)
class FolderContents:
    """The media files in a folder and below, by name, and the folders there that were not entered, with the reason."""

    files: tuple[Path, ...]
    not_entered: tuple[tuple[Path, Reason], ...] = ()
    #: The folder itself and those below it that were looked into.
    folders: tuple[Path, ...] = ()


def look(path: Path) -> SourceFacts:
    """Raises OSError, ValueError."""
    path = found_again(path)
    found = os.stat(path)
    return SourceFacts(found.st_dev, os.path.isdir(path))


def readable(name: str) -> str:
    """A name as text that can be stored and shown: systems allow bytes in names that no text has."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def place_key(path: str) -> str:
    """A path as the system compares it: on Windows and macOS names that differ in their case alone are one, and macOS
    composes letters and marks as it likes."""
    path = readable(os.path.normcase(path))
    return unicodedata.normalize("NFC", path).casefold() if sys.platform == "darwin" else path


def found_again(path: Path) -> Path:
    """The path that is stored as this one, which was made `readable`: what is called so, if only one thing is. Raises
    OSError."""
    if "\N{REPLACEMENT CHARACTER}" not in str(path) or os.path.lexists(path):
        return path
    found = Path(path.anchor)
    for name in path.parts[1:]:
        if not os.path.lexists(found / name):
            alike = [each for each in os.listdir(found) if readable(each) == name]
            if len(alike) != 1:
                return path
            [name] = alike
        found /= name
    return found


def find(
    folder: Path,
    moved: Callable[[], None] = lambda: None,
    own: Path | None = None,
    is_entered: Callable[[Path], bool] = lambda folder: True,
) -> FolderContents:
    """The media files in a folder, and in the folders below it of which `is_entered` says so. What is hidden is left
    out. Links to other folders are not followed: they may lead round in circles, or to a whole disk. Nor is our `own`
    folder entered: what is in there has been handed over. `moved` is called for every folder."""
    folder = found_again(folder)
    files: list[Path] = []
    entered: list[Path] = []
    not_entered: list[tuple[Path, Reason]] = []

    def refused(error: OSError) -> None:
        detail = error.strerror or str(error)
        not_entered.append((Path(error.filename), Reason("folder_unreadable", {"detail": detail})))

    for place, folders, names in os.walk(folder, onerror=refused):
        moved()
        if own is not None and _is_same(place, own):
            not_entered.append((Path(place), Reason("folder_own")))
            folders.clear()
            continue
        entered.append(Path(place))
        shown = sorted(name for name in folders if not name.startswith(".") and is_entered(Path(place, name)))
        links = [name for name in shown if _is_link(Path(place, name))]
        not_entered.extend((Path(place, name), Reason("folder_link")) for name in links)
        folders[:] = [name for name in shown if name not in links]
        files.extend(
            Path(place, name)
            for name in sorted(names, key=str.casefold)
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES and not _is_source(Path(place, name))
        )
    return FolderContents(tuple(files), tuple(not_entered), tuple(entered))


def _is_source(path: Path) -> bool:
    """Whether it is a text that only ends like a film: TypeScript's files end like a transport stream's. One that
    cannot be read is none: as a clip it will fail with the reason."""
    if path.suffix.lower() not in _ENDINGS_OF_SOURCES:
        return False
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with path.open("rb") as file:
            start = file.read(_STREAM_BYTES)
    except OSError:
        return False
    return bool(start) and b"\0" not in start and not _is_stream(start)


def _is_stream(start: bytes) -> bool:
    """Whether the sync byte of a transport stream comes back packet after packet, wherever the first one begins."""
    return any(
        start[at : at + _SYNCS * packet : packet] == _SYNCS * b"G" for packet in _PACKET_BYTES for at in range(packet)
    )


def _is_same(place: str, folder: Path) -> bool:
    try:
        return os.path.samefile(place, folder)
    except OSError:  # it has gone; the walk reports it
        return False


def _is_link(folder: Path) -> bool:
    """Whether it is a link to another folder, or what Windows calls a junction."""
    is_junction = getattr(folder, "is_junction", None)  # from Python 3.12 on
    return folder.is_symlink() or (is_junction is not None and bool(is_junction()))


class Rest:
    """Tells whether a file is finished, from look to look."""

    def __init__(self) -> None:
        self._seen: tuple[int, int] | None = None
        self._since = 0.0

    def is_finished(self, descriptor: int) -> bool:
        """Whether nobody writes to the open file any more, as far as the system and its own rest tell. Raises
        OSError."""
        found = os.fstat(descriptor)
        mark = (found.st_size, found.st_mtime_ns)
        if mark != self._seen:
            self._seen, self._since = mark, time.monotonic()
        has_writer = _has_writer(descriptor)
        if has_writer is False:
            return True
        rested_s = max(time.time() - found.st_mtime, time.monotonic() - self._since)
        return rested_s >= (OPEN_RESTS_S if has_writer else UNKNOWN_RESTS_S)


def _has_writer(descriptor: int) -> bool | None:
    """Whether somebody has the file open for writing. None where the system does not tell: only Linux does, of files of
    one's own. It gives no lease on a file that is being written; the lease is given back at once."""
    if sys.platform != "linux":
        return None
    import fcntl

    try:
        # Who opens the file meanwhile waits for us, and we are sent a signal: one that does nothing.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
