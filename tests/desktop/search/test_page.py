"""What is marked in a passage is what the search looked for."""

from __future__ import annotations

import pytest

from desktop.search.page import matches


@pytest.mark.parametrize(
    ("words", "searched", "marked"),
    [
        ("Call me back, call me soon.", "call", ["Call", "call"]),
        ("The meeting starts on Monday.", "monday meet", ["meeting", "Monday"]),
        ("The meeting starts on Monday.", "meet monday", ["meeting", "Monday"]),
        ("Un café à Genève", "cafe genev", ["café", "Genève"]),
        ("Nothing here", "", []),
        ("Nothing here", '"', []),
    ],
)
def test_words_that_begin_with_those_searched_for(words: str, searched: str, marked: list[str]) -> None:
    assert [words[start:end] for start, end in matches(words, searched)] == marked
