"""The audio tracks of a clip, and which of them is listened to first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.channels import CHANNELS
from engine.run import Track

if TYPE_CHECKING:
    import av

#: A track's name in its container. MP4's own are names of programs, not of tracks.
_TITLES = ("title", "name")
#: Tracks that are made for somebody else than most: they come last.
_FOR_OTHERS = ("comment", "visual_impaired", "descriptions", "dub", "karaoke", "lyrics")


def tracks_of(container: av.container.InputContainer) -> tuple[Track, ...]:
    """The audio tracks, in the container's order."""
    return tuple(_track(number, stream) for number, stream in enumerate(container.streams.audio, start=1))


def _track(number: int, stream: av.AudioStream) -> Track:
    metadata = {key.lower(): value for key, value in stream.metadata.items()}
    return Track(
        number,
        title=next((metadata[key] for key in _TITLES if metadata.get(key)), ""),
        language=metadata.get("language", "").replace("und", ""),
        is_decodable=can_decode(stream),
    )


def in_stereo(container: av.container.InputContainer) -> frozenset[int]:
    """The numbers of the tracks that have two channels."""
    numbered = enumerate(container.streams.audio, start=1)
    return frozenset(number for number, each in numbered if can_decode(each) and each.channels == CHANNELS)


def can_decode(stream: av.AudioStream) -> bool:
    """Whether FFmpeg has a decoder for it: it has none for some spatial sound, which phones put beside the usual."""
    return stream.codec_context is not None


def marks_of(stream: av.stream.Stream) -> set[str]:
    """What its container says that it is: "default", "comment", "attached_pic", …"""
    marks = stream.disposition
    return {mark.name for mark in type(marks) if mark in marks and mark.name}


def in_turn(container: av.container.InputContainer) -> Sequence[int]:
    """The numbers of the tracks that can be decoded, the one to listen to first before the others: the container's
    own default, and what is meant for everybody."""

    def turn(stream: av.AudioStream) -> tuple[bool, bool]:
        marks = marks_of(stream)
        return bool(marks.intersection(_FOR_OTHERS)), "default" not in marks

    numbered: Iterator[tuple[int, av.AudioStream]] = enumerate(container.streams.audio, start=1)
    found = [(turn(stream), number) for number, stream in numbered if can_decode(stream)]
    return [number for _, number in sorted(found)]
