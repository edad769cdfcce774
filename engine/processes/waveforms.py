"""How loud a clip is over its time: as the worker kept it that read the clip, or read in a process of its own."""

from __future__ import annotations

import asyncio
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from engine.errors import ClipError
from engine.processes.child import child_started
from engine.storage.own_names import inside, is_id

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
    """Where the peaks of a clip are kept; None for a clip without an id of ours, or where a link lies in that place."""
    try:
        return inside(folder, clip_id) if is_id(clip_id) else None
    except OSError:
        return None


def _read_if_there(kept: Path) -> bytes | None:
    try:
        return kept.read_bytes()
    except OSError:
        return None


def _keep_peaks(audio: Path, kept: Path, connection: Connection) -> None:
    """What the reading process does, for all tracks of the clip together."""
    from engine.run import ALL_TRACKS
    from engine.worker.audio import decode, track_numbers
    from engine.worker.peaks import keep_peaks
    from engine.worker.sound import Sound

    try:
        sound = Sound()
        numbers = track_numbers(audio, sound)
        for _ in decode(audio, sound, numbers[0] if len(numbers) == 1 else ALL_TRACKS):
            pass
        keep_peaks(sound.peaks.of_all, kept)
    except (ClipError, OSError):
        raise SystemExit(1) from None
