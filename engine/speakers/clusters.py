"""Which voices are one speaker's.

Those that were heard for long enough are grouped by average linkage; the rest have the nearest speaker.
How alike two voices are is the cosine between them. In the recordings that this was fitted to, two pieces of one
reader have 0.64 or more, of two readers 0.65 or less (docs/speakers.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Voices = NDArray[np.float32]
    Labels = NDArray[np.intp]

#: Groups of voices whose mean distance (1 - cosine) is larger are two speakers.
MAX_DISTANCE = 0.35
#: Voices that were heard for less are left out of the grouping, in seconds.
_MIN_S = 1.5
#: A speaker has this share of what all say, and so many seconds; less is a voice that was heard badly.
_MIN_SHARE, _MIN_SPEAKER_S = 0.05, 1.0
#: So many voices are grouped at most, those heard longest: memory grows with their square.
_MAX_GROUPED = 3000


def speakers_of(voices: Voices, seconds: NDArray[np.float32], count: int | None = None) -> Voices:
    """The voices of the speakers, (speakers, VOICE_SIZE), given those of the windows, (n, VOICE_SIZE) of length 1, and
    for how long each was heard. `count`: how many there are, if that is known."""
    import numpy as np

    chosen = np.argsort(-seconds, kind="stable")[:_MAX_GROUPED]
    if (seconds[chosen] >= _MIN_S).sum() >= (count or 1):
        chosen = chosen[seconds[chosen] >= _MIN_S]
    voices, seconds = voices[chosen], seconds[chosen]
    labels = _grouped(voices, count)
    if count is None:
        labels = _without_small(voices, seconds, labels)
    return _centres(voices, seconds, labels)


def nearest(voices: Voices, speakers: Voices) -> Labels:
    """The speaker of each of the voices of one window. Two of them are two speakers, if there are enough."""
    import numpy as np

    likeness = voices @ speakers.T
    labels = np.zeros(len(voices), np.intp)
    free = likeness.copy()
    for _ in range(len(voices)):
        voice, speaker = np.unravel_index(free.argmax(), free.shape)
        labels[voice] = speaker
        free[voice] = -np.inf
        if len(voices) <= len(speakers):
            free[:, speaker] -= 2.0  # taken: less than any other
    return labels


def _grouped(voices: Voices, count: int | None) -> Labels:
    """A label for each voice, from 0."""
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


def _without_small(voices: Voices, seconds: NDArray[np.float32], labels: Labels) -> Labels:
    """The voices of groups that are too small for a speaker go to the nearest other, the smallest group first."""
    import numpy as np

    while len(names := np.unique(labels)) > 1:
        shares = np.array([seconds[labels == name].sum() for name in names])
        smallest = names[shares.argmin()]
        if shares.min() >= max(_MIN_SPEAKER_S, _MIN_SHARE * shares.sum()):
            break
        others = names[names != smallest]
        kept = np.isin(labels, others)
        centres = _centres(voices[kept], seconds[kept], labels[kept])
        theirs = labels == smallest
        labels = labels.copy()
        labels[theirs] = others[(voices[theirs] @ centres.T).argmax(axis=1)]
    return labels


def _centres(voices: Voices, seconds: NDArray[np.float32], labels: Labels) -> Voices:
    """The mean voice of each group, in the order of their labels, of length 1."""
    import numpy as np

    sums = np.stack([(voices * seconds[:, np.newaxis])[labels == name].sum(axis=0) for name in np.unique(labels)])
    centres: Voices = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return centres
