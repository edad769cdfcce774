"""A run as a document: plain text, subtitles, JSON, a table. Pure, but for `write`, which puts one safely on disk."""

from __future__ import annotations

import html
import json
import os
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

from engine.errors import NotFound
from engine.events import Found, RunEvent
from engine.run import Run, Segment, State, Word
from engine.sentences import explain

if TYPE_CHECKING:
    from pysubs2 import SSAFile

#: A silence from which plain text begins a new paragraph.
PARAGRAPH_PAUSE_S = 2.0
#: Languages written without spaces between sentences.
UNSPACED = frozenset({"zh", "ja", "yue", "th", "lo", "my", "km", "bo"})


# --- The run object: the shape that `transcribe --json` promises, and the json format. ---


class WordObject(TypedDict):
    start: float
    end: float
    text: str
    probability: float


class SegmentObject(TypedDict):
    start: float
    end: float
    text: str
    words: NotRequired[list[WordObject]]


class ErrorObject(TypedDict):
    code: str
    message: str


class TimingsObject(TypedDict):
    """Seconds; null while not known. `speed` is seconds of audio per second of work."""

    queued_s: float | None
    working_s: float | None
    total_s: float | None
    speed: float | None


class SummaryObject(TypedDict):
    """A run without its text, as `runs --json` lists it."""

    run_id: str
    clip: str
    name: str
    state: str
    outcome: NotRequired[str]
    attempts: int
    language: str | None
    duration_s: float | None
    error: NotRequired[ErrorObject]
    timings: TimingsObject


class RunObject(SummaryObject):
    """A run with its text. `text` is the whole of it, `segments` its timed pieces."""

    text: str
    segments: list[SegmentObject]


class FoundObject(TypedDict):
    """A segment that a search found, as `search --json` lists it."""

    run_id: str
    name: str
    start: float
    end: float
    text: str


def summary_object(run: Run, events: Sequence[RunEvent] = ()) -> SummaryObject:
    """The run without its text. `events`, its story, makes the timings of runs with several attempts exact."""
    summary = SummaryObject(
        run_id=run.run_id,
        clip=run.clip.source,
        name=run.clip.name,
        state=run.state.value,
        attempts=run.attempt,
        language=run.language,
        duration_s=_rounded(run.clip.duration_s),
        timings=_timings(run, events),
    )
    if run.outcome:
        summary["outcome"] = run.outcome.value
    if run.state is State.FAILED and run.reason:
        summary["error"] = ErrorObject(code=run.reason.code, message=explain(run.reason))
    return summary


def run_object(run: Run, segments: Sequence[Segment], events: Sequence[RunEvent] = ()) -> RunObject:
    """The run with its text: one entry of `transcribe --json`, and the whole of the json format."""
    return RunObject(
        **summary_object(run, events),
        text=flowing_text(segments, run.language),
        segments=[_segment_object(segment) for segment in segments],
    )


def found_object(found: Found) -> FoundObject:
    return FoundObject(
        run_id=found.run.run_id,
        name=found.run.clip.name,
        start=round(found.start_s, 3),
        end=round(found.end_s, 3),
        text=found.text.strip(),
    )


def _segment_object(segment: Segment) -> SegmentObject:
    made = SegmentObject(start=round(segment.start_s, 3), end=round(segment.end_s, 3), text=segment.text.strip())
    if segment.words:
        made["words"] = [_word_object(word) for word in segment.words]
    return made


def _word_object(word: Word) -> WordObject:
    return WordObject(
        start=round(word.start_s, 3),
        end=round(word.end_s, 3),
        text=word.text.strip(),
        probability=round(word.probability, 3),
    )


def _timings(run: Run, events: Sequence[RunEvent]) -> TimingsObject:
    queued_s, working_s = _times_from(events) if events else _times_of(run)
    ended_at = run.ended_at if run.state.is_terminal else None
    speed = (
        run.clip.duration_s / working_s if run.state is State.COMPLETED and run.clip.duration_s and working_s else None
    )
    return TimingsObject(
        queued_s=_rounded(queued_s),
        working_s=_rounded(working_s),
        total_s=_rounded(ended_at - run.created_at if ended_at else None),
        speed=round(speed, 2) if speed else None,
    )


def _times_of(run: Run) -> tuple[float | None, float | None]:
    """Seconds queued and working, as far as the run alone tells: exact for a run of one attempt."""
    if not run.started_at:
        return None, None
    working_s = run.ended_at - run.started_at if run.ended_at and run.state.is_terminal else None
    return run.started_at - run.created_at, working_s


def _times_from(events: Sequence[RunEvent]) -> tuple[float, float]:
    """Seconds spent in `queued` and in `running`, over all attempts, up to the last event."""
    moments = [(event.at, event.to_state) for event in events if event.to_state]
    spent = dict.fromkeys(State, 0.0)
    for (at, state), (until, _) in pairwise(moments):
        spent[state] += until - at
    return spent[State.QUEUED], spent[State.RUNNING]


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(max(0.0, seconds), 3)


# --- The texts. ---


def flowing_text(segments: Iterable[Segment], language: str | None = None) -> str:
    """All words in one line, without times."""
    space = "" if language in UNSPACED else " "
    return space.join(text for segment in segments if (text := _one_line(segment.text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _txt(run: Run, segments: Sequence[Segment]) -> str:
    """Paragraphs, parted where the speaker pauses."""
    paragraphs: list[list[Segment]] = []
    end_s = float("-inf")
    for segment in segments:
        if segment.start_s - end_s >= PARAGRAPH_PAUSE_S:
            paragraphs.append([])
        paragraphs[-1].append(segment)
        end_s = segment.end_s
    return "\n\n".join(text for part in paragraphs if (text := flowing_text(part, run.language)))


def _srt(run: Run, segments: Sequence[Segment]) -> str:
    return _subtitles(segments, _without_srt_markup).to_string("srt", keep_ssa_tags=True)


def _vtt(run: Run, segments: Sequence[Segment]) -> str:
    return _subtitles(segments, _escaped_for_vtt).to_string("vtt", keep_ssa_tags=True)


def _subtitles(segments: Sequence[Segment], spell: Callable[[str], str]) -> SSAFile:
    from pysubs2 import SSAEvent, SSAFile

    file = SSAFile()
    for segment in segments:
        if text := _one_line(segment.text):
            start_ms, end_ms = round(segment.start_s * 1000), round(segment.end_s * 1000)
            file.append(SSAEvent(start=start_ms, end=max(start_ms, end_ms), text=spell(text)))
    return file


def _without_srt_markup(text: str) -> str:
    """SRT has no way to escape: an unseen word joiner after each opening sign keeps players from taking it for a tag,
    and pysubs2 from taking a backslash for a line break."""
    return re.sub(r"[<{\\]", "\\g<0>\N{WORD JOINER}", text)


def _escaped_for_vtt(text: str) -> str:
    """`&`, `<`, `>` (and so `-->`) as WebVTT wants them; the backslash because pysubs2 reads some as line breaks."""
    return html.escape(text, quote=False).replace("\\", "&#92;")


def _json(run: Run, segments: Sequence[Segment]) -> str:
    return to_json(run_object(run, segments))


def to_json(value: object) -> str:
    """JSON for people and programs: indented, in Unicode."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _tsv(run: Run, segments: Sequence[Segment]) -> str:
    """Whisper's own table: start and end in whole milliseconds, then the text."""
    rows = [f"{round(s.start_s * 1000)}\t{round(s.end_s * 1000)}\t{_one_line(s.text)}" for s in segments]
    return "\n".join(["start\tend\ttext", *rows])


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document. `render` makes its text from a run and its segments."""

    name: str
    title: str
    render: Callable[[Run, Sequence[Segment]], str]

    @property
    def suffix(self) -> str:
        return f".{self.name}"


FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format("txt", "Plain text", _txt),
        Format("srt", "SubRip subtitles", _srt),
        Format("vtt", "WebVTT subtitles", _vtt),
        Format("json", "JSON with times", _json),
        Format("tsv", "Table with times (TSV)", _tsv),
    )
}


def render(run: Run, segments: Sequence[Segment], format: str) -> str:
    """The run as a document of that format, ending with one newline. Raises NotFound for an unknown format."""
    if format not in FORMATS:
        raise NotFound(kind="format", id=format)
    return FORMATS[format].render(run, segments).rstrip("\n") + "\n"


# --- On disk. ---

#: What names of files may not hold on one of the three systems, and signs that turn the direction of writing about.
_UNSAFE = re.compile(r'[<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
#: Names of devices on Windows, with any suffix and in any case.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
#: Leaves room for a number and a suffix within the 255 bytes that most file systems allow.
MAX_NAME_BYTES = 200
_SUFFIX = re.compile(r"\.(?=\w*[a-z])[a-z0-9]{1,5}$", re.IGNORECASE)


def safe_name(name: str, otherwise: str = "clip") -> str:
    """A file name like `name` that Linux, macOS and Windows all accept. `otherwise` where nothing of it is left."""
    name = unicodedata.normalize("NFC", name)
    name = "".join("_" if unicodedata.category(sign) in _UNSAFE_CATEGORIES else sign for sign in name)
    name = _one_line(_UNSAFE.sub("_", name)).lstrip("-. ")
    name = name.encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    return name or otherwise


def file_stem(run: Run) -> str:
    """What the run's documents are called, before the format's suffix: the clip's name without its own."""
    return safe_name(_SUFFIX.sub("", run.clip.name))


def file_name(run: Run, format: str) -> str:
    """What the run's document in that format is called."""
    return file_stem(run) + FORMATS[format].suffix


def write(run: Run, segments: Sequence[Segment], format: str, path: Path, overwrite: bool = False) -> Path:
    """Write the run's document to `path`, making its folder; returns the file written.

    The file appears whole or not at all. One that is there is left alone, and a number added to the new one's name,
    unless `overwrite`. Raises NotFound for an unknown format, OSError where it cannot be written.
    """
    text = render(run, segments, format)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".everyclip-{uuid.uuid4().hex}.part")
    try:
        with part.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            return part.replace(path)
        return _replace_reserved(part, path)
    finally:
        part.unlink(missing_ok=True)


def _replace_reserved(part: Path, path: Path) -> Path:
    """Move `part` to the first free name like `path`. Of two who want one name only one can create it."""
    free = _reserve(path)
    try:
        return part.replace(free)
    except OSError:
        free.unlink(missing_ok=True)
        raise


def _reserve(path: Path) -> Path:
    for number in count(1):
        free = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        try:
            free.touch(exist_ok=False)
        except FileExistsError:
            continue
        return free
    raise AssertionError("count() never ends")
