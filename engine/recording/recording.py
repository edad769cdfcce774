"""A clip being recorded: its audio in the vault's folder, and a label with the session that it is meant for.

    <clip id>.label      what it will become, fsynced before the first sample
    <clip id>.recording  the audio: a WAV whose header is correct after every block, so that it needs no end to be read
    <clip id>.lock       held by the program that records; the system frees it however the program ends

If killed at any line of this, the remaining files tell the next start what to do: a label whose lock is free belongs to
an abandoned recording, which is taken in. The label is deleted last, once the clip's rows are committed.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from engine.recording.samples import SampleFormat
from engine.recording.wav import HEADER_BYTES, WavFile
from engine.run import Clip, Options, Reason, Run
from engine.storage.durable import for_owner, replace_durably, write_durably
from engine.storage.own_names import inside, is_id

#: What a WAV can hold, with a margin: of one channel twelve hours at 48 kHz, thirty-six at 16 kHz.
MAX_BYTES = 4_000_000_000
#: How often written data is flushed to survive a power failure. A kill loses nothing that was written.
SYNC_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Label:
    """What becomes of a recording, whoever finishes it."""

    clip_id: str
    name: str
    source: str
    session_id: str
    options: Options


_LABEL = TypeAdapter(Label)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a start found of interrupted recordings: those that are now runs, and why others are not."""

    runs: tuple[Run, ...] = ()
    troubles: tuple[Reason, ...] = ()


class Recording:
    """One clip on its way to the disk, 16-bit, of any number of channels. Belongs to one thread at a time."""

    def __init__(self, folder: Path, label: Label, lock: FileLock) -> None:
        """Use `begin` or `orphans`. The lock is held."""
        self.label = label
        self._folder = folder
        self._lock = lock
        self._audio: WavFile | None = None
        self._synced_at = 0.0
        self.size_bytes = 0

    @classmethod
    def begin(
        cls, folder: Path, *, name: str, source: str, session_id: str, options: Options, form: SampleFormat
    ) -> Self:
        """Create the files of a new recording. Raises OSError."""
        label = Label(str(uuid.uuid4()), name, source, session_id, options)
        lock = _lock(folder, label.clip_id)
        lock.acquire(blocking=False)
        recording = cls(folder, label, lock)
        try:
            write_durably(recording._label_file, _LABEL.dump_json(label))
            recording._open(form)
        except BaseException:
            recording.forget()
            raise
        return recording

    def _open(self, form: SampleFormat) -> None:
        # Unbuffered: written data belongs to the system, and survives a kill of this program.
        file = open(self._audio_file, "xb", buffering=0, opener=for_owner)  # noqa: SIM115 - open until `finish`
        self._audio = WavFile(file, form)

    @property
    def is_full(self) -> bool:
        return self.size_bytes >= MAX_BYTES

    def write(self, block: bytes) -> None:
        """Append samples; the header counts them when this returns. Raises OSError."""
        assert self._audio is not None, "it is being recorded"
        self._audio.write(block)
        self.size_bytes = self._audio.size_bytes
        if time.monotonic() - self._synced_at > SYNC_EVERY_S:
            self._audio.sync()
            self._synced_at = time.monotonic()

    def finish(self) -> None:
        """Accept no more samples. Never fails: what was written is written."""
        if self._audio is not None:
            audio, self._audio = self._audio, None
            with suppress(OSError):
                audio.sync()
            audio.close()

    def store(self) -> Clip | None:
        """Move the audio to its place in the vault. None if it holds no sample. Raises OSError; may be repeated."""
        stored_as = f"{self.label.clip_id}.wav"
        place = self._folder / stored_as
        if self._audio_file.exists():
            if self._audio_file.stat().st_size <= HEADER_BYTES:
                return None
            replace_durably(self._audio_file, place)
        elif not place.exists():
            return None
        with place.open("rb") as audio:
            sha256 = hashlib.file_digest(audio, "sha256").hexdigest()
        label = self.label
        return Clip(label.clip_id, label.name, label.source, place.stat().st_size, sha256, stored_as)

    def forget(self) -> None:
        """Delete the files: the clip is in the registry now, or there never was one, so nothing is left to recover."""
        self.finish()
        self._label_file.unlink(missing_ok=True)
        self._audio_file.unlink(missing_ok=True)
        self.release()
        with suppress(OSError):
            (self._folder / f"{self.label.clip_id}.lock").unlink(missing_ok=True)

    def release(self) -> None:
        """Release it: unless it was forgotten, the next start takes it in. Idempotent."""
        self.finish()
        self._lock.release()

    @property
    def _label_file(self) -> Path:
        return self._folder / f"{self.label.clip_id}.label"

    @property
    def _audio_file(self) -> Path:
        return self._folder / f"{self.label.clip_id}.recording"


def orphans(folder: Path) -> Iterator[Recording]:
    """Yield recordings whose program has ended, each locked until it is forgotten or released."""
    for file in sorted(filter(_is_ours, folder.glob("*.label")), key=_made_at):
        lock = _lock(folder, file.stem)
        try:
            lock.acquire(blocking=False)
        except (Timeout, OSError):
            continue  # another program is recording it, or taking it in right now
        try:
            label = _LABEL.validate_json(inside(folder, file.name).read_bytes())
            if label.clip_id != file.stem:
                raise ValueError("a label of another recording")
        except (OSError, ValueError):
            lock.release()
            continue  # taken in meanwhile by another program; or not our label, and not ours to touch
        yield Recording(folder, label, lock)


def _lock(folder: Path, clip_id: str) -> FileLock:
    return FileLock(folder / f"{clip_id}.lock", mode=0o600, thread_local=False)


def _is_ours(label: Path) -> bool:
    """Whether it is named like a recording, and neither it nor the audio beside it is a link to somewhere else."""
    return is_id(label.stem) and not any(map(os.path.islink, (label, label.with_suffix(".recording"))))


def _made_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
