"""Documents are written where they are asked for: by `everyclip export` of runs that are there, and beside files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from engine.settings import change_settings
from engine.storage.paths import Paths
from tests.engine.command_line import CommandLine
from tests.support.starter import furnish, samples

SAMPLES = samples()

#: A command line, and what its `transcribe --json` told.
Used: TypeAlias = tuple[CommandLine, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Used:
    """Two clips of one name in two folders with their texts, and one that has none."""
    folder = tmp_path_factory.mktemp("used")
    program = CommandLine(furnish(Paths(folder / "home")).home)
    for name, sample in (("a", 0), ("b", 1)):
        (folder / name).mkdir()
        shutil.copy(SAMPLES[sample].path, folder / name / "note.flac")
    files = [folder / "a" / "note.flac", folder / "b" / "note.flac", folder / "no.wav"]
    return program, json.loads(program.everyclip("transcribe", *files, "--json", status=1)[0])["runs"]


def _ids(runs: list[dict[str, Any]]) -> list[str]:
    return [run["run_id"] for run in runs]


def test_texts_are_written_beside_their_files(used: Used) -> None:
    """Each in the folder of its own file, where no number is needed."""
    program, runs = used
    ids = _ids(runs[:2])
    out, _ = program.everyclip("export", *ids, "--format", "txt", "--format", "srt", "--output", "beside")
    beside = [Path(run["clip"]).parent for run in runs[:2]]
    assert out.splitlines() == [str(folder / f"note.{kind}") for kind in ("txt", "srt") for folder in beside]
    assert [(folder / "note.txt").read_text() for folder in beside] == [f"{SAMPLES[n].text}\n" for n in (0, 1)]


def test_a_folder_a_pattern_and_one_document_of_all(used: Used, tmp_path: Path) -> None:
    program, runs = used
    first, second = _ids(runs[:2])
    place = ("--output", tmp_path / "out")
    program.everyclip("export", first[:8], second, first, "--name-pattern", "{number}-{name}", *place)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1-note.txt", "2-note.txt"]
    out, _ = program.everyclip("export", first, second, "--merge", "--format", "md", *place)
    merged = Path(out.strip()).read_text()
    assert merged.index(SAMPLES[0].text) < merged.index(SAMPLES[1].text)


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(used: Used, tmp_path: Path) -> None:
    program, runs = used
    here = ("export", *_ids(runs[:1]), "--output", str(tmp_path))
    names = [Path(program.everyclip(*here, *how)[0].strip()).name for how in ((), (), ("--overwrite",))]
    assert names == ["note.txt", "note (2).txt", "note.txt"]


def test_lines_of_subtitles_are_as_long_as_they_may_be(used: Used, tmp_path: Path) -> None:
    program, runs = used
    arguments = ("export", *_ids(runs[:2]), "--format", "srt", "--line-length", "12", "--output", str(tmp_path))
    files = [Path(path) for path in program.everyclip(*arguments)[0].splitlines()]
    lines = [line for file in files for line in file.read_text().splitlines()]
    assert all(len(line) <= 12 for line in lines if "-->" not in line)


def test_what_has_no_text_is_told_and_the_others_are_written(used: Used, tmp_path: Path) -> None:
    program, runs = used
    out, err = program.everyclip("export", *_ids(runs), "--output", tmp_path, status=1)
    assert len(out.splitlines()) == 2 and "no.wav has no text: it is failed." in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["12345678"], "There is no run “12345678”."),
        (["--format", "doc"], "there is no format “doc”"),
        (["--merge", "--output", "beside"], "choose a folder"),
        (["--name-pattern", "{nome}"], "There is no field “nome”"),
        (["--line-length", "5"], "--line-length"),
    ],
)
def test_wrong_usage_writes_nothing(
    used: Used, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    program, runs = used
    monkeypatch.chdir(tmp_path)
    out, err = program.everyclip("export", *_ids(runs[:1]), *arguments, status=2)
    assert out == "" and sentence in err and not [*tmp_path.iterdir()]


def test_what_has_no_file_any_more_has_nothing_beside_it(used: Used, tmp_path: Path) -> None:
    """Its folder is not made anew."""
    program, _ = used
    (tmp_path / "gone").mkdir()
    shutil.copy(SAMPLES[2].path, clip := tmp_path / "gone" / "c.flac")
    [run] = program.json("transcribe", clip)["runs"]
    shutil.rmtree(clip.parent)
    _, err = program.everyclip("export", run["run_id"], "--output", "beside", status=1)
    assert "Choose a folder instead." in err and not clip.parent.exists()


# --- transcribe --output ---


def test_transcribe_writes_beside_each_file_and_no_document_twice(home: Paths, tmp_path: Path) -> None:
    """Also where the settings have the same done."""
    change_settings(home, beside_format="txt")
    files = [tmp_path / "a" / "note.flac", tmp_path / "b" / "note.flac"]
    for n, file in enumerate(files):
        file.parent.mkdir()
        shutil.copy(SAMPLES[n].path, file)
    program = CommandLine(home.home)
    out, err = program.everyclip("transcribe", *files, "--output", "beside")
    assert out == "" and all(str(file.with_suffix(".txt")) in err for file in files)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("?/*")) == [
        *("a/note.flac", "a/note.txt", "b/note.flac", "b/note.txt"),
    ]
    program.everyclip(
        "transcribe", *files, "--output", "beside", "--format", "srt", "--name-pattern", "{name} {number}"
    )
    assert [file.with_name(f"note {n}.srt").exists() for n, file in enumerate(files, 1)] == [True, True]


def test_a_recording_has_nothing_beside_it(home: Paths) -> None:
    _, err = CommandLine(home.home).everyclip("record", "--output", "beside", status=2)
    assert "name a folder" in err
