"""The edits that a person can make to a text: which segments each removes and adds. Pure.

Only the segments that an edit names are touched. A changed segment keeps its id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, TypeAlias

from engine.errors import EditError
from engine.segments import Segment, Word
from engine.text.replacements import Replacement, replaced
from engine.text.speakers import NAMING, Turn, called, said_by, spoken_by
from engine.text.splitting import end_of, parts_of, within_its_times
from engine.text.transcript import UNSPACED, one_line


class EditKind(StrEnum):
    """The kind of an edit, as shown in a history."""

    SET_TEXT = "set_text"
    SPLIT = "split"
    MERGE = "merge"
    DELETE = "delete"
    INSERT = "insert"
    SET_TIMES = "set_times"
    SET_SPEAKER = "set_speaker"
    RENAME_SPEAKER = "rename_speaker"
    SPLIT_SPEAKER = "split_speaker"
    REPLACE_TEXT = "replace_text"
    WRITE_ALWAYS = "write_always"
    TAKE_RANGE = "take_range"
    FILL_GAP = "fill_gap"
    FIND_SPEAKERS = "find_speakers"
    RESTORE_MACHINE_TEXT = "restore_machine_text"
    #: The kind could not be read. It is never written.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SetText:
    """Change a segment's text. Words that stay keep their times. An empty text deletes the segment."""

    kind: ClassVar = EditKind.SET_TEXT
    segment_id: int
    text: str


@dataclass(frozen=True, slots=True)
class SetTexts:
    """Change the texts of several segments at once, by their ids: what a person does in one go is one edit. A segment
    whose text is empty is deleted."""

    kind: ClassVar = EditKind.SET_TEXT
    texts: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Split:
    """Split a segment before the character `offset` of its text, or between the words closest to it. The times follow
    the words; `at_s` sets the end of the first and the start of the second."""

    kind: ClassVar = EditKind.SPLIT
    segment_id: int
    offset: int
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge the segments from the first to the last, or the first and the next one. The result keeps the first's id and
    speaker."""

    kind: ClassVar = EditKind.MERGE
    first_id: int
    last_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete these segments."""

    kind: ClassVar = EditKind.DELETE
    segment_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert a segment of a person's own. Times in seconds from the start of the clip."""

    kind: ClassVar = EditKind.INSERT
    start_s: float
    end_s: float
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class SetTimes:
    """Change a segment's times. It may reach up to its neighbours, not into them; others may speak meanwhile."""

    kind: ClassVar = EditKind.SET_TIMES
    segment_id: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    """Set who speaks in these segments; None for nobody named."""

    kind: ClassVar = EditKind.SET_SPEAKER
    segment_ids: Sequence[int]
    speaker: str | None


@dataclass(frozen=True, slots=True)
class RenameSpeaker:
    """Rename a speaker everywhere. With the name of another, two become one."""

    kind: ClassVar = EditKind.RENAME_SPEAKER
    speaker: str
    name: str


@dataclass(frozen=True, slots=True)
class SplitSpeaker:
    """From this segment on, its speaker is somebody else; what they say before it stays theirs."""

    kind: ClassVar = EditKind.SPLIT_SPEAKER
    segment_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Replace every occurrence of `find`."""

    kind: ClassVar = EditKind.REPLACE_TEXT
    find: str
    replacement: str
    match_case: bool = False
    whole_words: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        found = re.escape(self.find)
        found = rf"(?<!\w){found}(?!\w)" if self.whole_words else found
        return re.compile(found, re.NOFLAG if self.match_case else re.IGNORECASE)

    def count(self, segments: Sequence[Segment]) -> int:
        """The number of occurrences."""
        return sum(len(self.pattern.findall(segment.text)) for segment in segments) if self.find else 0


@dataclass(frozen=True, slots=True)
class WriteAlways:
    """Apply the person's standing replacements, all at once."""

    kind: ClassVar = EditKind.WRITE_ALWAYS
    replacements: Sequence[Replacement]


@dataclass(frozen=True, slots=True)
class TakeRange:
    """Put these segments in place of those whose middle lies from `start_s` to `end_s`."""

    kind: ClassVar = EditKind.TAKE_RANGE
    start_s: float
    end_s: float
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class FillGap:
    """Add these segments where nothing was said from `start_s` to `end_s`. None is removed; one that spans the gap,
    with words on both sides of it, is split there."""

    kind: ClassVar = EditKind.FILL_GAP
    start_s: float
    end_s: float
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class FindSpeakers:
    """Set who speaks, by the turns that were heard: segments are split between words where the speaker changes. Names
    that a person gave stay with those who mostly have them; the others are named after `naming`, with their number."""

    kind: ClassVar = EditKind.FIND_SPEAKERS
    turns: Sequence[Turn]
    naming: str = NAMING


Edit: TypeAlias = (
    SetText
    | SetTexts
    | Split
    | Merge
    | Delete
    | Insert
    | SetTimes
    | SetSpeaker
    | RenameSpeaker
    | SplitSpeaker
    | ReplaceText
    | WriteAlways
    | TakeRange
    | FillGap
    | FindSpeakers
)


@dataclass(frozen=True, slots=True)
class PastEdit:
    """An edit that was made. `number` counts from 1 within the text; one that is not in force can be redone."""

    number: int
    at: float
    kind: EditKind
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Change:
    """The effect of an edit: ids of segments that are removed, and segments that are added. One with an id replaces the
    removed segment of that id; those without are new."""

    removed: tuple[int, ...] = ()
    added: tuple[Segment, ...] = ()


def change_of(segments: Sequence[Segment], edit: Edit, language: str | None = None) -> Change:
    """What `edit` changes in these segments, which are in time order. Raises EditError."""
    match edit:
        case SetText(segment_id, text):
            segment = segments[_place(segments, segment_id)]
            return _changed([(segment, _with_text(segment, text))])
        case SetTexts(texts):
            written = [(segments[_place(segments, segment_id)], text) for segment_id, text in texts]
            return _changed([(segment, _with_text(segment, text)) for segment, text in written])
        case Split(segment_id, offset, at_s):
            segment = segments[_place(segments, segment_id)]
            return Change((segment_id,), parts_of(segment, offset, at_s, is_spaced=language not in UNSPACED))
        case Merge(first_id, last_id):
            return _merged(segments, first_id, last_id, "" if language in UNSPACED else " ")
        case Delete(segment_ids):
            return Change(tuple(segments[_place(segments, segment_id)].segment_id for segment_id in segment_ids))
        case Insert(start_s, end_s, text, speaker):
            if not 0.0 <= start_s < end_s:
                raise EditError("times_out_of_order", start_s=start_s, end_s=end_s)
            made = Segment(start_s, end_s, one_line(text), speaker=_name(speaker), is_edited=True)
            return Change(added=(made,)) if made.text else Change()
        case SetTimes(segment_id, start_s, end_s):
            return _retimed(segments, _place(segments, segment_id), start_s, end_s)
        case SetSpeaker(segment_ids, speaker):
            chosen = [segments[_place(segments, segment_id)] for segment_id in segment_ids]
            return _changed([(segment, said_by(segment, _name(speaker))) for segment in chosen])
        case RenameSpeaker(speaker, name):
            return _changed([(segment, called(segment, speaker, _name(name))) for segment in segments])
        case SplitSpeaker(segment_id, name):
            place = _place(segments, segment_id)
            speaker = segments[place].speaker
            return _changed([(segment, called(segment, speaker, _name(name))) for segment in segments[place:]])
        case ReplaceText(find):
            if not find:
                return Change()
            changed = [(each, edit.pattern.sub(lambda _: edit.replacement, each.text)) for each in segments]
            return _changed([(each, _with_text(each, text)) for each, text in changed if text != each.text])
        case WriteAlways(replacements):
            written = [(each, replaced(each.text, replacements, language)) for each in segments]
            return _changed([(each, _with_text(each, text)) for each, text in written if text != each.text])
        case TakeRange(start_s, end_s, taken):
            removed = tuple(each.segment_id for each in segments_within(segments, start_s, end_s))
            return Change(removed, _taken(taken))
        case FillGap(start_s, end_s, taken):
            return _filled(segments, (start_s + end_s) / 2, taken, is_spaced=language not in UNSPACED)
        case FindSpeakers(turns, naming):
            heard = spoken_by(segments, turns, naming, is_spaced=language not in UNSPACED)
            changed_by = [(before, after) for before, after in zip(segments, heard, strict=True) if after != (before,)]
            return Change(
                tuple(before.segment_id for before, _ in changed_by),
                tuple(part for _, after in changed_by for part in after),
            )


def change_to(segments: Sequence[Segment], wanted: Sequence[Segment]) -> Change:
    """The change that turns these segments into the wanted ones."""
    now = {segment.segment_id: segment for segment in segments}
    then = {segment.segment_id: segment for segment in wanted}
    return Change(
        tuple(segment_id for segment_id, segment in now.items() if then.get(segment_id) != segment),
        tuple(segment for segment_id, segment in then.items() if now.get(segment_id) != segment),
    )


def renamed(edit: Edit, ids: Mapping[int, int]) -> Edit:
    """The same edit, with the segments' new ids."""
    match edit:
        case SetText() | Split() | SetTimes() | SplitSpeaker():
            return replace(edit, segment_id=ids.get(edit.segment_id, edit.segment_id))
        case SetTexts(texts):
            return SetTexts([(ids.get(segment_id, segment_id), text) for segment_id, text in texts])
        case Merge(first_id, last_id):
            return Merge(ids.get(first_id, first_id), None if last_id is None else ids.get(last_id, last_id))
        case Delete() | SetSpeaker():
            return replace(edit, segment_ids=[ids.get(each, each) for each in edit.segment_ids])
        case _:
            return edit


def segments_within(segments: Sequence[Segment], start_s: float, end_s: float) -> list[Segment]:
    """The segments whose middle lies in the range."""
    return [each for each in segments if start_s <= (each.start_s + each.end_s) / 2 < end_s]


def _place(segments: Sequence[Segment], segment_id: int) -> int:
    for place, segment in enumerate(segments):
        if segment.segment_id == segment_id:
            return place
    raise EditError("no_such_segment", segment_id=segment_id)


def _name(speaker: str | None) -> str | None:
    return one_line(speaker or "") or None


def _changed(pairs: Sequence[tuple[Segment, Segment]]) -> Change:
    """The change from segments before to after; a text that is now empty removes its segment."""
    pairs = [(before, after) for before, after in pairs if after != before]
    return Change(
        tuple(before.segment_id for before, _ in pairs),
        tuple(after for _, after in pairs if after.text),
    )


# --- text ---


def _with_text(segment: Segment, text: str) -> Segment:
    text = one_line(text)
    if text == segment.text:
        return segment
    return replace(segment, text=text, words=_realigned(segment, text.split()), is_edited=True)


def _realigned(segment: Segment, tokens: list[str]) -> tuple[Word, ...]:
    """The words of a new text: unchanged ones keep their times, the others are spread over the time between. Empty if,
    for lack of spaces, the text cannot be split into words."""
    words = segment.words
    if not words or len(tokens) == 1 < len(words):
        return ()
    made: list[Word] = []
    for tag, a, a_end, b, b_end in SequenceMatcher(None, [w.text for w in words], tokens, False).get_opcodes():
        if tag == "equal":
            made += words[a:a_end]
        elif a_end - a == b_end - b:  # as many as before: spelled differently, same times
            pairs = zip(words[a:a_end], tokens[b:b_end], strict=True)
            made += [replace(word, text=token, probability=1.0) for word, token in pairs]
        elif b < b_end:
            start_s = words[a].start_s if a < a_end else made[-1].end_s if made else segment.start_s
            end_s = words[a_end - 1].end_s if a < a_end else words[a].start_s if a < len(words) else segment.end_s
            made += _spread(tokens[b:b_end], min(start_s, end_s), end_s)
    return tuple(made)


def _spread(tokens: Sequence[str], start_s: float, end_s: float) -> list[Word]:
    """Spread words that a person wrote evenly over a period."""
    edges = [start_s + (end_s - start_s) * n / len(tokens) for n in range(len(tokens))] + [end_s]
    return [Word(start, end, token, 1.0) for token, (start, end) in zip(tokens, pairwise(edges), strict=True)]


# --- splitting and merging ---


def _taken(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Segments of another text, as new ones."""
    return tuple(replace(each, segment_id=0, is_edited=True) for each in segments)


def _filled(segments: Sequence[Segment], middle_s: float, taken: Sequence[Segment], *, is_spaced: bool) -> Change:
    for segment in segments if taken else ():
        before = [word for word in segment.words if word.end_s <= middle_s]
        if segment.start_s < middle_s < segment.end_s and 0 < len(before) < len(segment.words):
            with suppress(EditError):  # a person's text with one word for many: it stays whole
                parts = parts_of(segment, end_of(before, segment.text), None, is_spaced=is_spaced)
                return Change((segment.segment_id,), (parts[0], *_taken(taken), parts[1]))
    return Change(added=_taken(taken))


def _merged(segments: Sequence[Segment], first_id: int, last_id: int | None, space: str) -> Change:
    first = _place(segments, first_id)
    last = first + 1 if last_id is None else _place(segments, last_id)
    if last >= len(segments):
        raise EditError("no_next_segment", segment_id=first_id)
    parts = segments[min(first, last) : max(first, last) + 1]
    if len(parts) < 2:
        return Change()
    whole = replace(
        parts[0],
        end_s=max(part.end_s for part in parts),
        text=space.join(part.text for part in parts if part.text),
        avg_logprob=min(part.avg_logprob for part in parts),
        no_speech_prob=max(part.no_speech_prob for part in parts),
        words=tuple(word for part in parts for word in part.words) if all(part.words for part in parts) else (),
        is_edited=True,
        overlaps=tuple(overlap for part in parts for overlap in part.overlaps),
    )
    return Change(tuple(part.segment_id for part in parts), (said_by(whole, whole.speaker),))


# --- times ---


def _retimed(segments: Sequence[Segment], place: int, start_s: float, end_s: float) -> Change:
    segment = segments[place]
    # Who speaks meanwhile, in another channel, is no neighbour.
    before = [each.end_s for each in segments[:place] if _is_beside(each, segment)]
    after = [each.start_s for each in segments[place + 1 :] if _is_beside(each, segment)]
    earliest = min(max(before, default=0.0), segment.start_s)
    latest = max(min(after, default=float("inf")), segment.end_s)
    if not earliest <= start_s < end_s <= latest:
        raise EditError("times_out_of_order", start_s=earliest, end_s=latest)
    words = tuple(
        replace(word, start_s=min(max(word.start_s, start_s), end_s), end_s=min(max(word.end_s, start_s), end_s))
        for word in segment.words
    )
    moved = within_its_times(replace(segment, start_s=start_s, end_s=end_s, words=words))
    return _changed([(segment, moved if moved == segment else replace(moved, is_edited=True))])


def _is_beside(other: Segment, segment: Segment) -> bool:
    overlaps = other.start_s < segment.end_s and other.end_s > segment.start_s
    return other.speaker == segment.speaker or not overlaps
