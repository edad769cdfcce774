"""The file name endings of clips, from FFmpeg's own lists: `python -m tests.support.endings` writes them anew.

Everyclip's window may not load FFmpeg to ask it, so what it says is kept in `engine/storage/endings.py`.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from pathlib import Path

import av

PAGE = Path(__file__).resolve().parents[2] / "engine" / "storage" / "endings.py"
BEGIN, END = '_NAMED = """\n', '"""\n'

#: Formats without sound that FFmpeg reads and does not write, so that it tells nothing of their sound: pictures, films
#: without sound, subtitles and texts; and lists that point to other files.
WITHOUT_SOUND = frozenset(
    {
        "adf", "aqtitle", "av1", "bin", "bitpacked", "cdg", "cine", "dash", "hls", "hxvs", "idf", "ifv",
        "ingenient", "ipu", "jpegxl_anim", "luodat", "lvf", "mjpeg_2000", "mpl2", "mpsub", "nc", "pdv", "pjs",
        "realtext", "sami", "sbg", "sdp", "ser", "stl", "subviewer", "subviewer1", "tedcaptions", "tty", "txd",
        "v210", "v210x", "vobsub", "vplayer",
    }
)  # fmt: skip
#: Endings that mean something else to almost everybody: pictures and subtitles in containers for films, lists, sources
#: and files of other programs; and raw samples, which do not tell their rate.
MEANS_OTHERWISE = frozenset(
    {
        "avif", "heic", "heif", "psp", "mks", "ism",
        "ads", "avs", "bit", "cpk", "mac", "mca", "musx", "sln", "svs", "vb", "vpk", "xl",
        "al", "c2", "pcm", "sb", "sw", "ub", "ul", "uw",
    }
)  # fmt: skip


def endings() -> set[str]:
    """The endings that FFmpeg names for formats with sound, without the dot."""
    silent = {name for name in _formats("w") if not _writes_sound(name)}
    named = set[str]()
    for name in _formats("w"):
        if name not in silent | WITHOUT_SOUND:
            named |= av.format.ContainerFormat(name, "w").extensions
    for name in _formats("r"):
        if not (name in silent | WITHOUT_SOUND or name.endswith("_pipe")):
            named |= av.format.ContainerFormat(name, "r").extensions
    return named - MEANS_OTHERWISE


def _formats(mode: str) -> Iterator[str]:
    """The formats that FFmpeg reads ("r") or writes ("w")."""
    for name in av.formats_available:
        try:
            av.format.ContainerFormat(name, mode)  # type: ignore[arg-type]
        except ValueError:
            continue
        yield name


def _writes_sound(name: str) -> bool:
    container = av.open(io.BytesIO(), "w", format=name)
    return container.default_audio_codec != "none"


def page() -> str:
    """The module with today's endings."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    after = rest.split(END, 1)[1]
    return before + BEGIN + textwrap.fill(" ".join(sorted(endings())), 118) + "\n" + END + after


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
