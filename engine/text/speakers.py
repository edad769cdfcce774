"""Who speaks when, and what follows from it for a text. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, count, groupby, pairwise
from typing import NamedTuple

from engine.errors import EditError
from engine.segments import MIN_OVERLAP_S, Overlap, Segment, Word
from engine.text.splitting import end_of, parts_of
from engine.text.transcript import ends_sentence

#: What stands for finding out how many speak, where their number would be; and how many can be told apart.
FIND_SPEAKERS, MAX_SPEAKERS = 0, 8
#: What speakers are called until a person names them.
NAMING = "Speaker {}"
#: A single word of another in the middle of a sentence, if it is shorter than this, was heard wrong, in seconds.
_LONE_WORD_S = 0.3
#: So far from what is said, a turn may still be that of its speaker.
_NEAR_S = 2.0


def number_asked(asked: str) -> int | None:
    """What “off”, “auto” or a number stands for in a run's options. Raises ValueError for anything else."""
    if asked in ("off", "auto"):
        return None if asked == "off" else FIND_SPEAKERS
    if asked not in map(str, range(1, MAX_SPEAKERS + 1)):
        raise ValueError(f"auto, off, or how many speak, from 1 to {MAX_SPEAKERS}.")
    return int(asked)


def asked_as(number: int | None) -> str:
    """What is asked for by these options, in the same words."""
    return {None: "off", FIND_SPEAKERS: "auto"}.get(number) or str(number)


class Turn(NamedTuple):
    """One speaks, without a long pause. In seconds from the start of the clip; speakers are numbered from 0."""

    start_s: float
    end_s: float
    speaker: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of a segment's words, and who says them; None if nobody was heard near them."""

    words: Sequence[Word]
    speaker: int | None
    length_s: float


def new_name(segments: Iterable[Segment], naming: str = NAMING) -> str:
    """What to call one more speaker until a person names them."""
    there = {segment.speaker for segment in segments} - {None}
    return next(name for number in count(len(there) + 1) if (name := naming.format(number)) not in there)


def said_by(segment: Segment, name: str | None) -> Segment:
    """The segment with this speaker, who is nobody who speaks beside them."""
    return replace(segment, speaker=name, overlaps=tuple(each for each in segment.overlaps if each.speaker != name))


def called(segment: Segment, speaker: str | None, name: str | None) -> Segment:
    """The segment with a speaker called so, also where they speak beside another."""
    beside = (replace(each, speaker=name or "") if each.speaker == speaker else each for each in segment.overlaps)
    segment = replace(segment, overlaps=tuple(each for each in beside if each.speaker))
    return said_by(segment, name if segment.speaker == speaker else segment.speaker)


def spoken_by(
    segments: Sequence[Segment], turns: Sequence[Turn], naming: str = NAMING, *, is_spaced: bool = True
) -> list[tuple[Segment, ...]]:
    """What each segment becomes: itself with its speaker, or its parts where the speaker changes inside it."""
    heard = _Turns(turns)
    parts = [_parts(segment, heard) for segment in segments]
    names = {turn.speaker: naming.format(turn.speaker + 1) for turn in turns} | _names(segments, parts, naming)
    split = [_split(segment, each, names, is_spaced) for segment, each in zip(segments, parts, strict=True)]
    return [tuple(_with_overlaps(part, heard, names) for part in each) for each in split]


def is_numbered(name: str, naming: str = NAMING) -> bool:
    """Whether a speaker is called as by a number, and was not named by a person."""
    return re.fullmatch(r"\d+".join(map(re.escape, naming.split("{}"))), name) is not None


class _Turns:
    """Turns, to be asked for those of a moment."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turns)
        self._starts = [turn.start_s for turn in self._turns]
        #: Until when those up to each last.
        self._lasts = list(accumulate((turn.end_s for turn in self._turns), max))

    def seconds(self, start_s: float, end_s: float) -> dict[int, float]:
        """For how long each speaks in a stretch."""
        seconds: defaultdict[int, float] = defaultdict(float)
        for turn in self._around(start_s, end_s):
            shared_s = min(end_s, turn.end_s) - max(start_s, turn.start_s)
            if shared_s > 0:
                seconds[turn.speaker] += shared_s
        return dict(seconds)

    def at_once(self, start_s: float, end_s: float) -> list[tuple[Turn, Turn]]:
        """The turns of two who speak at once in a stretch, cut to where they do, in time order; each pair twice."""
        around = self._around(start_s, end_s)
        found: list[tuple[Turn, Turn]] = []
        for one in around:
            for other in around:
                since_s, until_s = max(start_s, one.start_s, other.start_s), min(end_s, one.end_s, other.end_s)
                if one.speaker != other.speaker and until_s - since_s >= MIN_OVERLAP_S:
                    found.append((Turn(since_s, until_s, one.speaker), Turn(since_s, until_s, other.speaker)))
        return sorted(found)

    def nearest(self, start_s: float, end_s: float) -> int | None:
        """Who speaks nearest to a stretch in which nobody was heard."""
        near = self._around(start_s - _NEAR_S, end_s + _NEAR_S)
        away = [(max(start_s - turn.end_s, turn.start_s - end_s), turn.speaker) for turn in near]
        return min(away)[1] if away else None

    def _around(self, start_s: float, end_s: float) -> Sequence[Turn]:
        return self._turns[bisect_right(self._lasts, start_s) : bisect_left(self._starts, end_s)]


# --- who says which words ---


def _parts(segment: Segment, turns: _Turns) -> list[_Part]:
    in_all = turns.seconds(segment.start_s, segment.end_s)
    if not segment.words:
        who = max(in_all, key=in_all.__getitem__) if in_all else turns.nearest(segment.start_s, segment.end_s)
        return [_Part((), who, segment.end_s - segment.start_s)]
    words = tuple(segment.words)
    speakers = _together(words, [_speaker(word, turns, in_all) for word in words])
    grouped = groupby(zip(words, speakers, strict=True), key=lambda pair: pair[1])
    return [_part([word for word, _ in group], speaker) for speaker, group in grouped]


def _part(words: Sequence[Word], speaker: int | None) -> _Part:
    return _Part(words, speaker, sum(word.end_s - word.start_s for word in words))


def _speaker(word: Word, turns: _Turns, in_all: Mapping[int, float]) -> int | None:
    """Who says a word; of several who speak over at least half of it, the one who says most of the segment."""
    seconds = turns.seconds(word.start_s, max(word.end_s, word.start_s + 0.01))
    if not seconds:
        return turns.nearest(word.start_s, word.end_s)
    most_s = max(seconds.values())
    over_half = [speaker for speaker, said_s in seconds.items() if said_s >= most_s / 2]
    return max(over_half, key=lambda speaker: (in_all.get(speaker, 0.0), -speaker))


def _together(words: Sequence[Word], speakers: Sequence[int | None]) -> list[int | None]:
    """The same, without what cannot be: a lone short word of another in the middle of a sentence, and words of nobody
    between those of somebody."""
    known = [speaker for speaker in speakers if speaker is not None]
    after = known[0] if known else None
    settled: list[int | None] = []
    for speaker in speakers:
        after = after if speaker is None else speaker
        settled.append(after)
    for place, word in enumerate(words):
        before = settled[place - 1] if place else None
        following = settled[place + 1] if place + 1 < len(words) else None
        if settled[place] in (before, following) or word.end_s - word.start_s >= _LONE_WORD_S:
            continue
        if place and not ends_sentence(words[place - 1].text):
            settled[place] = before
        elif following is not None and not ends_sentence(word.text):
            settled[place] = following
    return settled


# --- names ---


def _names(segments: Sequence[Segment], parts: Iterable[Sequence[_Part]], naming: str) -> dict[int, str]:
    """The speakers' names. One that a person gave belongs to one speaker, the one who mostly has it."""
    said: defaultdict[int, defaultdict[str | None, float]] = defaultdict(lambda: defaultdict(float))
    for segment, each in zip(segments, parts, strict=True):
        for part in each:
            if part.speaker is not None:
                said[part.speaker][segment.speaker] += part.length_s
    given: list[tuple[float, int, str]] = []
    for speaker, seconds in said.items():
        name = max(seconds, key=seconds.__getitem__)
        if name is not None and not is_numbered(name, naming) and 2 * seconds[name] > sum(seconds.values()):
            given.append((seconds[name], speaker, name))
    names: dict[int, str] = {}
    for _, speaker, name in sorted(given, reverse=True):
        if name not in names.values():
            names[speaker] = name
    # By the number in the clip: so a text of a part of it calls them as that of the whole.
    return {speaker: names.get(speaker, naming.format(speaker + 1)) for speaker in said}


# --- the segments ---


def _split(segment: Segment, parts: Sequence[_Part], names: Mapping[int, str], is_spaced: bool) -> tuple[Segment, ...]:
    """The parts as segments of their own; the segment as it is, with who says most of it, if it cannot be split."""
    made: list[Segment] = []
    rest = segment
    try:
        for part, following in pairwise(parts):
            at_s = _between(part.words[-1], following.words[0])
            first, rest = parts_of(rest, end_of(part.words, rest.text), at_s, is_spaced=is_spaced)
            if len(first.words) != len(part.words):  # a person wrote other words: it stays whole
                raise EditError("cannot_split", segment_id=segment.segment_id)
            made.append(_said(replace(first, is_edited=segment.is_edited), part.speaker, names))
    except EditError:
        longest = max(parts, key=lambda part: part.length_s)
        return (_said(segment, longest.speaker, names),)
    rest = replace(rest, is_edited=segment.is_edited)
    return (*made, _said(rest, parts[-1].speaker, names))


def _with_overlaps(segment: Segment, turns: _Turns, names: Mapping[int, str]) -> Segment:
    """The segment with who speaks at the same time as its speaker."""
    pairs = turns.at_once(segment.start_s, segment.end_s) if segment.speaker is not None else []
    beside = [
        Overlap(names[other.speaker], other.start_s, other.end_s)
        for one, other in pairs
        if names[one.speaker] == segment.speaker != names[other.speaker]
    ]
    return segment if list(segment.overlaps) == beside else replace(segment, overlaps=tuple(beside))


def _between(before: Word, after: Word) -> float | None:
    """Where to cut between words that overlap; None for those that do not, whose own times are right."""
    return None if before.end_s <= after.start_s else (before.end_s + after.start_s) / 2


def _said(segment: Segment, speaker: int | None, names: Mapping[int, str]) -> Segment:
    return segment if speaker is None else replace(segment, speaker=names[speaker])
