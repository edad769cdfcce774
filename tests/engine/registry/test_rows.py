"""Words as they lie in the registry."""

import json

from engine.registry.rows import StoredWords, options_json, options_of
from engine.run import Options
from engine.segments import Segment, Word

_WORDS = (Word(0.0, 0.4, " good", 0.9), Word(0.5, 0.8, " day", 0.6))


def _stored() -> StoredWords:
    return StoredWords(json.dumps([[word.start_s, word.end_s, word.text, word.probability] for word in _WORDS]))


def test_stored_words_are_like_the_words_themselves():
    words = _stored()
    assert tuple(words) == _WORDS and len(words) == 2
    assert words[0] == _WORDS[0] and words[1:] == _WORDS[1:]


def test_segments_with_stored_words_equal_those_with_the_words_themselves():
    stored, plain = (Segment(0.0, 0.8, "good day", words=words) for words in (_stored(), _WORDS))
    assert stored == plain and plain == stored and hash(stored) == hash(plain)
    assert stored != Segment(0.0, 0.8, "good day")


def test_options_come_back_as_they_were():
    options = Options(model="base", languages=("de", "en"), start_s=1.5, end_s=4.0)
    assert options_of(options_json(options)) == options and hash(options_of(options_json(options))) == hash(options)


def test_options_from_before_a_person_could_name_their_languages_have_none():
    values = json.loads(options_json(Options(model="base")))
    del values["languages"]
    assert options_of(json.dumps(values)) == Options(model="base")
