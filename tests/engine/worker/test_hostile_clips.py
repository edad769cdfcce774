"""A clip is one file: whatever it says, the decoder opens nothing else, asks no host, and comes to an end."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import ClipError
from engine.worker import audio, container
from engine.worker.windows import read_windows
from tests.support.starter import samples
from tests.support.watching import watched


class Host:
    """A program that listens, and knows whether anybody came."""

    def __init__(self, ear: socket.socket) -> None:
        self._ear = ear
        self.port = ear.getsockname()[1]

    @property
    def was_asked(self) -> bool:
        try:
            self._ear.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def host() -> Iterator[Host]:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ear.setblocking(False)
        yield Host(ear)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A file that is not the clip, in a folder of its own."""
    (tmp_path / "other").mkdir()
    path = tmp_path / "other" / "secret.flac"
    path.write_bytes(samples()[0].path.read_bytes())
    return path


def atom(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + kind + content


def film_that_refers(url: str) -> bytes:
    """A QuickTime reference film: it consists of nothing but the address of another."""
    reference = atom(b"rdrf", bytes(4), b"url ", struct.pack(">I", len(url)), url.encode())
    return atom(b"ftyp", b"qt  ", bytes(4)) + atom(b"moov", atom(b"rmra", atom(b"rmda", reference)))


PLAYLISTS = {
    "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{url}\n#EXT-X-ENDLIST\n",
    "key.m3u8": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n#EXTINF:5,\n{url}\n#EXT-X-ENDLIST\n',
    "list.ffconcat": "ffconcat version 1.0\nfile '{url}'\n",
    "list.wav": "ffconcat version 1.0\nfile '{url}'\n",
    "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n"
    "a=control:{url}\n",
    "list.mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT5S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="a" '
    'bandwidth="1"><BaseURL>{url}</BaseURL><SegmentList duration="5"><SegmentURL media="{url}"/></SegmentList>'
    "</Representation></AdaptationSet></Period></MPD>",
    "titles.idx": "# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\n",
    "list.pls": "[playlist]\nFile1={url}\nNumberOfEntries=1\n",
    "list.asx": '<asx version="3.0"><entry><ref href="{url}"/></entry></asx>',
}


def addresses(other: Path, host: Host) -> list[str]:
    network = f"127.0.0.1:{host.port}/secret.flac"
    return [
        str(other), other.name, f"../other/{other.name}", f"file:{other}", other.as_uri(), f"concat:{other}|{other}",
        f"subfile,,start,0,end,0,,:{other}", f"crypto:{other}", f"http://{network}", f"tcp://{network}",
        f"rtsp://{network}", f"rtmp://{network}", f"ftp://{network}", f"hls+http://{network}",
    ]  # fmt: skip


def codes(path: Path) -> str:
    with pytest.raises(ClipError) as refused:
        list(read_windows(path, preferred_s=8.0, silence_s=0.25))
    return refused.value.code


@pytest.mark.parametrize("name", [*PLAYLISTS, "film.mov"])
@pytest.mark.parametrize("are_known", [True, False], ids=["refused by kind", "refused when they ask"])
def test_nothing_else_is_opened(
    name: str, are_known: bool, other: Path, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the list of formats that are refused, and behind it, were one missing in that list."""
    if not are_known:
        # These need a name instead of a file, or wait for packets: they cannot come so far.
        monkeypatch.setattr(container, "_REFUSED", frozenset({"sdp", "rtp", "vobsub"}))
    path = tmp_path / name
    (tmp_path / "titles.sub").symlink_to(other)
    with watched(other.parent) as watch:
        for url in addresses(other, host):
            content = film_that_refers(url) if name == "film.mov" else PLAYLISTS[name].format(url=url, port=host.port)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            assert codes(path) in ("not_media", "no_audio", "audio_unknown", "audio_damaged", "file_unreadable")
        assert not watch.opened
    assert not host.was_asked


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell who opens what")
def test_the_watch_sees_what_is_opened(other: Path) -> None:
    with watched(other.parent) as watch:
        assert not watch.opened
        audio.probe(other)
        assert watch.opened


def test_a_length_that_no_clip_has_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    clip = samples()[0].path
    assert (audio.probe(clip) or 0.0) > 1.0
    monkeypatch.setattr(audio, "LONGEST_CLIP_S", 1.0)
    assert audio.probe(clip) is None


def test_a_clip_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "LONGEST_CLIP_S", 1.0)
    assert codes(samples()[0].path) == "clip_endless"


def test_thousands_of_streams_are_not_opened(tmp_path: Path) -> None:
    """An MP4 that says it has 20,000 of them."""
    media = atom(b"mdhd", bytes(12), struct.pack(">II", 16_000, 16_000), bytes(4))
    sound = atom(b"hdlr", bytes(8), b"soun", bytes(13))
    entry = atom(b"mp4a", bytes(6), b"\0\1", bytes(8), b"\0\1\0\x10", bytes(4), struct.pack(">I", 16_000 << 16))
    table = atom(b"stbl", atom(b"stsd", bytes(4), struct.pack(">I", 1), entry))
    track = atom(b"trak", atom(b"tkhd", bytes(84)), atom(b"mdia", media, sound, atom(b"minf", table)))
    path = tmp_path / "film.mp4"
    path.write_bytes(atom(b"ftyp", b"isom", bytes(4)) + atom(b"moov", track * 20_000) + atom(b"mdat", bytes(100)))
    assert codes(path) in ("not_media", "no_audio", "audio_unknown", "audio_damaged")
