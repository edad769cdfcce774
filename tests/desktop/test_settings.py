"""What a person sets counts at once and at the next start; what makes no sense in the file does no harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel

from desktop.main_window import MainWindow
from desktop.preferences.dialog import SettingsDialog
from desktop.settings import KeptSettings
from desktop.style import theme
from desktop.widgets.vocabulary_edit import VocabularyDialog
from engine.events import SessionsChanged
from engine.run import Quality, State
from engine.settings import Settings, Theme, change_settings
from engine.storage.paths import Paths
from engine.storage.usage import measure
from tests.desktop.conftest import Scenario, pick, until
from tests.support.starter import STARTER, samples

InWindow = Callable[[Scenario], Any]


@pytest.mark.expects_warnings
def test_the_person_is_told_of_refused_settings(in_window: InWindow, home: Paths) -> None:
    home.settings.write_text('{"quality": "perfect"}')

    async def scenario(window: MainWindow) -> None:
        assert "quality" in window.status.words

    in_window(scenario)


def test_a_change_counts_where_it_cannot_be_kept(home: Paths) -> None:
    settings = KeptSettings(home)
    home.settings.with_name(f"{home.settings.name}.part").mkdir()  # where it is written first
    with pytest.raises(OSError, match="settings"):
        settings.change(language="de")
    assert settings.now.language == "de"


def test_what_another_program_sets_is_seen_when_the_person_comes_back(home: Paths) -> None:
    settings = KeptSettings(home)
    heard: list[Settings] = []
    settings.changed.connect(heard.append)
    change_settings(home, language="de")
    settings.change(quality=Quality.CAREFUL)
    assert settings.now == Settings(model=STARTER, language="de", quality=Quality.CAREFUL)
    change_settings(home, language="fr")
    settings.look_again()
    assert settings.now.language == "fr" and heard[-1] == settings.now and len(heard) == 2


@pytest.mark.slow
def test_a_change_counts_at_once(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        await dialog.fill()
        boxes = {box.accessibleName(): box for box in dialog.findChildren(QComboBox)}
        boxes["Quality"].setCurrentIndex(boxes["Quality"].findData(Quality.CAREFUL))
        dialog.words.terms.setPlainText("ComfyUI\n Anaïs  Nin ,")
        dialog.words.terms.edited.emit()
        words = dialog.words.replacements
        cell = words.item(0, 0)
        assert cell is not None and words.rowCount() == 1
        cell.setText(samples()[0].text.split()[0])
        assert window.settings.now.replacements == (), "what is half written down does not count"
        there = words.item(0, 1)
        assert there is not None and words.rowCount() == 2
        there.setText("Zap")
        window.take_in([samples()[0].path])
        table = window.page.table
        await until(lambda: [run.state for run in table.runs()] == [State.COMPLETED])
        run = table.runs()[0]
        assert run.options.quality is Quality.CAREFUL and run.options.vocabulary == ("ComfyUI", "Anaïs Nin")
        assert run.preview.startswith("Zap ")
        boxes["Colours"].setCurrentIndex(boxes["Colours"].findData(Theme.DARK))
        assert theme.colours().is_dark
        boxes["Colours"].setCurrentIndex(boxes["Colours"].findData(Theme.LIGHT))
        assert not theme.colours().is_dark
        dialog.close()

    in_window(scenario)


def test_a_model_that_is_gone_is_named(in_window: InWindow, home: Paths) -> None:
    change_settings(home, model="large-v9")

    async def scenario(window: MainWindow) -> None:
        notice = window.page.model_notice
        await until(notice.isVisible)
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        await dialog.fill()
        assert "large-v9" in dialog.model.currentText()
        pick(dialog.model, "starter-en")
        assert window.settings.now.model == "starter-en"
        dialog.close()

    in_window(scenario)


def test_what_takes_room_is_measured(home: Paths) -> None:
    (home.vault / "ab").mkdir()
    (home.vault / "ab" / "clip").write_bytes(b"x" * 1000)
    assert measure(home).clips == 1000
    assert measure(home).models == 0


def test_a_translation_is_not_offered_by_a_model_that_cannot(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        await dialog.fill()
        pick(dialog.model, "starter-en")
        tick = dialog.transcription.task.translate
        assert not tick.isEnabled() and "English only" in tick.accessibleDescription()
        dialog.close()

    in_window(scenario)


def test_a_session_has_names_and_terms_of_its_own(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        window.page.actions_on_runs.vocabulary.trigger()
        await until(lambda: window.findChild(VocabularyDialog))
        dialog = window.findChild(VocabularyDialog)
        assert dialog is not None and dialog.edit.terms == ()
        dialog.edit.setPlainText("Quarterly\nAnaïs Nin")
        dialog.accept()
        told: list[object] = []
        (await window._bridge.engine()).subscribe(told.append)
        await until(lambda: any(isinstance(notice, SessionsChanged) for notice in told))
        window.take_in([samples()[0].path])
        await until(lambda: any(run.is_registered for run in window.page.table.runs()))
        assert window.page.table.runs()[0].options.vocabulary == ("Quarterly", "Anaïs Nin")

    in_window(scenario)


def test_the_machinery_is_on_a_page_of_its_own(in_window: InWindow, home: Paths) -> None:
    machinery = {"Device", "Processor threads", "Pieces at a time", "Clips at a time"}

    async def scenario(window: MainWindow) -> None:
        dialog = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        found = {}
        for place in range(dialog.tabs.count()):
            page = dialog.tabs.widget(place)
            assert page is not None
            found[dialog.tabs.tabText(place)] = {each.text() for each in page.findChildren(QLabel)} & machinery
        assert {title: labels for title, labels in found.items() if labels} == {"Advanced": machinery}
        dialog.turn_to("keys")
        assert dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Keyboard"
        dialog.close()

    in_window(scenario)
