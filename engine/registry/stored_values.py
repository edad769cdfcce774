"""Read values of a registry without ever raising: data that a disk has corrupted must not hide other rows.

A valid row is recognized by the types of its values, and passes unchanged. In any other row, each invalid value is
replaced by a default. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)

#: The latest time and the largest count in a registry. Systems differ in which years they can format; all know this.
FAR = 3e10


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and what to read instead of anything else."""

    kinds: frozenset[type]
    default: str | float | bytes | None
    #: Whether it is a time or a count: from 0 to `FAR`.
    is_limited: bool = False

    def read(self, value: Any) -> Any:
        """The value, or the nearest to it that is valid here."""
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


def _column(*kinds: type, default: str | float | bytes | None, is_limited: bool = False) -> Column:
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
BLOB = _column(bytes, default=b"")


class Row:
    """The first columns of a kind of row."""

    def __init__(self, *columns: Column) -> None:
        self._columns = columns
        self._limited = [place for place, column in enumerate(columns) if column.is_limited]
        #: The combinations of types seen in valid rows: few, and quick to look up.
        self._sound: set[tuple[type, ...]] = set()

    def read(self, values: Sequence[Any]) -> Sequence[Any]:
        """The values, each unchanged if it is valid in its column."""
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
    """The members by value: a lookup is quicker than constructing one, and never raises."""
    return {each.value: each for each in kind}


def json_of(value: object) -> Any:
    """The value of a JSON text; None if it is not JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None


def legible(text: bytes) -> str:
    """Decode text of a registry, marking what is invalid."""
    return text.decode("utf-8", "replace")


def storable(text: str) -> str:
    """Remove what neither files nor screens accept: JSON can name lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def finite(value: object, maximum: float = FAR) -> float | None:
    """The value as a number, if it is one within limits."""
    return float(value) if isinstance(value, int | float) and -maximum <= value <= maximum else None
