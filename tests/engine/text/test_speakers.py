"""Who says which words, by the turns that were heard: where segments are split, and what speakers are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.segments import Overlap, Segment, Word
from engine.text.draft import Draft, Version
from engine.text.edits import (
    FindSpeakers,
    Merge,
    RenameSpeaker,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
    SplitSpeaker,
    change_of,
)
from engine.text.speakers import Turn, new_name
from tests.engine.text.test_edits import after as applied
from tests.engine.text.test_edits import on_a_busy_machine, texts


def segment_of(text: str, start_s: float, *, word_s: float = 0.5, number: int = 1) -> Segment:
    words = [
        Word(start_s + place * word_s, start_s + (place + 1) * word_s, word, 0.9)
        for place, word in enumerate(text.split())
    ]
    return Segment(start_s, words[-1].end_s, text, -0.2, words=tuple(words), segment_id=number)


def told(segments: Sequence[Segment], *turns: tuple[float, float, int]) -> list[tuple[str | None, str]]:
    after = applied(segments, change_of(segments, FindSpeakers([Turn(*turn) for turn in turns])))
    return [(segment.speaker, segment.text) for segment in after]


def test_each_segment_gets_its_speaker() -> None:
    segments = [segment_of("How are you?", 0), segment_of("Fine, thank you.", 2, number=2)]
    assert told(segments, (0, 1.6, 0), (2, 3.5, 1)) == [
        ("Speaker 1", "How are you?"),
        ("Speaker 2", "Fine, thank you."),
    ]


def test_a_segment_is_split_between_words_where_the_speaker_changes() -> None:
    segments = [segment_of("Is it late? No, it is not. Good.", 0)]
    change = change_of(segments, FindSpeakers([Turn(0, 1.6, 0), Turn(1.6, 3.4, 1), Turn(3.5, 4, 0)]))
    parts = applied(segments, change)
    assert [(part.speaker, part.text, part.start_s, part.end_s) for part in parts] == [
        ("Speaker 1", "Is it late?", 0, 1.5),
        ("Speaker 2", "No, it is not.", 1.5, 3.5),
        ("Speaker 1", "Good.", 3.5, 4),
    ]
    assert parts[0].segment_id == 1 and not any(part.is_edited for part in parts)
    assert [word for part in parts for word in part.words] == list(segments[0].words)


@pytest.mark.parametrize(("word_s", "is_split"), [(0.25, False), (0.5, True)])
def test_a_lone_short_word_in_a_sentence_stays(word_s: float, is_split: bool) -> None:
    segments = [segment_of("We go to the sea", 0, word_s=word_s)]
    there = [
        speaker for speaker, _ in told(segments, (0, 2 * word_s, 0), (2 * word_s, 3 * word_s, 1), (3 * word_s, 9, 0))
    ]
    assert there == (["Speaker 1", "Speaker 2", "Speaker 1"] if is_split else ["Speaker 1"])


def test_a_short_answer_is_no_lone_word() -> None:
    segments = [segment_of("Ready? Yes. Then go.", 0, word_s=0.25)]
    assert told(segments, (0, 0.25, 0), (0.25, 0.5, 1), (0.5, 1, 0))[1] == ("Speaker 2", "Yes.")


def test_where_two_speak_at_once_it_is_the_one_who_says_most() -> None:
    segments = [segment_of("and then we all went home", 0)]
    assert told(segments, (0, 3, 1), (1, 2, 0)) == [("Speaker 2", "and then we all went home")]


def beside(segments: Sequence[Segment]) -> list[list[tuple[str, float, float]]]:
    return [[(each.speaker, each.start_s, each.end_s) for each in segment.overlaps] for segment in segments]


def test_who_speaks_at_the_same_time_is_marked() -> None:
    segments = [segment_of("and then we all went home", 0), segment_of("Yes.", 4, number=2)]
    turns = [Turn(0, 3, 1), Turn(1, 2, 0), Turn(2.6, 5, 2)]
    heard = applied(segments, change_of(segments, FindSpeakers(turns)))
    assert [segment.speaker for segment in heard] == ["Speaker 2", "Speaker 3"]
    assert beside(heard) == [[("Speaker 1", 1, 2)], []], "not for less than half a second"
    again = applied(heard, change_of(heard, FindSpeakers([Turn(0, 5, 0)])))
    assert beside(again) == [[], []], "what was heard before is forgotten"


def test_edits_keep_who_speaks_at_the_same_time_where_it_is_so() -> None:
    overlaps = (Overlap("Ben", 0.0, 1.2), Overlap("Cleo", 1.9, 3.0))
    one = replace(segment_of("and then we all went home", 0), speaker="Ada", overlaps=overlaps)
    draft = Draft(map(Version, [one, replace(segment_of("Yes.", 4, number=2), speaker="Ben")]))

    assert draft.edit(Split(1, 11, 1.5))
    assert beside(draft.segments) == [[("Ben", 0, 1.2)], [("Cleo", 1.9, 3)], []]
    assert draft.edit(Merge(1)) and beside(draft.segments)[0] == [("Ben", 0, 1.2), ("Cleo", 1.9, 3)]
    assert draft.edit(SetTimes(1, 0.9, 2.5)) and beside(draft.segments)[0] == [("Cleo", 1.9, 2.5)]
    draft.go_to(0)
    assert draft.edit(RenameSpeaker("Cleo", "Dora")) and beside(draft.segments)[0][1] == ("Dora", 1.9, 3)
    assert draft.edit(RenameSpeaker("Ben", "Ada")), "who is merged into a speaker is nobody beside them"
    assert beside(draft.segments)[0] == [("Dora", 1.9, 3)] and draft.segments[1].speaker == "Ada"
    assert draft.edit(SetSpeaker([1], "Dora")) and not draft.segments[0].overlaps
    draft.go_to(0)
    assert draft.edit(SplitSpeaker(2, "Ben the second")) and beside(draft.segments)[0][0] == ("Ben", 0, 1.2)


def test_who_speaks_where_nobody_was_heard_is_the_nearest() -> None:
    segments = [segment_of("Hello there", 0), segment_of("Far away", 60, number=2)]
    assert told(segments, (1.5, 9, 4)) == [("Speaker 5", "Hello there"), (None, "Far away")]


def test_a_segment_without_words_stays_whole() -> None:
    segments = [Segment(0, 4, "Written by a person", segment_id=1)]
    assert told(segments, (0, 1, 0), (1, 4, 1)) == [("Speaker 2", "Written by a person")]


def test_a_language_without_spaces_is_split_too() -> None:
    words = tuple(Word(place, place + 1.0, sign, 0.9) for place, sign in enumerate("你好吗我很好"))
    segments = [Segment(0, 6, "你好吗我很好", words=words, segment_id=1)]
    change = change_of(segments, FindSpeakers([Turn(0, 3, 0), Turn(3, 6, 1)]), "zh")
    assert [part.text for part in change.added] == ["你好吗", "我很好"]


CALL = [segment_of("Hello Bob.", 0), segment_of("Hello Anna.", 2, number=2), segment_of("Bye.", 4, number=3)]
TURNS = (Turn(0, 1, 0), Turn(2, 3, 1), Turn(4, 4.5, 0))


def test_names_that_a_person_gave_stay_with_those_who_have_them() -> None:
    named = applied(CALL, change_of(CALL, FindSpeakers(TURNS)))
    named = applied(named, change_of(named, RenameSpeaker("Speaker 2", "Anna")))
    again = [Turn(0, 1, 1), Turn(2, 3, 0), Turn(4, 4.5, 1)]  # numbered otherwise
    after = applied(named, change_of(named, FindSpeakers(again)))
    assert [segment.speaker for segment in after] == ["Speaker 2", "Anna", "Speaker 2"]


def test_a_name_belongs_to_one_speaker() -> None:
    named = [replace(segment, speaker="Anna") for segment in CALL]
    after = applied(named, change_of(named, FindSpeakers(TURNS)))
    assert [segment.speaker for segment in after] == ["Anna", "Speaker 2", "Anna"]


def test_a_guess_that_was_wrong_leaves_no_name() -> None:
    three = (Turn(0, 1, 0), Turn(2, 3, 1), Turn(4, 4.5, 2))
    named = applied(CALL, change_of(CALL, FindSpeakers(three)))
    assert [segment.speaker for segment in named] == ["Speaker 1", "Speaker 2", "Speaker 3"]
    after = applied(named, change_of(named, FindSpeakers(TURNS)))
    assert [segment.speaker for segment in after] == ["Speaker 1", "Speaker 2", "Speaker 1"]


def test_they_are_called_as_the_person_speaks() -> None:
    after = applied(CALL, change_of(CALL, FindSpeakers(TURNS, "Sprecher {}")))
    assert [segment.speaker for segment in after] == ["Sprecher 1", "Sprecher 2", "Sprecher 1"]


def test_it_is_undone_like_any_edit_and_keeps_the_words_of_a_person() -> None:
    draft = Draft(map(Version, CALL))
    draft.edit(SetText(2, "Hello dear Anna."))
    draft.edit(FindSpeakers(TURNS))
    assert [segment.text for segment in draft.segments] == ["Hello Bob.", "Hello dear Anna.", "Bye."]
    assert not draft.edit(FindSpeakers(TURNS))  # what is so already is no edit
    draft.undo()
    assert [segment.speaker for segment in draft.segments] == [None, None, None]


@on_a_busy_machine
@given(texts(), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(0, 3)), max_size=12))
def test_no_word_is_lost_and_all_stays_in_order(segments: list[Segment], drawn: list[tuple[int, int, int]]) -> None:
    turns = [Turn(start / 4, (start + length) / 4, speaker) for start, length, speaker in drawn]
    after = applied(segments, change_of(segments, FindSpeakers(turns)))
    assert " ".join(each.text for each in after) == " ".join(each.text for each in segments)
    assert [word for each in after for word in each.words] == [word for each in segments for word in each.words]
    assert all(each.start_s < each.end_s for each in after)
    assert [each.start_s for each in after] == sorted(each.start_s for each in after)


def spoken(*speakers: str | None) -> list[Segment]:
    return [
        Segment(float(n), n + 0.9, f"part {n}", speaker=speaker, segment_id=n + 1) for n, speaker in enumerate(speakers)
    ]


def test_from_a_segment_on_its_speaker_is_somebody_else() -> None:
    """Nothing before it changes, nor what others say; and undo takes all of it back at once."""
    draft = Draft(map(Version, spoken("Ada", "Ben", "Ada", None, "Ben", "Ada")))
    assert draft.edit(SplitSpeaker(3, "Cleo"))
    assert [each.speaker for each in draft.segments] == ["Ada", "Ben", "Cleo", None, "Ben", "Cleo"]
    draft.undo()
    assert [each.speaker for each in draft.segments] == ["Ada", "Ben", "Ada", None, "Ben", "Ada"]
    assert draft.edit(SplitSpeaker(6, "Ben")) and draft.segments[5].speaker == "Ben"
    assert not draft.edit(SplitSpeaker(6, "Ben")), "it is who it was"
    assert draft.edit(SplitSpeaker(4, "Ada")) and draft.segments[3].speaker == "Ada", "of nobody, what nobody says"


def test_one_more_speaker_is_called_as_nobody_is() -> None:
    assert new_name(spoken(None)) == "Speaker 1"
    assert new_name(spoken("Ada", "Speaker 2")) == "Speaker 3"
    assert new_name(spoken("Ada", "Speaker 3"), "Sprecher {}") == "Sprecher 3"
    assert new_name(spoken("Ada", "Speaker 3")) == "Speaker 4"
