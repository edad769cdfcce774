"""Imports a model from a folder or an archive, such as one on a USB stick, checking each file.

Only the files that belong to a model are taken, under their own names; they are copied and hashed in the hidden folder
of `models.partial` and become visible in one step. None of them is unpickled or executed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol, TypeVar

from filelock import Timeout

from models.archive import Archive, open_archive
from models.catalogue import catalogue, folder_name
from models.errors import ImportingError, ModelBusy
from models.formats import MAX_TEXT_BYTES, OtherFormat, check_binary, missing_of, other_content, other_format, wanted_of
from models.partial import lock_of, partial_folder, put_in_place, throw_away
from models.receipt import FILE as RECEIPT_FILE
from models.receipt import CheckedFile, Receipt, parse_receipt, write_receipt
from models.store import Model, ModelState, check_model, find_model, id_of, origin_of, state_of

#: Space to leave free on the disk beside the model.
_MARGIN_BYTES = 200_000_000
_CHUNK_BYTES = 1 << 20
_BUSY_S = 5.0
#: How deep below the chosen folder the model may be: a hub cache has it at models--owner--name/snapshots/COMMIT.
_DEPTH = 3

#: A folder with more files than this is no model but, say, a home folder.
_MAX_FILES = 10_000

_SUFFIXES = re.compile(r"\.(zip|tar|tgz|txz|tbz2?|tar\.[a-z0-9]+)$", re.IGNORECASE)
_CACHED = re.compile(r"models--(.+?)--(.+)")
Place = TypeVar("Place", Path, str)

_FORBIDDEN = re.compile(r'[\x00-\x1f\\/:*?"<>|]')


class _Brought(Protocol):
    """A model to import."""

    #: Size in bytes of each file, by name.
    sizes: dict[str, int]
    #: Names of the folders or the archive, outermost last: one of them may identify the model.
    names: list[str]

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a file. Raises ImportingError and OSError."""
        ...


def import_model(
    path: Path,
    folder: Path,
    name: str | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Model:
    """Copy the model in the folder or archive `path` into the models folder, under the id `name`.

    Without a name it gets its name in the catalogue, if known, or that of the folder or archive. `on_progress` is
    called with the bytes copied and the total. Raises ImportingError, and ModelBusy if another process is adding a
    model with that id.
    """
    try:
        with _brought(path, should_stop) as brought:
            model_id = _id_for(name, brought)
            try:
                with lock_of(model_id, folder).acquire(timeout=_BUSY_S):
                    if state_of(model_id, folder) in (ModelState.VERIFIED, ModelState.UNCHECKED):
                        raise ImportingError("model_exists", path=str(path), model=model_id)
                    return _take_in(brought, model_id, folder, on_progress, should_stop)
            except Timeout:
                raise ModelBusy(model=model_id) from None
    except ImportingError as error:
        error.facts.setdefault("path", str(path))
        raise
    except OSError as error:
        raise _of_disk(path, folder, error) from error


# --- reading the source ---


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        # Links are followed: the hub's cache consists of them, and what is in a folder is up to its owner.
        self.sizes = {file.name: file.stat().st_size for file in path.iterdir() if file.is_file()}
        self.names = [path.name, *(parent.name for parent in path.parents[:2])]

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return (self._path / name).open("rb")


class _Packed:
    """The folder of the model inside an archive."""

    def __init__(self, archive: Archive, inside: str, path: Path) -> None:
        self._archive = archive
        self._inside = inside
        self.sizes = {
            name.removeprefix(inside): size
            for name, size in archive.sizes.items()
            if name.startswith(inside) and "/" not in name.removeprefix(inside)
        }
        self.names = [name for name in (*inside.split("/")[::-1], _SUFFIXES.sub("", path.name)) if name]

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._archive.open(self._inside + name)


@contextmanager
def _brought(path: Path, should_stop: Callable[[], bool]) -> Iterator[_Brought]:
    """Find the model in the folder or archive. Raises ImportingError and OSError."""
    if path.is_dir():
        files = list(_files_below(path))
        yield _Folder(_only([file.parent for file in files if file.name == "model.bin"], [str(file) for file in files]))
    elif path.is_file():
        if other := other_format([path.name]) or other_content(path):
            raise _another_kind(other, path.stem)
        with open_archive(path, should_stop) as archive:
            # macOS adds a hidden "._NAME" file for each file in its archives: these do not count.
            found = [name[: -len("model.bin")] for name in archive.sizes if f"/{name}".endswith("/model.bin")]
            yield _Packed(archive, _only(found, list(archive.sizes)), path)
    else:
        raise ImportingError("import_missing")


def _files_below(path: Path) -> Iterator[Path]:
    """The readable files in a folder and a few levels below it, until there are too many."""
    seen = 0
    for at, folders, names in os.walk(path):
        depth = len(Path(at).relative_to(path).parts)
        folders[:] = [] if depth >= _DEPTH or seen > _MAX_FILES else sorted(folders)
        seen += len(names)
        yield from (Path(at) / name for name in names)


def _only(places: list[Place], names: list[str]) -> Place:
    """The only model's place. Raises ImportingError if there are none or several."""
    if not places:
        if other := other_format(names):
            raise _another_kind(other, Path(names[0]).parent.name or "model")
        raise ImportingError("import_incomplete", file="model.bin")
    if len(places) > 1:
        raise ImportingError("import_unsound", file="model.bin", detail="there are several models in it")
    return places[0]


def _another_kind(other: OtherFormat, name: str) -> ImportingError:
    converter = other.converter.format(model="MODEL", folder=f"{name}-ct2")
    return ImportingError("not_ctranslate2", format=other.name, converter=converter)


# --- its name ---


def _id_for(name: str | None, brought: _Brought) -> str:
    """The id for the imported model. Raises ImportingError."""
    if name is not None:
        model_id = id_of(name)
    else:
        model_id = next((known for each in brought.names if (known := _known_id(each))), brought.names[0])
    if not model_id or model_id[0] == "." or model_id[-1] in ". " or len(model_id) > 100:
        raise ImportingError("bad_name", model=model_id)
    if _FORBIDDEN.search(model_id):
        raise ImportingError("bad_name", model=model_id)
    return model_id


def _known_id(name: str) -> str | None:
    """The id of a model in a folder of that name, which may be an id of the catalogue, the name of a repository, or
    that of a repository in the hub's cache."""
    if cached := _CACHED.fullmatch(name):
        repository = f"{cached[1]}/{cached[2]}"
        return next(
            (entry.model_id for entry in catalogue().entries if entry.repository == repository), folder_name(repository)
        )
    return next(
        (each.model_id for each in catalogue().entries if name in (each.model_id, each.repository.split("/")[1])), None
    )


# --- importing ---


def _take_in(
    brought: _Brought,
    model_id: str,
    folder: Path,
    on_progress: Callable[[int, int], None],
    should_stop: Callable[[], bool],
) -> Model:
    """Import the model; holds its lock. Raises ImportingError and OSError, leaving nothing behind."""
    if missing := missing_of(brought.sizes):
        raise ImportingError("import_incomplete", file=missing)
    names = wanted_of(brought.sizes)
    for name in names:
        if name != "model.bin" and brought.sizes[name] > MAX_TEXT_BYTES:
            raise ImportingError("import_unsound", file=name, detail=f"it has {brought.sizes[name]} bytes")
    total = sum(brought.sizes[name] for name in names)
    free = shutil.disk_usage(folder).free
    if total + _MARGIN_BYTES > free:
        raise ImportingError("no_space", needed_bytes=total + _MARGIN_BYTES, free_bytes=free)
    gathered = partial_folder(f"{model_id}.import", folder)
    throw_away(gathered)  # left by a killed process
    gathered.mkdir(mode=0o700)
    done = 0

    def copied(count: int) -> None:
        nonlocal done
        if should_stop():
            raise ImportingError("import_stopped")
        done += count
        on_progress(done, total)

    try:
        files = tuple(_copy(brought, name, gathered / name, copied) for name in names)
        _check(gathered)
        write_receipt(gathered, _receipt(brought, files, model_id))
        put_in_place(gathered, model_id, folder)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        free = shutil.disk_usage(folder).free
        raise ImportingError("no_space", needed_bytes=total + _MARGIN_BYTES, free_bytes=free) from error
    finally:
        throw_away(gathered)
    throw_away(partial_folder(model_id, folder))  # a partial download that is no longer needed
    return find_model(model_id, folder)


def _copy(brought: _Brought, name: str, target: Path, copied: Callable[[int], None]) -> CheckedFile:
    """Copy and hash one file, durably. Raises ImportingError and OSError."""
    announced, size_bytes, digest = brought.sizes[name], 0, hashlib.sha256()
    with brought.open(name) as source, target.open("xb") as out:
        while piece := source.read(_CHUNK_BYTES):
            size_bytes += len(piece)
            if size_bytes > announced:  # an archive may misstate its contents
                raise ImportingError("import_unsound", file=name, detail=f"more than the {announced} bytes announced")
            digest.update(piece)
            out.write(piece)
            copied(len(piece))
            if name == "model.bin" and size_bytes == len(piece):
                out.flush()
                _check_head(target)
        out.flush()
        os.fsync(out.fileno())
    if size_bytes != announced:
        raise ImportingError("import_unsound", file=name, detail=f"{size_bytes} of {announced} bytes")
    return CheckedFile(name, size_bytes, digest.hexdigest())


def _check_head(path: Path) -> None:
    """Check the start of model.bin, to avoid copying a useless large file. Raises ImportingError and OSError."""
    if other := other_content(path):
        raise _another_kind(other, "model")
    try:
        check_binary(path)
    except ValueError as error:
        raise ImportingError("import_unsound", file=path.name, detail=str(error)) from error


def _check(gathered: Path) -> None:
    try:
        check_model(gathered)
    except ValueError as error:
        raise ImportingError(
            "import_unsound", file=str(error).partition(" ")[0].strip(":"), detail=str(error)
        ) from error


def _receipt(brought: _Brought, files: tuple[CheckedFile, ...], model_id: str) -> Receipt:
    """A new receipt; files once verified by an Everyclip must be unchanged. Raises ImportingError and OSError."""
    repository, revision = origin_of(model_id, files)
    try:
        old = _receipt_of(brought)
    except ValueError as error:
        raise ImportingError("import_unsound", file=RECEIPT_FILE, detail=str(error)) from error
    if old is not None:
        now = {file.name: file for file in files}
        for was in old.files:
            if was.name in now and now[was.name] != was:
                raise ImportingError("import_unsound", file=was.name, detail="it has changed since it was checked")
        repository, revision = old.repository, old.revision
    return Receipt(files, repository, revision)


def _receipt_of(brought: _Brought) -> Receipt | None:
    """The receipt that another Everyclip put beside the files. Raises ValueError, ImportingError and OSError."""
    if brought.sizes.get(RECEIPT_FILE, MAX_TEXT_BYTES) >= MAX_TEXT_BYTES:
        return None
    with brought.open(RECEIPT_FILE) as source:
        return parse_receipt(source.read(MAX_TEXT_BYTES))


def _of_disk(path: Path, folder: Path, error: OSError) -> ImportingError:
    detail = error.strerror or str(error)
    if error.filename is not None and Path(error.filename).is_relative_to(folder):
        return ImportingError("disk_trouble", path=str(path), detail=detail)
    return ImportingError("import_unreadable", path=str(path), detail=detail)
