"""The look of the window: two sets of colours (light and dark), the style sheet made from them, and the font sizes.

Every pair of text and background has a contrast of at least 4.5 (WCAG AA; a test computes it), and a stage is never
shown by colour alone: each has its own shape (see `delegates`) and its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.style.text_size import own_fonts_kept
from engine.run import State
from engine.settings import Theme
from resources import find

#: Pixels between related items, and between groups.
GAP = 8
SPACE = 16


class TextSize(Enum):
    """The five sizes of text in the window, as shares of the application's font. There are no others."""

    #: Times, facts and notes.
    SMALL = 0.92
    #: Names, buttons and everything else.
    NORMAL = 1.0
    #: What stands above a group of things.
    HEADING = 1.2
    #: The text that is read.
    READING = 1.35
    #: The title of what is read, and the words of an empty window.
    TITLE = 1.7


def side_margin(width: int) -> int:
    """Pixels beside the words of a reader that is so many pixels wide."""
    return 40 if width >= 560 else SPACE


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours, as `#rrggbb`."""

    is_dark: bool
    ground: str
    side: str
    raised: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selected: str
    spoken: str
    bars: str
    good: str
    bad: str
    bad_ground: str
    wait: str
    wait_ground: str
    rest: str


LIGHT = Colours(
    is_dark=False,
    ground="#ffffff",
    side="#f4f6f7",
    raised="#ffffff",
    hover="#f3f6f7",
    line="#e2e5ea",
    text="#1a1d23",
    muted="#5a6270",
    accent="#17696f",
    accent_hover="#0f5459",
    on_accent="#ffffff",
    selected="#e3f0ef",
    spoken="#cde4e2",
    bars="#b6bdc6",
    good="#1f7a3a",
    bad="#b3261e",
    bad_ground="#fdf0ef",
    wait="#84540a",
    wait_ground="#fdf6e7",
    rest="#6a4bb0",
)

DARK = Colours(
    is_dark=True,
    ground="#17191e",
    side="#1d2026",
    raised="#23272f",
    hover="#1f232a",
    line="#31363f",
    text="#e9ebee",
    muted="#a4acb8",
    accent="#6fc7c3",
    accent_hover="#93d8d4",
    on_accent="#08201f",
    selected="#213a3c",
    spoken="#2b5553",
    bars="#4d5561",
    good="#82d18b",
    bad="#ff8f86",
    bad_ground="#33211f",
    wait="#e8bb66",
    wait_ground="#2e281b",
    rest="#c0acf8",
)

_current = LIGHT


def colours() -> Colours:
    """The colours in use."""
    return _current


def stage_colour(state: State) -> QColor:
    """The colour of a state's shape and words."""
    now = _current
    return QColor(
        {
            State.QUEUED: now.wait,
            State.RUNNING: now.accent,
            State.PAUSED: now.rest,
            State.COMPLETED: now.good,
            State.FAILED: now.bad,
            State.CANCELLED: now.muted,
        }[state]
    )


def passed_colour(colour: QColor) -> QColor:
    """A fainter tone for completed stages, so that the outcome stands out."""
    quiet = QColor(colour)
    quiet.setAlphaF(0.45)
    return quiet


def ahead_colour() -> QColor:
    """The tone of stages still to come, visible on every background."""
    faint = QColor(_current.muted)
    faint.setAlphaF(0.22)
    return faint


def font(size: TextSize, *, is_strong: bool = False) -> QFont:
    """The application's font in one of the sizes, and in one of the two weights."""
    made = QFont(QApplication.font())
    made.setPointSizeF(made.pointSizeF() * size.value)
    made.setWeight(weight(is_strong=is_strong))
    return made


def weight(*, is_strong: bool) -> QFont.Weight:
    """One of the two weights of text."""
    return QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal


def follow(app: QApplication, wanted: Theme) -> None:
    """Apply the wanted theme. Called again whenever that, or the system's colour scheme, changes."""
    is_dark = system_is_dark() if wanted is Theme.SYSTEM else wanted is Theme.DARK
    if _current is not (DARK if is_dark else LIGHT) or not app.styleSheet():
        apply(app, is_dark=is_dark)


def apply(app: QApplication, *, is_dark: bool) -> None:
    """Apply one set of colours."""
    global _current
    _current = DARK if is_dark else LIGHT
    with own_fonts_kept(app):
        app.setStyle("Fusion")
        app.setPalette(_palette(_current))
        app.setStyleSheet(style_sheet(_current))


def system_is_dark() -> bool:
    """Whether the system's colours are dark, judged by its palette if it names no scheme."""
    scheme = QGuiApplication.styleHints().colorScheme()
    if scheme is not Qt.ColorScheme.Unknown:
        return scheme is Qt.ColorScheme.Dark
    return _palette_was_dark()


@cache
def _palette_was_dark() -> bool:
    """Whether the palette was dark before `apply` replaced it; computed once."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def _palette(now: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: now.ground,
        role.Base: now.ground,
        role.AlternateBase: now.side,
        role.Button: now.raised,
        role.ToolTipBase: now.raised,
        role.WindowText: now.text,
        role.Text: now.text,
        role.ButtonText: now.text,
        role.ToolTipText: now.text,
        role.PlaceholderText: now.muted,
        role.Highlight: now.accent,
        role.HighlightedText: now.on_accent,
        role.Accent: now.accent,
        role.Link: now.accent,
        role.Mid: now.line,
        role.Midlight: now.line,
        role.Light: now.raised,
        role.Dark: now.line,
    }.items():
        palette.setColor(name, QColor(colour))
    faded = QColor(now.muted)
    faded.setAlphaF(0.55)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    return palette


def style_sheet(now: Colours) -> str:
    return _controls(now) + _tools(now) + _fields(now) + _surfaces(now) + _parts(now)


def _controls(now: Colours) -> str:
    """Style of menus and buttons."""
    return f"""
    QMainWindow, QDialog {{ background: {now.ground}; }}
    QToolTip {{ background: {now.raised}; color: {now.text}; border: 1px solid {now.line}; padding: 4px 6px; }}

    QMenuBar {{ background: {now.side}; border-bottom: 1px solid {now.line}; padding: 2px 6px; }}
    QMenuBar::item {{ padding: 4px 10px; border-radius: 6px; background: transparent; color: {now.muted}; }}
    QMenuBar::item:selected {{ background: {now.line}; color: {now.text}; }}
    QMenu {{ background: {now.raised}; border: 1px solid {now.line}; border-radius: 8px; padding: 5px; }}
    QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 5px; }}
    QMenu::item:selected {{ background: {now.selected}; color: {now.text}; }}
    QMenu::item:disabled {{ color: {now.muted}; }}
    QMenu::separator {{ height: 1px; background: {now.line}; margin: 5px 8px; }}
    QMenu::icon {{ padding-left: 8px; }}

    QPushButton {{ background: {now.raised}; color: {now.text}; border: 1px solid {now.line};
                   border-radius: 8px; padding: 7px 14px; }}
    QPushButton:hover {{ background: {now.hover}; border-color: {now.muted}; }}
    QPushButton:pressed {{ background: {now.selected}; }}
    QPushButton:focus {{ border-color: {now.accent}; }}
    QPushButton[primary="true"] {{ background: {now.accent}; color: {now.on_accent}; border-color: {now.accent};
                                   font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: {now.accent_hover}; border-color: {now.accent_hover}; }}
    QPushButton[tinted="true"] {{ background: {now.selected}; color: {now.accent}; border-color: {now.selected};
                                  font-weight: 600; }}
    QPushButton[tinted="true"]:hover {{ border-color: {now.accent}; }}
    QPushButton[tinted="true"]:focus {{ border-color: {now.accent}; }}
    QPushButton:disabled, QPushButton[primary="true"]:disabled,
    QPushButton[tinted="true"]:disabled {{ background: {now.side}; color: {now.muted};
                                                                  border-color: {now.line}; }}
    QPushButton[primary="true"]:focus {{ border-color: {now.text}; }}

    QPushButton[small="true"] {{ padding: 4px 10px; }}
    QPushButton[list="true"] {{ background: transparent; border: 1px solid transparent; text-align: left;
                                padding: 7px 12px; }}
    QPushButton[list="true"]:hover {{ background: {now.line}; }}
    QPushButton[list="true"]:checked {{ background: {now.selected}; font-weight: 600; }}
    QPushButton[list="true"]:focus {{ border-color: {now.accent}; }}
    QPushButton#model {{ background: transparent; border: none; border-top: 1px solid {now.line}; border-radius: 0;
                         text-align: left; padding: 10px 20px; color: {now.text}; }}
    QPushButton#model:hover {{ background: {now.line}; }}
    QPushButton#model:focus {{ border-top-color: {now.accent}; color: {now.accent}; }}
    QProgressBar {{ background: {now.line}; border: none; border-radius: 2px; }}
    QProgressBar::chunk {{ background: {now.accent}; border-radius: 2px; }}
    """


def _tools(now: Colours) -> str:
    """Style of tool buttons and tabs."""
    return f"""
    QToolButton {{ border: 1px solid transparent; border-radius: 8px; padding: 6px; background: transparent; }}
    QToolButton:hover:enabled {{ background: {now.hover}; border-color: {now.line}; }}
    QToolButton:pressed:enabled {{ background: {now.selected}; }}
    QToolButton:checked, QToolButton:checked:hover:enabled {{ background: {now.selected}; border-color: {now.muted}; }}
    QToolButton:focus, QToolButton:focus:hover:enabled {{ border-color: {now.accent}; }}
    QToolButton[framed="true"] {{ background: {now.raised}; border-color: {now.line}; padding: 4px 12px; }}
    QToolButton[framed="true"][toolButtonStyle="0"] {{ padding: 4px; }}
    QToolButton[framed="true"]:hover:enabled {{ border-color: {now.muted}; }}
    QToolButton[framed="true"]:focus {{ border-color: {now.accent}; }}
    QToolButton[framed="true"]:disabled {{ color: {now.muted}; background: {now.side}; }}
    QToolButton#play, QToolButton#play:hover:enabled {{ background: {now.accent}; border: 2px solid {now.accent};
                                                        border-radius: 22px; }}
    QToolButton#play:hover:enabled {{ background: {now.accent_hover}; border-color: {now.accent_hover}; }}
    QToolButton#play:focus, QToolButton#play:focus:hover:enabled {{ border-color: {now.text}; }}
    QToolButton#play:disabled {{ background: {now.line}; border-color: {now.line}; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}

    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {now.line}; }}
    QTabBar {{ qproperty-drawBase: 0; }}
    QTabBar::tab {{ background: transparent; color: {now.muted}; border: none; border-bottom: 2px solid transparent;
                    padding: 8px 14px; }}
    QTabBar::tab:hover {{ color: {now.text}; }}
    QTabBar::tab:selected {{ color: {now.text}; border-bottom-color: {now.accent}; }}
    QTabBar::tab:focus {{ color: {now.accent}; }}
    """


def _fields(now: Colours) -> str:
    """Style of text fields, choices and checkboxes."""
    tick = "tick_dark.svg" if now.is_dark else "tick_light.svg"
    return f"""
    QLineEdit, QPlainTextEdit {{ background: {now.ground}; border: 1px solid {now.line}; border-radius: 8px;
                 padding: 6px 8px; selection-background-color: {now.accent}; selection-color: {now.on_accent}; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {now.accent}; }}

    QComboBox {{ background: {now.raised}; color: {now.text}; border: 1px solid {now.line}; border-radius: 8px;
                 padding: 6px 10px; min-height: 1.2em; }}
    QComboBox:hover {{ border-color: {now.muted}; }}
    QComboBox:focus, QComboBox:on {{ border-color: {now.accent}; }}
    QComboBox QLineEdit {{ background: transparent; border: none; border-radius: 0; padding: 0; }}
    QComboBox::drop-down {{ border: none; width: 26px; }}
    QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url("{find("chevron.svg").as_posix()}");
                                                           width: 12px; height: 12px; }}
    QAbstractSpinBox {{ background: {now.raised}; color: {now.text}; border: 1px solid {now.line}; border-radius: 8px;
                        padding: 6px 0; min-height: 1.2em; }}
    QAbstractSpinBox:hover:enabled {{ border-color: {now.muted}; }}
    QAbstractSpinBox:focus {{ border-color: {now.accent}; }}
    QAbstractSpinBox:disabled {{ color: {now.muted}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 24px; background: transparent; }}
    QAbstractSpinBox::up-arrow {{ image: url("{find("chevron_up.svg").as_posix()}"); width: 12px; height: 12px; }}

    QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {now.muted};
                                                     background: {now.raised}; }}
    QCheckBox::indicator {{ border-radius: 4px; }}
    QRadioButton::indicator {{ border-radius: 8px; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {now.accent}; }}
    QCheckBox::indicator:checked {{ background: {now.accent}; border-color: {now.accent};
                                    image: url("{find(tick).as_posix()}"); }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {now.accent}; }}
    QCheckBox:disabled, QRadioButton:disabled {{ color: {now.muted}; }}
    QComboBox QAbstractItemView {{ background: {now.raised}; border: 1px solid {now.line}; outline: none;
                                   selection-background-color: {now.selected}; selection-color: {now.text}; }}
    """


def _surfaces(now: Colours) -> str:
    """Style of lists, texts, and their surroundings."""
    return f"""
    QHeaderView {{ background: {now.ground}; border: none; }}
    QHeaderView::section:first {{ padding-left: 20px; }}
    QHeaderView::section {{ background: {now.ground}; color: {now.muted}; border: none;
                            border-bottom: 1px solid {now.line}; padding: 6px 10px; }}
    QTableView, QListView {{ background: {now.ground}; border: none; outline: none; }}
    QTextEdit {{ background: {now.ground}; border: none;
                 selection-background-color: {now.accent}; selection-color: {now.on_accent}; }}

    QSplitter::handle {{ background: {now.line}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}

    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
    QScrollBar::handle {{ background: {now.line}; border-radius: 4px; min-height: 32px; min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {now.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

    QLabel[muted="true"] {{ color: {now.muted}; }}
    """


def _parts(now: Colours) -> str:
    """Style of the parts of the window that have a name."""
    pressed = QColor(now.bad).lighter(108).name() if now.is_dark else QColor(now.bad).darker(115).name()
    return f"""
    #side, #side QListView {{ background: {now.side}; }}
    #top {{ background: {now.side}; border-bottom: 1px solid {now.line}; }}
    #top QLineEdit {{ padding: 7px 8px; background: {now.raised}; }}
    QPushButton[joined="left"] {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
    QToolButton[joined="right"] {{ background: {now.raised}; border: 1px solid {now.line}; border-left: none;
        border-radius: 0; border-top-right-radius: 8px; border-bottom-right-radius: 8px; padding: 7px 4px; }}
    QToolButton[joined="right"]:hover:enabled {{ background: {now.hover}; border-color: {now.muted}; }}
    QToolButton[joined="right"]:focus, QToolButton[joined="right"]:focus:hover:enabled {{
        border: 1px solid {now.accent}; }}
    #key {{ background: {now.side}; border: 1px solid {now.line}; border-radius: 5px; padding: 1px 6px;
            color: {now.muted}; }}
    #advice {{ background: {now.side}; border: 1px solid {now.line}; border-radius: 10px; }}
    #modelWords[tone="bad"] {{ color: {now.bad}; }}
    #modelNotice {{ background: {now.wait_ground}; border-radius: 8px; }}
    #modelNotice QLabel {{ color: {now.wait}; }}
    #choices {{ border: 1px solid {now.line}; border-radius: 8px; padding: 4px; }}
    #choices::item {{ padding: 7px 8px; border-radius: 6px; }}
    #choices::item:selected {{ background: {now.selected}; color: {now.text}; }}
    #stretch {{ background: {now.side}; border: 1px solid {now.line}; border-radius: 8px; }}
    #stretch QTextEdit {{ background: transparent; }}
    #languages {{ text-align: left; padding: 6px 10px; background-image: url("{find("chevron.svg").as_posix()}");
                  background-repeat: no-repeat; background-position: right center; background-origin: content; }}
    #panel {{ background: {now.raised}; border: 1px solid {now.line}; border-radius: 8px; }}
    #panel QListView {{ background: {now.raised}; }}
    #panel QListView::item {{ padding: 4px 6px; border-radius: 5px; }}
    #panel QListView::item:selected {{ background: {now.selected}; color: {now.text}; }}
    #panel QListView::indicator {{ width: 14px; height: 14px; border: 1px solid {now.muted}; border-radius: 4px;
                                   background: {now.raised}; }}
    #panel QListView::indicator:checked {{ background: {now.accent}; border-color: {now.accent};
        image: url("{find("tick_dark.svg" if now.is_dark else "tick_light.svg").as_posix()}"); }}
    #mark QPushButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 2px 6px;
                         color: {now.muted}; text-align: left; }}
    #mark QPushButton[link="true"]:enabled {{ color: {now.accent}; }}
    #mark QPushButton:hover:enabled {{ background: {now.hover}; }}
    #mark QPushButton:focus {{ border-color: {now.accent}; }}
    #readerHead {{ background: {now.ground}; border-bottom: 1px solid {now.line}; }}
    #details {{ background: {now.ground}; border-bottom: 1px solid {now.line}; }}
    #player {{ background: {now.side}; border-top: 1px solid {now.line}; }}
    #notes {{ background: {now.wait_ground}; border-radius: 8px; }}
    #notes QLabel {{ color: {now.wait}; }}
    #failure {{ background: {now.bad_ground}; border-radius: 8px; }}
    #failure QLabel {{ color: {now.bad}; }}
    #record {{ background: transparent; border: none; border-radius: 20px; }}
    #record[recording="true"] {{ background: {now.raised}; border: 1px solid {now.line}; }}
    #record QLabel {{ background: transparent; }}
    #record QLabel[tone="bad"] {{ color: {now.bad}; font-weight: 600; }}
    #recordButton, #microphone {{ background: {now.bad}; color: {now.ground}; border: 2px solid {now.bad};
                                  padding: 0 10px; }}
    #recordButton {{ border-radius: 0; border-top-left-radius: 8px; border-bottom-left-radius: 8px; }}
    #record[recording="true"] #recordButton {{ border-radius: 19px; }}
    QToolButton#microphone {{ border-radius: 0; border-top-right-radius: 8px; border-bottom-right-radius: 8px;
                              border-left: 1px solid {now.side}; padding: 0 6px; }}
    #recordButton:hover, #microphone:hover, #recordButton:pressed {{ background: {pressed}; border-color: {pressed}; }}
    QToolButton#microphone:hover:enabled {{ background: {pressed}; border-color: {pressed}; }}
    #recordButton:focus, QToolButton#microphone:focus, QToolButton#microphone:focus:hover:enabled {{
        border: 2px solid {now.text}; }}
    #status {{ background: {now.raised}; border: 1px solid {now.muted}; border-radius: 10px; }}
    #status[tone="bad"] {{ background: {now.bad_ground}; border-color: {now.bad}; }}
    #status[tone="bad"] QLabel {{ color: {now.bad}; }}
    """
