"""What takes room, what is kept for how long, and the bin, as the settings tell it and change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.main_window import MainWindow
from desktop.preferences.retention_dialog import RetentionDialog, describe_expired, describe_rule
from desktop.preferences.storage_page import StoragePage
from engine.machine.plans import Limits
from engine.registry.retention import Expired, RetentionScope, Rule
from engine.run import State
from engine.settings import Settings
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until
from tests.engine.registry.test_retention import kept_clip as clip
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]


def test_a_rule_is_told_in_a_sentence() -> None:
    assert "until you delete" in describe_rule(Settings())
    assert describe_rule(Settings(keep_days=30)) == "Audio for 30 days; texts stay."
    assert (
        describe_rule(Settings(keep_days=1, keep_gb=2.5, keep_scope=RetentionScope.ALL))
        == "Clips for 1 day, up to 2.5 GB."
    )


def test_what_would_go_is_told_before_it_goes() -> None:
    rule = Rule(days=7)
    assert describe_expired(rule, Expired()) == "Nothing is deleted now."
    going = Expired(audio=(clip("a", 9, 3_000_000), clip("b", 9, 1_000_000)), for_good=(clip("c", 9, 500_000),))
    assert describe_expired(rule, going) == "This will be deleted now: the audio of 2 clips, 1 whole clip (4.5 MB)."


def test_a_rule_is_set_once_it_is_confirmed(in_window: InWindow) -> None:
    rules: list[Rule] = []

    async def scenario(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        page = StoragePage(window.settings, window._bridge, window._paths)
        page.change.click()
        await until(lambda: isinstance(QApplication.activeModalWidget(), RetentionDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RetentionDialog)
        dialog.by_age.setChecked(True)
        dialog.days.setValue(30)
        assert engine.trash._rule.keeps_everything and window.settings.now.keep_days == 0, "nothing counts yet"
        await until(lambda: dialog.preview.text() == "Nothing is deleted now.")
        dialog.accept()
        await until(lambda: engine.trash._rule == Rule(days=30))
        await until(lambda: page.kept.text() == "Audio for 30 days; texts stay.")
        page.deleteLater()

    async def again(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        await until(lambda: not engine.trash._rule.keeps_everything)
        rules.append(engine.trash._rule)

    in_window(scenario)
    in_window(again)
    assert rules == [Rule(days=30)]


def test_the_bin_is_emptied_when_it_is_asked_for_and_confirmed(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        window.take_in([samples()[0].path])
        table = window.page.table
        await until(lambda: [run.state for run in table.runs()] == [State.COMPLETED])
        page = StoragePage(window.settings, window._bridge, home)
        await page.fill()
        assert page.bin.text() == "Nothing" and page.empty.isHidden()
        engine = await window._bridge.engine()
        await engine.trash.delete([table.runs()[0].run_id])
        await page.fill()
        assert page.bin.text().startswith("1 clip, ") and not page.empty.isHidden()
        page.empty.click()
        await until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox) and list(home.vault.iterdir())
        next(button for button in box.buttons() if button.text() == "Empty the bin").click()
        await until(lambda: not list(home.vault.iterdir()))
        await until(page.empty.isHidden)
        page.deleteLater()

    in_window(scenario)


def test_limits_reach_the_engine_at_once_and_at_the_next_start(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        window.settings.change(threads=1, batch_size=2, runs_at_once=3)
        await until(lambda: engine._scheduler.limits == Limits(threads=1, batch_size=2, runs_at_once=3))

    async def again(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        await until(lambda: engine._scheduler.limits == Limits(threads=1, batch_size=2, runs_at_once=3))

    in_window(scenario)
    in_window(again)
