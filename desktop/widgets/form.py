"""Building blocks of settings pages: rows with a title, and controls that change a setting at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.settings import KeptSettings
from desktop.style import theme
from engine.run import Quality
from engine.settings import Theme

#: The values of a setting, and their titles.
Titles: TypeAlias = Mapping[str, str] | Mapping[Theme, str] | Mapping[Quality, str]


#: What fits a screen of 1024 × 640, with tabs above and buttons below.
LARGEST_PAGE, _LEAST_PAGE = QSize(960, 500), QSize(960, 240)


class SettingsForm(QWidget):
    """A page of the settings."""

    def __init__(self, settings: KeptSettings) -> None:
        super().__init__()
        self.settings = settings
        self.form = QFormLayout(self)
        self.form.setContentsMargins(theme.GAP, theme.SPACE, theme.GAP, theme.GAP)
        self.form.setHorizontalSpacing(theme.SPACE)
        self.form.setVerticalSpacing(theme.GAP + 2)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, title: str, control: QWidget, words: str = "") -> None:
        """Add a control with a title, and an explanatory line below it if needed."""
        control.setAccessibleName(title)
        self.form.addRow(title, control)
        if words:
            control.setAccessibleDescription(words)
            self.form.addRow("", note(words))

    def choice(self, name: str, titles: Titles) -> QComboBox:
        """A combo box that changes the setting of that name."""
        box = QComboBox()
        self.offer(box, name, titles)
        return box

    def offer(self, box: QComboBox, name: str, titles: Titles) -> None:
        """Fill the box with values and their titles, and connect it to that setting."""
        for value, title in titles.items():
            box.addItem(title, value)
        box.setCurrentIndex(box.findData(getattr(self.settings.now, name)))
        box.currentIndexChanged.connect(lambda _: self.settings.change(**{name: box.currentData()}))

    def tick(self, name: str, title: str) -> QCheckBox:
        """A checkbox that changes the setting of that name."""
        box = QCheckBox(title)
        box.setAccessibleName(title)
        box.setChecked(getattr(self.settings.now, name))
        box.toggled.connect(lambda is_on: self.settings.change(**{name: is_on}))
        return box

    def number(self, name: str, maximum: int, automatic: str) -> QSpinBox:
        """A number that changes the setting of that name; 0 is shown as `automatic`."""
        box = QSpinBox()
        box.setRange(0, maximum)
        box.setSpecialValueText(automatic)
        box.setValue(getattr(self.settings.now, name))
        indent(box)
        box.setKeyboardTracking(False)  # a half-typed number is not final
        box.valueChanged.connect(lambda value: self.settings.change(**{name: value}))
        return box


class ScrolledPage(QScrollArea):
    """A page that is as large as it likes while there is room, and scrolled where text is large or the screen small."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        self._page = page

    def sizeHint(self) -> QSize:
        return (self._page.sizeHint() + self._bar).boundedTo(LARGEST_PAGE)

    def minimumSizeHint(self) -> QSize:
        """As wide as the page needs: nobody likes to scroll to the side."""
        return (self._page.minimumSizeHint() + self._bar).boundedTo(_LEAST_PAGE)

    @property
    def _bar(self) -> QSize:
        return QSize(self.verticalScrollBar().sizeHint().width(), 0)


def indent(box: QAbstractSpinBox) -> None:
    """Indent the number as text is in other fields: style sheets cannot do this."""
    box.lineEdit().setTextMargins(theme.GAP, 0, 0, 0)


def side_by_side(*widgets: QWidget, wide: QWidget | None = None) -> QWidget:
    """Widgets side by side, from the left; a wide one takes the space that others leave."""
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.GAP)
    for widget in widgets:
        layout.addWidget(widget, int(widget is wide))
    if wide is None:
        layout.addStretch(1)
    return made


def note(words: str = "") -> QLabel:
    """A line of explanation."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("muted", True)
    label.setFont(theme.font(theme.TextSize.SMALL))
    return label


def listing(name: str, titles: Sequence[str]) -> QTableWidget:
    """An empty list with these column titles, of which one row is chosen at a time and none is typed in."""
    table = QTableWidget(0, len(titles))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(titles)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    return table


def with_buttons(wide: QWidget, *buttons: QWidget) -> QHBoxLayout:
    """What its buttons act on, and the buttons in a column beside it."""
    column = QVBoxLayout()
    for button in buttons:
        column.addWidget(button)
    column.addStretch(1)
    layout = QHBoxLayout()
    layout.setSpacing(theme.GAP)
    layout.addWidget(wide, 1)
    layout.addLayout(column)
    return layout
