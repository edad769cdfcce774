"""Archives from anywhere, read with suspicion: what is in them is listed, and single files are read out as streams.

Nothing is ever unpacked to where an archive says: whoever reads a file out of it chooses the place. An archive that
holds a link, a device or a path that leads outside is refused as a whole, since an honest one has no use for them.
"""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from models.errors import ImportingError

#: More than any model has, in files and in bytes.
_MAX_MEMBERS = 10_000
_MAX_BYTES = 1 << 36

#: What the libraries raise over archives that are cut, damaged, encrypted or made to confuse.
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    IndexError,  # of a zip file's member without a name, by Python 3.11
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
        most_members: int = _MAX_MEMBERS,
    ) -> None:
        """Raises ImportingError."""
        self._most_members = most_members
        self._path = path
        self._file = file
        self._members: dict[str, zipfile.ZipInfo | tarfile.TarInfo] = {}
        with self._suspicion():
            for member in file.infolist() if isinstance(file, zipfile.ZipFile) else file:
                if should_stop():
                    raise ImportingError("import_stopped", path=str(path))
                self._take_up(member)
        #: Bytes of each file by its path inside, with slashes.
        self.sizes = {name: _size_of(member) for name, member in self._members.items()}

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a file, which may be more than `sizes` says. Raises ImportingError."""
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
        if _leads_outside(name) or not (is_folder or _is_plain(member)) or name in self._members:
            raise ImportingError("import_hostile", path=str(self._path), file=name)
        if is_folder:
            return
        self._members[name] = member
        if len(self._members) > self._most_members or _size_of(member) > _MAX_BYTES:
            raise ImportingError("import_hostile", path=str(self._path), file=name)

    @contextmanager
    def _suspicion(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise ImportingError("import_unreadable", path=str(self._path), detail=str(error)) from error


@contextmanager
def open_archive(
    path: Path, should_stop: Callable[[], bool] = lambda: False, most_members: int = _MAX_MEMBERS
) -> Iterator[Archive]:
    """A zip or tar archive, compressed or not. Raises ImportingError, and OSError if it may not be read."""
    if zipfile.is_zipfile(path):
        with _opened(path, lambda: zipfile.ZipFile(path)) as file:
            yield Archive(path, file, should_stop, most_members)
    elif tarfile.is_tarfile(path):
        with _opened(path, lambda: tarfile.open(path)) as file:
            yield Archive(path, file, should_stop, most_members)
    else:
        raise ImportingError("not_archive", path=str(path))


def _opened(path: Path, opening: Callable[[], zipfile.ZipFile | tarfile.TarFile]) -> zipfile.ZipFile | tarfile.TarFile:
    try:
        return opening()
    except _DAMAGE as error:
        raise ImportingError("import_unreadable", path=str(path), detail=str(error)) from error


def _size_of(member: zipfile.ZipInfo | tarfile.TarInfo) -> int:
    return member.file_size if isinstance(member, zipfile.ZipInfo) else member.size


def _is_plain(member: zipfile.ZipInfo | tarfile.TarInfo) -> bool:
    """Whether it is a file, and no link, device or pipe."""
    if isinstance(member, tarfile.TarInfo):
        return member.isreg()
    mode = member.external_attr >> 16
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)  # zip files made on Windows have no mode


def _leads_outside(name: str) -> bool:
    """Whether a path, read as any system might read it, is absolute or goes upwards."""
    windows = PureWindowsPath(name)
    return bool(windows.anchor) or PurePosixPath(name).is_absolute() or ".." in windows.parts
