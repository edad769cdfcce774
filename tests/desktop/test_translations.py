"""The window speaks every language that it has, to the last sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import text, translation
from engine.run import Reason, State
from tests.translations import catalogue
from tests.translations.sayings import Message, Said, gather


@pytest.fixture(scope="module")
def said() -> Said:
    return gather()


@pytest.fixture
def german(application: QApplication) -> Iterator[None]:
    """The window in German, for one test."""
    before = set(application.findChildren(QTranslator))
    QLocale.setDefault(QLocale("de_DE"))
    translation.install(application, "de")
    yield
    QLocale.setDefault(QLocale.c())
    for translator in set(application.findChildren(QTranslator)) - before:
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def test_everything_that_is_said_can_be_found(said: Said) -> None:
    assert said.unreadable == []
    assert len(said.messages) > 200
    assert Message("window", "Retry") in said.messages
    assert Message("window", "{n} clips", is_counted=True) in said.messages
    assert Message("window", "Attempt") in said.messages, "what stands in a table of another module"


@pytest.mark.parametrize("file", catalogue.files(), ids=lambda file: file.stem)
def test_a_translation_is_complete(file: Path, said: Said) -> None:
    assert catalogue.complaints(file, said) == []


@pytest.mark.usefixtures("german")
def test_the_window_speaks_german() -> None:
    assert text.say("Retry") == "Wiederholen"
    assert [text.counted(count, "1 clip", "{n} clips") for count in (0, 1, 2)] == ["0 Clips", "1 Clip", "2 Clips"]
    assert text.sentence(Reason("file_empty")).startswith("Die Datei ist leer")
    assert text.summary({State.COMPLETED: 1, State.FAILED: 2}) == "3 Clips  ·  1 fertig  ·  2 fehlgeschlagen"
    assert text.elapsed(2.5) == "2,5 s"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["de-AT", "de"], "de"),
        (["en-GB", "de-DE"], None),
        (["xx", "de-DE", "en"], "de"),
        (["C"], None),
        ([], None),
    ],
)
def test_the_first_language_that_there_is(wanted: list[str], expected: str | None) -> None:
    assert translation.language(wanted) == expected
