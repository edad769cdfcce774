"""What hostile inputs are given to, with good inputs of each kind to begin from.

A target says in one word what became of an input. What it raises is a finding.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ClipError, ProtocolError
from models.errors import ModelStoreError
from tests.support.starter import samples, starter

#: Containers, their audio codecs and rates.
MEDIA = {
    "wav": ("pcm_s16le", 16_000),
    "mp3": ("libmp3lame", 16_000),
    "flac": ("flac", 16_000),
    "ogg": ("libopus", 24_000),
    "opus": ("libopus", 48_000),
    "m4a": ("aac", 16_000),
    "mp4": ("aac", 16_000),
    "webm": ("libopus", 48_000),
    "mkv": ("ac3", 48_000),
}
#: Enough for every part of a container, and little to decode.
SEED_S = 0.3


@dataclass(frozen=True)
class Target:
    """One kind of input. `attempt` gets a folder of its own and the input."""

    name: str
    seeds: Sequence[bytes]
    tokens: Sequence[bytes]
    attempt: Callable[[Path, bytes], str]


def targets(folder: Path, bait: Sequence[str]) -> list[Target]:
    """All of them. `folder` is for making seeds; `bait` are addresses that no input may have opened."""
    addresses = [address.encode() for address in bait]
    found = [Target(kind, [_media(folder, kind)], [*_MEDIA_TOKENS, *_playlists(bait)], decode(kind)) for kind in MEDIA]
    values = {"model": "base", "language": "de", "quality": "careful", "words": True, "keep_days": 30, "keep_gb": 2.5}
    before = "[settings]\n" + "".join(f"{name}={value}\n" for name, value in values.items())
    tokens = [b"@ByteArray(", b"\\x0", b"NaN", b"nan", b"null", b"-1", b"1e999", b"{}", b"[" * 5000, *addresses]
    found.append(Target("settings", [json.dumps(values).encode(), before.encode()], tokens, _settings))
    found.append(Target("protocol", _messages(), [b"NaN", b"1e999", b"null", b"{}", b"[" * 5000, *addresses], _message))
    found.append(
        Target("models", _models(), [b"NaN", b"null", b"../../", b"\x80\x04cos\nsystem\n", *addresses], _model)
    )
    return found


# --- media ---

_MEDIA_TOKENS = (
    b"RIFF", b"RIFX", b"RF64", b"ds64", b"fmt ", b"data", b"LIST", b"ID3\x03", b"TAG", b"fLaC", b"OggS", b"OpusHead",
    b"OpusTags", b"\x01vorbis", b"moov", b"trak", b"stbl", b"stsd", b"stsz", b"stco", b"co64", b"mdat", b"moof",
    b"trun", b"dref", b"url ", b"alis", b"rmra", b"\x1aE\xdf\xa3", b"\x18S\x80g", b"webm", b"FORM", b".snd", b"caff",
    b"#!AMR\n",
)  # fmt: skip


def _playlists(bait: Sequence[str]) -> list[bytes]:
    forms = (
        "{}",
        "#EXTM3U\n#EXTINF:5,\n{}\n",
        "ffconcat version 1.0\nfile {}\n",
        "v=0\nm=audio 5004 RTP/AVP 0\na={}\n",
    )
    return [form.format(address).encode() for form in forms for address in bait]


def _media(folder: Path, kind: str) -> bytes:
    import av
    import numpy as np

    from engine.worker.audio import decode
    from engine.worker.sound import SAMPLE_RATE

    codec, rate = MEDIA[kind]
    audio = np.concatenate(list(decode(samples()[0].path)))[SAMPLE_RATE // 2 :][: round(SEED_S * SAMPLE_RATE)]
    path = folder / f"seed.{kind}"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout="mono")
        picture: Any = container.add_stream("mpeg4", rate=10) if kind == "mp4" else None
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 16, 16, "yuv420p"
            frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8))
            for packet in [*picture.encode(frame), *picture.encode(None)]:
                container.mux(packet)
        sound = av.AudioFrame.from_ndarray((audio * 32767).astype(np.int16)[np.newaxis], format="s16", layout="mono")
        sound.sample_rate = SAMPLE_RATE
        encoder = stream.codec_context
        resampler = av.AudioResampler(encoder.format, "mono", rate, frame_size=encoder.frame_size or None)
        for resampled in [*resampler.resample(sound), *resampler.resample(None), None]:
            for packet in stream.encode(resampled):
                container.mux(packet)
    return path.read_bytes()


def decode(kind: str) -> Callable[[Path, bytes], str]:
    def attempt(folder: Path, data: bytes) -> str:
        """As a worker does it: the length, then every window."""
        from engine.worker.audio import probe
        from engine.worker.windows import read_windows

        path = folder / f"clip.{kind}"
        path.write_bytes(with_checksums(data) if kind in ("ogg", "opus") and len(data) % 4 else data)
        try:
            probe(path)
            return "windows" if list(read_windows(path, preferred_s=8.0, silence_s=0.25)) else "no speech"
        except ClipError as error:
            return error.code

    return attempt


def with_checksums(data: bytes) -> bytes:
    """An Ogg file whose pages have right checksums, so that what is wrong with them comes further than that."""
    pages = data.split(b"OggS")
    whole = [pages[0]]
    for page in pages[1:]:
        blank = b"OggS" + page[:18] + bytes(4) + page[22:]
        checksum = 0
        for byte in blank:
            checksum = (checksum << 8 & 0xFFFFFFFF) ^ _OGG[checksum >> 24 ^ byte]
        whole.append(blank[:22] + checksum.to_bytes(4, "little") + blank[26:])
    return b"".join(whole)


def _ogg_table() -> list[int]:
    table = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1 & 0xFFFFFFFF) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        table.append(value)
    return table


_OGG = _ogg_table()


# --- the rest ---


def _settings(folder: Path, data: bytes) -> str:
    """As the file that it is, and as the one that there was before."""
    import logging

    from engine.settings import change_settings, read_settings
    from engine.storage.paths import Paths

    logging.getLogger("engine.settings").setLevel(logging.ERROR)
    paths = Paths(folder)
    said = []
    for path in (paths.window_state, paths.settings):
        path.write_bytes(data)
        read = read_settings(paths)
        assert all(made is not None for made in (read.settings.options, read.settings.rule, read.settings.limits))
        said.append("refused" if read.refused else "taken")
    assert change_settings(paths, threads=3) == read_settings(paths).settings
    return " ".join(said)


def _messages() -> list[bytes]:
    from engine.protocol import Busy, Failed, Finished, Message, Opened, PhaseEntered, Probed, WindowDone, encode
    from engine.run import Phase
    from engine.segments import FinishedWindow, Segment, Word

    segment = Segment(0.5, 2.0, "Hello there.", -0.2, 0.1, [Word(0.5, 1.0, "Hello", 0.9)])
    window = FinishedWindow(0, 0.0, 2.0, (segment,), "en")
    said: list[Message] = [
        Busy("decode", ("a", "b"), 120.0), Opened("a", 1, 2.0), PhaseEntered("a", 1, Phase.DECODING, "cpu"),
        WindowDone("a", 1, window), Finished("a", 1, window, 2.0), Failed("a", 1, "not_media", {"name": "x"}),
        Probed("a", None),
    ]  # fmt: skip
    return [encode(message) for message in said]


def _message(folder: Path, data: bytes) -> str:
    from engine.protocol import decode

    try:
        return type(decode(data)).__name__
    except ProtocolError:
        return "refused"


def _models() -> list[bytes]:
    """Archives with the small files of a model and the beginning of its large one."""

    model = starter()
    seeds = []
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            for file in sorted(model.path.iterdir()):
                if file.is_file():
                    archive.writestr(f"model/{file.name}", file.read_bytes()[:4000])
        seeds.append(buffer.getvalue())
    return [*seeds, json.dumps({"model.bin": "x" * 100, "config.json": {"suppress_ids": [1]}}).encode()]


def _model(folder: Path, data: bytes) -> str:
    """The archive as it is, and as a folder whose files all say it."""
    from models.importer import import_model
    from models.store import ModelState, list_models, state_of

    (folder / "model.zip").write_bytes(data)
    brought = folder / "brought"
    brought.mkdir(exist_ok=True)
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"):
        (brought / name).write_bytes(data)
    codes = []
    for path in (folder / "model.zip", brought):
        try:
            codes.append(import_model(path, folder / "models", "fuzz").model_id)
        except ModelStoreError as error:
            codes.append(error.code)
    list_models(folder / "models")
    return " ".join(codes) + (" kept" if state_of("fuzz", folder / "models") is not ModelState.ABSENT else "")
