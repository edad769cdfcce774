"""A model's own metadata: the `everyclip.toml` in its folder, validated carefully, since anybody may write one."""

from __future__ import annotations

import tomllib
from pathlib import Path

FILE = "everyclip.toml"


class Metadata:
    """The values of one such file; all defaults if there is none. A wrong value raises a ValueError that names it."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, and ValueError if the file is not valid TOML."""
        self._values: dict[str, object] = {}
        try:
            self._values = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            pass
        except ValueError as error:
            raise ValueError(f"{FILE} cannot be read: {error}") from error

    def text(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        if not isinstance(value, str):
            raise _wrong(name, "a text", value)
        return value

    def texts(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._values.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _wrong(name, "a list of texts", value)
        return tuple(value)

    def number(self, name: str, *, minimum: float, maximum: float) -> float | None:
        """The number, or None if the file does not have it."""
        value = self._values.get(name)
        if value is None:
            return None
        # A bool is an int in Python, but not a number here.
        if isinstance(value, bool) or not isinstance(value, int | float) or not minimum <= value <= maximum:
            raise _wrong(name, f"a number from {minimum} to {maximum}", value)
        return float(value)

    def count(self, name: str, default: int, *, maximum: int) -> int:
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= maximum:
            raise _wrong(name, f"a whole number from 0 to {maximum}", value)
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self._values.get(name, default)
        if not isinstance(value, bool):
            raise _wrong(name, "true or false", value)
        return value


def _wrong(name: str, expected: str, value: object) -> ValueError:
    return ValueError(f"{FILE}: {name} must be {expected}, not {value!r}")
