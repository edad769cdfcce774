"""The settings page for changing shortcuts."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.preferences.shortcuts import Shortcuts, name_of, shown_keys
from desktop.style import theme
from desktop.widgets.form import listing, note


class ShortcutsPage(QWidget):
    """Every action with its shortcuts; those of the selected one can be changed below."""

    def __init__(self, shortcuts: Shortcuts) -> None:
        super().__init__()
        self._shortcuts = shortcuts
        self._actions = sorted(shortcuts.actions, key=lambda action: (not shown_keys(action), name_of(action).lower()))
        self.table = self._make_table()
        self._title = QLabel()
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        #: The part of it that takes the focus and is read by screen readers.
        self._field = self.keys.findChildren(QLineEdit)[0]
        self.keys.keySequenceChanged.connect(self._change)
        self._title.setBuddy(self.keys)
        self.reset = QPushButton(text.say("Reset"))
        self.reset.setToolTip(text.say("Restore this action’s default keys"))
        self.reset.clicked.connect(self._reset)
        self.reset_all = QPushButton(text.say("Reset all"))
        self.reset_all.setToolTip(text.say("Restore default shortcuts"))
        self.reset_all.clicked.connect(self._reset_all)
        self.message = note()
        self._lay_out()
        self._show()
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.table.selectRow(0)

    def _make_table(self) -> QTableWidget:
        table = listing(text.say("Keyboard"), [text.say("Action"), text.say("Keys")])
        table.setRowCount(len(self._actions))
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().resizeSection(1, 190)
        for row, action in enumerate(self._actions):
            table.setItem(row, 0, QTableWidgetItem(name_of(action)))
            table.setItem(row, 1, QTableWidgetItem())
        return table

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(theme.GAP)
        controls.addWidget(self._title)
        controls.addWidget(self.keys, 1)
        for button in (self.reset, self.reset_all):
            button.setAutoDefault(False)
            controls.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.table, 1)
        layout.addLayout(controls)
        layout.addWidget(self.message)

    # --- user actions ---
    def _on_chosen(self) -> None:
        self._show(text.say("Click into the field and press the keys; what is changed is in bold above."))

    def _change(self, keys: QKeySequence) -> None:
        self._show(self._shortcuts.change(self._actions[self.table.currentRow()], keys))

    def _reset(self) -> None:
        self._show(self._shortcuts.reset(self._actions[self.table.currentRow()]))

    def _reset_all(self) -> None:
        self._shortcuts.reset_all()
        self._show()

    def _show(self, words: str = "") -> None:
        """Show the current shortcuts and a message."""
        for row, action in enumerate(self._actions):
            item = self.table.item(row, 1)
            assert item is not None
            item.setText(shown_keys(action))
            font = item.font()
            font.setWeight(theme.weight(is_strong=self._shortcuts.is_changed(action)))
            item.setFont(font)
        self.message.setText(words)
        action = self._actions[max(0, self.table.currentRow())]
        self._title.setText(text.say("Keys for “{action}”").format(action=name_of(action)))
        for widget in (self.keys, self._field):
            widget.setAccessibleName(self._title.text())
            widget.setAccessibleDescription(words)
        self.keys.blockSignals(True)
        self.keys.setKeySequence(action.shortcut())
        self.keys.blockSignals(False)
        self.reset.setEnabled(self._shortcuts.is_changed(action))
