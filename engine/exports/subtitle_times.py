"""The writers of pysubs2 for clips of any length: theirs stop at 10 hours (ASS) and at 100 hours (SRT and VTT).

Players read longer times: an hour has as many digits as it needs. Loaded only when subtitles are written.
"""

from __future__ import annotations

from pysubs2.formats.subrip import SubripFormat
from pysubs2.formats.substation import SubstationFormat
from pysubs2.formats.webvtt import WebVTTFormat
from pysubs2.time import ms_to_times


def _srt_time(ms: int) -> str:
    """`HH:MM:SS,mmm`."""
    hours, minutes, seconds, millis = ms_to_times(max(0, ms))
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{millis:03d}"


class Srt(SubripFormat):
    @staticmethod
    def ms_to_timestamp(ms: int) -> str:
        return _srt_time(ms)


class Vtt(WebVTTFormat):
    @staticmethod
    def ms_to_timestamp(ms: int) -> str:
        return _srt_time(ms).replace(",", ".")


class Ass(SubstationFormat):
    @staticmethod
    def ms_to_timestamp(requested_ms: int) -> str:
        """`H:MM:SS.cc`, rounded half up, as in Aegisub."""
        hours, minutes, seconds, millis = ms_to_times((max(0, requested_ms) + 5) // 10 * 10)
        return f"{hours}:{minutes:02d}:{seconds:02d}.{millis // 10:02d}"
