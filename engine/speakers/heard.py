"""What was heard of a clip, in the file that it is kept in: a record for each window, so that a reading that was killed
goes on, and speakers can be told apart anew without listening again.

A voice is personal data: the file lies in the data folder, for its owner only, and goes with its clip.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.storage.durable import for_owner

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.speakers.listening import Activity, Ears
    from engine.worker.audio import Samples

#: From the start of one window to that of the next, in samples: half a window.
HOP = 80_000
#: The first bytes of a file; raised when what follows has another form.
_EDITION = b"everyclip voices 1\n"
#: A voice is taken from this many seconds in which it is alone; if there are not, from all in which it speaks.
_ALONE_S = 0.4


def record_type() -> np.dtype[np.void]:
    """Of a window: who speaks in which frame, as bits; of each speaker the seconds that its voice was taken from (0 if
    it has too few), and the voice."""
    import numpy as np

    from engine.speakers.listening import AT_ONCE, FRAMES, VOICE_SIZE

    activity_bytes = -(-FRAMES * AT_ONCE // 8)
    return np.dtype(
        [("activity", "u1", (activity_bytes,)), ("seconds", "<f4", (AT_ONCE,)), ("voices", "<f2", (AT_ONCE, VOICE_SIZE))]
    )


def read_heard(kept: Path) -> NDArray[np.void]:
    """The records that are there: (windows,). Empty if there is no such file, or one of another edition."""
    import numpy as np

    kind = record_type()
    try:
        data = kept.read_bytes()
    except OSError:
        return np.zeros(0, kind)
    if not data.startswith(_EDITION):
        return np.zeros(0, kind)
    count = (len(data) - len(_EDITION)) // kind.itemsize
    return np.frombuffer(data, kind, count, offset=len(_EDITION))


def activity_of(record: np.void) -> Activity:
    """Who speaks when in a window."""
    import numpy as np

    from engine.speakers.listening import AT_ONCE, FRAMES

    bits = np.unpackbits(record["activity"], count=FRAMES * AT_ONCE)
    activity: Activity = bits.reshape(FRAMES, AT_ONCE).astype(bool)
    return activity


def listen(blocks: Iterator[Samples], kept: Path, on_progress: Callable[[float], None]) -> None:
    """Listen to a clip to its end, after what is kept of it already. `on_progress` is told the seconds listened to.
    Raises ClipError, OSError."""
    from engine.speakers.listening import Ears
    from engine.worker.sound import SAMPLE_RATE

    done = len(read_heard(kept))
    with open(kept, "r+b" if done else "wb", opener=for_owner) as file:
        if not done:
            file.write(_EDITION)
        file.seek(len(_EDITION) + done * record_type().itemsize)
        file.truncate()  # a record that was being written when the last reading was killed
        ears = Ears()
        for number, window in enumerate(_windows(blocks)):
            if number >= done:
                file.write(_record(ears, window).tobytes())
                file.flush()
                on_progress((number * HOP + len(window)) / SAMPLE_RATE)
        os.fsync(file.fileno())


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
