"""From what was heard in the windows of a clip to who speaks when in all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.text.speakers import Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.speakers.clusters import Labels, Voices

#: Frames near the ends of a window count so much less than those in its middle, which have more around them.
_LEAST_WEIGHT = 0.2
#: How many speak at once at most.
_MAX_AT_ONCE = 2
#: Ten minutes of windows are looked at together: memory is bounded.
_WINDOWS_AT_ONCE = 120
#: A pause that is shorter is no end of a turn, in seconds.
_PAUSE_S = 0.5


def turns_of(heard: NDArray[np.void], count: int | None = None) -> list[Turn]:
    """Who speaks when, in order; the speakers are numbered from 0 as they come. `count`: how many there are, if that is
    known. Overlapping turns are two who speak at once."""
    import numpy as np

    from engine.speakers.clusters import speakers_of

    places = np.argwhere(heard["seconds"] > 0)
    if not len(places):
        return []
    windows, slots = places.T
    voices = heard["voices"][windows, slots].astype(np.float32)
    speakers = speakers_of(voices, heard["seconds"][windows, slots], count)
    return _numbered(_turns(_frames(heard, speakers)))


def _frames(heard: NDArray[np.void], speakers: Voices) -> NDArray[np.bool_]:
    """Whether each speaker speaks in each frame of the clip: (speakers, frames)."""
    import numpy as np

    from engine.speakers.listening import FRAMES

    speaks = np.zeros((len(speakers), _begin(len(heard) - 1) + FRAMES), bool)
    for first in range(0, len(heard), _WINDOWS_AT_ONCE):
        last = min(first + _WINDOWS_AT_ONCE, len(heard))
        end = _begin(last) if last < len(heard) else speaks.shape[1]
        speaks[:, _begin(first) : end] = _stretch(heard, speakers, range(first, last), end - _begin(first))
    return speaks


def _stretch(heard: NDArray[np.void], speakers: Voices, windows: range, length: int) -> NDArray[np.bool_]:
    """The same for so many frames from the first of these windows on, by what all windows say of them."""
    import numpy as np

    from engine.speakers.heard import activity_of
    from engine.speakers.listening import FRAMES

    votes = np.zeros((len(speakers), length), np.float32)
    at_once, weights = np.zeros(length, np.float32), np.zeros(length, np.float32)
    middle = np.minimum(np.arange(FRAMES) + 1, FRAMES - np.arange(FRAMES)) / (FRAMES / 2)
    weight = (_LEAST_WEIGHT + middle).astype(np.float32)
    for number in range(max(0, windows.start - 1), windows.stop):  # the one before reaches into the first
        begin = _begin(number) - _begin(windows.start)
        here = slice(max(0, begin), min(begin + FRAMES, length))
        inside = slice(here.start - begin, here.stop - begin)
        activity = activity_of(heard[number])[inside]
        weights[here] += weight[inside]
        at_once[here] += weight[inside] * activity.sum(axis=1)
        slots, labels = _labels(heard[number], speakers)
        for slot, label in zip(slots, labels, strict=True):
            votes[label, here] += weight[inside] * activity[:, slot]
    return _loudest(votes, np.rint(at_once / np.maximum(weights, 1e-9)).astype(int))


def _begin(window: int) -> int:
    """The frame of the clip that a window begins with."""
    from engine.speakers.heard import HOP
    from engine.speakers.listening import FRAME

    return round(window * HOP / FRAME)


def _labels(record: np.void, speakers: Voices) -> tuple[NDArray[np.intp], Labels]:
    """The slots of a window that have a voice, and the speaker of each."""
    import numpy as np

    from engine.speakers.clusters import nearest

    slots = np.flatnonzero(record["seconds"] > 0)
    return slots, nearest(record["voices"][slots].astype(np.float32), speakers)


def _loudest(votes: NDArray[np.float32], at_once: NDArray[np.int_]) -> NDArray[np.bool_]:
    """In each frame the speakers with the most votes, as many as speak at once."""
    import numpy as np

    speaks = np.zeros(votes.shape, bool)
    order = np.argsort(-votes, axis=0, kind="stable")
    for rank in range(min(_MAX_AT_ONCE, len(votes))):
        frames = np.flatnonzero((at_once > rank) & (np.take_along_axis(votes, order, axis=0)[rank] > 0))
        speaks[order[rank, frames], frames] = True
    return speaks


def _turns(speaks: NDArray[np.bool_]) -> list[Turn]:
    import numpy as np

    from engine.speakers.listening import FIRST_FRAME, FRAME
    from engine.worker.sound import SAMPLE_RATE

    def seconds(frame: int) -> float:
        return max(0.0, (frame * FRAME + FIRST_FRAME - FRAME // 2) / SAMPLE_RATE)

    turns: list[Turn] = []
    for speaker, row in enumerate(speaks):
        changes = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
        for begin, end in changes.reshape(-1, 2):
            start_s, end_s = seconds(int(begin)), seconds(int(end))
            if turns and turns[-1].speaker == speaker and start_s - turns[-1].end_s < _PAUSE_S:
                start_s = turns.pop().start_s
            turns.append(Turn(start_s, end_s, speaker))
    return turns


def _numbered(turns: list[Turn]) -> list[Turn]:
    """In order, the speakers numbered as they come."""
    ordered = sorted(turns, key=lambda turn: (turn.start_s, turn.end_s))
    numbers = {speaker: number for number, speaker in enumerate(dict.fromkeys(turn.speaker for turn in ordered))}
    return [Turn(turn.start_s, turn.end_s, numbers[turn.speaker]) for turn in ordered]
