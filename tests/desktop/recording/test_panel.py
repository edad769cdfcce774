"""The bar that records: what it says, what it remembers, and that its control is free whatever goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from desktop import text
from desktop.main_window import MainWindow
from desktop.recording.level_meter import LevelMeter
from desktop.recording.panel import HOLD_S, RecordPanel
from desktop.widgets.dialogs import Report
from engine import portaudio
from engine.messages import REASONS
from engine.run import Reason, Run, State
from tests.desktop.conftest import Scenario, until
from tests.end_to_end.audio import decoded, write_wav
from tests.support.sound_server import SoundServer
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]
FIRST, SECOND = samples()[0], samples()[1]


async def begin(panel: RecordPanel) -> None:
    panel.record.trigger()
    await until(lambda: panel.is_recording)


async def say(sound: SoundServer, sample: Path) -> None:
    await asyncio.to_thread(sound.play, sample)


async def idle(panel: RecordPanel) -> None:
    await until(lambda: not panel.is_recording and panel.pill.button.text() == text.say("Record"))


async def finished(window: MainWindow, count: int) -> list[Run]:
    """So many rows, all completed."""
    await until(lambda: [run.state for run in window.page.table.runs()] == [State.COMPLETED] * count)
    return list(window.page.table.runs())


def texts(runs: list[Run]) -> list[str]:
    return [run.preview.strip() for run in runs]


@pytest.mark.slow
def test_clips_are_rows_as_they_are_cut_and_ended(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.record
        await begin(panel)
        assert panel.pill.button.text() == text.say("Stop") and panel.next.isEnabled()
        await say(sound, FIRST.path)
        await until(lambda: panel.pill.clock.text().startswith("0:0"))
        panel.next.trigger()
        await until(lambda: window.page.table.rowCount() == 1)
        assert panel.is_recording
        await say(sound, SECOND.path)
        panel.pill.button.click()
        await idle(panel)
        assert texts(await finished(window, 2)) == [FIRST.text, SECOND.text]
        assert not panel.pill.meter.isVisible()

    in_window(scenario)


def test_start_and_stop_are_done_in_the_order_of_asking(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        for _ in range(4):
            window.record.record.trigger()
        await until(lambda: window.page.table.rowCount() == 2)
        await idle(window.record)
        await finished(window, 2)

    in_window(scenario)


def test_the_button_records_as_long_as_it_is_held(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.record
        panel.pill.button.pressed.emit()
        await until(lambda: panel.is_recording)
        await asyncio.sleep(HOLD_S)
        for _ in range(3):  # a key that repeats
            panel.pill.button.released.emit()
            panel.pill.button.pressed.emit()
        assert panel.is_recording
        panel.pill.button.released.emit()
        await until(lambda: window.page.table.rowCount() == 1)
        await idle(panel)

    in_window(scenario)


@pytest.mark.slow
def test_hands_free_makes_a_clip_of_each_sentence(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.record
        panel.hands_free.setChecked(True)
        await begin(panel)
        await until(lambda: panel.pill.clock.text() == text.say("Listening…"))
        await say(sound, FIRST.path)
        await until(lambda: window.page.table.rowCount() == 1)
        await say(sound, SECOND.path)
        await until(lambda: window.page.table.rowCount() == 2)
        assert panel.is_recording
        panel.record.trigger()
        await idle(panel)
        assert texts(await finished(window, 2)) == [FIRST.text, SECOND.text]

    async def again(window: MainWindow) -> bool:
        return window.record.hands_free.isChecked()

    in_window(scenario)
    assert in_window(again) is True


def test_a_microphone_that_is_unplugged_leaves_a_clip_and_the_reason(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.record
        await begin(panel)
        await say(sound, FIRST.path)
        sound.end()
        await until(panel.pill.why.isVisible)
        assert "is gone" in panel.pill.why.toolTip()
        assert "is gone" in window.status.words
        assert texts(await finished(window, 1)) == [FIRST.text]
        assert panel.pill.button.text() == text.say("Record")

    in_window(scenario)


def test_what_is_recorded_into_another_session_is_told(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        panel, first = window.record, window.page.session
        assert first is not None
        await begin(panel)
        engine = await window._bridge.engine()
        await window.navigation.show_session(await engine.open_session("Another"))
        panel.record.trigger()
        await until(lambda: first.name in window.status.words)
        assert window.page.table.rowCount() == 0
        [run] = await engine.runs.all()
        assert run.session_id == first.session_id

    in_window(scenario)


@pytest.mark.slow
def test_closing_the_window_keeps_what_is_being_recorded(in_window: InWindow, sound: SoundServer) -> None:
    async def close(window: MainWindow) -> None:
        await begin(window.record)
        await say(sound, FIRST.path)
        window.close()

    async def go_on(window: MainWindow) -> None:
        assert texts(await finished(window, 1)) == [FIRST.text]

    in_window(close)
    in_window(go_on)


def test_too_much_is_said(in_window: InWindow, sound: SoundServer, tmp_path: Path) -> None:
    loud = write_wav(tmp_path / "loud.wav", (decoded(FIRST.path).astype(int) * 20).clip(-32768, 32767).astype("int16"))

    async def scenario(window: MainWindow) -> None:
        await begin(window.record)
        saying = asyncio.get_running_loop().run_in_executor(None, sound.play, loud)
        await until(lambda: window.record.pill.warning.text() == text.say("Too loud"))
        assert window.record.pill.warning.isVisible() and window.record.pill.meter.is_clipped
        await saying

    in_window(scenario)


@pytest.mark.slow
def test_the_chosen_microphone_is_remembered(in_window: InWindow, sound: SoundServer) -> None:
    async def choose(window: MainWindow) -> None:
        choice = window.record.choice
        choice.click()
        await until(lambda: [menu for menu in choice.findChildren(QMenu) if menu.isVisible()])
        [menu] = choice.findChildren(QMenu)
        next(action for action in menu.actions() if action.text() == "voice").trigger()
        menu.close()
        assert "voice" in choice.toolTip()

    async def again(window: MainWindow) -> str:
        await begin(window.record)
        window.record.record.trigger()
        [run] = await finished(window, 1)
        return run.clip.source

    in_window(choose)
    assert in_window(again) == "voice"


def test_without_a_microphone_the_remedy_is_there_and_the_rest_works(in_window: InWindow, no_sound: None) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.record
        await until(lambda: panel.pill.why.toolTip() in {REASONS["microphone_missing"], REASONS["portaudio_missing"]})
        assert panel.pill.why.isVisible() and not window.status.words, "nobody has asked yet"
        panel.pill.why.click()
        await until(lambda: window.findChild(Report))
        report = window.findChild(Report)
        assert report is not None and report.words.text() == panel.pill.why.toolTip()
        report.reject()
        panel.record.trigger()
        await until(lambda: not panel._asked)
        assert panel.pill.why.isVisible() and panel.pill.button.isEnabled()
        assert window.status.words == panel.pill.why.toolTip()
        window.take_in([FIRST.path])
        await finished(window, 1)

    in_window(scenario)


def test_without_portaudio_it_is_said_how_to_get_it(in_window: InWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> NoReturn:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(portaudio, "_started", missing)

    async def scenario(window: MainWindow) -> None:
        await until(lambda: window.record.pill.why.toolTip() == text.sentence(Reason("portaudio_missing")))
        monkeypatch.undo()  # it is installed meanwhile
        window.record._on_looked(None)
        assert window.record.pill.why.toolTip() != text.sentence(Reason("portaudio_missing"))

    in_window(scenario)


def test_a_dead_microphone_is_told_at_the_level_by_its_name(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        panel = window.record
        await begin(panel)  # nobody plays anything: digital silence
        await until(lambda: panel.pill.warning.text() == text.say("No sound"))
        assert panel.pill.warning.isVisible() and not panel.pill.meter.isVisible()
        for words in (panel.pill.warning.toolTip(), window.status.words):
            assert words.startswith("The microphone “default” gives no sound.")
        await say(sound, FIRST.path)
        assert panel.pill.warning.text() == "" and panel.pill.meter.isVisible(), "it is alive after all"
        panel.record.trigger()
        await finished(window, 1)

    in_window(scenario)


def test_a_recording_of_nothing_says_which_microphone_gave_nothing(in_window: InWindow, sound: SoundServer) -> None:
    async def scenario(window: MainWindow) -> None:
        await begin(window.record)
        window.record.record.trigger()
        [run] = await finished(window, 1)
        assert text.second_line(run) == "The recording is silent: the microphone “default” gave no sound."

    in_window(scenario)


@pytest.mark.parametrize(("peak", "columns"), [(0.0, 0), (0.01, 40), (0.1, 100), (1.0, 160)])
def test_the_meter_grows_with_the_sound(application: QApplication, peak: float, columns: int) -> None:
    meter = LevelMeter()
    meter.resize(200, 20)
    silent = meter.grab().toImage()
    meter.show_level(peak, is_clipped=False, is_kept=True)
    image = meter.grab().toImage()
    changed = sum(image.pixel(x, 10) != silent.pixel(x, 10) for x in range(170))
    assert columns <= changed <= columns + 60


def test_the_lamp_has_another_shape_when_it_is_too_loud(application: QApplication) -> None:
    meter = LevelMeter()
    meter.resize(200, 20)
    lamp = meter.rect().adjusted(180, 0, 0, 0)
    before = meter.grab(lamp).toImage()
    meter.show_level(1.0, is_clipped=True, is_kept=True)
    assert meter.is_clipped
    assert meter.grab(lamp).toImage() != before
    meter.clear()
    assert meter.grab(lamp).toImage() == before
