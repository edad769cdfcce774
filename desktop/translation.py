"""Puts the window into the person's language, where Everyclip speaks it, and Qt's own words with it."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from resources import find


def language(wanted: list[str]) -> str | None:
    """The first of the wanted languages that there is a translation for; None for English, which needs none."""
    folder = find("translations")
    for name in wanted:
        code = name.replace("_", "-").split("-")[0]
        if code in ("en", "C"):
            return None
        if (folder / f"everyclip_{code}.qm").exists():
            return code
    return None


def install(app: QApplication, code: str | None) -> None:
    """Let the application speak that language from now on."""
    if code is None:
        return
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{code}", qt), (f"everyclip_{code}", str(find("translations")))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)


def system_languages() -> list[str]:
    """The languages that the person set in the system, best first."""
    return QLocale().uiLanguages()
