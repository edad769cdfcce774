"""The left side of the window: what can be listed, the sessions, and the model in use."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop import text
from desktop.runs.scope import ALL_CLIPS, FAILED, ON_THEIR_WAY, Scope
from desktop.sessions.list_view import SessionList, SessionsView
from desktop.style import theme
from desktop.widgets.elided_label import ElidedLabel
from engine.run import State

#: The lists that reach over all sessions.
_LISTS = ((ALL_CLIPS, "All clips"), (ON_THEIR_WAY, "On their way"), (FAILED, "Failed"))


class SideBar(QWidget):
    """`scope_asked` carries what to list; the Bin and the models have their actions."""

    scope_asked = Signal(object)

    def __init__(self, new_session: QAction, bin: QAction, models: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(168)
        self.sessions = SessionList()
        self.view = SessionsView(self.sessions)
        self.lists = {scope: _ListButton(text.say(words)) for scope, words in _LISTS}
        self._group = QButtonGroup(self)
        for scope, button in self.lists.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _, asked=scope: self.scope_asked.emit(asked))
            self._group.addButton(button)
        self.bin = _ListButton(text.say("Bin"))
        self.bin.setToolTip(bin.toolTip())
        self.bin.clicked.connect(bin.trigger)
        self.model = _ModelButton()
        self.model.setObjectName("model")
        self._model_title = ElidedLabel(theme.TextSize.SMALL, Qt.TextElideMode.ElideMiddle, is_strong=True)
        self._model_languages = ElidedLabel(theme.TextSize.SMALL)
        self._model_languages.setProperty("muted", True)
        inside = QVBoxLayout(self.model)
        inside.setContentsMargins(20, theme.GAP, 12, theme.GAP)
        inside.setSpacing(2)
        for label in (self._model_title, self._model_languages):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inside.addWidget(label)
        self._model_tip = models.toolTip()
        self.model.setToolTip(self._model_tip)
        self.model.setAccessibleName(models.text())
        self.model.clicked.connect(models.trigger)
        self._lay_out(new_session)

    def _lay_out(self, new_session: QAction) -> None:
        title = QLabel(text.say("Sessions"))
        title.setFont(theme.font(theme.TextSize.SMALL, is_strong=True))
        title.setProperty("muted", True)
        button = QToolButton()
        button.setDefaultAction(new_session)
        button.setAccessibleName(new_session.text())
        lists = QVBoxLayout()
        lists.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, 0)
        lists.setSpacing(2)
        for each in (*self.lists.values(), self.bin):
            lists.addWidget(each)
        top = QHBoxLayout()
        top.setContentsMargins(20, theme.SPACE, 10, 4)
        top.addWidget(title, 1)
        top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(lists)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.model)

    def mark(self, scope: Scope) -> None:
        """Mark what is listed: one of the lists, or a session."""
        self._group.setExclusive(False)
        for each, button in self.lists.items():
            button.setChecked(each == scope)
        self._group.setExclusive(True)
        self.view.mark(scope.session_id)

    def show_counts(self, counts: Mapping[State, int]) -> None:
        """Show how many clips there are, are on their way, and failed, in all sessions."""
        for scope, button in self.lists.items():
            button.show_count(sum(counts.get(state, 0) for state in scope.states))

    def show_model(self, title: str, languages: str) -> None:
        """Show the model in use."""
        self._model_title.setText(title)
        self._model_languages.setText(languages)
        self._model_languages.setVisible(bool(languages))
        self.model.setToolTip("\n".join(filter(None, (title, languages, self._model_tip))))
        self.model.setAccessibleName(text.say("Model in use: {title}").format(title=title))


class _ListButton(QPushButton):
    """A name at the left, and a number at the right unless it is 0."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("list", True)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        self.count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 12, 0)
        inside.addStretch(1)
        inside.addWidget(self.count)

    def show_count(self, count: int) -> None:
        self.count.setText(str(count) if count else "")
        self.setAccessibleDescription(text.counted(count, "1 clip", "{n} clips") if count else "")


class _ModelButton(QPushButton):
    """As high as the lines in it."""

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())
