"""What the process that plays says is data only, or nothing."""

from __future__ import annotations

import json

import pytest

from engine.errors import ProtocolError
from engine.playback.messages import Heard, HeardToEnd, Output, Refused, Report, decode, encode

REPORTS: list[Report] = [
    Output(True),
    Heard(3, 1.25, 100.5),
    HeardToEnd(4),
    Refused(5, "clip_gone", {"name": "a \udcff.wav", "count": 2, "share": 0.5}),
]


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_arrives_as_it_was_sent(report: Report) -> None:
    assert decode(encode(report)) == report


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"kind": "unknown"}',
        b'{"kind": "heard", "turn": 1, "at_s": NaN, "when": 1}',
        b'{"kind": "heard", "turn": 1, "at_s": "1", "when": 1}',
        b'{"kind": "heard", "turn": 1}',
        b'{"kind": "output", "is_there": 1}',
        b'{"kind": "ended", "turn": "1"}',
        b'{"kind": "refused", "turn": 1, "code": 2}',
        b'{"kind": "refused", "turn": 1, "code": "x", "facts": {"y": []}}',
        b"[" * 100_000,
        json.dumps({"kind": ["heard"]}).encode(),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(data)
