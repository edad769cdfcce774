"""The languages that Whisper knows, and those that this computer's user speaks according to the system."""

from __future__ import annotations

import locale
import os
import plistlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

#: Their English names by Whisper code.
LANGUAGES: Mapping[str, str] = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "as": "Assamese", "az": "Azerbaijani", "ba": "Bashkir",
    "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "bo": "Tibetan", "br": "Breton", "bs": "Bosnian",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fo": "Faroese",
    "fr": "French", "gl": "Galician", "gu": "Gujarati", "ha": "Hausa", "haw": "Hawaiian", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "jw": "Javanese", "ka": "Georgian", "kk": "Kazakh",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "la": "Latin", "lb": "Luxembourgish", "ln": "Lingala",
    "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mg": "Malagasy", "mi": "Māori", "mk": "Macedonian",
    "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "my": "Burmese",
    "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian Nynorsk", "no": "Norwegian", "oc": "Occitan", "pa": "Punjabi",
    "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sa": "Sanskrit",
    "sd": "Sindhi", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "sn": "Shona", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "su": "Sundanese", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "tg": "Tajik", "th": "Thai", "tk": "Turkmen", "tl": "Tagalog", "tr": "Turkish", "tt": "Tatar",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "yi": "Yiddish", "yo": "Yoruba",
    "yue": "Cantonese", "zh": "Chinese",
}  # fmt: skip
#: The systems' codes of languages for which Whisper uses another.
_WHISPER_CODES = {"nb": "no", "iw": "he", "in": "id", "ji": "yi", "jv": "jw", "fil": "tl", "mo": "ro"}


def system_languages() -> tuple[str, ...]:
    """The languages that this computer is set up for, by Whisper code, and English, which is heard everywhere; empty if
    it does not say."""
    told = _on_mac() if sys.platform == "darwin" else _on_windows() if sys.platform == "win32" else ()
    known = _known(_in_environment() or told)
    return (*known, "en") if known and "en" not in known else known


def _known(told: Iterable[str]) -> tuple[str, ...]:
    """Convert system names, such as de_AT.UTF-8 and zh-Hans-CN, to Whisper codes."""
    names = (each.replace("-", "_").partition(".")[0].partition("_")[0].lower() for each in told)
    codes = (_WHISPER_CODES.get(name, name) for name in names)
    return tuple(dict.fromkeys(code for code in codes if code in LANGUAGES))


def _in_environment() -> list[str]:
    """In the order in which programs look up their messages; LANGUAGE counts only if there is a locale."""
    found = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if not _known([found]):
        return []
    return [*os.environ.get("LANGUAGE", "").split(":"), found]


def _on_mac() -> list[str]:
    """The system's preferences: programs started with a click have no locale in their environment."""
    try:
        preferences = (Path.home() / "Library/Preferences/.GlobalPreferences.plist").read_bytes()
        return [str(each) for each in plistlib.loads(preferences).get("AppleLanguages", ())]
    except (OSError, RuntimeError, ValueError, AttributeError, TypeError):
        return []  # unreadable preferences name no languages


def _on_windows() -> list[str]:
    import ctypes

    number = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined,unused-ignore]
    return [locale.windows_locale.get(number, "")]
