"""Cues can be read: short lines, long enough on the screen, in time; and never a word is lost or shown twice."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import ExportError
from engine.exports.cues import Cue, Rules, cues
from engine.exports.line_breaks import columns, units
from engine.segments import Segment, Word
from engine.text.transcript import one_line

#: Shorter, and a player may never show it.
FRAME_MS = 42
WORDS = [
    "a",
    "to",
    "Dr.",
    "yes,",
    "hello",
    "there.",
    "3.5",
    "Donaudampfschifffahrt" * 3,
    "你好，世界。",
    "안녕하세요",
    "👨‍👩‍👧",
    "é" * 50,
]
SENTENCE = "When the meeting ended, nobody knew who had to write the notes, so nobody did."


def texts(made: list[Cue]) -> list[str]:
    return [" / ".join(cue.lines) for cue in made]


@st.composite
def spoken(draw: st.DrawFn) -> list[Segment]:
    """Segments one after another, with and without the times of their words, some of them edited since."""
    segments = []
    now_s = 0.0
    for _ in range(draw(st.integers(0, 5))):
        now_s += draw(st.floats(0, 5))
        end_s = now_s + draw(st.floats(0, 30))
        said = draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=40))
        times = sorted(draw(st.lists(st.floats(now_s - 1, end_s + 1), min_size=2 * len(said), max_size=2 * len(said))))
        words = tuple(Word(times[2 * n], times[2 * n + 1], f" {word}", 0.9) for n, word in enumerate(said))
        text = draw(st.sampled_from([" ".join(said), "edited since"]))
        segments.append(Segment(now_s, end_s, text, words=draw(st.sampled_from([(), words]))))
        now_s = end_s
    return segments


RULES = st.builds(
    Rules,
    line_length=st.integers(12, 60),
    lines=st.integers(1, 3),
    columns_per_s=st.floats(5, 40),
    min_s=st.floats(0.5, 2),
    max_s=st.floats(3, 10),
    gap_s=st.floats(0, 0.5),
)


@given(spoken(), RULES)
def test_no_word_is_lost_and_none_is_there_twice(segments: list[Segment], rules: Rules) -> None:
    shown = "".join("".join(cue.lines) for cue in cues(segments, rules))
    said = "".join(one_line(segment.text) for segment in segments)
    assert shown.replace(" ", "") == said.replace(" ", "")


@given(spoken(), RULES)
def test_cues_follow_one_another(segments: list[Segment], rules: Rules) -> None:
    made = cues(segments, rules)
    assert all(0 <= cue.start_ms <= cue.end_ms - FRAME_MS for cue in made)
    assert all(cue.end_ms <= cue.start_ms + round(rules.max_s * 1000) for cue in made)
    for cue, following in pairwise(made):
        between_ms = following.start_ms - cue.start_ms
        gap_ms = min(round(rules.gap_s * 1000), between_ms // 2, between_ms - FRAME_MS)
        assert following.start_ms - cue.end_ms >= gap_ms >= 0
        # One that leaves before it can be read leaves for the next.
        needed_ms = round(rules.min_s * 1000)
        assert cue.end_ms - cue.start_ms >= min(needed_ms, between_ms // 2, between_ms - round(rules.gap_s * 1000))


@example([Segment(46, 73, "é" * 50, words=(Word(73, 73, "é" * 50, 0.9),))], Rules(line_length=13, gap_s=0))
@given(spoken(), RULES)
def test_cues_begin_within_their_segment(segments: list[Segment], rules: Rules) -> None:
    for segment in segments:
        latest_ms = segment.end_s * 1000
        for cue in cues([segment], rules):
            assert segment.start_s * 1000 - 1 <= cue.start_ms <= latest_ms + 1
            # Several that would be over at once come after the segment, one after the other: each is to be read.
            latest_ms = max(latest_ms, cue.start_ms + rules.min_ms)


@given(spoken(), RULES)
def test_lines_are_few_and_short(segments: list[Segment], rules: Rules) -> None:
    for cue in cues(segments, rules):
        assert 1 <= len(cue.lines) <= rules.lines
        assert all(line == line.strip() and line for line in cue.lines)
        assert all(columns(line) <= rules.line_length for line in cue.lines)


def test_each_cue_comes_with_its_sound_where_two_speak_at_once() -> None:
    long = Segment(0, 14, f"{SENTENCE} {SENTENCE} {SENTENCE}", speaker="Speaker 1")
    made = cues([long, Segment(6, 6.5, "Yes.", speaker="Speaker 2"), Segment(20, 22, "I see.", speaker="Speaker 2")])
    assert [cue.start_ms for cue in made] == sorted(cue.start_ms for cue in made)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(made))
    between = next(place for place, cue in enumerate(made) if cue.speaker == "Speaker 2")
    assert made[between].lines == ("Yes.",) and 6000 <= made[between].start_ms < 7000
    assert 0 < between < len(made) - 2, "the other goes on after it"


@given(spoken(), spoken(), RULES)
def test_two_who_speak_at_once_lose_no_word_and_no_order(
    one: list[Segment], other: list[Segment], rules: Rules
) -> None:
    segments = [*(replace(each, speaker="one") for each in one), *(replace(each, speaker="two") for each in other)]
    segments.sort(key=lambda segment: (segment.start_s, segment.end_s))
    made = cues(segments, rules)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(made))
    for speaker in ("one", "two"):
        shown = "".join("".join(cue.lines) for cue in made if cue.speaker == speaker)
        said = "".join(one_line(segment.text) for segment in segments if segment.speaker == speaker)
        assert shown.replace(" ", "") == said.replace(" ", "")


def test_a_long_segment_is_cut_at_ends_of_sentences_and_clauses() -> None:
    made = cues([Segment(0, 14, f"{SENTENCE} {SENTENCE} Then there was silence for a while.")])
    assert texts(made) == [
        "When the meeting ended, nobody knew who / had to write the notes, so nobody did.",
        "When the meeting ended, nobody knew who / had to write the notes, so nobody did.",
        "Then there was silence for a while.",
    ]


def test_words_have_their_own_times() -> None:
    words = (Word(1.0, 1.4, " Hello", 0.9), Word(1.5, 2.0, " there.", 0.9), Word(8.0, 8.5, " How", 0.9))
    made = cues([Segment(1.0, 9.0, " Hello there. How", words=words)])
    assert made == [Cue(1000, 2000, ("Hello there.",)), Cue(8000, 9000, ("How",))]


def test_without_words_times_follow_the_text() -> None:
    made = cues([Segment(10, 20, f"{SENTENCE} {SENTENCE}")])
    assert [(cue.start_ms, cue.end_ms) for cue in made] == [(10000, 14920), (15000, 20000)], "with the gap"


def test_a_text_that_was_edited_does_not_take_the_times_of_other_words() -> None:
    words = (Word(0.0, 0.1, " Helo", 0.9), Word(0.1, 0.2, " ther", 0.9))
    assert cues([Segment(0, 4, "Hello there", words=words)]) == [Cue(0, 4000, ("Hello there",))]


def test_a_short_cue_stays_until_it_can_be_read() -> None:
    yes, later = Segment(0, 0.2, "Yes."), Segment(5, 5.5, "A rather long answer that takes time to be read")
    assert [(cue.start_ms, cue.end_ms) for cue in cues([yes, later])] == [(0, 1000), (5000, 7350)]
    assert [cue.end_ms for cue in cues([yes, later], duration_s=6.0)] == [1000, 6000]
    assert [cue.end_ms for cue in cues([yes, Segment(0.5, 3, "No.")])] == [420, 3000]


def test_languages_without_spaces_are_cut_but_never_before_a_comma() -> None:
    made = cues([Segment(0, 20, "今天天气很好，我们去公园散步吧。" * 4)])
    lines = [line for cue in made for line in cue.lines]
    assert len(made) > 1 and all(columns(line) <= 42 and line[0] not in "，。" for line in lines)
    assert "".join(lines) == "今天天气很好，我们去公园散步吧。" * 4


def test_signs_that_are_seen_as_one_stay_together() -> None:
    family = "👨‍👩‍👧"
    lines = [line for cue in cues([Segment(0, 30, family * 50 + "e\u0301" * 100)]) for line in cue.lines]
    assert len(lines) > 1
    assert all(not line.startswith(("\u200d", "\u0301")) and not line.endswith("\u200d") for line in lines)


def test_lines_end_with_a_clause_where_that_makes_them_little_longer() -> None:
    [cue] = cues([Segment(0, 5, "Well. I think so. But are you sure? Yes, I am.")])
    assert cue.lines == ("Well. I think so. But are you sure?", "Yes, I am.")


def test_a_segment_that_is_mostly_silence_is_not_read_out_word_by_word() -> None:
    assert cues([Segment(3, 32, "Thank you very much.")]) == [Cue(3000, 10000, ("Thank you very much.",))]


@pytest.mark.parametrize("segments", [[], [Segment(0, 1, " ")], [Segment(3, 2, "\n")]])
def test_nothing_said_is_no_cue(segments: list[Segment]) -> None:
    assert cues(segments) == []


def test_times_that_go_back_are_put_in_order() -> None:
    made = cues([Segment(5, 6, "one"), Segment(4, 3, "two"), Segment(7, 8, "three")])
    assert [(cue.start_ms, cue.end_ms, cue.lines) for cue in made] == [
        (5000, 6000, ("one two",)),
        (7000, 8000, ("three",)),
    ]


LONG = "This text is too long to be joined with another one that has no time of its own either."


def test_a_cue_without_time_is_joined_with_the_next_one_if_both_fit() -> None:
    assert cues([Segment(1, 1, "Yes."), Segment(1, 1, "No."), Segment(3, 4, "So.")]) == [
        Cue(1000, 2000, ("Yes. No.",)),
        Cue(3000, 4000, ("So.",)),
    ]
    assert texts(cues([Segment(1, 1, "Yes.", speaker="A"), Segment(1, 1, "No.", speaker="B")])) == ["Yes.", "No."]


def test_cues_without_time_share_what_there_is_until_the_next_one() -> None:
    made = cues([Segment(5, 5, LONG), Segment(5, 5, LONG)])
    assert [cue.start_ms for cue in made] == [5000, 6000, 7000, 8000], "nothing follows: each can be read"
    before = [
        (cue.start_ms, cue.end_ms) for cue in cues([Segment(5, 5, LONG), Segment(5, 5, LONG), Segment(6, 9, "So")])
    ]
    assert [start_ms for start_ms, _ in before] == [5000, 5250, 5500, 5750, 6000]


def test_words_of_no_length_make_no_cues_of_no_length() -> None:
    told = [(9.1, 9.1, " do"), (9.1, 9.1, " to"), (9.1, 9.1, " you."), (9.1, 9.1, " And"), (9.1, 9.4, " whatever"),
            (9.4, 9.4, " else"), (9.4, 9.4, " happens"), (9.4, 9.4, " here,")]  # fmt: skip
    words = tuple(Word(start_s, end_s, text, 0.5) for start_s, end_s, text in told)
    text = "".join(word.text for word in words)
    made = cues([Segment(9.1, 9.4, text, words=words)], Rules(line_length=16, lines=1), 9.5)
    assert all(cue.end_ms - cue.start_ms >= FRAME_MS for cue in made)
    assert " ".join(texts(made)) == text.strip()


@given(st.text("これはっょーァ々、。」ヶPython ", min_size=1, max_size=120), RULES)
def test_no_line_begins_with_what_begins_none(text: str, rules: Rules) -> None:
    """Unless it does not fit on a line together with what it belongs to. No language has a space before them."""
    text = re.sub(" +(?=[っょーァ々、。」ヶ])", "", f"は{text}")
    cut = {
        unit.text[0]
        for before, unit in pairwise(units(text, rules.line_length))
        if columns(before.text + " " * unit.is_spaced + unit.text) > rules.line_length
    }
    for line in [line for cue in cues([Segment(0, 60, text)], rules) for line in cue.lines]:
        assert line[0] not in "っょーァ々、。」ヶ" or line[0] in cut


@pytest.mark.parametrize("text", ["はPP 、、、こ", "は々こ 、、っ"])
def test_a_comma_after_a_space_begins_no_line(text: str) -> None:
    made = cues([Segment(0, 60, text)], Rules(12, 1, 5.0, 1.0, 3.0, 0.0))
    assert not [line for cue in made for line in cue.lines if line[0] == "、"]


def test_japanese_lines_begin_with_no_small_kana() -> None:
    text = "これはPythonのFastWhisperライブラリを使ったトランスクリプションのテストです。"
    lines = [line for cue in cues([Segment(0, 6, text)]) for line in cue.lines]
    assert "".join(lines) == text and len(lines) == 2
    assert all(line[0] not in "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー々。" for line in lines)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("th", "สำนักงาน|ใหญ่|ของ|บริษัท|อยู่|ที่|กรุงเทพมหานคร|เรา|ไป|บ่อยๆ"),
        ("lo", "ຂ້ອຍ|ຮັກ|ເຈົ້າ|ຫຼາຍ|ທີ່ສຸດ|ໃນ|ໂລກ"),
        ("km", "ខ្ញុំ|ស្រលាញ់|អ្នក|ខ្លាំង|ណាស់|នៅក្នុង|ពិភពលោក"),
        ("my", "ကျွန်တော်|သည်|မြန်မာ|စာ|ကို|လေ့လာ|နေ|ပါသည်"),
        ("bo", "བོད་|སྐད་|ནི་|བོད་|ཀྱི་|སྐད་|ཡིག་|ཡིན།"),
    ],
)
@pytest.mark.parametrize("line_length", [16, 24, 42])
def test_words_of_languages_without_spaces_stay_whole(language: str, words: str, line_length: int) -> None:
    whole = words.split("|")
    lines = [line for cue in cues([Segment(0, 20, "".join(whole) * 4)], Rules(line_length)) for line in cue.lines]
    assert len(lines) > 1 and "".join(lines) == "".join(whole) * 4
    ends = set(accumulate(map(len, whole * 4)))
    assert set(accumulate(map(len, lines))) <= ends, language


def test_punctuation_after_a_space_begins_no_line() -> None:
    for length in range(18, 60):
        made = cues([Segment(0, 20, "« Vraiment ? » dit-elle ; oui ! Et ( peut-être ) encore : non .")], Rules(length))
        lines = [line for cue in made for line in cue.lines]
        assert all(line[0] not in "?!;:.)»" and line[-1] not in "«(" for line in lines), lines


@pytest.mark.parametrize(
    "wrong", [{"line_length": 0}, {"lines": 0}, {"columns_per_s": 0}, {"min_s": 8}, {"min_s": 0}, {"gap_s": -1}]
)
def test_rules_that_contradict_each_other_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ExportError):
        Rules(**wrong)
