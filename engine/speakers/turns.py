"""From what was heard in the windows of a clip to who speaks when in all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.text.speakers import Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.speakers.clusters import Labels, Voices
    from engine.speakers.listening import Activity

#: Frames near the ends of a window count so much less than those in its middle, which have more around them.
_LEAST_WEIGHT = 0.2
#: So much more counts how alike the voice around a frame and a speaker are than whom the windows take the frame for:
#: those take people who sound alike for one, and the voice takes a change of speakers for half a second late or early.
_VOICE_WEIGHT = 6.0
#: Who speaks in a slot is told from where it is alone, if that is as many frames.
_ALONE_FRAMES = 15
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

    seconds = heard["seconds"].ravel()
    has_voice = seconds > 0
    if not has_voice.any():
        return []
    voices = heard["voices"].reshape(len(seconds), -1)[has_voice].astype(np.float32)
    return _numbered(_turns(_frames(heard, speakers_of(voices, seconds[has_voice], count))))


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

    near = range(max(0, windows.start - 1), windows.stop)  # the one before reaches into the first
    offset = _begin(windows.start) - _begin(near.start)
    likeness = _likeness(heard, speakers, near)
    votes = np.zeros((len(speakers), length), np.float32)
    at_once, weights = np.zeros(length, np.float32), np.zeros(length, np.float32)
    middle = np.minimum(np.arange(FRAMES) + 1, FRAMES - np.arange(FRAMES)) / (FRAMES / 2)
    weight = (_LEAST_WEIGHT + middle).astype(np.float32)
    for number in near:
        begin = _begin(number) - _begin(windows.start)
        here = slice(max(0, begin), min(begin + FRAMES, length))
        inside = slice(here.start - begin, here.stop - begin)
        activity = activity_of(heard[number])
        weights[here] += weight[inside]
        at_once[here] += weight[inside] * activity[inside].sum(axis=1)
        slots, labels = _labels(activity, likeness[:, begin + offset :][:, :FRAMES])
        for slot, label in zip(slots, labels, strict=True):
            votes[label, here] += weight[inside] * activity[inside, slot]
    weights = np.maximum(weights, 1e-9)
    return _loudest(votes / weights, likeness[:, offset:][:, :length], np.rint(at_once / weights).astype(int))


def _likeness(heard: NDArray[np.void], speakers: Voices, windows: range) -> NDArray[np.float32]:
    """How alike the voices around each frame of these windows and the speakers are: (speakers, frames). 0 where no
    voice was heard."""
    import numpy as np

    from engine.speakers.heard import frames_of
    from engine.speakers.listening import FRAMES

    length = _begin(windows[-1]) - _begin(windows[0]) + FRAMES
    sums, weights = np.zeros((len(speakers), length), np.float32), np.zeros(length, np.float32)
    for number in range(max(0, windows[0] - 1), min(windows[-1] + 2, len(heard))):
        for stretch in np.flatnonzero(heard["seconds"][number] > 0):
            frames = frames_of(int(stretch))
            first = _begin(number) - _begin(windows[0]) + frames.start
            size = frames.stop - frames.start
            here = slice(max(0, first), max(0, min(first + size, length)))
            nearer = np.minimum(np.arange(size) + 1, size - np.arange(size))[here.start - first : here.stop - first]
            voice = heard["voices"][number, stretch].astype(np.float32)
            sums[:, here] += (speakers @ voice)[:, np.newaxis] * nearer
            weights[here] += nearer
    sums /= np.maximum(weights, 1.0)
    return sums


def _begin(window: int) -> int:
    """The frame of the clip that a window begins with."""
    from engine.speakers.heard import HOP
    from engine.speakers.listening import FRAME

    return round(window * HOP / FRAME)


def _labels(activity: Activity, likeness: NDArray[np.float32]) -> tuple[NDArray[np.intp], Labels]:
    """The slots of a window in which a voice was heard, and the speaker of each: by where it speaks alone, if it does
    for long enough."""
    import numpy as np

    from engine.speakers.clusters import nearest

    has_voice = likeness.any(axis=0)
    is_alone = activity.sum(axis=1) == 1
    slots, theirs = [], []
    for slot, speaks in enumerate(activity.T & has_voice):
        if speaks.any():
            alone = speaks & is_alone
            slots.append(slot)
            theirs.append(likeness[:, alone if alone.sum() >= _ALONE_FRAMES else speaks].mean(axis=1))
    labels = nearest(np.array(theirs)) if theirs else np.zeros(0, np.intp)
    return np.array(slots, np.intp), labels


def _loudest(votes: NDArray[np.float32], likeness: NDArray[np.float32], at_once: NDArray[np.int_]) -> NDArray[np.bool_]:
    """In each frame as many as speak at once: the one whose votes and voice say most, and then those with votes. In a
    frame without votes nobody does."""
    import numpy as np

    speaks = np.zeros(votes.shape, bool)
    all_frames = np.arange(votes.shape[1])
    score = np.where(votes.any(axis=0), votes + _VOICE_WEIGHT * likeness, -np.inf)
    for rank in range(min(_MAX_AT_ONCE, len(votes))):
        best = score.argmax(axis=0)
        frames = np.flatnonzero((at_once > rank) & np.isfinite(score[best, all_frames]))
        speaks[best[frames], frames] = True
        score[best, all_frames] = -np.inf
        score[votes <= 0] = -np.inf
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
