"""Edits on their own: whatever is done, nothing but what was named changes, and times and words stay in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import EditError
from engine.exports.cues import cues
from engine.segments import Segment, Word
from engine.text.edits import (
    Change,
    Delete,
    Edit,
    FillGap,
    Insert,
    Merge,
    RenameSpeaker,
    ReplaceText,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
    TakeRange,
    change_of,
    change_to,
)

#: There, examples take their time, and are no worse for it.
on_a_busy_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.lists(st.sampled_from(["one", "two,", "three.", "Is", "this", "it?", "ü"]), min_size=1, max_size=6)


@st.composite
def texts(draw: st.DrawFn) -> list[Segment]:
    """A transcript as a machine writes it: in order, some parts with words."""
    made, at_s = [], 0.0
    for number in range(draw(st.integers(1, 6))):
        start_s = at_s + draw(st.sampled_from([0.0, 0.5]))
        tokens = draw(WORDS)
        words = tuple(
            Word(start_s + n * 0.5, start_s + n * 0.5 + draw(st.sampled_from([0.3, 0.5])), token, 0.9)
            for n, token in enumerate(tokens)
        )
        at_s = start_s + 0.5 * len(tokens)
        has_words = draw(st.booleans())
        made.append(
            Segment(start_s, at_s, " ".join(tokens), -0.2, words=words if has_words else (), segment_id=number + 1)
        )
    return made


@st.composite
def texts_and_edits(draw: st.DrawFn) -> tuple[list[Segment], Edit]:
    segments = draw(texts())
    ids = st.integers(1, len(segments))
    moments = st.floats(0, 20, allow_nan=False)
    edit = draw(
        st.one_of(
            st.builds(SetText, ids, st.just("") | WORDS.map(" ".join)),
            st.builds(Split, ids, st.integers(0, 30), st.none() | moments),
            st.builds(Merge, ids, st.none() | ids),
            st.builds(Delete, st.lists(ids, unique=True)),
            st.builds(Insert, moments, moments, st.text(max_size=9)),
            st.builds(SetTimes, ids, moments, moments),
            st.builds(SetSpeaker, st.lists(ids, unique=True), st.sampled_from([None, "Ann", "Bo"])),
            st.builds(ReplaceText, st.sampled_from(["o", "one", "IS", "."]), st.sampled_from(["", "x y"])),
            st.builds(FillGap, moments, moments, st.just((Segment(1.0, 2.0, "heard"),)) | st.just(())),
        )
    )
    return segments, edit


def after(segments: Sequence[Segment], change: Change) -> list[Segment]:
    kept = [segment for segment in segments if segment.segment_id not in change.removed]
    return sorted(kept + list(change.added), key=lambda each: (each.start_s, each.end_s, each.segment_id))


@on_a_busy_machine
@given(texts_and_edits())
def test_nothing_but_what_an_edit_names_changes_and_all_stays_in_order(given_: tuple[list[Segment], Edit]) -> None:
    segments, edit = given_
    try:
        change = change_of(segments, edit)
    except EditError:
        return
    assert set(change.removed) <= {segment.segment_id for segment in segments}
    ids = [segment.segment_id for segment in change.added if segment.segment_id]
    assert set(ids) <= set(change.removed) and len(set(ids)) == len(ids)
    for segment in change.added:
        assert segment.text == segment.text.strip() != ""
        assert segment.start_s < segment.end_s
        assert all(word.start_s <= following.start_s for word, following in pairwise(segment.words))
        assert all(word.start_s <= word.end_s for word in segment.words)
        assert not segment.words or [word.text for word in segment.words] == segment.text.split()
    if not isinstance(edit, Insert | FillGap):
        for one, other in pairwise(after(segments, change)):
            assert one.end_s <= other.start_s + 1e-9


@on_a_busy_machine
@given(texts(), st.data())
def test_what_is_split_and_merged_again_is_what_it_was(segments: list[Segment], data: st.DataObject) -> None:
    segment = data.draw(st.sampled_from(segments))
    edit = Split(segment.segment_id, data.draw(st.integers(0, 40)))
    if len(segment.text.split()) == 1:
        with pytest.raises(EditError, match="cannot_split"):
            change_of(segments, edit)
        return
    change = change_of(segments, edit)
    split = [replace(each, segment_id=each.segment_id or 99) for each in after(segments, change)]
    (merged,) = change_of(split, Merge(segment.segment_id)).added
    assert replace(merged, is_edited=False) == segment


@on_a_busy_machine
@given(texts_and_edits())
def test_a_text_can_always_be_made_what_it_was(given_: tuple[list[Segment], Edit]) -> None:
    segments, edit = given_
    try:
        edited = after(segments, change_of(segments, edit))
    except EditError:
        return
    assert after(edited, change_to(edited, segments)) == segments


def spoken(text: str, start_s: float = 0.0, segment_id: int = 1) -> Segment:
    """A segment with a word each half second."""
    tokens = text.split()
    words = tuple(Word(start_s + n * 0.5, start_s + n * 0.5 + 0.4, token, 0.8) for n, token in enumerate(tokens))
    return Segment(start_s, start_s + 0.5 * len(tokens), text, words=words, segment_id=segment_id)


def only(change: Change) -> Segment:
    (segment,) = change.added
    return segment


def test_words_that_stay_keep_their_times() -> None:
    edited = only(change_of([spoken("please call be back now")], SetText(1, "Please call me back  right now")))
    assert edited.text == "Please call me back right now"
    times = {word.text: (word.start_s, word.probability) for word in edited.words}
    assert times["call"] == (0.5, 0.8) and times["now"] == (2.0, 0.8) and times["me"] == (1.0, 1.0)
    assert 1.5 < times["right"][0] <= 2.0


def test_a_split_follows_the_words_or_the_moment_that_is_given() -> None:
    first, second = change_of([spoken("one two three four")], Split(1, 9)).added
    assert (first.text, first.end_s, second.start_s, second.text) == ("one two", 0.9, 1.0, "three four")
    assert (len(first.words), len(second.words)) == (2, 2)
    first, second = change_of([spoken("one two three four")], Split(1, 9, at_s=0.95)).added
    assert (first.end_s, second.start_s) == (0.95, 0.95)
    with pytest.raises(EditError):
        change_of([spoken("one two")], Split(1, 3, at_s=7.0))


def test_languages_without_spaces_are_parted_and_joined_without_them() -> None:
    chinese = Segment(0.0, 4.0, "你好世界", segment_id=1)
    first, second = change_of([chinese], Split(1, 2), "zh").added
    assert (first.text, second.text, first.end_s) == ("你好", "世界", 2.0)
    parts = [first, replace(second, segment_id=2)]
    assert only(change_of(parts, Merge(1), "zh")).text == "你好世界"


def test_a_merge_needs_a_next_one() -> None:
    segments = [spoken("one"), spoken("two", 1.0, 2), spoken("three", 2.0, 3)]
    assert only(change_of(segments, Merge(3, 1))).text == "one two three"
    with pytest.raises(EditError, match="no_next_segment"):
        change_of(segments, Merge(3))
    with pytest.raises(EditError, match="no_such_segment"):
        change_of(segments, Merge(7))


def test_a_segment_reaches_up_to_its_neighbours() -> None:
    segments = [spoken("one"), spoken("two", 1.0, 2), spoken("three", 2.0, 3)]
    assert only(change_of(segments, SetTimes(2, 0.5, 2.0))).words == (Word(1.0, 1.4, "two", 0.8),)
    assert only(change_of(segments, SetTimes(2, 1.2, 1.3))).words == (Word(1.2, 1.3, "two", 0.8),)
    for start_s, end_s in ((0.4, 1.5), (1.0, 2.1), (1.5, 1.5)):
        with pytest.raises(EditError, match="times_out_of_order"):
            change_of(segments, SetTimes(2, start_s, end_s))


def test_who_speaks_meanwhile_is_no_neighbour() -> None:
    one = replace(spoken("one two three four"), speaker="Speaker 1")  # until 1.9
    between = Segment(0.5, 0.9, "Yes.", speaker="Speaker 2", segment_id=2)
    next_one = Segment(3.0, 4.0, "five", speaker="Speaker 1", segment_id=3)
    segments = [one, between, next_one]
    assert only(change_of(segments, SetTimes(2, 0.2, 1.5))).start_s == 0.2
    assert only(change_of(segments, SetTimes(1, 0.0, 3.0))).end_s == 3.0
    with pytest.raises(EditError, match="times_out_of_order"):
        change_of(segments, SetTimes(1, 0.0, 3.1))
    with pytest.raises(EditError, match="times_out_of_order"):
        change_of(segments, SetTimes(2, 0.2, 3.1))
    merged = only(change_of(segments, Merge(1, 3)))
    assert (merged.start_s, merged.end_s, merged.text) == (0.0, 4.0, "one two three four Yes. five")
    assert "".join(line for cue in cues([merged]) for line in cue.lines).replace(" ", "") == "onetwothreefourYes.five"


def test_find_and_replace_takes_the_text_as_it_is_typed() -> None:
    segments = [spoken("Cats and cats"), spoken("Concatenate (cats)", 2.0, 2), spoken("Dogs", 4.0, 3)]
    edit = ReplaceText("cat", r"\1", whole_words=False)
    assert edit.count(segments) == 4
    assert [each.text for each in change_of(segments, edit).added] == [r"\1s and \1s", r"Con\1enate (\1s)"]
    assert ReplaceText("cats", "x", match_case=True, whole_words=True).count(segments) == 2
    assert ReplaceText("(cats)", "x", whole_words=True).count(segments) == 1
    assert change_of(segments, ReplaceText("", "x")) == Change()
    assert change_of(segments, ReplaceText("dogs", "")) == Change(removed=(3,))


def test_speakers_have_names() -> None:
    segments = [spoken("one"), spoken("two", 1.0, 2)]
    named = [only(change_of(segments, SetSpeaker([1], "  Ann \n"))), segments[1]]
    assert (named[0].speaker, named[0].is_edited) == ("Ann", False)
    assert only(change_of(named, RenameSpeaker("Ann", "Anna"))).speaker == "Anna"
    assert only(change_of(named, SetSpeaker([1], ""))).speaker is None
    assert change_of(named, SetSpeaker([1], "Ann")) == Change()


def test_a_range_of_another_text_takes_the_place_of_what_is_there() -> None:
    segments = [spoken("one"), spoken("too", 1.0, 2), spoken("three", 2.0, 3)]
    better = [spoken("two", 1.1, 40)]
    change = change_of(segments, TakeRange(1.0, 2.0, better))
    assert change.removed == (2,)
    assert (only(change).text, only(change).segment_id, only(change).is_edited) == ("two", 0, True)


def test_a_gap_within_a_segment_parts_it() -> None:
    words = tuple(
        Word(*each, 0.9)
        for each in [(8.0, 9.0, "Dear"), (9.0, 9.6, "Ann,"), (14.2, 15.0, "yours,"), (15.0, 16.0, "Ben")]
    )
    around = Segment(8.0, 16.0, "Dear Ann, yours, Ben", words=words, speaker="Ben", segment_id=7)
    heard = [Segment(10.2, 12.0, "how are you?", segment_id=3), Segment(12.0, 13.5, "I am well,", segment_id=4)]
    change = change_of([around], FillGap(10.0, 14.0, heard))
    assert change.removed == (7,)
    assert [(each.start_s, each.end_s, each.text) for each in change.added] == [
        (8.0, 9.6, "Dear Ann,"), (10.2, 12.0, "how are you?"), (12.0, 13.5, "I am well,"), (14.2, 16.0, "yours, Ben"),
    ]  # fmt: skip
    assert [each.segment_id for each in change.added] == [7, 0, 0, 0] and all(each.is_edited for each in change.added)


@pytest.mark.parametrize(
    "around",
    [
        Segment(0.0, 9.0, "before", segment_id=1),
        # Nobody knows where its words are: it stays whole.
        Segment(8.0, 16.0, "Dear Ann, yours, Ben", segment_id=1),
        Segment(8.0, 16.0, "Dear Ann,", words=(Word(8.0, 9.0, "Dear", 0.9), Word(9.0, 9.6, "Ann,", 0.9)), segment_id=1),
        # What a person has written has fewer words than were heard.
        Segment(8.0, 16.0, "Hello!", words=(Word(8.0, 9.0, "Dear", 0.9), Word(15.0, 16.0, "Ben", 0.9)), segment_id=1),
    ],
)
def test_nothing_goes_for_what_fills_a_gap(around: Segment) -> None:
    change = change_of([around], FillGap(10.0, 14.0, [Segment(11.0, 12.0, "Yes.")]))
    assert change.removed == () and [each.text for each in change.added] == ["Yes."]
    assert change_of([around], FillGap(10.0, 14.0, [])) == Change()
