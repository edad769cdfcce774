"""A completed run as OpenAI's API has it, in each form of answer."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NotRequired, TypedDict

from starlette.responses import JSONResponse, PlainTextResponse, Response

from engine.exports.formats import render
from engine.language_names import LANGUAGES
from engine.run import Run, Task
from engine.segments import Segment
from engine.server.asked import Answer, Asked
from engine.text.transcript import Transcript, flowing_text

_MEDIA_TYPES = {Answer.SRT: "application/x-subrip", Answer.VTT: "text/vtt"}


class Usage(TypedDict):
    """What a clip would be charged by elsewhere."""

    type: str
    seconds: int


class SegmentBody(TypedDict):
    """A segment with the fields of Whisper's own output. `tokens`, which are not kept, are empty."""

    id: int
    seek: int
    start: float
    end: float
    text: str
    tokens: list[int]
    temperature: float
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float


class WordBody(TypedDict):
    word: str
    start: float
    end: float


class VerboseBody(TypedDict):
    """What `verbose_json` is."""

    task: str
    language: str
    duration: float
    text: str
    segments: NotRequired[list[SegmentBody]]
    words: NotRequired[list[WordBody]]
    usage: Usage


def reply(asked: Asked, run: Run, segments: Sequence[Segment]) -> Response:
    """The answer for a completed run."""
    headers = {"X-Run-Id": run.run_id}
    text = flowing_text(segments, run.language)
    match asked.answer:
        case Answer.TEXT:
            return PlainTextResponse(f"{text}\n", headers=headers)
        case Answer.SRT | Answer.VTT:
            document = render(Transcript(run, segments), asked.answer.value)
            return Response(document, headers=headers, media_type=f"{_MEDIA_TYPES[asked.answer]}; charset=utf-8")
        case Answer.VERBOSE_JSON:
            return JSONResponse(_verbose(asked, run, segments, text), headers=headers)
    return JSONResponse({"text": text, "usage": usage(run)}, headers=headers)


def usage(run: Run) -> Usage:
    """How long the clip is."""
    return Usage(type="duration", seconds=round(run.clip.duration_s or 0.0))


def _verbose(asked: Asked, run: Run, segments: Sequence[Segment], text: str) -> VerboseBody:
    body = VerboseBody(
        task="translate" if run.options.task is Task.TRANSLATE else "transcribe",
        language=LANGUAGES.get(run.language or "", run.language or "").lower(),
        duration=round(run.clip.duration_s or 0.0, 3),
        text=text,
        usage=usage(run),
    )
    if asked.has_segments:
        body["segments"] = [_segment(number, segment) for number, segment in enumerate(segments)]
    if asked.has_words:
        body["words"] = [
            WordBody(word=word.text.strip(), start=round(word.start_s, 3), end=round(word.end_s, 3))
            for segment in segments
            for word in segment.words
        ]
    return body


def _segment(number: int, segment: Segment) -> SegmentBody:
    spoken = segment.text.strip().encode(errors="replace")
    return SegmentBody(
        id=number,
        seek=round(segment.start_s * 100),
        start=round(segment.start_s, 3),
        end=round(segment.end_s, 3),
        text=segment.text.strip(),
        tokens=[],
        temperature=0.0,
        avg_logprob=round(segment.avg_logprob, 4),
        compression_ratio=round(len(spoken) / len(zlib.compress(spoken)), 3),
        no_speech_prob=round(segment.no_speech_prob, 4),
    )
