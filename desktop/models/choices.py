"""What there is to choose for a clip, and what it is called: the same wherever it can be chosen."""

from __future__ import annotations

from desktop import text
from desktop.text import COMMON_LANGUAGES
from engine.channels import Channels
from engine.run import Quality
from engine.text.speakers import FIND_SPEAKERS, MAX_SPEAKERS


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


def speakers() -> dict[str, str]:
    """Whether to find out who speaks, and how many there are, by what `number_of` reads."""
    numbers = {str(count): speaker_count(count) for count in range(1, MAX_SPEAKERS + 1)}
    return {"": text.say("Off"), str(FIND_SPEAKERS): text.say("Find them"), **numbers}


def channels() -> dict[str, str]:
    """What is to become of the two channels of a clip that has two, by the value of the setting."""
    return {
        Channels.DETECT.value: text.say("Detect automatically"),
        Channels.SPLIT.value: text.say("One speaker each"),
        Channels.MIX.value: text.say("Mixed together"),
    }


def speaker_count(count: int) -> str:
    """One of the numbers that can be chosen."""
    return text.say("Exactly {n}").format(n=count)


def data_of(number: int | None) -> str:
    """A number as the data of a choice."""
    return "" if number is None else str(number)


def number_of(data: str) -> int | None:
    """The number that a choice's data stands for."""
    return int(data) if data else None
