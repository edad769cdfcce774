"""What Everyclip is made of: the installed packages that it needs, with their versions and licences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LICENCE = "License :: OSI Approved :: "
#: A field that holds more than this holds the licence's text.
_LONG = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A package, as its own description says."""

    name: str
    version: str
    licence: str


def parts(program: str = "everyclip") -> list[Part]:
    """The program first, then everything that it needs, directly or not, by name."""
    found = {distribution.name.lower(): distribution for distribution in _needed(program)}
    made = [Part(each.name, each.version, _licence(each.metadata)) for each in found.values()]
    return sorted(made, key=lambda part: (part.name != program, part.name.lower()))


def _needed(name: str, seen: set[str] | None = None) -> Iterator[metadata.Distribution]:
    seen = set() if seen is None else seen
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen.add(key)
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return  # it is for other systems
    yield distribution
    for requirement in distribution.requires or ():
        match = _NAME.match(requirement)
        if match and "extra ==" not in requirement:
            yield from _needed(match.group(), seen)


def _licence(about: metadata.PackageMetadata) -> str:
    classified = [
        each.removeprefix(_LICENCE) for each in about.get_all("Classifier") or () if each.startswith(_LICENCE)
    ]
    stated = [str(about[field]) for field in ("License-Expression", "License") if field in about]
    short = [each for each in stated if each and len(each) < _LONG and "\n" not in each]
    return (short or classified or ["?"])[0]
