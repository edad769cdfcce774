"""Words are where the sound is: of what an alignment draws over a silence, and of nothing else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.segments import Word
from engine.worker.word_times import SoundSpan, settled, stretches

SOUND, SILENCE, LOUD = -20.0, -70.0, -10.0


def levels(*parts: tuple[float, float]) -> list[float]:
    """Levels of parts, each so many seconds long."""
    return [level for seconds, level in parts for _ in range(round(seconds * 100))]


def said(*words: tuple[float, float, str]) -> list[Word]:
    return [Word(start_s, end_s, text, 0.9) for start_s, end_s, text in words]


def times(words: list[Word]) -> list[tuple[float, float]]:
    return [(round(word.start_s, 3), round(word.end_s, 3)) for word in words]


# --- where there is sound ---


def test_sound_between_silences() -> None:
    found = stretches(
        levels((0.5, SILENCE), (1.0, SOUND), (0.1, SILENCE), (0.4, SOUND), (2.0, SILENCE), (1.0, SOUND)), 10
    )
    assert [(round(each.start_s, 2), round(each.end_s, 2)) for each in found] == [(10.5, 12.0), (14.0, 15.0)]
    assert [(each.begins, each.ends) for each in found] == [(True, True), (True, False)]


def test_a_click_is_no_sound_and_noise_no_silence() -> None:
    assert len(stretches(levels((1.0, SILENCE), (0.03, LOUD), (1.0, SILENCE), (2.0, SOUND)))) == 1
    noise = stretches([-30.0 + n % 7 for n in range(500)])
    assert len(noise) == 1 and noise[0].end_s - noise[0].start_s == 5.0
    assert not (noise[0].begins or noise[0].ends) and stretches([]) == []


# --- where the words are ---

TWO = [SoundSpan(1.0, 2.0), SoundSpan(5.0, 6.5)]


def test_the_first_word_begins_and_the_last_one_ends_with_the_sound() -> None:
    words = said((0.6, 1.3, "One"), (1.3, 1.6, "two."), (3.9, 5.4, "Three"), (5.4, 6.2, "four."))
    assert times(settled(words, TWO)) == [(1.0, 1.3), (1.3, 2.0), (5.0, 5.4), (5.4, 6.5)]


def test_a_word_that_reaches_over_a_pause_is_said_after_it() -> None:
    words = said((1.0, 1.8, "One."), (1.8, 5.1, "Two"), (5.1, 6.5, "three."))
    assert times(settled(words, TWO)) == [(1.0, 2.0), (5.0, 5.1), (5.1, 6.5)]


def test_the_first_word_of_a_sentence_is_said_after_the_pause_that_it_was_put_into() -> None:
    words = said((1.0, 1.8, "One."), (2.2, 2.9, "And"), (5.1, 6.5, "two."))
    found = settled(words, TWO)
    assert times(found)[0] == (1.0, 2.0) and found[1].start_s == 5.0 < found[2].start_s
    within = said((1.0, 1.8, "One"), (2.2, 2.9, "and"), (5.1, 6.5, "two."))
    assert settled(within, TWO)[1].end_s == 2.0
    before = said((1.0, 1.8, "One."), (1.8, 2.0, "Two."), (5.1, 6.5, "three."))
    assert settled(before, TWO)[1].end_s == 2.0


def test_a_last_word_that_is_drawn_out_ends_with_its_sound() -> None:
    words = said((1.0, 1.4, "One"), (1.4, 4.9, "two."), (4.9, 6.5, "Three."))
    assert times(settled(words, TWO)) == [(1.0, 1.4), (1.4, 2.0), (5.0, 6.5)]


def test_words_in_a_silence_share_the_sound_that_is_next_to_them() -> None:
    words = said((1.0, 2.0, "One."), (3.6, 3.8, "A"), (3.8, 4.4, "few"), (4.4, 5.6, "words"), (5.6, 6.5, "more."))
    found = settled(words, TWO)
    assert times(found)[0] == (1.0, 2.0) and found[1].start_s == 5.0 and found[3].end_s == 5.6
    assert all(word.end_s - word.start_s >= 0.02 for word in found)


def test_where_it_is_not_known_where_the_sound_begins_the_model_is_believed() -> None:
    whole = [SoundSpan(0.0, 9.0, begins=False, ends=False)]
    words = said((0.3, 0.8, "One"), (0.8, 8.5, "two."))
    assert settled(words, whole) == words and settled(words, []) == words


@given(st.data())
def test_nothing_is_lost_and_everything_stays_in_order(data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.floats(0, 30), min_size=2, max_size=12, unique=True)))
    sounds = [SoundSpan(start_s, end_s) for start_s, end_s in zip(edges[::2], edges[1::2], strict=False)]
    ticks = sorted(data.draw(st.lists(st.floats(0, 30), min_size=2, max_size=30)))
    words = [Word(start_s, end_s, f"w{n}", 0.5) for n, (start_s, end_s) in enumerate(pairwise(ticks))]
    found = settled(words, sounds)
    assert [word.text for word in found] == [word.text for word in words]
    assert all(word.start_s <= word.end_s + 1e-9 for word in found)
    assert all(a.start_s <= b.start_s + 1e-9 and a.end_s <= b.end_s + 1e-9 for a, b in pairwise(found))
    assert all(any(s.start_s - 1e-9 <= w.start_s and w.end_s <= s.end_s + 1e-9 for s in sounds) for w in found)
