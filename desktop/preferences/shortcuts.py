"""The shortcuts of actions: their defaults, the user's changes, and the check that no two are the same."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QKeyCombination, QObject, QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence

from desktop import text

_NATIVE = QKeySequence.SequenceFormat.NativeText
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_STRONG = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
#: Keys that neither type nor navigate, so they may be used without modifiers.
_ALONE = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Pause, Qt.Key.Key_Print, Qt.Key.Key_Menu})


class Where(Enum):
    """Where shortcuts apply. The text's take precedence: the window may use the same ones for its table."""

    WINDOW = auto()
    TEXT = auto()


class Shortcuts(QObject):
    """The actions with their shortcuts, saved in the settings file under the actions' names (`QAction.objectName`)."""

    def __init__(self, file: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._where: dict[QAction, Where] = {}
        self._defaults: dict[QAction, list[QKeySequence]] = {}
        #: Shortcuts that cannot be changed, and what they do.
        self._fixed: dict[str, str] = {}

    @property
    def actions(self) -> list[QAction]:
        """Every action whose shortcuts can be changed."""
        return list(self._where)

    def add(self, actions: Sequence[QAction], where: Where) -> None:
        """Give these actions the shortcuts that the user has chosen for them."""
        for action in actions:
            name = action.objectName()
            if name and action not in self._where:
                self._where[action] = where
                self._defaults[action] = action.shortcuts()
                if self._file.contains(_key(action)):
                    self._set(action, [QKeySequence(str(self._file.value(_key(action))), _PORTABLE)])

    def reserve(self, keys: QKeySequence, words: str) -> None:
        """Reserve a shortcut of the window that cannot be changed."""
        self._fixed[keys.toString(_PORTABLE)] = words

    def is_changed(self, action: QAction) -> bool:
        """Whether its shortcuts differ from the defaults."""
        return action.shortcuts() != self._defaults[action]

    def change(self, action: QAction, keys: QKeySequence) -> str:
        """Change an action's shortcut, or remove it. Returns why that is refused, or an empty string."""
        if refusal := self._refusal(action, keys):
            return refusal
        self._set(action, [] if keys.isEmpty() else [keys])
        self._keep(action)
        return ""

    def reset(self, action: QAction) -> str:
        """Restore an action's default shortcuts. Returns why that is refused, or an empty string."""
        for keys in self._defaults[action]:
            if refusal := self._refusal(action, keys):
                return refusal
        self._set(action, self._defaults[action])
        self._keep(action)
        return ""

    def reset_all(self) -> None:
        """Restore all defaults."""
        for action, keys in self._defaults.items():
            self._set(action, keys)
            self._keep(action)

    def _refusal(self, action: QAction, keys: QKeySequence) -> str:
        shown = keys.toString(_NATIVE)
        if keys.isEmpty():
            return ""
        if not _may_be_used(keys[0]):  # type: ignore[index]
            words = text.say("{keys} is needed for typing and moving about. Add Ctrl or Alt, or take a function key.")
            return words.format(keys=shown)
        where = self._where[action]
        holder = next(
            (name_of(each) for each in self._where
             if each is not action and self._where[each] is where and keys in each.shortcuts()),
            self._fixed.get(keys.toString(_PORTABLE)) if where is Where.WINDOW else None,
        )  # fmt: skip
        if holder is None:
            return ""
        return text.say("{keys} belongs to “{action}”. Change that shortcut first.").format(keys=shown, action=holder)

    def _set(self, action: QAction, keys: list[QKeySequence]) -> None:
        """Set the shortcuts, and show them in the tooltip."""
        before = shown_keys(action)
        words = action.toolTip().removesuffix(f" ({before})") if before else action.toolTip()
        action.setShortcuts(keys)
        after = shown_keys(action)
        action.setToolTip(f"{words} ({after})" if after else words)

    def _keep(self, action: QAction) -> None:
        if self.is_changed(action):
            self._file.setValue(_key(action), action.shortcut().toString(_PORTABLE))
        else:
            self._file.remove(_key(action))
        self._file.sync()


def name_of(action: QAction) -> str:
    """The action's name on screen."""
    return action.text().replace("&", "").removesuffix("…")


def shown_keys(action: QAction) -> str:
    """Its first shortcut as labelled on the keyboard; empty for none."""
    return action.shortcut().toString(_NATIVE)


def _may_be_used(keys: QKeyCombination) -> bool:
    is_function = Qt.Key.Key_F1 <= keys.key() <= Qt.Key.Key_F35
    return bool(keys.keyboardModifiers() & _STRONG) or is_function or keys.key() in _ALONE


def _key(action: QAction) -> str:
    return f"shortcuts/{action.objectName()}"
