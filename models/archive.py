"""Reads archives from untrusted sources: lists their contents, and reads single files out as streams.

Nothing is ever unpacked to a path that an archive names: whoever reads a file out of it chooses the place. An archive
that holds a link, a device or a path leading outside is refused as a whole, since an honest one has no use for them. So
is one that would unpack to far more than its size: weights and audio hardly compress.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, cast

from models.errors import ImportingError

#: More than any model has, in files and in bytes.
_MAX_MEMBERS = 10_000
_MAX_BYTES = 1 << 36
#: How many times its own size an archive may unpack to, plus an allowance for texts, which compress much better.
_MAX_RATIO, _MAX_EXTRA_BYTES = 16, 64_000_000

#: Magic numbers of compressed archives.
_COMPRESSIONS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open), (b"\x5d\0\0", lzma.open))

#: What the libraries raise for archives that are truncated, damaged, encrypted or malicious.
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    IndexError,  # for a zip member without a name, in Python 3.11
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    ValueError,
)


class Archive:
    """One open archive."""

    def __init__(
        self,
        path: Path,
        file: zipfile.ZipFile | tarfile.TarFile,
        should_stop: Callable[[], bool],
        max_members: int = _MAX_MEMBERS,
    ) -> None:
        """Raises ImportingError."""
        self._max_members = max_members
        self._path = path
        self._max_bytes = _max_bytes_of(path)
        self._seen: set[str] = set()
        self._file = file
        self._members: dict[str, zipfile.ZipInfo | tarfile.TarInfo] = {}
        with self._suspicion():
            for member in file.infolist() if isinstance(file, zipfile.ZipFile) else file:
                if should_stop():
                    raise ImportingError("import_stopped", path=str(path))
                self._take_up(member)
        #: Size in bytes of each file, by its path in the archive, with slashes.
        self.sizes = {name: _size_of(member) for name, member in self._members.items()}
        if sum(self.sizes.values()) > self._max_bytes:
            raise _bomb(path, sum(self.sizes.values()))

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file, which may hold more bytes than `sizes` says. Raises ImportingError."""
        member = self._members[name]
        with self._suspicion():
            if isinstance(self._file, zipfile.ZipFile):
                assert isinstance(member, zipfile.ZipInfo)
                stream: IO[bytes] | None = self._file.open(member)
            else:
                assert isinstance(member, tarfile.TarInfo)
                stream = self._file.extractfile(member)
            assert stream is not None, "only plain files are taken up"
            with stream:
                yield stream

    def _take_up(self, member: zipfile.ZipInfo | tarfile.TarInfo) -> None:
        name = member.filename if isinstance(member, zipfile.ZipInfo) else member.name
        is_folder = member.is_dir() if isinstance(member, zipfile.ZipInfo) else member.isdir()
        # Names that some system treats as equal count as duplicates: one file could otherwise replace another.
        alike = unicodedata.normalize("NFC", str(PurePosixPath(name))).casefold()
        if _leads_outside(name) or not (is_folder or _is_plain(member)) or (alike in self._seen and not is_folder):
            raise ImportingError("import_hostile", path=str(self._path), file=name)
        if is_folder:
            return
        self._seen.add(alike)
        self._members[name] = member
        if len(self._members) > self._max_members or _size_of(member) > _MAX_BYTES:
            raise ImportingError("import_hostile", path=str(self._path), file=name)

    @contextmanager
    def _suspicion(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise ImportingError("import_unreadable", path=str(self._path), detail=str(error)) from error
        except OSError as error:
            if error.errno is not None:  # a disk error; bz2 and gzip set none for damaged data
                raise
            raise ImportingError("import_unreadable", path=str(self._path), detail=str(error)) from error


@contextmanager
def open_archive(
    path: Path, should_stop: Callable[[], bool] = lambda: False, max_members: int = _MAX_MEMBERS
) -> Iterator[Archive]:
    """Open a zip or tar archive, compressed or not. Raises ImportingError, and OSError if it cannot be read."""
    with ExitStack() as opened:
        try:
            if zipfile.is_zipfile(path):
                file: zipfile.ZipFile | tarfile.TarFile = opened.enter_context(zipfile.ZipFile(path))
            else:
                file = opened.enter_context(tarfile.TarFile(fileobj=opened.enter_context(_unpacked(path))))
        except tarfile.ReadError as error:
            raise ImportingError("not_archive", path=str(path)) from error
        except _DAMAGE as error:
            raise ImportingError("import_unreadable", path=str(path), detail=str(error)) from error
        yield Archive(path, file, should_stop, max_members)


class _Bounded:
    """The unpacked bytes of a compressed file, up to a limit: a few bytes can be made to unpack for hours, and the
    index of a tar archive to fill the memory."""

    def __init__(self, path: Path, file: IO[bytes], max_bytes: int) -> None:
        self._path = path
        self._file = file
        self._max_bytes = max_bytes

    def read(self, count: int = -1) -> bytes:
        left = self._max_bytes - self.tell()
        read = self._file.read(min(count, left + 1) if count >= 0 else left + 1)
        if len(read) > left:
            raise _bomb(self._path, self.tell())
        return read

    def seek(self, place: int, whence: int = 0) -> int:
        if place > self._max_bytes:
            raise _bomb(self._path, place)
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file, unpacked if it is compressed. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(6)
    opening = next((opening for magic, opening in _COMPRESSIONS if start.startswith(magic)), None)
    with path.open("rb") if opening is None else opening(path, "rb") as file:
        yield cast(IO[bytes], _Bounded(path, cast(IO[bytes], file), _max_bytes_of(path)))


def _max_bytes_of(path: Path) -> int:
    return path.stat().st_size * _MAX_RATIO + _MAX_EXTRA_BYTES


def _bomb(path: Path, unpacked_bytes: int) -> ImportingError:
    return ImportingError(
        "import_bomb", path=str(path), packed_bytes=path.stat().st_size, unpacked_bytes=unpacked_bytes
    )


def _size_of(member: zipfile.ZipInfo | tarfile.TarInfo) -> int:
    return member.file_size if isinstance(member, zipfile.ZipInfo) else member.size


def _is_plain(member: zipfile.ZipInfo | tarfile.TarInfo) -> bool:
    """Whether it is a regular file, not a link, device or pipe."""
    if isinstance(member, tarfile.TarInfo):
        return member.isreg()
    mode = member.external_attr >> 16
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)  # zip files made on Windows have no mode


def _leads_outside(name: str) -> bool:
    """Whether a path, as interpreted by any system, is absolute or goes upwards."""
    windows = PureWindowsPath(name)
    return bool(windows.anchor) or PurePosixPath(name).is_absolute() or ".." in windows.parts
