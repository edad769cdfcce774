"""What is different between two texts is marked, and nothing else."""

from __future__ import annotations

import re

from desktop.transcript.differences import differences, says_the_same
from engine.segments import Segment


def texts(*words: str) -> list[Segment]:
    return [Segment(float(n), n + 1.0, text) for n, text in enumerate(words)]


def marked(html: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag} [^>]*>(.*?)</{tag}>", html)


def test_only_the_words_that_differ_are_marked() -> None:
    html = differences(texts("One.", "Two is here.", "Three."), texts("One.", "Two was <here>.", "Three."))
    assert marked(html, "s") == ["is here."] and marked(html, "u") == ["was &lt;here&gt;."]
    assert html.startswith("One.<br>Two ") and html.endswith("<br>Three.")


def test_the_same_words_parted_otherwise_say_the_same() -> None:
    assert says_the_same(texts("One two.", "Three."), texts("One", "two. Three."))
    assert not says_the_same(texts("One."), texts())


def test_long_texts_that_differ_everywhere_are_told_apart() -> None:
    before = texts(*(f"the old number {n} of the many" for n in range(800)))
    after = texts(*(f"the new number {n} of the many" for n in range(800)))
    html = differences(before, after)
    assert "old" in "".join(marked(html, "s")) and "new" in "".join(marked(html, "u"))
