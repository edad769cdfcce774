"""The icon in the system tray, behind which a closed window can go on, and notifications when work has ended.

Optional: systems may support neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSystemTrayIcon

from desktop import text
from desktop.system.finished_runs import FinishedWork
from engine.run import State


class Tray(QObject):
    """Shows the icon with these actions, and reports what ended while the user was elsewhere."""

    def __init__(self, window: QMainWindow, work: FinishedWork, actions: Sequence[QAction]) -> None:
        super().__init__(window)
        self._window = window
        #: Whether to notify when work ends.
        self.notifies = True
        #: Whether the window goes on in the background when it is closed.
        self.stays = False
        self._quits = False
        self._has_told = False
        self._menu = QMenu(window)
        show = QAction(text.say("Show Everyclip"), self)
        show.triggered.connect(self._raise)
        self._menu.addActions([show, *actions])
        self.icon = QSystemTrayIcon(QApplication.windowIcon(), self)
        self.icon.setToolTip("Everyclip")
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self._raise)
        work.all_ended.connect(self._on_all_ended)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    # --- in the background ---
    def takes_window(self) -> bool:
        """Hide the window that is being closed, if it is to go on in the background. False if it is to be closed."""
        if self._quits or not self.stays or not self.icon.isVisible() or _session_ends():
            return False
        self._window.hide()
        if not self._has_told:
            self._has_told = True
            words = text.say("Everyclip goes on in the background. This icon brings it back.")
            self.show_message(words, QSystemTrayIcon.MessageIcon.Information)
        return True

    def quit(self) -> None:
        """Close the window for good."""
        self._quits = True
        self._window.close()

    def warn(self, words: str) -> None:
        """Say at the icon what goes wrong while the window is in the background, where nobody sees its notices."""
        if self._window.isHidden():
            self.show_message(words, QSystemTrayIcon.MessageIcon.Warning)

    # --- what ended ---
    def _on_all_ended(self, counts: Counter[State]) -> None:
        if not self.notifies or self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        failed = counts[State.FAILED] > 0
        kind = QSystemTrayIcon.MessageIcon.Warning if failed else QSystemTrayIcon.MessageIcon.Information
        self.show_message(text.ended(counts), kind)

    def show_message(self, words: str, kind: QSystemTrayIcon.MessageIcon) -> None:
        """Show a notification, if the system supports them."""
        if self.icon.isVisible() and QSystemTrayIcon.supportsMessages():
            self.icon.showMessage("Everyclip", words, kind)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._raise()

    def _raise(self) -> None:
        bring_up(self._window)


def _session_ends() -> bool:
    """Whether the user is logging out: a window that refuses to close would keep them."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()


def bring_up(window: QMainWindow) -> None:
    """Bring the window to the front, wherever it was."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)  # a maximised one stays that
    window.show()
    window.raise_()
    window.activateWindow()
