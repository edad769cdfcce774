"""What was heard of a clip, in the file that it is kept in.

There is a record for each window, so that a reading that was killed goes on, and speakers can be told apart anew
without listening again.

A voice is personal data: the file lies in the data folder, for its owner only, and goes with its clip.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.storage.durable import for_owner, replace_durably

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.speakers.listening import Activity, Ears
    from engine.worker.audio import Samples

#: From the start of one window to that of the next, in samples: half a window.
HOP = 80_000
#: The first line of a file: its number is raised when what follows has another form.
_FIRST_LINE = "everyclip voices 1, track {}\n"
#: A voice is taken from this many seconds in which it is alone; if there are not, from all in which it speaks.
_ALONE_S = 0.4


def record_type() -> np.dtype[np.void]:
    """Of a window: who speaks in which frame, as bits; of each speaker the seconds that its voice was taken from (0 if
    it has too few), and the voice."""
    import numpy as np

    from engine.speakers.listening import AT_ONCE, FRAMES, VOICE_SIZE

    activity_bytes = -(-FRAMES * AT_ONCE // 8)
    voices = ("voices", "<f2", (AT_ONCE, VOICE_SIZE))
    return np.dtype([("activity", "u1", (activity_bytes,)), ("seconds", "<f4", (AT_ONCE,)), voices])


def part_of(kept: Path) -> Path:
    """Where it is written until the clip has been listened to to its end."""
    return kept.with_name(f"{kept.name}.part")


def read_heard(kept: Path, track: int | None = None) -> NDArray[np.void]:
    """The records that are there of a track: (windows,). Empty if there is no such file, or it holds something else."""
    import numpy as np

    kind, first = record_type(), _first_line(track)
    try:
        data = kept.read_bytes()
    except OSError:
        return np.zeros(0, kind)
    if not data.startswith(first):
        return np.zeros(0, kind)
    records = np.frombuffer(data, kind, (len(data) - len(first)) // kind.itemsize, offset=len(first))
    is_sound = np.isfinite(records["seconds"]).all() and np.isfinite(records["voices"]).all()
    return records if is_sound else np.zeros(0, kind)


def activity_of(record: np.void) -> Activity:
    """Who speaks when in a window."""
    import numpy as np

    from engine.speakers.listening import AT_ONCE, FRAMES

    bits = np.unpackbits(record["activity"], count=FRAMES * AT_ONCE)
    activity: Activity = bits.reshape(FRAMES, AT_ONCE).astype(bool)
    return activity


def listen(
    blocks: Iterator[Samples], kept: Path, on_progress: Callable[[float], None], track: int | None = None
) -> None:
    """Listen to a track of a clip to its end, after what an earlier reading kept of it. `on_progress` is told the
    seconds listened to. The file is there once it is whole. Raises ClipError, OSError."""
    from engine.speakers.listening import Ears
    from engine.worker.sound import SAMPLE_RATE

    part, first = part_of(kept), _first_line(track)
    done = len(read_heard(part, track))
    with open(part, "r+b" if done else "wb", opener=for_owner) as file:
        if not done:
            file.write(first)
        file.seek(len(first) + done * record_type().itemsize)
        file.truncate()  # a record that was being written when the last reading was killed
        ears = Ears()
        for number, window in enumerate(_windows(blocks)):
            if number >= done:
                file.write(_record(ears, window).tobytes())
                file.flush()
                on_progress((number * HOP + len(window)) / SAMPLE_RATE)
        os.fsync(file.fileno())
    replace_durably(part, kept)


def _first_line(track: int | None) -> bytes:
    return _FIRST_LINE.format("-" if track is None else track).encode()


def _windows(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """Windows that overlap by half; the last may be shorter."""
    import numpy as np

    from engine.speakers.listening import WINDOW

    held: Samples = np.zeros(0, np.float32)
    is_first = True
    for block in blocks:
        held = np.concatenate([held, block])
        while len(held) > WINDOW:
            yield held[:WINDOW]
            held, is_first = held[HOP:], False
    if is_first or len(held) > WINDOW - HOP:
        yield held


def _record(ears: Ears, window: Samples) -> NDArray[np.void]:
    import numpy as np

    from engine.speakers.listening import AT_ONCE, FIRST_FRAME, FRAME
    from engine.worker.sound import SAMPLE_RATE

    record = np.zeros(1, record_type())
    activity = ears.activity(window)
    record["activity"][0] = np.packbits(activity)
    for speaker in range(AT_ONCE):
        speaks = activity[:, speaker]
        alone = speaks & (activity.sum(axis=1) == 1)
        taken = alone if alone.sum() * FRAME >= _ALONE_S * SAMPLE_RATE else speaks
        samples = window[FIRST_FRAME - FRAME // 2 :][: len(taken) * FRAME]
        voiced = samples[np.repeat(taken, FRAME)[: len(samples)]]
        if len(voiced) >= _ALONE_S * SAMPLE_RATE:
            record["seconds"][0, speaker] = len(voiced) / SAMPLE_RATE
            record["voices"][0, speaker] = ears.voice(voiced)
    return record
