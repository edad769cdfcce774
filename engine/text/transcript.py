"""A run with its text, and the text for reading: in one line, or in paragraphs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.messages import explain, without_text
from engine.run import Outcome, Reason, Run
from engine.segments import Segment, Span, names_of

#: The minimum silence that starts a new paragraph.
PARAGRAPH_PAUSE_S = 2.0
#: If nobody pauses, a paragraph ends with the first sentence that reaches this many characters, or at the latest with
#: the segment that reaches twice as many.
PARAGRAPH_LENGTH = 600
#: Languages written without spaces between sentences.
UNSPACED = frozenset({"zh", "ja", "yue", "th", "lo", "my", "km", "bo"})

_SENTENCE_END = re.compile(r"[.?!…。？！؟۔।]['\"”’»)\]」』]*$")
#: Characters that no document can show and some cannot even contain.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Transcript:
    """A run with its text, and the name of its session if a document should show it."""

    run: Run
    segments: Sequence[Segment]
    session: str = ""
    #: Speech that the machine has no text for, as input for `engine.text.coverage`.
    unheard: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one speaker says without a long pause. `start_s`: seconds from the start of the clip."""

    start_s: float
    text: str
    speaker: str = ""
    #: Who else speaks meanwhile, for some of it.
    also: Sequence[str] = ()

    @property
    def speakers(self) -> str:
        """Who speaks, for a document: without words, since it may be in any language. Empty if that is not known."""
        return f"{self.speaker} (+ {', '.join(self.also)})" if self.speaker and self.also else self.speaker


def one_line(text: str) -> str:
    """The text without line breaks, tabs and double spaces; unprintable characters become replacement characters."""
    return " ".join(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text).split())


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def flowing_text(segments: Iterable[Segment], language: str | None = None) -> str:
    """All words in one line, without times."""
    space = "" if language in UNSPACED else " "
    return space.join(text for segment in segments if (text := one_line(segment.text)))


def paragraphs(transcript: Transcript) -> list[Paragraph]:
    """The text, split where the speaker changes or pauses, or at the end of a sentence once it is long enough."""
    parts: list[list[Segment]] = []
    end_s, length, is_full = float("-inf"), 0, False
    for segment in transcript.segments:
        text = one_line(segment.text)
        if not text:
            continue
        is_other = bool(parts) and parts[-1][-1].speaker != segment.speaker
        if is_full or is_other or segment.start_s - end_s >= PARAGRAPH_PAUSE_S:
            parts.append([])
            length = 0
        parts[-1].append(segment)
        end_s = segment.end_s
        length += len(text)
        is_full = length >= PARAGRAPH_LENGTH * (1 if ends_sentence(text) else 2)
    return [
        Paragraph(
            part[0].start_s,
            flowing_text(part, transcript.run.language),
            one_line(part[0].speaker or ""),
            tuple(dict.fromkeys(one_line(name) for segment in part for name in names_of(segment.overlaps))),
        )
        for part in parts
    ]


def plain_text(transcript: Transcript) -> str:
    """The paragraphs, separated by empty lines, each with its speaker if known."""
    return "\n\n".join(f"{part.speaker}: {part.text}" if part.speaker else part.text for part in paragraphs(transcript))


def absence(run: Run) -> str:
    """A sentence to show in place of a missing text."""
    if run.reason:
        return explain(run.reason)
    if run.outcome is Outcome.NO_SPEECH:
        return explain(without_text(run))
    return explain(Reason("no_text"))
