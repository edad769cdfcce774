"""What is always written otherwise: whole words, one pass, capitals as they should be."""

from __future__ import annotations

import pytest

from engine.segments import Segment, Word
from engine.text.edits import WriteAlways, change_of
from engine.text.replacements import Replacement, replaced

RULES = (
    Replacement("confu i", "ComfyUI"),
    Replacement("every clip", "Everyclip"),
    Replacement("clip", "recording"),
    Replacement("e mail", "email"),
    Replacement("half", ""),
    Replacement(" ", "nothing"),
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Your confu i folder.", "Your ComfyUI folder."),
        ("Confu I, please.", "ComfyUI, please."),
        ("Every clip, every  clip!", "Everyclip, Everyclip!"),
        ("A clip and an eclipse; clips.", "A recording and an eclipse; clips."),
        ("E mail me. The e mail.", "Email me. The email."),
        ("Half of it.", "Half of it."),
        ("", ""),
    ],
)
def test_whole_words_are_written_otherwise(text: str, written: str) -> None:
    assert replaced(text, RULES) == written


def test_one_pass_so_that_no_rule_meets_what_another_wrote() -> None:
    assert replaced("a b", [Replacement("a", "b"), Replacement("b", "a")]) == "b a"


def test_signs_and_patterns_are_taken_as_they_are() -> None:
    assert replaced("C plus plus and C++ (sic)", [Replacement("c plus plus", "C++"), Replacement("(sic)", r"\1")]) == (
        r"C++ and C++ \1"
    )


def test_languages_without_spaces() -> None:
    rules = [Replacement("コンフィ", "ComfyUI"), Replacement("AI", "人工知能")]
    assert replaced("私のコンフィとAIとMAIL", rules, "ja") == "私のComfyUIと人工知能とMAIL"


def test_the_machine_s_words_keep_their_times() -> None:
    words = tuple(Word(n * 1.0, n + 0.8, word, 0.9) for n, word in enumerate(["your", "confu", "i", "folder", "now"]))
    segment = Segment(0.0, 5.0, "your confu i folder now", words=words, segment_id=1)

    def edited(*rules: Replacement) -> Segment:
        [after] = change_of([segment], WriteAlways(rules)).added
        return after

    as_many = edited(Replacement("confu i", "Comfy UI")).words
    assert [(word.start_s, word.end_s) for word in as_many] == [(word.start_s, word.end_s) for word in words]
    fewer = edited(Replacement("confu i", "ComfyUI"))
    assert fewer.text == "your ComfyUI folder now" and fewer.segment_id == 1
    assert [(word.text, word.start_s, word.end_s) for word in fewer.words] == [
        ("your", 0.0, 0.8), ("ComfyUI", 1.0, 2.8), ("folder", 3.0, 3.8), ("now", 4.0, 4.8),
    ]  # fmt: skip
    more = edited(Replacement("confu i", "the Comfy UI")).words
    assert [word.text for word in more] == ["your", "the", "Comfy", "UI", "folder", "now"]
    assert (more[1].start_s, more[3].end_s) == (1.0, 2.8)
