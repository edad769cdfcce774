"""Where a person has had Everyclip's data moved: one small file in the usual place, which is read at each start."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path

import platformdirs

from engine.errors import PlaceError

#: The environment variable that fixes the place.
VARIABLE = "EVERYCLIP_HOME"


@dataclass(frozen=True, slots=True)
class Location:
    """What the file says. Without one, the data lie in the usual place."""

    #: Where the data lie, if not in the usual place.
    home: Path | None = None
    #: Where a move copies them to. The copy counts only once the registry in `home` is marked as moved.
    moving_to: Path | None = None
    #: Where they lay before, if that may not all be removed.
    leaving: Path | None = None

    def to_json(self) -> str:
        return json.dumps({field.name: str(path) for field in fields(self) if (path := getattr(self, field.name))})


def usual_place() -> Path:
    """The system's place for an application's data."""
    return platformdirs.user_data_path("everyclip", appauthor=False)


def fixed_place() -> Path | None:
    """The folder that the environment names, if it does."""
    fixed = os.environ.get(VARIABLE)
    return Path(fixed).expanduser().absolute() if fixed else None


def location_file() -> Path:
    return usual_place() / "location.json"


def read_location() -> Location:
    """Raises PlaceError: what cannot be read is never taken for an empty place."""
    try:
        said = json.loads(location_file().read_text(encoding="utf-8"))
        location = Location(**{name: Path(path) for name, path in said.items()})
    except FileNotFoundError:
        return Location()
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise PlaceError("location_unreadable", path=str(location_file()), detail=str(error)) from error
    if any((path := getattr(location, field.name)) and not path.is_absolute() for field in fields(location)):
        raise PlaceError("location_unreadable", path=str(location_file()), detail="a path that is not whole")
    return location
