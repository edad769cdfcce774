"""How loud a clip is over its time, for a drawing of it: read in a process of its own, and kept."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from engine.errors import ClipError
from engine.processes.child import child_started
from engine.storage.durable import for_owner
from engine.storage.own_names import inside, is_id

#: Peaks in a second of audio. Each is one byte: 0 for silence, 255 for the loudest that there can be.
PEAKS_PER_S = 50
#: The work on runs goes first.
_NICENESS = 10


async def read_peaks(audio: Path, kept: Path) -> bytes:
    """The peaks of a clip, from the file `kept` if they are known, or made there. Raises ClipError.

    To be cancelled at any time: the reading process is then ended.
    """
    known = await asyncio.to_thread(_read_if_there, kept)
    if known is not None:
        return known
    child = await child_started("everyclip peaks", partial(_keep_peaks, audio, kept), niceness=_NICENESS)
    try:
        await asyncio.to_thread(child.process.join)
    finally:
        child.kill()
    known = await asyncio.to_thread(_read_if_there, kept)
    if known is None:
        raise ClipError("audio_damaged", name=audio.name)
    return known


def peaks_file(folder: Path, clip_id: str) -> Path | None:
    """Where the peaks of a clip are kept; None for a clip that has no id of ours. Raises OSError."""
    return inside(folder, clip_id) if is_id(clip_id) else None


def _read_if_there(kept: Path) -> bytes | None:
    try:
        return kept.read_bytes()
    except OSError:
        return None


def _keep_peaks(audio: Path, kept: Path, connection: Connection) -> None:
    """What the reading process does. The file is whole as soon as it is there."""
    from engine.errors import ClipError
    from engine.worker.windows import read_levels

    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=for_owner) as file:
            file.writelines(read_levels(audio, PEAKS_PER_S))
        part.replace(kept)
    except (ClipError, OSError):
        part.unlink(missing_ok=True)
        raise SystemExit(1) from None
