"""Translates the window, and Qt's own words, into the user's language where Everyclip supports it."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from resources import find


def language(wanted: list[str]) -> str | None:
    """The first of the wanted languages that has a translation; None for English, which needs none."""
    folder = find("translations")
    for name in wanted:
        code = name.replace("_", "-").split("-")[0]
        if code in ("en", "C"):
            return None
        if (folder / f"everyclip_{code}.qm").exists():
            return code
    return None


def use(app: QApplication, chosen: str) -> None:
    """Switch the application to the chosen language, or to the system's for "": words, numbers, dates. For windows that
    are made from now on."""
    install(app, language([chosen] if chosen else system_languages()))
    system = QLocale.system()
    QLocale.setDefault(QLocale(QLocale(chosen).language(), system.territory()) if chosen else system)


def install(app: QApplication, code: str | None) -> None:
    """Switch the application's words to that language; None for English."""
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.deleteLater()
    if code is None:
        return
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{code}", qt), (f"everyclip_{code}", str(find("translations")))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)


def system_languages() -> list[str]:
    """The languages that the user set in the system, best first."""
    return QLocale.system().uiLanguages()
