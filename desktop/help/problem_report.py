"""What helps others to find out what went wrong: versions, the computer, settings and the end of the log.

Without the names, places and texts of whoever reports it. In English, for whoever reads it.
"""

from __future__ import annotations

import getpass
import platform
import re
from pathlib import Path

from PySide6.QtCore import qVersion

from desktop.help.parts import parts
from engine.machine.hardware import Machine, look
from engine.settings import Settings
from engine.storage.paths import Paths

#: How much of each log is read, and shown.
TAIL_BYTES, TAIL_LINES = 60_000, 120
LOGS = ("window.log", "worker.log", "doors.log")
#: Settings that hold a person's words, or may hold a path.
_PRIVATE = frozenset({"vocabulary", "replacements", "watched_folders"})
#: Where a line of the program's own source stands: that much of a path is kept.
_SOURCE = re.compile(r'File "[^"]*?((?:desktop|engine|models|resources|site-packages|lib/python[\d.]+)/[^"]+\.py)"')
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|(?<!\w)'[^']*'")
#: Anything like a path, to the end of its line: names of files have spaces.
_PATH = re.compile(r"(?<![\w.…])(?:[A-Za-z]:\\|~?/|\\\\).*")
_MARK = "\0"


def make_report(paths: Paths, settings: Settings) -> str:
    """The whole report. Reads the logs and the hardware: not for the interface's thread."""
    sections = [
        ("Versions", _versions()),
        ("Computer", _computer(look())),
        ("Settings that differ from the defaults", _settings(settings)),
        *((f"The end of {name}", _tail(paths.logs / name)) for name in LOGS),
    ]
    return "\n\n".join(f"{title}\n{'-' * len(title)}\n{body or 'nothing'}" for title, body in sections) + "\n"


def _versions() -> str:
    own = [f"{part.name} {part.version}" for part in parts()]
    return "\n".join([*own[:1], f"Python {platform.python_version()}", f"Qt {qVersion()}", *own[1:]])


def _computer(machine: Machine) -> str:
    lines = [
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"{machine.processor.name}, {machine.processor.usable} threads to be used",
        f"memory: {machine.available_bytes >> 20} of {machine.total_bytes >> 20} MiB free",
        *(
            f"graphics card: {card.name}, {card.free_bytes >> 20} MiB free, driver {card.driver}"
            for card in machine.cards
        ),
    ]
    return "\n".join(lines)


def _settings(settings: Settings) -> str:
    changed = settings.model_dump(mode="json", exclude_defaults=True)
    lines = []
    for name, value in changed.items():
        if name in _PRIVATE:
            value = f"{len(value)} entries"
        elif name == "model" and Path(value).is_absolute():
            value = "a folder"
        lines.append(f"{name}: {value}")
    return "\n".join(lines)


def _tail(file: Path) -> str:
    try:
        with file.open("rb") as log:
            log.seek(max(0, log.seek(0, 2) - TAIL_BYTES))
            lines = log.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(without_names(line) for line in lines[-TAIL_LINES:])


def without_names(line: str) -> str:
    """A line of a log without paths, without what is quoted in it, and without the name of the user."""
    source = _SOURCE.search(line)
    if source:
        line = line[: source.start()] + _MARK + line[source.end() :]
    line = _PATH.sub("…", _QUOTED.sub("“…”", line))
    if source:
        line = line.replace(_MARK, f'File "{source.group(1)}"')
    return re.sub(rf"\b{re.escape(_user())}\b", "…", line)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return _MARK
