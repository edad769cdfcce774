"""What the hearings come to: word errors by set of recordings, and where Everyclip falls short of its goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.accuracy.listeners import OURS, Hearing
from tests.accuracy.verdict import MIN_WORDS, Difference, Score, score, to_best
from tests.accuracy.words import errors_by_word, words
from tests.speech import Recording

#: Whom each of ours must not be worse than, as far as they were heard.
RIVALS = {"fast": ("plain", "batched", "careful"), "careful": ("plain", "batched")}
ALL = "all"
_TITLES = {
    "short": "English sentences", "digit": "single digits", "spont": "people speaking freely",
    "other": "sentences in other languages", "noisy": "in strong noise", "phone": "on the telephone",
    "long": "minutes long, English", "longlib": "a minute of one chapter, English",
    "otherlong": "minutes long, other languages",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One set of recordings: how everybody has heard it, and how far ours are from the best of their rivals."""

    title: str
    words: int
    scores: Mapping[str, Score]
    differences: Mapping[str, Difference]


@dataclass(frozen=True, slots=True)
class Blunder:
    """A recording that somebody has heard as what it is not: as speech, or in another language."""

    recording: Recording
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. Blunders by who has made them."""

    rows: Sequence[Row]
    without_speech: int
    false_texts: Mapping[str, Sequence[Blunder]]
    wrong_languages: Mapping[str, Sequence[Blunder]]

    def shortcomings(self) -> Iterator[str]:
        """Each goal that was missed, in a sentence."""
        for row in self.rows:
            for name, found in row.differences.items():
                if found.is_worse:
                    yield (
                        f"{name} makes {found.points:.1f} more errors in a hundred words than {found.of} in "
                        f"“{row.title}” ({found.least:.1f} to {found.most:.1f})"
                    )
        for name in OURS:
            for blunder in self.false_texts.get(name, ()):
                yield f"{name} gives {blunder.recording.path.name}, where nobody speaks, the text “{blunder.text[:80]}”"


def errors_of(recording: Recording, text: str) -> list[int]:
    """The errors at each word of what was said."""
    said = words(recording.text, recording.language)
    return errors_by_word(said, words(text, recording.language))


def report(recordings: Sequence[Recording], hearings: Mapping[str, Hearing]) -> Report:
    """Of hearings of these recordings, in their order."""
    sets: defaultdict[str, list[int]] = defaultdict(list)
    for number, recording in enumerate(recordings):
        if recording.text:
            for title in (ALL, _TITLES.get(recording.kind, recording.kind), f"language: {recording.language}"):
                sets[title].append(number)
    errors = {
        name: {
            number: errors_of(recordings[number], hearing.heard[number].text) for number in sets.get(ALL, ())
        }
        for name, hearing in hearings.items()
    }  # fmt: skip
    rows = [
        _row(title, {name: score(by_number[number] for number in numbers) for name, by_number in errors.items()})
        for title, numbers in sorted(sets.items(), key=lambda each: (each[0] != ALL, ":" in each[0], each[0]))
    ]
    silent = [number for number, recording in enumerate(recordings) if recording.has_nobody]
    return Report(
        [row for row in rows if row.words >= MIN_WORDS or ":" not in row.title],
        len(silent),
        {name: list(_false_texts(recordings, hearing)) for name, hearing in hearings.items()},
        {name: list(_wrong_languages(recordings, hearing)) for name, hearing in hearings.items()},
    )


def _row(title: str, scores: dict[str, Score]) -> Row:
    differences = {}
    for name in OURS:
        if name in scores:
            rivals = {rival: scores[rival] for rival in RIVALS[name] if rival in scores}
            if (found := to_best(scores[name], rivals)) is not None:
                differences[name] = found
    return Row(title, next(iter(scores.values())).words, scores, differences)


def _false_texts(recordings: Sequence[Recording], hearing: Hearing) -> Iterator[Blunder]:
    for recording, heard in zip(recordings, hearing.heard, strict=True):
        if recording.has_nobody and heard.text.strip():
            yield Blunder(recording, heard.text.strip(), heard.language)


def _wrong_languages(recordings: Sequence[Recording], hearing: Hearing) -> Iterator[Blunder]:
    for recording, heard in zip(recordings, hearing.heard, strict=True):
        if recording.language and heard.text.strip() and heard.language != recording.language:
            yield Blunder(recording, heard.text.strip(), heard.language)


def worst(recordings: Sequence[Recording], hearings: Mapping[str, Hearing], count: int) -> Iterator[str]:
    """The recordings that one of ours has heard worse than the best of its rivals, those with most errors first."""
    found = []
    for number, recording in enumerate(recordings):
        if not recording.text:
            continue
        errors = {name: sum(errors_of(recording, hearing.heard[number].text)) for name, hearing in hearings.items()}
        for name in OURS:
            rivals = [errors[rival] for rival in RIVALS[name] if rival in errors]
            if name in errors and rivals and errors[name] > min(rivals):
                found.append((min(rivals) - errors[name], number, name))
    for more, number, name in sorted(found)[:count]:
        recording = recordings[number]
        yield f"\n{recording.path.name}, {name}: {-more} errors more\n  said      {recording.text[:300]}"
        for each in (name, *(rival for rival in RIVALS[name] if rival in hearings)):
            yield f"  {each:<9} {hearings[each].heard[number].text[:300]}"
