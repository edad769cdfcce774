"""The player under a text: bars, a speed that the wheel leaves alone, and quieter controls in a menu."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QColor, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.style import theme
from desktop.transcript.player_bar import SPEEDS, PlayerBar
from engine.protocol import PEAKS_PER_S


def turn(
    widget: QWidget, down: int, aside: int = 0, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Turn the wheel over the middle of a widget."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, at, QPoint(), QPoint(aside, down), Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(widget, event)


@pytest.fixture
def bar(application: QApplication) -> Iterator[PlayerBar]:
    made = PlayerBar()
    made.resize(640, 90)
    made.show_clip(None, 60.0)
    made.show_peaks(bytes([40, 200] * (30 * PEAKS_PER_S)))
    made.show()
    yield made
    made.close()


def test_the_wheel_over_the_speed_changes_nothing(bar: PlayerBar) -> None:
    bar.set_speed(1.25)
    for down in (120, -120, 360):
        turn(bar.speed, down)
    assert bar.player.speed == 1.25 and bar.speed.text() == "1.25×"


def test_a_speed_is_chosen_from_the_menu_and_kept(bar: PlayerBar, tmp_path: Path) -> None:
    entries = bar.speed.menu().actions()
    assert [entry.data() for entry in entries] == list(SPEEDS)
    entries[SPEEDS.index(1.5)].trigger()
    assert bar.player.speed == 1.5 and bar.speed.text() == "1.5×"
    settings = QSettings(str(tmp_path / "state.ini"), QSettings.Format.IniFormat)
    bar.save(settings)
    other = PlayerBar()
    other.restore(settings)
    assert other.player.speed == 1.5 and other.speed.text() == "1.5×"


def test_the_wheel_over_the_waveform_zooms_where_the_mouse_is(bar: PlayerBar) -> None:
    waveform = bar.waveform
    turn(waveform, 120)
    assert waveform._shown_s == pytest.approx(48.0)
    assert waveform._start_s + waveform._shown_s / 2 == pytest.approx(30.0, abs=0.5)
    turn(waveform, 0, aside=-120)
    assert waveform._start_s == pytest.approx(6.0 + 4.8, abs=0.5)
    for _ in range(20):
        turn(waveform, -120)
    assert (waveform._start_s, waveform._shown_s) == (0.0, 60.0)


def test_what_was_played_is_in_the_accent_and_the_rest_is_grey(bar: PlayerBar) -> None:
    bar.waveform.show_position(30.0)
    picture = bar.waveform.grab().toImage()
    middle, ratio = picture.height() // 2, picture.devicePixelRatio()

    def colours(begin: float, end: float) -> set[str]:
        return {picture.pixelColor(round(x * ratio), middle).name() for x in range(round(begin), round(end))}

    half, now = bar.waveform.width() / 2, theme.colours()
    assert QColor(now.accent).name() in colours(0, half - 3) and now.bars not in colours(0, half - 3)
    assert now.bars in colours(half + 3, half * 2 - 3) and now.accent not in colours(half + 3, half * 2 - 3)


def test_the_quieter_controls_are_in_the_menu_and_have_their_keys(bar: PlayerBar) -> None:
    quiet = [bar.back, bar.forward, bar.loop, bar.skip, bar.follow]
    assert bar.more.menu().actions() == quiet
    assert [action.shortcut() for action in quiet] == [
        QKeySequence(keys) for keys in ("Alt+Left", "Alt+Right", "Ctrl+Shift+L", "Ctrl+Shift+K", "Ctrl+J")
    ]
    assert bar.play.shortcut() == QKeySequence("Ctrl+Space")


def test_a_narrow_bar_leaves_out_the_length(bar: PlayerBar) -> None:
    assert bar._time.text() == "0:00 / 1:00"
    bar.resize(300, 90)
    assert bar._time.text() == "0:00"
    assert bar.minimumSizeHint().width() <= 300
