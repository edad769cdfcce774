"""A choice of several languages: a button that names them, and a list with search and checkboxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from desktop import text
from desktop.style import theme
from engine.language_names import LANGUAGES

_CODE = Qt.ItemDataRole.UserRole
_LIST_HEIGHT = 240


class LanguageChoice(QPushButton):
    """`changed` carries the selected codes, in the order they were checked."""

    changed = Signal(tuple)

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("languages")
        self.setAutoDefault(False)
        self._codes = tuple(codes)
        self.panel = _Panel(self)
        self.panel.list.itemChanged.connect(self._on_ticked)
        self.clicked.connect(self.open)
        self._write()

    @property
    def codes(self) -> tuple[str, ...]:
        """The selected codes."""
        return self._codes

    def show_codes(self, codes: Sequence[str]) -> None:
        """Select these codes."""
        if tuple(codes) != self._codes:
            self._codes = tuple(codes)
            self._write()

    def open(self) -> None:
        """Show the list below the button."""
        self.panel.fill(self._codes)
        self.panel.setFixedWidth(max(260, self.width()))
        self.panel.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.panel.show()
        self.panel.search.setFocus()

    def _on_ticked(self, item: QListWidgetItem) -> None:
        code = str(item.data(_CODE))
        others = tuple(each for each in self._codes if each != code)
        self._codes = (*others, code) if item.checkState() is Qt.CheckState.Checked else others
        self._write()
        self.changed.emit(self._codes)

    def _write(self) -> None:
        """Show the selected languages on the button, for screen readers too."""
        names = ", ".join(text.language(code) for code in self._codes)
        self.setText(names or text.say("None"))
        self.setAccessibleName(f"{text.say('Languages you speak')}: {self.text()}")


class _Panel(QFrame):
    """The list with its search field, over the window. Arrow keys move through the list from the field, too."""

    def __init__(self, parent: QPushButton) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("panel")
        self.search = QLineEdit()
        self.search.setPlaceholderText(text.say("Find a language"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(text.say("Languages you speak"))
        self.list.setFixedHeight(_LIST_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._look_for)
        self.search.returnPressed.connect(self._tick)
        self.search.installEventFilter(self)

    def fill(self, codes: Sequence[str]) -> None:
        """List all languages by name, selected ones first."""
        self.search.clear()
        self.list.blockSignals(True)
        self.list.clear()
        names = {code: text.language(code) for code in LANGUAGES}
        others = sorted((code for code in names if code not in codes), key=lambda code: names[code].casefold())
        for code in (*codes, *others):
            item = QListWidgetItem(text.language(code))
            item.setData(_CODE, code)
            item.setCheckState(Qt.CheckState.Checked if code in codes else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _look_for(self, words: str) -> None:
        """Show only languages with that code, or with a word that begins so."""
        sought = words.strip().casefold()
        for item in self._items():
            name = item.text().casefold()
            item.setHidden(not (f" {name}".find(f" {sought}") >= 0 or item.data(_CODE) == sought))
        self.list.setCurrentRow(next((row for row, item in enumerate(self._items()) if not item.isHidden()), -1))

    def _tick(self) -> None:
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            is_on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
            self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in keys:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
