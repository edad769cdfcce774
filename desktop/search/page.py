"""The results of a search in all transcripts: passages by clip, the best first, marked, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QShortcut,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop import text
from desktop.bridge import Bridge
from desktop.style import theme
from engine.events import Found, Session

Index = QModelIndex | QPersistentModelIndex

#: Nobody reads more passages than this; more words find fewer.
MAX_FOUND = 200
#: How long to wait after the last keystroke before searching.
PAUSE_MS = 150
_PADDING = 20
_TIME_WIDTH = 52
_LINES = 2


class SearchPage(QWidget):
    """Searches all transcripts. `opened` carries the passage that the user wants to go to; `left` is emitted when the
    user leaves the results."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._searched = ""
        self.passages = _Passages()
        self.view = _PassagesView(self.passages)
        self.view.activated.connect(self._open)
        self.view.clicked.connect(self._open)
        self._leave = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self)
        self._leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._leave.activated.connect(self.left)
        self.summary = QLabel()
        self.summary.setProperty("muted", True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        top = QVBoxLayout()
        top.setContentsMargins(_PADDING, 14, theme.SPACE, 10)
        top.setSpacing(6)
        top.addWidget(self.summary)
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self._pages.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)

    def look_for(self, words: str) -> None:
        """Search for these words, as soon as the user stops typing."""
        self._searched = words.strip()
        self._pause.start()

    def show_sessions(self, sessions: Sequence[Session]) -> None:
        """Update the names of the sessions."""
        self.passages.name_sessions({session.session_id: session.name for session in sessions})

    def go_in(self) -> None:
        """Give the focus to the first passage."""
        if self.passages.rowCount():
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self.passages.index(0))
            self.view.setFocus()

    def _look(self) -> None:
        self._bridge.start("search", self._search(self._searched))

    async def _search(self, words: str) -> None:
        engine = await self._bridge.engine()
        found = await engine.texts.search(words, MAX_FOUND)
        if words != self._searched:
            return
        self.passages.show(found, words)
        self._pages.setCurrentIndex(1 if found else 0)
        self.view.scrollToTop()
        self.summary.setText(_summary(found, words))

    def _open(self, index: Index) -> None:
        self.opened.emit(self.passages.found[index.row()])


def _summary(found: Sequence[Found], words: str) -> str:
    if not any(sign.isalnum() for sign in words):
        return text.say("Type words to look for. Every passage that has all of them is shown.")
    if not found:
        return text.say("No transcript contains “{words}”.").format(words=words)
    if len(found) == MAX_FOUND:
        return text.say("The {n} best passages. More words find fewer.").format(n=MAX_FOUND)
    clips = len({each.run.run_id for each in found})
    passages = text.counted(len(found), "1 passage", "{n} passages")
    return text.say("{passages} in {clips}").format(passages=passages, clips=text.counted(clips, "1 clip", "{n} clips"))


class _Passages(QAbstractListModel):
    """The passages found, those of a clip together, and the words searched for. Clips stand by their best passage."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[Found] = ()
        self.searched = ""
        self._sessions: Mapping[str, str] = {}

    def show(self, found: Sequence[Found], searched: str) -> None:
        self.beginResetModel()
        by_clip: dict[str, list[Found]] = {}
        for each in found:
            by_clip.setdefault(each.run.run_id, []).append(each)
        self.found, self.searched = [each for passages in by_clip.values() for each in passages], searched
        self.endResetModel()

    def name_sessions(self, names: Mapping[str, str]) -> None:
        self._sessions = names
        if self.found:
            self.dataChanged.emit(self.index(0), self.index(len(self.found) - 1))

    def is_first_of_clip(self, row: int) -> bool:
        return row == 0 or self.found[row - 1].run.run_id != self.found[row].run.run_id

    def clip_of(self, found: Found) -> tuple[str, str]:
        """The clip's title, and when it came and where it is."""
        session = self._sessions.get(found.run.session_id, "")
        return text.title(found.run), "  ·  ".join(
            part for part in (text.spoken_day(found.run.created_at), session) if part
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.found[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join([found.spoken, *self.clip_of(found), text.clock(found.start_s)])
        if role == Qt.ItemDataRole.ToolTipRole:
            return found.spoken
        return None


class _PassagesView(QListView):
    """Shows the passages below each other."""

    def __init__(self, passages: _Passages) -> None:
        super().__init__()
        self.setModel(passages)
        self.setItemDelegate(_PassageDelegate(self))
        self.setAccessibleName(text.say("Passages found"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _PassageDelegate(QStyledItemDelegate):
    """Two lines of text around the first match, marked, beside their time; the clip above its first passage."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        passages = index.model()
        assert isinstance(passages, _Passages)
        above = self._heading_height() if passages.is_first_of_clip(index.row()) else 0
        return QSize(
            120, above + _LINES * QFontMetrics(theme.font(theme.TextSize.NORMAL)).lineSpacing() + 2 * theme.GAP
        )

    def _heading_height(self) -> int:
        name, small = (QFontMetrics(theme.font(size)) for size in (theme.TextSize.NORMAL, theme.TextSize.SMALL))
        return name.height() + small.height() + 2 * theme.GAP

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        passages = index.model()
        assert isinstance(passages, _Passages)
        found, now = passages.found[index.row()], theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        painter.fillRect(area, QColor(now.ground))
        if passages.is_first_of_clip(index.row()):
            self._paint_heading(painter, area.adjusted(_PADDING, theme.GAP, -theme.SPACE, 0), *passages.clip_of(found))
            area.setTop(area.top() + self._heading_height())
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.selected if is_selected else now.hover))
            painter.drawRoundedRect(area.adjusted(theme.GAP, 1, -theme.GAP, -1), 8, 8)
        inner = area.adjusted(_PADDING, theme.GAP, -theme.SPACE, -theme.GAP)
        painter.setFont(theme.font(theme.TextSize.SMALL))
        painter.setPen(QColor(now.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, text.clock(found.start_s))
        painter.setPen(QColor(now.text))
        _draw_marked(painter, inner.adjusted(_TIME_WIDTH, 0, 0, 0), found.spoken, passages.searched)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRectF, title: str, place: str) -> None:
        now = theme.colours()
        for words, font, colour in (
            (title, theme.font(theme.TextSize.NORMAL, is_strong=True), now.text),
            (place, theme.font(theme.TextSize.SMALL), now.muted),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, int(area.width()))
            painter.drawText(area, Qt.AlignmentFlag.AlignTop, shown)
            area.setTop(area.top() + metrics.height())


def _draw_marked(painter: QPainter, area: QRectF, words: str, searched: str) -> None:
    """Paint as many lines as fit, starting shortly before the first match."""
    spans = matches(words, searched)
    font = theme.font(theme.TextSize.NORMAL)
    room = int(area.width() * _LINES / max(1, QFontMetrics(font).averageCharWidth()))
    if spans and spans[0][1] > room * 0.8:
        start = words.rfind(" ", 0, spans[0][0] - room // 3) + 1
        words, spans = "… " + words[start:], [(a - start + 2, b - start + 2) for a, b in spans]
    layout = QTextLayout(words, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_mark(start, end) for start, end in spans])
    layout.beginLayout()
    top = 0.0
    for _ in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    layout.draw(painter, area.topLeft())


def _mark(start: int, end: int) -> QTextLayout.FormatRange:
    now = theme.colours()
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    look = QTextCharFormat()
    look.setFontWeight(theme.weight(is_strong=True))
    look.setForeground(QColor(now.accent))
    look.setBackground(QColor(now.selected))
    made.format = look
    return made


_WORD = re.compile(r"\w+")


def matches(words: str, searched: str) -> list[tuple[int, int]]:
    """The (start, end) of each word in `words` that begins with one of `searched`, ignoring case and accents."""
    wanted = tuple(_folded(word) for word in _WORD.findall(searched))
    return [found.span() for found in _WORD.finditer(words) if wanted and _folded(found.group()).startswith(wanted)]


def _folded(word: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return plain.casefold()
