"""Two channels with different speech, as of a recorder of calls: whether they are that, and each without the other.

Levels are compared frame by frame, each channel's with its own loudest: so a quiet microphone beside a loud line does
not matter, and neither do delays, the phase, or a steady noise. What comes from one place, in a room or on the radio,
keeps its balance; two who speak into a channel each tip it from one side to the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.worker.audio import decode
from engine.worker.levels import audible, levels_db, without_rumble
from engine.worker.sound import SAMPLE_RATE, Sound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.worker.audio import Samples

    #: Decibels of each frame of both channels, shape (2, frames).
    Levels: TypeAlias = NDArray[np.float32]
    #: Something of each frame.
    Marks: TypeAlias = NDArray[np.bool_]

#: The beginning of a clip by which it is judged, in seconds.
JUDGED_S = 180.0
#: … and after how many it is seen whether both channels clearly have the same.
_SEEN_AFTER_S = 20.0
#: Frames of a tenth of a second: longer than the delay between microphones in a room, shorter than a word.
_FRAME = 1600
#: A channel's loudness is that of its loudest second.
_LOUDEST = 10
#: Somebody may be speaking in a channel within this of its loudness, and above what nobody hears.
_ACTIVE_DB = 20.0
_INAUDIBLE_DB = -65.0
#: A frame is tipped to one channel if it is so much louder there, each as compared with its channel's loudness.
_TIPPED_DB = 10.0
#: Channels are apart if at least so many of the frames in which somebody may be speaking are tipped …
_MIN_TIPPED = 0.4
#: … and there are so many seconds of speech in those tipped to each.
_MIN_SPEECH_S = 1.5
#: The voice detector is given so many samples at a time.
_LISTENED_TO = 30 * SAMPLE_RATE
#: Channels have the same if fewer are tipped, of so many seconds, and neither is far louder than the other: that one
#: might be what leaks from the other, which has not spoken yet.
_FEW_TIPPED = 0.05
_SEEN_S = 8.0
_FAR_LOUDER_DB = 12.0
#: What leaks is so quiet in most frames, give or take this.
_LEAK_SHARE = 80
_LEAK_MARGIN_DB = 6.0
#: Nothing louder than this is taken for a leak, and less than so many frames say nothing of it.
_LOUDEST_LEAK_DB = -6.0
_MIN_LEAK_FRAMES = 10
#: It leaks where the other channel is so far below its loudness, or louder.
_HEARD_ACROSS_DB = 40.0
#: So far below its loudness, or louder, somebody speaks in a channel.
_SPOKEN_DB = 30.0
#: A channel stays open for a frame around those in which somebody speaks; one more on each side tells a lone one.
_AROUND = 2
#: How long it takes to open and close, in samples: without a click.
_FADE = 160


@dataclass(frozen=True, slots=True)
class Balance:
    """What two channels have to do with each other, in decibels."""

    #: How loud each is.
    loudness: tuple[float, float]
    #: How loud, at most, what each takes over from the other is, as compared with it; None if nothing shows that.
    leaks: tuple[float | None, float | None] = (None, None)
    #: Whether each has speech of its own.
    is_apart: bool = False


def balance_of(path: Path, track: int) -> Balance:
    """The balance of a track of two channels, by the beginning of the clip. Raises ClipError."""
    import numpy as np

    held: Samples = np.zeros((0, 2), np.float32)
    for until_s in (_SEEN_AFTER_S, JUDGED_S):
        held = _beginning(path, track, until_s)
        if len(held) < round(until_s * SAMPLE_RATE) or _is_clearly_one(_levels(held)):
            break
    return balanced(held)


def _beginning(path: Path, track: int, until_s: float) -> Samples:
    """The first seconds of a track, shape (count, 2)."""
    import numpy as np

    blocks: list[Samples] = []
    count = round(until_s * SAMPLE_RATE)
    for block in decode(path, Sound(), track, is_apart=True):
        blocks.append(block[:count])
        count -= len(block)
        if count <= 0:
            break
    return np.concatenate(blocks)


def balanced(audio: Samples) -> Balance:
    """The balance of the channels of samples of shape (count, 2)."""
    import numpy as np

    levels = _levels(audio)
    loudness = _loudness(levels)
    tips, is_active = _tips(levels, loudness)
    is_tipped = [is_active & (tips > _TIPPED_DB), is_active & (tips < -_TIPPED_DB)]
    leaks = _leak(tips[is_tipped[1]]), _leak(-tips[is_tipped[0]])
    share = float(np.sum(is_tipped)) / max(1, int(is_active.sum()))
    needed = _MIN_SPEECH_S * SAMPLE_RATE / _FRAME
    is_apart = bool(share >= _MIN_TIPPED) and all(each.sum() >= needed for each in is_tipped)
    is_apart = is_apart and all(
        _has_speech(audio[:, channel], np.repeat(is_tipped[channel], _FRAME)) for channel in (0, 1)
    )
    return Balance((float(loudness[0]), float(loudness[1])), leaks, is_apart)


# --- each on its own ---


def parted(blocks: Iterable[Samples]) -> tuple[Iterator[Samples], Iterator[Samples]]:
    """Each channel of blocks of shape (count, 2). What one is ahead of the other is held."""
    import numpy as np

    source = iter(blocks)
    waiting: tuple[deque[Samples], deque[Samples]] = deque(), deque()

    def channel(number: int) -> Iterator[Samples]:
        while True:
            if not waiting[number]:
                block = next(source, None)
                if block is None:
                    return
                for each, samples in zip(waiting, block.T, strict=True):
                    each.append(np.ascontiguousarray(samples))
            yield waiting[number].popleft()

    return channel(0), channel(1)


def without_leaks(blocks: Iterable[Samples], balance: Balance) -> Iterator[Samples]:
    """The same, shape (count, 2), but silent in each channel where there is only what leaks from the other, which would
    be written down twice. What comes of a frame depends on those close to it only, however the blocks are cut."""
    gate = _Gate(balance)
    for block in blocks:
        if len(ready := gate.passed(block)):
            yield ready
    if len(rest := gate.rest()):
        yield rest


class _Gate:
    """Holds samples back until it is known of what follows whether to let them pass."""

    def __init__(self, balance: Balance) -> None:
        import numpy as np

        self._balance = balance
        self._held: Samples = np.zeros((0, 2), np.float32)
        #: Of the frames before what is held, and of those in it: in which channel there is more than what leaks, and in
        #: which somebody speaks; shape (2, 2, frames).
        self._marks: Marks = np.zeros((2, 2, _AROUND), np.bool_)
        #: Whether each was open in the last frame that passed.
        self._was_open: Marks = np.ones(2, np.bool_)

    def passed(self, block: Samples) -> Samples:
        """What is known by now."""
        import numpy as np

        self._held = np.concatenate([self._held, block])
        known = self._marks.shape[2] - _AROUND
        fresh = _levels(self._held[known * _FRAME :])
        self._marks = np.concatenate([self._marks, self._marks_of(fresh)], axis=2)
        return self._take(self._marks.shape[2] - 2 * _AROUND)

    def rest(self) -> Samples:
        """What is held still: the end."""
        import numpy as np

        frames = -(-len(self._held) // _FRAME)
        unknown = frames + 2 * _AROUND - self._marks.shape[2]
        self._marks = np.pad(self._marks, ((0, 0), (0, 0), (0, unknown)), mode="edge")
        return self._take(frames)

    def _marks_of(self, levels: Levels) -> Marks:
        import numpy as np

        relative = levels - np.asarray(self._balance.loudness, np.float32)[:, None]
        is_more = np.ones(levels.shape, np.bool_)
        for channel, leak in enumerate(self._balance.leaks):
            other = 1 - channel
            if leak is not None:
                highest = min(leak + _LEAK_MARGIN_DB, _LOUDEST_LEAK_DB)
                is_leak = relative[channel] - relative[other] < highest
                is_more[channel] = ~(is_leak & (relative[other] > -_HEARD_ACROSS_DB))
        return np.stack([is_more, is_more & (relative > -_SPOKEN_DB)])

    def _take(self, frames: int) -> Samples:
        """The first frames of what is held, silent where a channel has nothing of its own."""
        import numpy as np

        if frames <= 0:
            return self._held[:0]
        taken, self._held = np.array(self._held[: frames * _FRAME]), self._held[frames * _FRAME :]
        marks, self._marks = self._marks[:, :, : frames + 2 * _AROUND], self._marks[:, :, frames:]
        # A lone frame among those that leak is a leak too.
        is_more, is_spoken = np.lib.stride_tricks.sliding_window_view(marks, 3, axis=2).sum(axis=3) >= 2
        around = np.lib.stride_tricks.sliding_window_view(is_spoken, 2 * _AROUND - 1, axis=1)
        is_open = is_more[:, _AROUND - 1 : 1 - _AROUND] | around.any(axis=2)
        for channel in (0, 1):
            taken[:, channel] *= self._gains(is_open[channel], channel)[: len(taken)]
        return taken

    def _gains(self, is_open: Marks, channel: int) -> Samples:
        import numpy as np

        gains: Samples = np.repeat(is_open, _FRAME).astype(np.float32)
        before = bool(self._was_open[channel])
        for frame, now in enumerate(is_open.tolist()):
            if now != before:
                begin = frame * _FRAME
                gains[begin : begin + _FADE] = np.linspace(float(before), float(now), _FADE, dtype=np.float32)
            before = now
        self._was_open[channel] = before
        return gains


# --- levels ---


def _levels(audio: Samples) -> Levels:
    import numpy as np

    return np.stack([levels_db(audio[:, channel], _FRAME) for channel in (0, 1)])


def _loudness(levels: Levels) -> NDArray[np.float32]:
    """How loud each channel is: that of its loudest second, without its very loudest moment, which may be a click."""
    import numpy as np

    if not levels.shape[1]:
        return np.full(2, _INAUDIBLE_DB, np.float32)
    loudest = np.sort(levels, axis=1)[:, -_LOUDEST:]
    return np.asarray(np.maximum(loudest[:, 0], _INAUDIBLE_DB), np.float32)


def _tips(levels: Levels, loudness: NDArray[np.float32]) -> tuple[NDArray[np.float32], Marks]:
    """How far each frame is tipped to the first channel, and whether somebody may be speaking in it."""
    import numpy as np

    relative = levels - loudness[:, None]
    is_active: Marks = np.any((relative > -_ACTIVE_DB) & (levels > _INAUDIBLE_DB), axis=0)
    return relative[0] - relative[1], is_active


def _leak(tips: NDArray[np.float32]) -> float | None:
    """How loud a channel is in the frames that belong to the other, as compared with that one."""
    import numpy as np

    return float(np.percentile(tips, _LEAK_SHARE)) if len(tips) >= _MIN_LEAK_FRAMES else None


def _has_speech(audio: Samples, is_own: Marks) -> bool:
    """Whether somebody speaks for long enough in a channel's own frames. A part is listened to at a time."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    speech = 0
    for begin in range(0, len(is_own), _LISTENED_TO):
        own = is_own[begin : begin + _LISTENED_TO]
        if not own.any():
            continue
        clean = without_rumble(audio[begin : begin + len(own)] * own)
        spans = get_speech_timestamps(audible(clean), VadOptions(speech_pad_ms=0))
        speech += sum(int(own[span["start"] : span["end"]].sum()) for span in spans)
        if speech >= _MIN_SPEECH_S * SAMPLE_RATE:
            return True
    return False


def _is_clearly_one(levels: Levels) -> bool:
    """Whether both channels have the same, without hearing more."""
    loudness = _loudness(levels)
    tips, is_active = _tips(levels, loudness)
    count = int(is_active.sum())
    if count * _FRAME < _SEEN_S * SAMPLE_RATE or abs(loudness[0] - loudness[1]) > _FAR_LOUDER_DB:
        return False
    return bool((is_active & (abs(tips) > _TIPPED_DB)).sum() < _FEW_TIPPED * count)
