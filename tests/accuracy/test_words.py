"""Words are compared by what was heard, not by how it is written, and every error stands at its word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accuracy.words import errors_by_word, words

TEXTS = st.lists(st.sampled_from("abc"), max_size=8)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "It's 2:30 P.M., Mister Smith.", "it is two thirty pm mr smith"),
        ("en", "the colour of one two three", "the color of 1, 2, 3"),
        ("en", "he said (quietly) so", "He said quietly so."),
        ("de", "„Grüß Gott“, sagte er.", "grüß gott sagte er"),
        ("zh", "砸自己的脚。", "砸 自己 的 脚"),
    ],
)
def test_what_is_written_in_another_way_is_heard_alike(language: str, one: str, other: str) -> None:
    assert words(one, language) == words(other, language) != []


def test_of_languages_without_spaces_the_characters_are_counted() -> None:
    assert len(words("砸自己的脚", "zh")) == 5
    assert len(words("der eigene Fuß", "de")) == 3


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", [0, 0, 0]),
        ("a b c", "a x c", [0, 1, 0]),
        ("a b c", "a c", [0, 1, 0]),
        ("a b c", "a b x y c", [0, 2, 0]),
        ("a b c", "x a b c", [1, 0, 0]),
        ("a b c", "", [1, 1, 1]),
    ],
)
def test_errors_stand_at_their_words(said: str, heard: str, errors: list[int]) -> None:
    assert errors_by_word(said.split(), heard.split()) == errors


@given(TEXTS.filter(bool), TEXTS)
def test_there_are_as_few_errors_as_can_be(said: list[str], heard: list[str]) -> None:
    errors = sum(errors_by_word(said, heard))
    assert abs(len(said) - len(heard)) <= errors <= max(len(said), len(heard))
    assert (errors == 0) is (said == heard)
    if heard:
        assert errors == sum(errors_by_word(heard, said))


def test_where_nothing_was_said_there_is_nothing_to_count() -> None:
    with pytest.raises(ValueError, match="nothing was said"):
        errors_by_word([], ["a"])
