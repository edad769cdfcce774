"""Transcripts as subtitles: SubRip, WebVTT and ASS, with the cues of `engine.exports.cues`."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.exports.cues import Rules, cues
from engine.exports.line_breaks import columns
from engine.text.transcript import Transcript

if TYPE_CHECKING:
    from pysubs2 import SSAFile


def srt_of(transcript: Transcript, rules: Rules) -> str:
    """Render as SubRip. It has no field for speakers: their names stand before what they say, where they change."""
    from engine.exports.subtitle_times import Srt

    file = _subtitles(transcript, rules, _spelled_for_srt)
    last = ""
    for event in file:
        if event.name and event.name != last:
            event.text = _led_by(_spelled_for_srt(event.name), event.text, rules)
        last = event.name
    written = io.StringIO()
    Srt.to_file(file, written, "srt", keep_ssa_tags=True)
    return written.getvalue()


def vtt_of(transcript: Transcript, rules: Rules) -> str:
    from engine.exports.subtitle_times import Vtt

    file = _subtitles(transcript, rules, _spelled_for_vtt)
    for event in file:
        if event.name:
            event.text = f"<v {_spelled_for_vtt(event.name)}>{event.text}"
    written = io.StringIO()
    Vtt.to_file(file, written, "vtt", keep_ssa_tags=True)
    return written.getvalue()


def ass_of(transcript: Transcript, rules: Rules) -> str:
    from engine.exports.subtitle_times import Ass

    file = _subtitles(transcript, rules, _spelled_for_ass)
    for event in file:
        event.name = event.name.replace(",", ";")  # the separator of fields
    written = io.StringIO()
    Ass.to_file(file, written, "ass", header_notice="Made with Everyclip")
    return written.getvalue()


def _led_by(name: str, text: str, rules: Rules) -> str:
    """A cue that begins with its speaker: in a line of its own if the first has no room for it."""
    lines = text.split(r"\N")
    has_room = columns(f"{name}: {lines[0]}") <= rules.line_length or len(lines) >= rules.lines
    return f"{name}: {text}" if has_room else rf"{name}:\N{text}"


def _subtitles(transcript: Transcript, rules: Rules, spell: Callable[[str], str]) -> SSAFile:
    from pysubs2 import SSAEvent, SSAFile

    file = SSAFile()
    for cue in cues(transcript.segments, rules, transcript.run.clip.duration_s):
        text = r"\N".join(map(spell, cue.lines))
        file.append(SSAEvent(start=cue.start_ms, end=cue.end_ms, name=cue.speaker, text=text))
    return file


def _spelled_for_srt(text: str) -> str:
    """SRT has no escape syntax: an invisible word joiner after each opening character keeps players from reading a tag,
    and pysubs2 from reading a backslash as a line break."""
    return re.sub(r"[<{\\]", "\\g<0>\N{WORD JOINER}", text)


def _spelled_for_vtt(text: str) -> str:
    """Escape `&`, `<`, `>` (and so `-->`) for WebVTT; and the backslash, since pysubs2 reads some as line breaks."""
    return html.escape(text, quote=False).replace("\\", "&#92;")


def _spelled_for_ass(text: str) -> str:
    """Escape braces with a backslash; an invisible word joiner after a backslash keeps it from being a command."""
    return re.sub(r"[{}]", r"\\\g<0>", text.replace("\\", "\\\N{WORD JOINER}"))
