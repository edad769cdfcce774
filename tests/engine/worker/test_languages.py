"""Which language is taken for the one that is spoken."""

from __future__ import annotations

from engine.worker.languages import Expectation, likeliest

YES = {"ja": 0.59, "en": 0.3, "ko": 0.06}


def test_without_anything_known_it_is_the_one_that_is_heard() -> None:
    guess = likeliest(YES, Expectation(), 0.5)
    assert guess.language == "ja" and not guess.is_sure
    assert likeliest({"de": 0.99, "nl": 0.01}, Expectation(), 3.0).is_sure


def test_what_a_person_has_said_is_not_doubted() -> None:
    assert likeliest(YES, Expectation(fixed="de"), 0.5) == ("de", 1.0)


def test_the_languages_of_the_person_and_of_the_session_are_likelier() -> None:
    assert likeliest(YES, Expectation(spoken=("de", "en")), 0.5).language == "en"
    assert likeliest(YES, Expectation(of_session=("en", "en", "de")), 0.5).language == "en"
    clear = {"fr": 0.97, "en": 0.02}
    assert likeliest(clear, Expectation(spoken=("de", "en")), 5.0).language == "fr"


def test_a_clip_changes_its_language_for_a_sentence_but_hardly_for_a_word() -> None:
    german = {"de": 0.998, "en": 0.001}
    clip = Expectation(of_clip="en")
    assert likeliest(german, clip, 6.0).language == "de"
    assert likeliest(german, clip, 1.0).language == "en"
    assert likeliest({"de": 0.8, "en": 0.15}, clip, 6.0).language == "en"
