"""The top of the window: the menu, the one search field, and the two ways to add clips."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop import text
from desktop.recording.panel import RecordPanel
from desktop.search.field import SearchField
from desktop.style import icons, theme
from desktop.widgets.split_button import SplitButton

_SEARCH_WIDTH = 520


class TopBar(QWidget):
    """`menu` is opened by the first button, where the system has no menu bar of its own."""

    def __init__(self, add_files: QAction, record: RecordPanel, options: QMenu) -> None:
        """`options` are those of new clips: they open beside the button that adds them."""
        super().__init__()
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menu = QMenu(self)
        self.menu_button = QToolButton()
        self.menu_button.setMenu(self.menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setAccessibleName(text.say("Menu"))
        self.menu_button.setToolTip(text.say("Menu"))
        self._name = QLabel("Everyclip")
        self._name.setFont(theme.font(theme.TextSize.HEADING, is_strong=True))
        self.search = SearchField()
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self.search.setMinimumWidth(120)
        self._adding = SplitButton(text.say("Add files"), options, text.say("Options for new clips"))
        self.add, self.options = self._adding.button, self._adding.arrow
        self.add.setToolTip(add_files.toolTip())
        self.add.clicked.connect(add_files.trigger)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.SPACE, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.menu_button)
        layout.addWidget(self._name)
        layout.addStretch(1)
        layout.addWidget(self.search, 4)
        layout.addStretch(1)
        layout.addWidget(self._adding)
        layout.addWidget(record)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.menu_button.setIcon(icons.icon("menu"))
        self._adding.apply_theme()
        self.search.apply_theme()
