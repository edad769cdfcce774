"""What a child says of voices: data, whoever made the clip that they were heard in."""

from __future__ import annotations

import json
import multiprocessing
import pickle
from pathlib import Path

import pytest

from engine.processes import voices
from engine.processes.voices import HeardVoice, _said, _voices, heard_voices
from engine.speakers.heard import part_of


def said_by(words: bytes) -> list[HeardVoice | None]:
    """What is understood of a child that says this and ends."""
    ours, its = multiprocessing.Pipe()
    with ours:
        with its:
            its.send_bytes(words)
        return _said(ours)


def test_what_is_said_is_understood() -> None:
    heard = [HeardVoice((0.5, -0.25), 4.0), None]
    assert said_by(_voices().dump_json(heard)) == heard


@pytest.mark.parametrize(
    "words",
    [b"", b"{}", b"[1]", pickle.dumps([]), b'[{"numbers":[NaN],"heard_s":1}]', b'[{"numbers":["x"],"heard_s":1}]',
     json.dumps([{"numbers": [1e999], "heard_s": 1}]).encode()],
)  # fmt: skip
def test_what_is_no_voice_is_nothing(words: bytes) -> None:
    assert said_by(words) == []


def test_a_child_that_hangs_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "_LIMIT_S", 0.05)
    ours, its = multiprocessing.Pipe()
    with ours, its:
        assert _said(ours) == []


async def test_where_nothing_is_kept_nothing_is_known(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert await heard_voices(kept, None, [[(0.0, 1.0)]]) == []
    part_of(kept).write_bytes(b"not finished")
    assert await heard_voices(kept, None, [[(0.0, 1.0)]]) == []
    kept.write_bytes(b"something else")
    assert await heard_voices(kept, None, [[(0.0, 1.0)], [(1.0, 2.0)]]) == [None, None]
