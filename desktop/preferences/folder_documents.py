"""Which documents are made of each file of a watched folder, where they are written, and what they are called."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFormLayout, QGridLayout, QLineEdit, QRadioButton, QWidget

from desktop import text
from desktop.style import theme
from desktop.widgets.fields_button import FieldsButton
from desktop.widgets.folder_line import FolderLine, Start
from desktop.widgets.form import note, side_by_side
from engine.errors import ExportError
from engine.exports.file_names import DEFAULT_PATTERN, check_pattern
from engine.exports.formats import FORMATS
from engine.settings import WatchedFolder

#: So many formats stand beside each other.
_COLUMNS = 2


class FolderDocuments(QWidget):
    """`changed` is emitted whenever something else is chosen; `values` are those of the rules."""

    changed = Signal()

    def __init__(self, rules: WatchedFolder, start: Start, beside_format: str) -> None:
        """`beside_format` is written beside every file anyway."""
        super().__init__()
        self.formats = {name: QCheckBox(f"{text.say(FORMATS[name].title)} (.{name})") for name in FORMATS}
        for name, box in self.formats.items():
            box.setChecked(name in rules.formats)
            box.toggled.connect(self._follow)
        self.beside = QRadioButton(text.say("Beside each file"))
        self.elsewhere = QRadioButton(text.say("In this folder:"))
        ways = QButtonGroup(self)
        ways.addButton(self.beside)
        ways.addButton(self.elsewhere)
        (self.elsewhere if rules.output_folder else self.beside).setChecked(True)
        title = text.say("Folder for documents")
        self.folder = FolderLine(rules.output_folder, title, title, start)
        self.pattern = QLineEdit(rules.name_pattern)
        self.pattern.setPlaceholderText(DEFAULT_PATTERN)
        self.pattern.setAccessibleName(text.say("Pattern of the file names"))
        self._where = side_by_side(self.beside, self.elsewhere)
        self._names = side_by_side(self.pattern, FieldsButton(self.pattern), wide=self.pattern)
        self._lay_out(beside_format)
        self.elsewhere.toggled.connect(self._follow)
        self.folder.changed.connect(self.changed)
        self.pattern.textChanged.connect(self.changed)
        self._follow()

    def _lay_out(self, beside_format: str) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(2)
        rows = -(-len(self.formats) // _COLUMNS)
        for place, box in enumerate(self.formats.values()):
            grid.addWidget(box, place % rows, place // rows)
        form = QFormLayout(self)
        form.setContentsMargins(0, theme.SPACE, 0, theme.GAP)
        form.setHorizontalSpacing(theme.SPACE)
        form.setVerticalSpacing(theme.GAP)
        form.addRow(note(text.say("Written as soon as a text is there. None need be chosen: texts are kept anyway.")))
        form.addRow(text.say("Formats"), grid)
        if beside_format:
            words = text.say("{format} is written beside each file in any case: see Settings, Texts.")
            title = f"{text.say(FORMATS[beside_format].title)} (.{beside_format})"
            form.addRow("", note(words.format(format=title)))
        form.addRow(text.say("Where to"), self._where)
        form.addRow("", self.folder)
        form.addRow(text.say("File names"), self._names)
        form.addRow("", note(text.say("If a file with that name exists, the new one gets a number.")))

    def _follow(self) -> None:
        has_any = bool(self._chosen)
        for widget in (self._where, self._names):
            widget.setEnabled(has_any)
        self.folder.setEnabled(has_any and self.elsewhere.isChecked())
        self.changed.emit()

    @property
    def _chosen(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.formats.items() if box.isChecked())

    @property
    def trouble(self) -> str:
        """Why it cannot be kept so; "" if it can."""
        if not self._chosen:
            return ""
        if self.elsewhere.isChecked() and not self.folder.is_whole:
            return text.say("Choose the folder that documents are written to.")
        try:
            check_pattern(self.pattern.text().strip())
        except ExportError as error:
            return text.trouble(error)
        return ""

    @property
    def values(self) -> dict[str, object]:
        return {
            "formats": self._chosen,
            "output_folder": self.folder.path if self._chosen and self.elsewhere.isChecked() else "",
            "name_pattern": self.pattern.text().strip() if self._chosen else "",
        }
