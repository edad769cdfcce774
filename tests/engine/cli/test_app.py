"""The command line keeps its contract: the real engine, the real worker; and the real program where that counts."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from rich.console import Console

from engine.cli.live_table import LiveTable
from engine.cli.wording import duration, finished_line, printable, remark, size, stage_label
from engine.clock import SystemClock
from engine.engine import Engine
from engine.events import Wait, WaitReason
from engine.registry.registry import Registry
from engine.run import Clip, Options, Outcome, Phase, Reason, Run, State
from engine.storage.paths import Paths
from tests.end_to_end.audio import recording
from tests.engine.command_line import LIMIT_S, ROOT, CommandLine
from tests.support.starter import furnish, samples

SAMPLES = samples()
#: So much speech that it is not over when somebody gets round to stopping it.
LONG_S = 120

#: A command line and what its `transcribe --json` told.
Used: TypeAlias = tuple[CommandLine, list[dict[str, Any]]]


@pytest.fixture
def program(home: Paths) -> CommandLine:
    return CommandLine(home.home)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Used:
    """An Everyclip with two transcripts and four failures, and what `transcribe --json` told of them."""
    folder = tmp_path_factory.mktemp("used")
    program = CommandLine(furnish(Paths(folder / "home")).home)
    (folder / "text.mp3").write_text("This is no audio.")
    (folder / "empty.wav").touch()
    (nothing := folder / "nothing").mkdir()
    files = [folder / "text.mp3", SAMPLES[0].path, folder / "empty.wav", folder / "no.wav", nothing, SAMPLES[1].path]
    out, _ = program.everyclip_itself("transcribe", *files, "--words", "--json", status=1)
    return program, json.loads(out)["runs"]


# --- transcribe ---


def test_json_tells_every_run_in_the_order_given(used: Used) -> None:
    _, runs = used
    assert [run["name"] for run in runs] == [
        "text.mp3",
        SAMPLES[0].path.name,
        "empty.wav",
        "no.wav",
        Path(runs[4]["clip"]).name,
        SAMPLES[1].path.name,
    ]
    assert [run["text"] for run in runs] == ["", SAMPLES[0].text, "", "", "", SAMPLES[1].text]
    assert [run.get("error", {}).get("code") for run in runs] == [
        "not_media",
        None,
        "file_empty",
        "file_missing",
        "folder_empty",
        None,
    ]
    assert all(run["error"]["message"].endswith(".") for run in runs if run["state"] == "failed")


def test_a_folder_stands_for_the_clips_in_it(program: CommandLine, tmp_path: Path) -> None:
    """In its place in the order, with what is below it; what was not entered is told."""
    folder, elsewhere = tmp_path / "talks", tmp_path / "elsewhere"
    for place, sample in ((folder / "b.flac", 1), (folder / "a" / "c.flac", 2), (elsewhere / "d.flac", 3)):
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES[sample].path, place)
    (folder / "notes.txt").write_text("Not a clip.")
    (folder / "link").symlink_to(elsewhere, target_is_directory=True)
    out, told = program.everyclip("transcribe", folder, SAMPLES[0].path, "--json", status=1)
    runs = json.loads(out)["runs"]
    assert [run["name"] for run in runs] == ["link", "b.flac", "c.flac", SAMPLES[0].path.name]
    assert [run["text"] for run in runs] == ["", *(SAMPLES[n].text for n in (1, 2, 0))]
    assert runs[0]["error"]["code"] == "folder_link" and "/4]" in told and "talks" not in told


def test_json_has_the_shape_of_the_contract(used: Used) -> None:
    run = used[1][1]
    assert set(run) == {
        *("run_id", "clip", "name", "state", "outcome", "attempts", "language", "duration_s"),
        *("text", "segments", "timings"),
    }
    assert (run["state"], run["outcome"], run["attempts"], run["language"]) == ("completed", "text", 1, "en")
    assert run["clip"] == str(SAMPLES[0].path)
    assert run["timings"]["total_s"] >= run["timings"]["working_s"] > 0
    segment = run["segments"][0]
    assert 0 <= segment["start"] < segment["end"] <= run["duration_s"] + 0.5
    assert " ".join(word["text"] for word in segment["words"]) == segment["text"]
    assert set(segment["words"][0]) == {"start", "end", "text", "probability"}


def test_one_clip_prints_its_text_and_nothing_else(program: CommandLine) -> None:
    out, err = program.everyclip_itself("transcribe", SAMPLES[4].path)
    assert out == SAMPLES[4].text + "\n"
    assert err.startswith("[1/1] completed")


def test_several_clips_print_their_texts_under_their_names(program: CommandLine) -> None:
    out, _ = program.everyclip("transcribe", SAMPLES[2].path, SAMPLES[1].path, "--in-order")
    third, second = SAMPLES[2], SAMPLES[1]
    assert out == f"==> {third.path.name} <==\n{third.text}\n\n==> {second.path.name} <==\n{second.text}\n"
    [session] = {line.split("\t")[4] for line in program.everyclip("runs")[0].splitlines()[1:]}
    assert session == "Command line, in order"


def test_documents_never_overwrite_each_other(program: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    first, second = tmp_path / "note.flac", tmp_path / "a" / "note.flac"
    first.write_bytes(SAMPLES[0].path.read_bytes())
    second.write_bytes(SAMPLES[1].path.read_bytes())
    target = tmp_path / "out"
    out, err = program.everyclip(
        "transcribe", first, second, "--output-dir", target, "--format", "txt", "--format", "srt"
    )
    assert out == "" and str(target / "note.srt") in err
    assert sorted(path.name for path in target.iterdir()) == ["note (2).srt", "note (2).txt", "note.srt", "note.txt"]
    assert (target / "note.txt").read_text() == SAMPLES[0].text + "\n"
    assert (target / "note (2).txt").read_text() == SAMPLES[1].text + "\n"

    program.everyclip("transcribe", second, "--output-dir", target)
    assert (target / "note (3).txt").read_text() == SAMPLES[1].text + "\n"
    assert (target / "note.txt").read_text() == SAMPLES[0].text + "\n"


def test_documents_are_merged_and_named_after_a_pattern(program: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "out"
    first, second = SAMPLES[0], SAMPLES[1]
    program.everyclip("transcribe", first.path, second.path, "--merge", "--session", "Monday", "--output-dir", target)
    assert [path.name for path in target.iterdir()] == ["Monday.txt"]
    merged = (target / "Monday.txt").read_text()
    assert merged.index(first.path.name) < merged.index(first.text) < merged.index(second.path.name)
    assert merged.endswith(second.text + "\n")

    pattern = "{number} {language} {session}"
    arguments = ("--name-pattern", pattern, "--format", "docx", "--session", "Monday", "--output-dir", target)
    _, err = program.everyclip("transcribe", first.path, second.path, *arguments)
    assert sorted(path.name for path in target.iterdir()) == ["1 en Monday.docx", "2 en Monday.docx", "Monday.txt"]
    assert str(target / "2 en Monday.docx") in err


def test_a_word_document_goes_into_a_file(used: Used) -> None:
    program, runs = used
    assert program.everyclip_bytes("show", runs[1]["run_id"], "--format", "docx").startswith(b"PK")


@pytest.mark.parametrize("how", ["", "--merge", "--name-pattern {name}-{date}", "--json", "--format srt --format txt"])
def test_a_document_that_cannot_be_written_loses_no_text_and_is_told(
    program: CommandLine, tmp_path: Path, how: str
) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "in"
    _, err = program.everyclip("transcribe", SAMPLES[0].path, "--output-dir", place, *how.split(), status=1)
    assert "could not be written" in err
    assert program.json("runs")["runs"][0]["state"] == "completed"


@pytest.mark.slow
def test_ctrl_c_keeps_the_runs_and_work_finishes_them(program: CommandLine, tmp_path: Path) -> None:
    long = recording(tmp_path / "long.wav", min_s=LONG_S)
    with closing(Registry(Paths(program.folder).registry, SystemClock())) as registry:
        with program.start("transcribe", long) as process:
            try:
                _wait_until(lambda: any(run.state is State.RUNNING for run in registry.runs()))
            finally:
                process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=LIMIT_S)
        assert process.returncode == 130
        assert "everyclip work" in err and "Traceback" not in err
        assert [run.state for run in registry.runs()] == [State.QUEUED]

        program.everyclip_itself("work", "--until-idle")
        [run] = registry.runs()
        assert (run.state, run.attempt) == (State.COMPLETED, 2)


@pytest.mark.slow
async def test_a_clip_that_is_deleted_in_a_window_is_waited_for_no_longer(program: CommandLine, tmp_path: Path) -> None:
    files = [recording(tmp_path / "long.wav", min_s=LONG_S), *(sample.path for sample in SAMPLES[:2])]
    window = await Engine.open(Paths(program.folder), works=False)
    with program.start("transcribe", "--in-order", *files) as process:
        async with asyncio.timeout(LIMIT_S):
            while len(runs := await window.runs.all()) < len(files):  # noqa: ASYNC110 - another program makes them
                await asyncio.sleep(0.05)
        await window.trash.delete([runs[1].run_id])
        await window.close()
        _, err = await asyncio.to_thread(process.communicate, timeout=LIMIT_S)
    assert process.returncode == 1 and "2 completed, 1 queued" in err


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


# --- what there is ---


def test_runs_are_listed_for_programs(used: Used) -> None:
    program, runs = used
    lines = program.everyclip("runs")[0].splitlines()
    assert [line.split("\t")[0] for line in lines] == ["run_id", *(run["run_id"] for run in runs)]
    completed = program.json("runs", "--state", "completed", "--session", "Command line")["runs"]
    assert [run["run_id"] for run in completed] == [runs[1]["run_id"], runs[5]["run_id"]]
    assert "segments" not in completed[0]


def test_show_knows_a_run_by_the_beginning_of_its_id(used: Used) -> None:
    program, runs = used
    out, _ = program.everyclip("show", runs[1]["run_id"][:8])
    assert runs[1]["run_id"] in out and out.endswith(SAMPLES[0].text + "\n")
    assert json.loads(program.everyclip("show", runs[1]["run_id"], "--format", "json")[0]) == runs[1]
    srt, _ = program.everyclip("show", runs[1]["run_id"], "--format", "srt")
    assert srt.startswith("1\n00:00:0")
    failed, _ = program.everyclip("show", runs[0]["run_id"])
    assert runs[0]["error"]["message"] in failed


def test_show_tells_the_story(used: Used) -> None:
    program, runs = used
    story, _ = program.everyclip("show", runs[1]["run_id"], "--events")
    places = [story.index(word) for word in ("handed over from", "begun", "transcribing", "completed")]
    assert places == sorted(places)


def test_search_finds_words(used: Used) -> None:
    program, runs = used
    [found] = program.json("search", "second message")["found"]
    assert (found["run_id"], found["text"]) == (runs[5]["run_id"], SAMPLES[1].text)
    assert "No transcript" in program.everyclip("search", "zebra")[1]


def test_models_are_listed_with_what_is_to_be_known(program: CommandLine) -> None:
    model, *others = program.json("models", "list")["models"]
    assert model["model_id"] == "starter-en" and model["is_used"] and model["note"]
    assert {other["state"] for other in others} == {"absent"} and "small" in {other["model_id"] for other in others}
    assert "starter-en" in program.everyclip("models", "list")[0].splitlines()[1]


# --- what a person can do with runs ---


def test_cancel_pause_resume_retry(program: CommandLine, tmp_path: Path) -> None:
    runs = program.json("transcribe", SAMPLES[0].path, tmp_path / "no.wav", status=1)["runs"]
    run_id, missing_id = (run["run_id"] for run in runs)
    _, err = program.everyclip("retry", run_id)
    assert "queued" in err and "everyclip work" in err
    assert "paused" in program.everyclip("pause", run_id)[1]
    assert "queued" in program.everyclip("resume", run_id[:8])[1]
    assert "cancelled" in program.everyclip("cancel", run_id)[1]
    assert "queued" in program.everyclip("retry", run_id)[1]

    (tmp_path / "no.wav").write_bytes(SAMPLES[1].path.read_bytes())
    _, err = program.everyclip("retry", run_id, missing_id, status=2)
    assert "Cannot retry a run that is queued." in err  # and the other one can:
    program.everyclip("work", "--until-idle")
    assert [run["state"] for run in program.json("runs")["runs"]] == ["completed", "completed"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "12345678"], "There is no run “12345678”."),
        (["retry", "12345678"], "There is no run “12345678”."),
        (["runs", "--session", "nobody"], "There is no session “nobody”."),
        (["transcribe", "a.wav", "--model", "huge"], "The model “huge” is not on this computer."),
        (["transcribe", "a.wav", "--format", "doc"], "there is no format “doc”"),
        (["transcribe", "a.wav", "--format", "srt", "--merge"], "belong to one clip"),
        (["transcribe", "a.wav", "--output-dir", "x", "--name-pattern", "{nome}"], "There is no field “nome”"),
        (["transcribe", "a.wav", "--language", "de"], "this model understands en only"),
        (["transcribe", "a.wav", "--language", "english!"], "no language code"),
        (["transcribe"], "Missing argument"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(program: CommandLine, arguments: list[str], sentence: str) -> None:
    out, err = program.everyclip(*arguments, status=2)
    assert out == "" and sentence in err


def test_wrong_usage_ends_the_program_with_status_2(program: CommandLine) -> None:
    out, err = program.everyclip_itself("runs", "--session", "nobody", status=2)
    assert out == "" and "There is no session “nobody”." in err


def test_a_session_that_goes_at_once_is_not_taken_in_order(used: Used) -> None:
    program, _ = used
    _, err = program.everyclip("transcribe", SAMPLES[0].path, "--session", "Command line", "--in-order", status=2)
    assert "name another session" in err


# --- what Everyclip stands on ---


@pytest.mark.slow
def test_doctor_tells_what_works(program: CommandLine) -> None:
    checks = {check["what"]: check for check in json.loads(program.everyclip_itself("doctor", "--json")[0])["checks"]}
    for what in ("versions", "speech libraries", "device cpu", "model starter-en", "data folder", "registry"):
        assert checks[what]["state"] == "ok", checks[what]
    assert checks["window"]["state"] == "warning"
    assert all(check["remedy"] for check in checks.values() if check["state"] != "ok")


@pytest.mark.slow
def test_doctor_tells_what_does_not(program: CommandLine) -> None:
    (program.folder / "registry.sqlite3").write_bytes(b"no database" * 500)
    out, _ = program.everyclip("doctor", status=1)
    assert "not a database" in out
    _, err = program.everyclip("runs", status=1)
    assert "everyclip doctor" in err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_window_is_a_sentence(program: CommandLine) -> None:
    for files in ([], [SAMPLES[0].path]):
        out, err = program.everyclip_itself(*files, status=1)
        assert out == "" and "no display" in err


def test_the_command_line_is_light() -> None:
    heavy = ("av", "ctranslate2", "faster_whisper", "numpy", "pydantic", "PySide6", "pysubs2", "rich", "sqlite3")
    code = f"import engine.cli.app, sys; print(*(name for name in {heavy} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# --- the live table ---

RUN = Run("4f1c2ab0-0000", 1, "s", Clip("c", "note.mp3", "/in/note.mp3", duration_s=6.0), Options())


def _drawn(runs: list[Run], width: int = 80, height: int = 24) -> list[str]:
    """The lines that a terminal would have got after one drawing."""
    screen = io.StringIO()
    console = Console(file=screen, width=width, height=height, force_terminal=True, color_system=None, _environ={})
    table = LiveTable(console)
    with table:
        for run in runs:
            table.show(run)
        screen.seek(0)
        screen.truncate()
        table.refresh(lambda run: Wait(WaitReason.PLACES_TAKEN))
        return screen.getvalue().splitlines()


def _many(count: int, state: State) -> list[Run]:
    return [
        replace(RUN, run_id=f"{n:08}", position=n, state=state, clip=replace(RUN.clip, name=f"clip {n}.wav"))
        for n in range(count)
    ]


def test_a_few_runs_stay_in_the_order_given() -> None:
    done = replace(RUN, run_id="2", position=2, state=State.COMPLETED, preview="Hello.")
    lines = _drawn(
        [done, replace(RUN, run_id="3", position=3), replace(RUN, state=State.RUNNING, phase=Phase.DECODING)]
    )
    assert ["reading the audio" in lines[1], "Hello." in lines[2], "waiting for a free slot" in lines[3]] == [True] * 3


@pytest.mark.parametrize("height", [8, 24, 60])
def test_many_runs_never_outgrow_the_screen(height: int) -> None:
    lines = _drawn(_many(200, State.QUEUED), height=height)
    assert len(lines) < height
    assert any("more waiting" in line for line in lines)


def test_runs_that_ended_scroll_up_when_there_are_many() -> None:
    lines = _drawn(_many(100, State.COMPLETED) + _many(120, State.QUEUED)[100:])
    assert sum("completed" in line for line in lines) == 101  # a line each, and the summary
    assert "20 queued of 120" in lines[-1]


def test_lines_leave_room_for_what_a_terminal_writes() -> None:
    long = replace(RUN, preview="word " * 100, state=State.COMPLETED)
    assert all(len(line) <= 77 for line in _drawn([long, *_many(30, State.QUEUED)]) if "\x1b" not in line)


# --- words ---


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "1:00"), (3725, "1:02:05")]
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("size_bytes", "text"), [(0, "0 bytes"), (999, "999 bytes"), (6_235_721, "6.2 MB"), (81_400_000_000, "81.4 GB")]
)
def test_size(size_bytes: int, text: str) -> None:
    assert size(size_bytes) == text


def test_names_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in printable("a\x1b[31m\nb")


def test_a_run_says_how_it_is() -> None:
    assert stage_label(replace(RUN, state=State.COMPLETED, outcome=Outcome.NO_SPEECH)) == "no speech in it"
    failed = replace(RUN, state=State.FAILED, reason=Reason("no_audio"), attempt=1)
    assert finished_line(failed).endswith("The file has no audio track.  (everyclip retry 4f1c2ab0)")
    again = replace(RUN, attempt=1, tries=1, reason=Reason("worker_died", {"signal": "SIGKILL"}))
    assert remark(again).startswith("try 2: ") and "SIGKILL" in remark(again)
