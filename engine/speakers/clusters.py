"""Which voices are one speaker's.

Those that were heard for long enough are grouped by average linkage. Each then goes to the group whose mean it is most
like, groups whose means are alike become one, and those that are too small go to the others, until nothing changes.
How alike two voices are is the cosine between them. The means of two readers have 0.65 or less in the recordings that
this was fitted to, those of two people on one telephone line 0.75; docs/speakers.md says what it gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Voices = NDArray[np.float32]
    Labels = NDArray[np.intp]

#: Voices are grouped first up to this mean distance (1 - cosine).
MAX_DISTANCE = 0.4
#: Groups whose means are more alike are one speaker; if one of them has less than `_SHORT_S`, with a mean that is less
#: sure, from the second likeness on.
_ALIKE, _SHORT_ALIKE, _SHORT_S = 0.78, 0.6, 5.0
#: Voices that were heard for less are left out of the grouping, in seconds.
_MIN_S = 1.0
#: A speaker has this share of what all say, and so many seconds; less is a voice that was heard badly.
_MIN_SHARE, _MIN_SPEAKER_S = 0.05, 2.0
#: So many voices are grouped at most, from all of the clip: memory grows with their square.
_MAX_GROUPED = 1500
#: It settles in a few steps more than there are groups; this ends it if it does not.
_MAX_STEPS = 200


def speakers_of(voices: Voices, seconds: NDArray[np.float32], count: int | None = None) -> Voices:
    """The voices of the speakers, (speakers, VOICE_SIZE), given those of stretches, (n, VOICE_SIZE) of length 1, and
    for how long each was heard. `count`: how many there are, if that is known."""
    import numpy as np

    chosen = np.flatnonzero(seconds >= _MIN_S)
    if len(chosen) < (count or 2):
        chosen = np.arange(len(seconds))
    if len(chosen) > _MAX_GROUPED:
        chosen = chosen[np.linspace(0, len(chosen) - 1, _MAX_GROUPED).astype(int)]
    voices, seconds = voices[chosen], seconds[chosen]
    labels = _settled(voices, seconds, _grouped(voices), count)
    if len(np.unique(labels)) < (count or 1):
        labels = _grouped(voices, count)
    return _centres(voices, seconds, labels)


def nearest(likeness: NDArray[np.float32]) -> Labels:
    """The speaker of each of the voices of one window, given how alike they are, (voices, speakers). Two of them are
    two speakers, if there are enough."""
    import numpy as np

    labels = np.zeros(len(likeness), np.intp)
    free = likeness.copy()
    for _ in range(len(likeness)):
        voice, speaker = np.unravel_index(np.argmax(free), free.shape)
        labels[voice] = speaker
        free[voice] = -np.inf
        if likeness.shape[0] <= likeness.shape[1]:
            free[:, speaker] -= 2.0  # taken: less than any other
    return labels


def _grouped(voices: Voices, count: int | None = None) -> Labels:
    """A label for each voice, from 0, by average linkage; `count` of them, if that is given."""
    import fastcluster
    import numpy as np

    size = len(voices)
    labels = np.arange(size)
    if size < 2:
        return labels
    tree = fastcluster.linkage(_distances(voices), method="average")
    merges = int((tree[:, 2] <= MAX_DISTANCE).sum()) if count is None else max(0, size - count)
    members = {number: [number] for number in range(size)}
    for number, (one, other, _, _) in enumerate(tree[:merges]):
        members[size + number] = members.pop(int(one)) + members.pop(int(other))
    for label, group in enumerate(members.values()):
        labels[group] = label
    return labels


def _distances(voices: Voices) -> NDArray[np.float64]:
    """The distance of each to each after it, one after another: half of the table that they are in."""
    import numpy as np

    exact = voices.astype(np.float64)
    exact /= np.maximum(np.linalg.norm(exact, axis=1, keepdims=True), 1e-9)
    rows = [1.0 - exact[number + 1 :] @ exact[number] for number in range(len(exact) - 1)]
    distances: NDArray[np.float64] = np.maximum(0.0, np.concatenate(rows))
    return distances


def _settled(voices: Voices, seconds: NDArray[np.float32], labels: Labels, count: int | None) -> Labels:
    """The labels once no group is too small, no two are alike, and each voice is in the group that it is most like;
    `count` groups, or fewer, if that is known."""
    import numpy as np

    for _ in range(_MAX_STEPS):
        names, labels = np.unique(labels, return_inverse=True)
        number = len(names)
        if number == (count or 1):
            break
        centres = _centres(voices, seconds, labels)
        theirs_s = np.bincount(labels, weights=seconds)
        smallest = int(np.argmin(theirs_s))
        shorter_s = np.minimum.outer(theirs_s, theirs_s)
        excess = centres @ centres.T - np.where(shorter_s < _SHORT_S, _SHORT_ALIKE, _ALIKE) - 3.0 * np.eye(number)
        one, other = np.unravel_index(np.argmax(excess), excess.shape)
        can_lose = count is None or number > count
        if can_lose and theirs_s[smallest] < max(_MIN_SPEAKER_S, _MIN_SHARE * theirs_s.sum()):
            likeness = voices @ centres.T
            likeness[:, smallest] = -np.inf
            labels = np.where(labels == smallest, likeness.argmax(axis=1), labels)
        elif can_lose and (count is not None or excess[one, other] > 0):
            labels = np.where(labels == other, one, labels)
        else:
            nearer = (voices @ centres.T).argmax(axis=1)
            if (nearer == labels).all():
                break
            labels = nearer
    return labels


def _centres(voices: Voices, seconds: NDArray[np.float32], labels: Labels) -> Voices:
    """The mean voice of each group, in the order of their labels, of length 1."""
    import numpy as np

    sums = np.stack([(voices * seconds[:, np.newaxis])[labels == name].sum(axis=0) for name in np.unique(labels)])
    centres: Voices = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return centres
