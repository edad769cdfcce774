"""What an empty session shows: a place to drop clips, and something to try."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import text
from desktop.style import icons, theme
from resources import find


class EmptyState(QWidget):
    """A large drop area and two buttons."""

    files_asked = Signal()
    samples_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = _centred(text.say("Drop voice clips here"))
        title.setFont(theme.font(theme.TextSize.TITLE, is_strong=True))
        hint = _centred(
            text.say("Audio or video, files or whole folders, as many as you like.\nNothing leaves this computer.")
        )
        hint.setProperty("muted", True)
        choose = QPushButton(text.say("Choose files…"))
        choose.setProperty("primary", True)
        choose.clicked.connect(self.files_asked)
        samples = QPushButton(text.say("Try the sample clips"))
        samples.clicked.connect(self.samples_asked)
        paste = _centred(text.say("You can also paste files that you copied elsewhere."))
        paste.setProperty("muted", True)
        paste.setFont(theme.font(theme.TextSize.SMALL))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP + 4)
        buttons.addStretch(1)
        buttons.addWidget(choose)
        buttons.addWidget(samples)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.GAP)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addSpacing(theme.GAP)
        layout.addWidget(title)
        layout.addWidget(hint)
        layout.addSpacing(theme.SPACE)
        layout.addLayout(buttons)
        layout.addSpacing(theme.GAP)
        layout.addWidget(paste)
        layout.addStretch(3)
        self._draw_picture()

    def _draw_picture(self) -> None:
        source = find("everyclip.svg").read_bytes()
        self._picture.setPixmap(icons.draw_svg(source, 88, self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(QColor(theme.colours().muted), 1.5, Qt.PenStyle.CustomDashLine)
        edge.setDashPattern([5, 5])
        painter.setPen(edge)
        painter.setOpacity(0.55)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(18, 10, -18, -18), 16, 16)


def _centred(words: str) -> QLabel:
    label = QLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label
