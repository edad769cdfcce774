"""Values as they lie in a registry, read so that none can raise: what a disk has spoiled hides no other row.

A row that is as it should be is known by the kinds of its values, and goes through untouched. In any other, each value
that is not what it should be is read as what stands for nothing. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)

#: No time in a registry is later, and no count larger. Systems differ in which years they can write; all know this one.
FAR = 3e10


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and what is read instead of anything else."""

    kinds: frozenset[type]
    default: str | float | None
    #: Whether it is a time or a count: from 0 to `FAR`.
    is_limited: bool = False

    def read(self, value: Any) -> Any:
        """The value, or the nearest to it that makes sense here."""
        kind = type(value)
        if kind is bytes and str in self.kinds:
            return legible(value)
        if kind is int and float in self.kinds:
            value = float(value)
        elif kind in (int, float) and str in self.kinds:
            return str(value)
        elif kind not in self.kinds:
            return self.default
        return value if not self.is_limited or value is None or 0 <= value <= FAR else self.default


def _column(*kinds: type, default: str | float | None, is_limited: bool = False) -> Column:
    return Column(frozenset(kinds), default, is_limited)


TEXT = _column(str, default="")
TEXT_OR_NONE = _column(str, NoneType, default=None)
#: Any whole number: of a row, of a turn, of bytes.
WHOLE = _column(int, default=0)
WHOLE_OR_NONE = _column(int, NoneType, default=None)
COUNT = _column(int, default=0, is_limited=True)
TIME = _column(float, default=0.0, is_limited=True)
TIME_OR_NONE = _column(float, NoneType, default=None, is_limited=True)
NUMBER = _column(float, default=0.0)


class Row:
    """The columns that a kind of row begins with."""

    def __init__(self, *columns: Column) -> None:
        self._columns = columns
        self._limited = [place for place, column in enumerate(columns) if column.is_limited]
        #: The kinds of values that sound rows were found to have: a few, looked up in a moment.
        self._sound: set[tuple[type, ...]] = set()

    def read(self, values: Sequence[Any]) -> Sequence[Any]:
        """Those values, each as it is if it makes sense in its column."""
        kinds = tuple(map(type, values))
        if kinds not in self._sound:
            if not all(kind in column.kinds for kind, column in zip(kinds, self._columns, strict=True)):
                return self._mended(values)
            self._sound.add(kinds)
        for place in self._limited:
            value = values[place]
            if value is not None and not 0 <= value <= FAR:
                return self._mended(values)
        return values

    def _mended(self, values: Sequence[Any]) -> Sequence[Any]:
        return [column.read(value) for column, value in zip(self._columns, values, strict=True)]


def members(kind: type[E]) -> Mapping[str | None, E]:
    """The members by their values: to look one up is quicker than to make it, and never raises."""
    return {each.value: each for each in kind}


def json_of(value: object) -> Any:
    """What a JSON text says; None where it is none."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None


def legible(text: bytes) -> str:
    """A text of a registry, with a mark where it is none."""
    return text.decode("utf-8", "replace")


def storable(text: str) -> str:
    """A text without what no file and no screen takes: JSON can name halves of characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def finite(value: object, most: float = FAR) -> float | None:
    """The number, if it is one that can be counted with."""
    return float(value) if isinstance(value, int | float) and -most <= value <= most else None
