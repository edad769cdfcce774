"""What a person sets is there for every door and at the next start; what makes no sense in the file does no harm."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import pytest
from pydantic import ValidationError

from engine.exports.formats import FORMATS
from engine.run import Quality
from engine.settings import (
    BesideFormat,
    DocumentFormat,
    Settings,
    Theme,
    WatchedFolder,
    change_settings,
    read_settings,
    take_over,
)
from engine.storage.paths import Paths
from engine.text.speakers import FIND_SPEAKERS


@pytest.fixture
def home(home: Paths) -> Paths:
    """In which nothing is set."""
    home.settings.unlink()
    return home


def test_settings_are_there_again_at_the_next_start(home: Paths) -> None:
    now = change_settings(home, language="de", quality=Quality.CAREFUL, notifies=True, theme=Theme.DARK)
    assert read_settings(home).settings == now == Settings(language="de", quality=Quality.CAREFUL, theme=Theme.DARK)
    assert "notifies" not in home.settings.read_text(), "only what was chosen is written"
    assert home.settings.stat().st_mode & 0o077 == 0


def test_two_programs_do_not_undo_what_the_other_changes(home: Paths) -> None:
    numbers = ("threads", "batch_size", "runs_at_once", "keep_days")
    with ThreadPoolExecutor(4) as executor:
        for value in range(1, 6):
            list(executor.map(lambda name, value=value: change_settings(home, **{name: value}), numbers))
    assert json.loads(home.settings.read_text()) == dict.fromkeys(numbers, 5)


@pytest.mark.expects_warnings
def test_what_makes_no_sense_has_its_default(home: Paths) -> None:
    home.settings.write_text('{"quality": "perfect", "language": "de", "notifies": "maybe", "model": "", "shoe": 42}')
    read = read_settings(home)
    assert read.settings == Settings(language="de")
    assert set(read.refused) == {"quality", "notifies", "model"}


@pytest.mark.expects_warnings
@pytest.mark.parametrize("content", [b"\x00\xff\xfe" * 50, b"]]]] = [", b"[1]", b"", b"[" * 10_000])
def test_a_file_that_is_none_does_no_harm_and_is_set_aside(home: Paths, content: bytes) -> None:
    home.settings.write_bytes(content)
    assert read_settings(home).settings == Settings()
    assert change_settings(home, language="de") == read_settings(home).settings == Settings(language="de")
    assert home.settings.with_suffix(".unreadable").read_bytes() == content


def test_what_an_older_version_kept_is_taken_over(home: Paths) -> None:
    home.window_state.write_text(
        '[window]\ngeometry=@ByteArray(\\x1\\xd9=%)\n\n[settings]\nkeep_gb=2.5\nlanguage=de\nmodel="C:\\\\a, b"\n'
        "notifies=false\n\n[runs]\nlanguage=fr\n"
    )
    before = Settings(keep_gb=2.5, language="de", model="C:\\a, b", notifies=False)
    assert read_settings(home).settings == before
    take_over(home)
    home.window_state.unlink()
    assert read_settings(home).settings == before
    assert not change_settings(home, notifies=False, language="").language
    take_over(home)
    assert read_settings(home).settings == before.model_copy(update={"language": ""}), "what was set since stays"


def test_languages_are_those_that_the_system_tells_until_they_are_chosen(
    home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert Settings().options.languages == ("de", "en")
    change_settings(home, languages=("fr", "xx"))
    assert read_settings(home).settings.options.languages == ("fr",), "one that nobody knows is not asked for"
    assert change_settings(home, languages=()).options.languages == ()
    assert change_settings(home, languages=None).options.languages == ("de", "en")


def test_every_format_can_be_written_beside_a_file() -> None:
    assert get_args(BesideFormat) == ("", *FORMATS)
    assert get_args(DocumentFormat) == (*FORMATS,)


def test_a_watched_folder_survives_the_file_and_is_checked(home: Paths) -> None:
    watched = WatchedFolder(folder=str(home.home), formats=("txt",), language="", includes_subfolders=False)
    change_settings(home, watched_folders=(watched,))
    assert read_settings(home).settings.watched_folders == (watched,)
    for wrong in (
        {"folder": "relative"},
        {"folder": ""},
        {"folder": "/a", "formats": ["pdf"]},
        {"folder": "/a", "x": 1},
        {"folder": "/a", "speakers": "9"},
    ):
        with pytest.raises(ValidationError):
            WatchedFolder.model_validate(wrong)


def test_what_a_watched_folder_does_not_say_is_as_set() -> None:
    settings = Settings(language="de", vocabulary=("Ada",))
    assert WatchedFolder(folder="/in").options(settings) == settings.options
    for asked, wanted in ((None, 4), ("off", None), ("auto", FIND_SPEAKERS), ("2", 2)):
        found = WatchedFolder(folder="/in", speakers=asked).options(settings.model_copy(update={"speakers": 4}))
        assert found.speakers == wanted
    own = WatchedFolder(folder="/in/", language="", vocabulary=("Bob",), quality=Quality.DRAFT)
    assert own.session_name == "in"
    options = own.options(settings)
    assert (options.language, options.vocabulary, options.quality) == (None, ("Bob", "Ada"), Quality.DRAFT)
