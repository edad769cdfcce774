"""The languages that a computer is set up for, as systems write them, by Whisper's codes."""

from __future__ import annotations

import plistlib
import sys
from pathlib import Path

import pytest

from engine import language_names
from engine.language_names import LANGUAGES, system_languages


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({}, ()),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, ()),
        ({"LANG": "de_DE.UTF-8"}, ("de", "en")),
        ({"LANG": "en_GB.UTF-8"}, ("en",)),
        ({"LANG": "de_AT@euro", "LANGUAGE": "de_AT:fr:en_GB"}, ("de", "fr", "en")),
        ({"LC_ALL": "nb_NO.UTF-8", "LANG": "de_DE.UTF-8"}, ("no", "en")),
        ({"LC_MESSAGES": "pt_BR", "LANG": "de_DE.UTF-8"}, ("pt", "en")),
        ({"LANG": "tlh_QO"}, ()),
    ],
)
def test_what_the_environment_tells(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], found: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_languages() == found


def test_what_a_mac_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert system_languages() == (), "nothing can be read"
    file = tmp_path / "Library" / "Preferences" / ".GlobalPreferences.plist"
    file.parent.mkdir(parents=True)
    file.write_bytes(plistlib.dumps({"AppleLanguages": ["zh-Hans-CN", "de-DE"]}, fmt=plistlib.FMT_BINARY))
    assert system_languages() == ("zh", "de", "en")
    file.write_bytes(b"bplist00 and no more")
    assert system_languages() == ()


def test_they_are_whispers_own() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert set(LANGUAGES) == set(_LANGUAGE_CODES)
    assert set(language_names._WHISPER_CODES.values()) <= set(LANGUAGES)
