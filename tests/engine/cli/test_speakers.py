"""Who speaks is put right from a terminal: renamed, merged, named in one place, split off, undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.storage.paths import Paths
from tests.end_to_end.audio import recording
from tests.engine.command_line import CommandLine


def test_who_speaks_is_put_right_and_undone(home: Paths, tmp_path: Path) -> None:
    program = CommandLine(home.home)
    [run] = program.json("transcribe", recording(tmp_path / "three.wav", min_s=7))["runs"]
    starts = [segment["start"] for segment in run["segments"]]
    assert len(starts) >= 3

    def segments() -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = json.loads(program.everyclip("show", run["run_id"], "--format", "json")[0])[
            "segments"
        ]
        return shown

    def names() -> list[str | None]:
        return [segment.get("speaker") for segment in segments()[:3]]

    def correct(*arguments: str, status: int = 0) -> str:
        return program.everyclip("speakers", run["run_id"], *arguments, status=status)[1].strip()

    assert correct("--from", "0:00") == "1 speaker: Speaker 1"
    assert correct("--from", f"{starts[1] + 0.1:.2f}") == "2 speakers: Speaker 1, Speaker 2"
    assert names() == ["Speaker 1", "Speaker 2", "Speaker 2"]
    assert correct("--at", f"0:{int(starts[2]):02}= Ada ") == "3 speakers: Speaker 1, Speaker 2, Ada"
    assert correct("--rename", "Ada=Ben", "--rename", "Speaker 1=Ben") == "2 speakers: Ben, Speaker 2"
    assert names() == ["Ben", "Speaker 2", "Ben"]

    for wrong in (
        ["--rename", "Ada=Cleo"], ["--rename", "Ben"], ["--at", "0:00"], ["--at", "1:00:00=Ada"],
        ["--from", "soon=Ada"], ["--undo", "--count", "2"], ["--not", "Ada=Cleo"], ["--not", "Ben"],
    ):  # fmt: skip
        correct(*wrong, status=2)
    assert names() == ["Ben", "Speaker 2", "Ben"]
    assert correct("--not", "Speaker 2=Cleo") == "2 speakers: Ben, Speaker 2"
    assert "answered: Speaker 2 is not Cleo" in program.everyclip("show", run["run_id"], "--events")[0]
    correct("--undo")
    assert names() == ["Speaker 1", "Speaker 2", "Ben"]
    correct("--undo")
    assert names() == ["Speaker 1", "Speaker 2", "Ada"]
