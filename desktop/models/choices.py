"""What there is to choose for a clip, and what it is called: the same wherever it can be chosen."""

from __future__ import annotations

from desktop import text
from desktop.text import COMMON_LANGUAGES
from engine.run import Quality


def qualities() -> dict[Quality, str]:
    """Titles of the qualities."""
    return {
        Quality.DRAFT: text.say("Fast draft"),
        Quality.FAST: text.say("Standard"),
        Quality.CAREFUL: text.say("Careful"),
    }


def languages(*others: str) -> dict[str, str]:
    """Names of languages by code, in alphabetical order, after the item that leaves the choice to the model. `others`
    are included even if they are rare."""
    names = {code: text.language(code) for code in (*COMMON_LANGUAGES, *others) if code}
    return {"": text.say("Detect automatically")} | dict(sorted(names.items(), key=lambda each: each[1]))
