"""What a child says of speakers: data, whoever made the clip that it decoded."""

from __future__ import annotations

import multiprocessing
import pickle
from pathlib import Path

import pytest

from engine.processes import speakers
from engine.processes.speakers import Listened, NotHeard, Report, TurnsHeard, _next_report, _reports, voices_file
from engine.text.speakers import Turn


def reports_of(said: bytes) -> list[Report | None]:
    """What is understood of a child that says this and ends."""
    ours, its = multiprocessing.Pipe()
    with ours:
        with its:
            its.send_bytes(said)
        return [_next_report(ours), _next_report(ours)]


@pytest.mark.parametrize(
    "report",
    [
        Listened(2.5),
        TurnsHeard((Turn(0.0, 1.5, 0), Turn(1.0, 2.0, 1))),
        TurnsHeard(()),
        NotHeard("clip_gone", {"name": "ü"}),
    ],
)
def test_what_is_said_is_understood(report: Report) -> None:
    assert reports_of(_reports().dump_json(report)) == [report, None]


@pytest.mark.parametrize(
    "said",
    [
        b"", b"{}", b"[]", pickle.dumps(Listened(1.0)), b'{"kind":"listened","done_s":NaN}',
        b'{"kind":"heard","turns":[[0,1,"x"]]}', b'{"kind":"heard","turns":[[0,1e999,1]]}',
    ],
)  # fmt: skip
def test_what_is_no_report_is_the_end_of_it(said: bytes) -> None:
    assert reports_of(said) == [None, None]


def test_a_child_that_hangs_is_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "_SILENT_S", 0.05)
    monkeypatch.setattr(speakers, "_LOOK_S", 0.04)
    ours, its = multiprocessing.Pipe()
    with ours, its:
        assert _next_report(ours) is None


def test_voices_are_kept_under_our_own_names_only(tmp_path: Path) -> None:
    clip_id = "6f1b7a52-3c3f-4b9e-9d5e-0b6f5b1c2d3e"
    assert voices_file(tmp_path, clip_id) == tmp_path / clip_id
    (tmp_path / clip_id).symlink_to("/etc/passwd")
    for name in (clip_id, "../etc", "/etc/passwd", ""):
        assert voices_file(tmp_path, name) is None
