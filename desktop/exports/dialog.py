"""Asks for the format, folder and file names of an export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.pdf import PDF
from desktop.style import theme
from desktop.widgets import dialogs
from desktop.widgets.fields_button import FieldsButton
from desktop.widgets.form import side_by_side
from engine.errors import EngineError
from engine.exports.cues import Rules
from engine.exports.file_names import DEFAULT_PATTERN
from engine.exports.formats import FORMATS, ExportOptions, Format, plan
from engine.run import Run

#: All export formats.
KINDS = {**FORMATS, PDF.name: PDF}


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """The choices made, remembered for the next time."""

    format: str = "txt"
    folder: Path = Path()
    options: ExportOptions = field(default_factory=ExportOptions)

    @classmethod
    def kept(cls, settings: QSettings) -> ExportChoice:
        """The choices of the last time."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kind = str(settings.value("export/format", "txt"))
        return cls(
            kind if kind in KINDS else "txt",
            Path(str(settings.value("export/folder", documents or str(Path.home())))),
            ExportOptions(
                pattern=str(settings.value("export/pattern", DEFAULT_PATTERN)),
                merged=settings.value("export/merged", False, bool) is True,
            ),
        )

    @property
    def kind(self) -> Format:
        """The chosen format."""
        return KINDS[self.format]

    def keep(self, settings: QSettings) -> None:
        settings.setValue("export/format", self.format)
        settings.setValue("export/folder", str(self.folder))
        settings.setValue("export/pattern", self.options.pattern)
        settings.setValue("export/merged", self.options.merged)


class ExportDialog(QDialog):
    """Previews the file names while the user chooses; an impossible choice cannot be confirmed."""

    def __init__(
        self, parent: QWidget, bridge: Bridge, runs: Sequence[Run], session: str, before: ExportChoice
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.counted(len(runs), "Export 1 text", "Export {n} texts"))
        self._bridge = bridge
        self._runs = runs
        self._sessions = {run.session_id: session for run in runs}
        self.format = QComboBox()
        for name, kind in KINDS.items():
            self.format.addItem(f"{text.say(kind.title)} (.{name})", name)
        self.format.setCurrentIndex(self.format.findData(before.format))
        self.one_each, self.merged = QRadioButton(text.say("A file for each clip")), QRadioButton(text.say("One file"))
        ways = QButtonGroup(self)
        ways.addButton(self.one_each)
        ways.addButton(self.merged)
        (self.merged if before.options.merged else self.one_each).setChecked(True)
        self.pattern = QLineEdit(before.options.pattern)
        self.folder = QLineEdit(str(before.folder))
        self.overwrite = QCheckBox(text.say("Replace files of the same name"))
        self.line_length = _number(Rules().line_length, 10, 120)
        self.reading_speed = _number(round(Rules().columns_per_s), 5, 60)
        self.preview = QLabel()
        self._lay_out()
        self._connect()
        self._look()

    # --- layout ---
    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(theme.SPACE)
        self._form.setVerticalSpacing(theme.GAP)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._ways = side_by_side(self.one_each, self.merged)
        self._cues = side_by_side(
            self.line_length,
            QLabel(text.say("characters per line,")),
            self.reading_speed,
            QLabel(text.say("characters per second at most")),
        )
        for title, row in (
            ("Format", self.format),
            ("Files", self._ways),
            ("Subtitles", self._cues),
            ("File names", side_by_side(self.pattern, FieldsButton(self.pattern), wide=self.pattern)),
            ("Folder", side_by_side(self.folder, self._folder_button(), wide=self.folder)),
        ):
            self._form.addRow(text.say(title), row)
        self._form.addRow("", self.overwrite)
        for widget, title in (
            (self.format, "Format"),
            (self.pattern, "Pattern of the file names"),
            (self.folder, "Folder"),
            (self.line_length, "Characters per line"),
            (self.reading_speed, "Characters per second"),
        ):
            widget.setAccessibleName(text.say(title))
        self.preview.setProperty("muted", True)
        self.preview.setWordWrap(True)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        buttons, self.export = dialogs.deciding_buttons(self, text.say("Export"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        layout.addStrut(480)  # a minimum width would allow less than the words need
        layout.addLayout(self._form)
        layout.addWidget(self.preview)
        layout.addWidget(buttons)

    def _folder_button(self) -> QPushButton:
        button = QPushButton(text.say("Choose…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._bridge.start("choose a folder", self._choose_folder()))
        return button

    async def _choose_folder(self) -> None:
        folder = await dialogs.choose_folder(self, text.say("Where to"), self.folder.text())
        if folder is not None:
            self.folder.setText(str(folder))

    # --- choices ---
    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._look)
        self.merged.toggled.connect(self._look)
        self.overwrite.toggled.connect(self._look)
        for line in (self.pattern, self.folder):
            line.textChanged.connect(self._look)

    @property
    def choice(self) -> ExportChoice:
        """The current choices."""
        kind = str(self.format.currentData())
        rules = Rules(line_length=self.line_length.value(), columns_per_s=float(self.reading_speed.value()))
        return ExportChoice(
            kind,
            Path(self.folder.text()).expanduser(),
            ExportOptions(
                pattern=self.pattern.text().strip() or DEFAULT_PATTERN,
                merged=self._can_merge() and self.merged.isChecked(),
                overwrite=self.overwrite.isChecked(),
                rules=rules if self._has_cues() else None,
            ),
        )

    def _can_merge(self) -> bool:
        return len(self._runs) > 1 and KINDS[str(self.format.currentData())].many is not None

    def _has_cues(self) -> bool:
        return KINDS[str(self.format.currentData())].has_rules

    def _look(self) -> None:
        """Show the available choices and which files will be written, or why none can be."""
        self._form.setRowVisible(self._ways, self._can_merge())
        self._form.setRowVisible(self._cues, self._has_cues())
        choice = self.choice
        trouble = "" if choice.folder.is_absolute() else text.say("Choose a folder.")
        names: list[str] = []
        try:
            names = [each.file_name for each in plan(self._runs, choice.kind, choice.options, self._sessions)]
        except EngineError as error:
            trouble = text.trouble(error)
        self.export.setEnabled(not trouble)
        self.preview.setText(trouble or _describe_names(names, choice.options.overwrite))


def _describe_names(names: Sequence[str], overwrite: bool) -> str:
    shown = ", ".join(names[:2]) + (" …" if len(names) > 2 else "")
    words = f"{text.counted(len(names), '1 file', '{n} files')}: {shown}"
    if overwrite:
        return words
    return words + "\n" + text.say("If a file with that name exists, the new one gets a number.")


def _number(value: int, minimum: int, maximum: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(minimum, maximum)
    made.setValue(value)
    return made
