"""A button that does something at once, joined to one that opens a menu of the other ways to do it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.style import icons


class SplitButton(QWidget):
    """`button` acts, `arrow` opens the menu. They are equally high."""

    def __init__(self, words: str, menu: QMenu, menu_words: str) -> None:
        super().__init__()
        self.button = QPushButton(words)
        self.button.setProperty("joined", "left")
        self.arrow = QToolButton()
        self.arrow.setProperty("joined", "right")
        self.arrow.setMenu(menu)
        self.arrow.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.arrow.setToolTip(menu_words)
        self.arrow.setAccessibleName(menu_words)
        self.arrow.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # as high as the button
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.button)
        layout.addWidget(self.arrow)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.button)

    def apply_theme(self) -> None:
        """Apply the theme's colours again."""
        self.arrow.setIcon(icons.icon("choose"))
