"""What is to become of two channels, chosen wherever the options of clips are, and told in the facts of a clip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QComboBox

from desktop import text
from desktop.main_window import MainWindow
from desktop.models.new_clips_menu import NewClipsMenu
from desktop.models.options_dialog import RetryDialog
from desktop.preferences.dialog import SettingsDialog
from engine.channels import Channels
from engine.run import NO_FACTS, Clip, Options, Run, SoundFacts
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, pick
from tests.desktop.runs.test_speakers import submenu

InWindow = Callable[[Scenario], Any]


def test_two_channels_are_mixed_or_parted_by_choice(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        await window.shelf.read()
        menu = window.top.options.menu()
        assert isinstance(menu, NewClipsMenu)
        menu.fill()
        offered = submenu(menu, "Two channels: Detect automatically")
        titles = ["Detect automatically", "One speaker each", "Mixed together"]
        assert [action.text() for action in offered.actions()] == titles
        offered.actions()[1].trigger()
        assert window._bridge.options.channels == Channels.SPLIT
        settings = SettingsDialog(window, window.shelf, home, window.shortcuts, window.doors)
        box = next(each for each in settings.findChildren(QComboBox) if each.accessibleName() == "Two channels")
        assert box.currentText() == "One speaker each"
        pick(box, Channels.MIX)
        assert window.settings.now.channels == Channels.MIX
        settings.close()
        call = SoundFacts(channels=2)
        run = Run("a run", 1, "a session", Clip("a clip", "call.wav", "/call.wav"), Options(), sound=call)
        assert "2 channels, one speaker each" in text.about(run)
        assert "channels" not in text.about(replace(run, sound=NO_FACTS))
        again = RetryDialog(window, [run], window.shelf)
        assert again.channels.currentText() == "Detect automatically"
        wanted = [again.options.channels]
        pick(again.channels, Channels.MIX)
        assert [*wanted, again.options.channels] == [Channels.DETECT, Channels.MIX]
        again.close()

    in_window(scenario)
