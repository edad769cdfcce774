"""The commands do as is set, unless their options say otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from engine.channels import Channels
from engine.cli.app import app
from engine.cli.options import (
    DeviceKind,
    chosen,
    documents_of,
    known_track,
    languages_given,
    speakers_asked,
    terms_given,
)
from engine.exports.formats import ExportOptions
from engine.run import ALL_TRACKS, Options, Quality, Task
from engine.settings import Settings, change_settings
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS
from tests.support.starter import FIXTURES, STARTER


@pytest.fixture
def home(home: Paths) -> Paths:
    """In which nothing is set."""
    home.settings.unlink()
    return home


def test_without_options_all_is_as_set(home: Paths) -> None:
    assert chosen(None, None, None, None, None).options == Settings().options
    set_now = change_settings(home, language="en", quality=Quality.CAREFUL, device="cpu")
    assert chosen(None, None, None, None, None).options == set_now.options


def test_options_go_before_settings(home: Paths) -> None:
    change_settings(home, model="none such", language="en", quality=Quality.CAREFUL, device="cpu")
    found = chosen(Options().model, "auto", Task.TRANSLATE, Quality.FAST, DeviceKind.CUDA)
    assert found.options == Options(task=Task.TRANSLATE, device="cuda")
    with pytest.raises(typer.Exit):
        chosen(None, None, None, None, None)


def test_speakers_are_found_as_is_set_or_asked(home: Paths) -> None:
    assert chosen(None, None, None, None, None).options.speakers is None
    change_settings(home, speakers=3)
    assert chosen(None, None, None, None, None).options.speakers == 3
    for asked, comes_to in {"off": None, "auto": FIND_SPEAKERS, "2": 2}.items():
        assert chosen(None, None, None, None, None, speakers=speakers_asked(asked)).options.speakers == comes_to
    for nonsense in ("0", "9", "many", "-1", "²"):
        with pytest.raises(typer.BadParameter):
            speakers_asked(nonsense)


def test_two_channels_are_heard_as_is_set_or_asked(home: Paths) -> None:
    assert chosen(None, None, None, None, None).options.channels is Channels.DETECT
    change_settings(home, channels="mix")
    assert chosen(None, None, None, None, None).options.channels is Channels.MIX
    assert chosen(None, None, None, None, None, channels=Channels.SPLIT).options.channels is Channels.SPLIT


def test_a_usual_language_is_not_asked_of_a_model_that_does_not_understand_it(home: Paths) -> None:
    change_settings(home, language="de")
    assert chosen("tiny.en", None, None, None, None).options.language is None
    assert chosen("base", None, None, None, None).options.language == "de"
    with pytest.raises(typer.BadParameter, match="en only"):
        chosen("tiny.en", "de", None, None, None)


def test_a_vocabulary_is_that_of_the_options_and_the_settings(home: Paths) -> None:
    change_settings(home, vocabulary=["Everyclip", "Grafana"])
    terms = home.home / "terms.txt"
    terms.write_text("\ufeffAnaïs Nin\n\nPySide6; qasync\n", encoding="utf-8")
    given = terms_given(["ComfyUI, grafana"], [terms])
    found = chosen(None, None, None, None, None, given).options
    assert found.vocabulary == ("ComfyUI", "grafana", "Anaïs Nin", "PySide6", "qasync", "Everyclip")
    terms.write_bytes(b"\xff\xfe\x00")
    for path in (terms, home.home / "none.txt"):
        with pytest.raises(typer.BadParameter):
            terms_given(None, [path])


@pytest.mark.expects_warnings
def test_settings_that_make_no_sense_are_named(home: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    home.settings.write_text('{"quality": "perfect", "language": "en"}')
    assert chosen(None, None, None, None, None).options.language == "en"
    assert "quality" in capsys.readouterr().err


def test_a_place_or_a_name_alone_asks_for_texts(home: Paths) -> None:
    here, usual = str(home.home), ExportOptions()
    assert documents_of(None, None, usual).formats == []
    assert documents_of(None, here, usual).formats == ["txt"]
    assert documents_of(["srt", "srt"], here, usual).formats == ["srt"]
    with pytest.raises(typer.Exit):
        documents_of(["json"], None, ExportOptions(pattern="{nobody}"))


def test_documents_are_beside_files_where_there_are_files(home: Paths) -> None:
    assert documents_of(None, "beside", ExportOptions()).export.beside
    assert documents_of(None, "./beside", ExportOptions()).folder == Path("beside")
    with pytest.raises(typer.BadParameter, match="name a folder"):
        documents_of(None, "beside", ExportOptions(), of_files=False)
    with pytest.raises(typer.Exit):
        documents_of(None, "beside", ExportOptions(merged=True))


def test_the_languages_that_a_person_speaks(home: Paths) -> None:
    def asked(languages: str | None) -> tuple[str, ...]:
        how = chosen("base", "auto", Task.TRANSCRIBE, None, None, languages=languages_given(languages))
        return how.options.languages

    assert asked(None) == ()
    change_settings(home, languages=("de", "en"))
    assert asked(None) == ("de", "en")
    assert asked("fr, EN,fr") == ("fr", "en") and asked("") == ()
    with pytest.raises(typer.BadParameter, match="no language that Whisper knows"):
        asked("german")


def test_record_takes_all_options_that_transcribe_takes() -> None:
    commands = getattr(typer.main.get_command(app), "commands", {})
    taken = {name: {option.name for option in commands[name].params} for name in ("record", "transcribe")}
    apart = {"files", "in_order", "merge", "track", "waits", "name"}
    assert taken["transcribe"] - taken["record"] == apart, "a recording has one track, and is heard as it is made"


def test_a_folder_beside_the_person_is_a_model_whatever_its_name(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").symlink_to(FIXTURES / STARTER, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    assert chosen("plain", None, None, None, None).options.model == str(tmp_path / "plain")


def test_a_track_is_a_number_or_all(home: Paths) -> None:
    assert chosen(Options().model, None, None, None, None).options.track is None
    assert chosen(Options().model, None, None, None, None, track="2").options.track == 2
    assert chosen(Options().model, None, None, None, None, track="all").options.track == ALL_TRACKS
    for wrong in ("0", "-1", "x", "1.5"):
        with pytest.raises(typer.BadParameter):
            known_track(wrong)
