"""The report as docs/accuracy.md has it, and as it is seen on the screen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from platform import platform, python_version

from engine.machine.hardware import look
from engine.machine.plans import CPU, FLOAT16, INT8
from tests.accuracy.listeners import OURS, Hearing, Setting
from tests.accuracy.report import Report, Row
from tests.accuracy.verdict import MIN_WORDS, PIECE_WORDS, Difference
from tests.speech import Recording

_HEAD = """# How well it hears

Made by `make accuracy`, which fails where a goal is missed; do not edit. Word errors of real recordings, in a
hundred words that were said: Everyclip *fast* and *careful*, beside others with the same weights. `plain` is
faster-whisper as it is when nothing is set, `batched` its batched pipeline, `whisper_cpp` whisper.cpp by way of
pywhispercpp, with the weights converted to its 8-bit format. Nobody is told the language. Before words
are compared, texts are made alike by the normaliser of Whisper's own evaluation (whisper-normalizer); of Chinese and
Japanese, characters count.
"""
_GOALS = f"""
## Goals, and what counts as worse

On no set of recordings with {MIN_WORDS} words or more is *careful* worse than the best of plain and batched, nor
*fast* than the best of plain, batched and careful; and where nobody speaks there is no text.

The last columns are the difference to that best one in points, and in brackets the middle 90 of 100 values that it
takes when the recordings are drawn anew, with putting back (long ones in pieces of at most {PIECE_WORDS} words). Worse
is what is wholly above 0: less than that is the noise of so few recordings.
"""


def page(
    recordings: Sequence[Recording], where: str, setting: Setting, hearings: Mapping[str, Hearing], found: Report
) -> str:
    """All of it. `where`: which recordings these are."""
    minutes = sum(recording.length_s for recording in recordings) / 60
    packages = ", ".join(f"{name} {version(name)}" for name in ("everyclip", "faster-whisper", "ctranslate2"))
    machine, load = look(), os.getloadavg()[2]
    processor = machine.processor
    on = f"{INT8}, on the processor" if setting.device == CPU else f"{FLOAT16}, on {machine.cards[0].name}"
    about = (
        f"\n{date.today():%d %B %Y}, {processor.name}, {processor.usable} threads, {platform()}, Python "
        f"{python_version()}, {packages}. Load of the machine meanwhile: {load:.0f}. "
        f"Weights: `{setting.weights.name}`, {on}, beam 5. {len(recordings)} recordings, {minutes:.1f} minutes: "
        f"{where}.\n"
    )
    return "\n".join([_HEAD, about, *tables(hearings, found), _GOALS, *_verdict(found)]) + "\n"


def tables(hearings: Mapping[str, Hearing], found: Report) -> Iterator[str]:
    """In Markdown, line by line."""
    ours = [name for name in OURS if name in hearings]
    yield _line("word errors, %", "words", *hearings, *(f"{name} to the best" for name in ours))
    yield "|---" * (2 + len(hearings) + len(ours)) + "|"
    for row in found.rows:
        yield _line(row.title, row.words, *_cells(row, list(hearings)), *(_told(row.differences.get(n)) for n in ours))
    yield ""
    yield _line("besides", *hearings)
    yield "|---" * (1 + len(hearings)) + "|"
    yield _line(
        f"texts of {found.without_speech} recordings in which nobody speaks",
        *(len(found.false_texts[name]) for name in hearings),
    )
    yield _line("recordings taken for another language", *(len(found.wrong_languages[name]) for name in hearings))
    yield _line("seconds for all", *(f"{hearing.seconds:.0f}" for hearing in hearings.values()))


def _cells(row: Row, names: Sequence[str]) -> Iterator[str]:
    """The best in bold."""
    least = min(row.scores[name].errors for name in names)
    for name in names:
        cell = f"{row.scores[name].percent:.1f}"
        yield f"**{cell}**" if row.scores[name].errors == least else cell


def _told(difference: Difference | None) -> str:
    if difference is None:
        return ""
    told = f"{difference.points:+.1f} ({difference.least:+.1f} to {difference.most:+.1f})"
    return f"{told} **worse**" if difference.is_worse else told


def _verdict(found: Report) -> Iterator[str]:
    missed = list(found.shortcomings())
    yield "## Missed" if missed else "All goals are met."
    if missed:
        yield ""
        yield from (f"- {sentence}" for sentence in missed)


def _line(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"
