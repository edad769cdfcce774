"""A folder is searched for whatever FFmpeg reads that can have sound, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.storage.endings import SUFFIXES
from engine.storage.sources import find
from tests.support import endings


def test_they_are_what_ffmpeg_says() -> None:
    assert endings.page() == endings.PAGE.read_text("utf-8"), "python -m tests.support.endings"


@pytest.mark.parametrize(
    "names",
    [
        "aac ac3 aif aiff amr ape au caf flac m4a m4b mka mp2 mp3 oga ogg opus spx wav weba wma wv",
        "3gp avi flv m4v mkv mov mp4 mpeg mpg mts ogv webm wmv",
        "qta m2ts m2t ts vob 3g2 mxf asf w64 f4v rm ra rmvb tta dss dv divx gsm voc m4r gxf wtv nut dvr-ms awb mod",
    ],
)
def test_a_folder_gives_the_clips_in_it(names: str, tmp_path: Path) -> None:
    clips = {tmp_path / f"clip.{ending}" for name in names.split() for ending in (name, name.upper())}
    for clip in clips:
        clip.touch()
    assert set(find(tmp_path).files) == clips


def test_a_folder_gives_nothing_else(tmp_path: Path) -> None:
    others = "txt png jpg heic avif gif srt vtt ass m3u8 mpd pdf docx json xml zip sln js py psd webp ico svg nfo idx"
    assert not {f".{name}" for name in others.split()} & SUFFIXES
    for name in others.split():
        (tmp_path / f"clip.{name}").touch()
    assert find(tmp_path).files == ()
