"""The window speaks the system's language, or the one that the person chose, from the next start on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QComboBox

from desktop import app as program
from desktop import text, translation
from desktop.preferences.window_page import WindowPage
from desktop.settings import KeptSettings
from engine.engine import Engine
from engine.settings import read_settings
from engine.storage.paths import Paths
from tests.desktop.conftest import pick


@pytest.fixture(autouse=True)
def system_afterwards(application: QApplication) -> Iterator[None]:
    yield
    translation.use(application, "")


def test_the_chosen_language_is_spoken_with_its_numbers(application: QApplication) -> None:
    translation.use(application, "de")
    assert (text.say("Dark"), QLocale().toString(1.5, "f", 1)) == ("Dunkel", "1,5")
    translation.use(application, "en")
    assert (text.say("Dark"), QLocale().toString(1.5, "f", 1)[0]) == ("Dark", "1")
    translation.use(application, "")
    assert QLocale() == QLocale.system()


def test_the_setting_counts_at_the_next_start(
    application: QApplication, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = WindowPage(KeptSettings(home))
    box = next(box for box in page.findChildren(QComboBox) if box.accessibleName() == "Language of the window")
    assert [box.itemText(place) for place in range(box.count())] == ["Same as system", "English", "Deutsch"]
    pick(box, "de")
    assert read_settings(home).settings.interface_language == "de" and text.say("Dark") == "Dark"
    monkeypatch.setattr(program, "make_application", lambda: application)
    monkeypatch.setattr(Engine, "open", _stop)
    said: list[str] = []
    monkeypatch.setattr(program, "sort_out", lambda *_, **__: _note(said))
    assert program.run_window(home) == 1
    assert said == ["Dunkel"]


async def _stop(*_: object, **__: object) -> Engine:
    raise OSError("no start is needed here")


async def _note(said: list[str]) -> bool:
    said.append(text.say("Dark"))
    return False
