"""The head of the reader: the clip's title and facts, and what is done with its text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.runs.actions import RunActions
from desktop.runs.export_menu import ExportMenu
from desktop.style import icons, theme
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.split_button import SplitButton
from engine.run import Run

#: Below this width, in pixels, the buttons stand below the title.
_ONE_ROW_FROM_WIDTH = 500


class ReaderHead(QFrame):
    """Shows the title and the facts of one run. Its buttons act on that run, whatever else is chosen."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readerHead")
        self._run: Run | None = None
        self._actions: RunActions | None = None
        self.title = ElidedLabel(theme.TextSize.TITLE, Qt.TextElideMode.ElideMiddle, is_strong=True)
        self.facts = ElidedLabel(theme.TextSize.SMALL)
        self.facts.setProperty("muted", True)
        self.copy = QPushButton(text.say("Copy text"))
        self.copy.setProperty("tinted", True)
        self.copy.clicked.connect(self._on_copy)
        self.formats = ExportMenu(bridge, self)
        self._exporting = SplitButton(text.say("Export"), self.formats, text.say("Formats to export"))
        self.export, self.export_as = self._exporting.button, self._exporting.arrow
        self.export.clicked.connect(self.formats.export_at_once)
        self.formats.changed.connect(self._write_export)
        self.menu = QMenu(self)
        self.more = self._menu_button(text.say("More"), self.menu)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.more.setIconSize(QSize(20, 20))
        self._lay_out()
        self._set_heights()
        self.apply_theme()

    def _set_heights(self) -> None:
        """Make all buttons as high as the first."""
        height = self.fontMetrics().height() + 2 * theme.GAP + 4
        for button in (self.copy, self.export, self.more):
            button.setFixedHeight(height)
        self.more.setFixedWidth(height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "more"):
            self.title.scale()
            self.facts.scale()
            self._set_heights()

    def minimumSizeHint(self) -> QSize:
        """As wide as the buttons: they may stand below the title."""
        buttons = sum(button.sizeHint().width() for button in (self.copy, self._exporting)) + self.more.height()
        return QSize(buttons + 2 * theme.GAP + 2 * theme.SPACE, super().minimumSizeHint().height())

    def _menu_button(self, words: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setText(f"{words} ▾")
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setProperty("framed", True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        return button

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.GAP // 2)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        for button in (self.copy, self._exporting, self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setSpacing(theme.SPACE)
        self._rows.addLayout(words, 1)
        self._rows.addLayout(buttons)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.more.setIcon(icons.icon("more"))
        self._exporting.apply_theme()

    def use_actions(self, actions: RunActions) -> None:
        """Copy and export by these actions."""
        self._actions = actions
        self.formats.use_actions(actions)

    def fill_menu(self, *groups: Sequence[QAction]) -> None:
        """Fill the menu of everything else with these groups."""
        self.menu.clear()
        for group in groups:
            self.menu.addActions(group)
            self.menu.addSeparator()

    def show_run(self, run: Run | None) -> None:
        """Show the newest state of a run; hidden while there is none."""
        self._run = run
        self.setVisible(run is not None)
        self.title.setText(text.title(run) if run else "")
        self.facts.setText(text.about(run) if run else "")
        self.formats.show_run(run)
        for button in (self.copy, self.export, self.export_as):
            button.setEnabled(run is not None and bool(run.preview) and self._actions is not None)
        self._write_export()

    def _write_export(self) -> None:
        """Say on the button what it writes, and in its tool tip where."""
        self.export.setText(text.say("Export .{format}").format(format=self.formats.format))
        self.export.setToolTip(self.formats.place_words)
        self.export.setAccessibleDescription(self.formats.place_words)

    def _on_copy(self) -> None:
        if self._actions is not None and self._run is not None:
            self._actions.text_out.copy([self._run])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        in_one_row = width >= _ONE_ROW_FROM_WIDTH
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._rows.setDirection(across if in_one_row else down)
        side = theme.side_margin(width)
        self._rows.setContentsMargins(side, theme.SPACE + theme.GAP, side, theme.SPACE)
