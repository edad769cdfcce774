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
#: Voices are taken from stretches this long, in samples, that overlap: `VOICES` of them begin in each hop.
#: So short, because the segmentation takes people who sound alike for one, for up to ten seconds.
STRETCH, STEP = 24_000, 16_000
VOICES = HOP // STEP
#: The first line of a file: its number is raised when what follows has another form.
_FIRST_LINE = "everyclip voices 2, track {}\n"
#: Somebody speaks alone for so long at least in a stretch that a voice is taken from, in seconds.
_ALONE_S = 0.4


def record_type() -> np.dtype[np.void]:
    """Of a window: who speaks in which frame, as bits; of each stretch that begins in its first half the seconds in
    which one speaks alone (0 if too few for a voice), and the voice."""
    import numpy as np

    from engine.speakers.listening import AT_ONCE, FRAMES, VOICE_SIZE

    activity_bytes = -(-FRAMES * AT_ONCE // 8)
    voices = ("voices", "<f2", (VOICES, VOICE_SIZE))
    return np.dtype([("activity", "u1", (activity_bytes,)), ("seconds", "<f4", (VOICES,)), voices])


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


def frames_of(stretch: int) -> slice:
    """The frames of a window whose middles are in a stretch."""
    from engine.speakers.listening import FIRST_FRAME, FRAME

    first, last = (max(0, -(-(at - FIRST_FRAME) // FRAME)) for at in (stretch * STEP, stretch * STEP + STRETCH))
    return slice(first, last)


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
    """Windows that overlap by half, one that begins with each hop of the clip; the last are shorter."""
    import numpy as np

    from engine.speakers.listening import WINDOW

    held: Samples = np.zeros(0, np.float32)
    for block in blocks:
        held = np.concatenate([held, block])
        while len(held) > WINDOW:
            yield held[:WINDOW]
            held = held[HOP:]
    for begin in range(0, max(1, len(held)), HOP):
        yield held[begin:]


def _record(ears: Ears, window: Samples) -> NDArray[np.void]:
    import numpy as np

    from engine.speakers.listening import FRAME
    from engine.worker.sound import SAMPLE_RATE

    record = np.zeros(1, record_type())
    activity = ears.activity(window)
    record["activity"][0] = np.packbits(activity)
    is_alone = activity.sum(axis=1) == 1
    for stretch in range(VOICES):
        alone_s = float(is_alone[frames_of(stretch)].sum()) * FRAME / SAMPLE_RATE
        if alone_s >= _ALONE_S:
            record["seconds"][0, stretch] = alone_s
            record["voices"][0, stretch] = ears.voice(window[stretch * STEP :][:STRETCH])
    return record
