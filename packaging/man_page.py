"""Makes the man page of the command line from its help: python packaging/man_page.py writes everyclip.1 beside this."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path(__file__).with_name("everyclip.1")

#: What typer calls what is given, and what people call it; the name of an argument says it already.
_KIND = re.compile(r"(?: <list\[\w+\]>|(?<=[A-Z]) <\w+>|(?<= )<(str|int|float|path)>)")
_KINDS = {None: "", "str": "TEXT", "int": "N", "float": "N", "path": "PATH"}
_BRACES = re.compile(r"\{(\w+)\}")

#: What the help of no command tells.
END = """\
.SH EXIT STATUS
.TP
.B 0
All went well: every run completed, every document written.
.TP
.B 1
Something did not: at least one run failed, or a document could not be written.
.TP
.B 2
Wrong usage.
.TP
.B 130
Stopped by Ctrl\\-C. What was taken in is kept.
.SH ENVIRONMENT
.TP
.B EVERYCLIP_HOME
One folder for everything: registry, audio, models, settings, logs.
.SH EXAMPLES
.EX
everyclip transcribe interview.mp3
everyclip transcribe talks/ \\-\\-format srt \\-\\-output beside
everyclip transcribe *.ogg \\-\\-no\\-wait
everyclip export 4f1c2ab0 \\-\\-format docx \\-\\-output texts
.EE
"""


def man_page() -> str:
    """The page, as roff."""
    sys.path.insert(0, str(ROOT))
    try:
        import typer

        from engine.cli.app import app
    finally:
        sys.path.remove(str(ROOT))
    program: Any = typer.main.get_command(app)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    context = program.context_class(program, info_name="everyclip", **program.context_settings)
    lines = [
        '.\\" Made by packaging/man_page.py from the help of the commands. Change that.',
        f'.TH EVERYCLIP 1 "" "Everyclip {version}" "User Commands"',
        ".SH NAME",
        "everyclip \\- turn speech into text, on this computer",
        ".SH SYNOPSIS",
        ".B everyclip",
        "[FILE...]",
        ".br",
        ".B everyclip",
        "COMMAND [OPTIONS] [ARGUMENTS]",
        ".SH DESCRIPTION",
        *_paragraphs(program.help),
        ".SH OPTIONS",
        *_options(program, context),
        ".SH COMMANDS",
        *_commands(program, context, "everyclip"),
    ]
    return "\n".join(lines) + "\n" + END


def _commands(group: Any, parent: Any, path: str) -> Iterator[str]:
    """The commands of a group, and of the groups in it."""
    for name, command in group.commands.items():
        whole = f"{path} {name}"
        context = command.context_class(command, info_name=name, parent=parent)
        if hasattr(command, "commands"):
            yield from _commands(command, context, whole)
            continue
        usage = " ".join([whole, *command.collect_usage_pieces(context)])
        yield f'.SS "{_roff(_BRACES.sub(lambda found: found[1], usage))}"'
        yield from _paragraphs(command.help)
        yield from _options(command, context)


def _options(command: Any, context: Any) -> Iterator[str]:
    """What may follow the command's name, each with its sentence. Those that are hidden are left out."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield ".TP"
            yield f".B {_roff(_KIND.sub(lambda found: _KINDS[found[1]], record[0]))}"
            yield _line(record[1])


def _paragraphs(text: str | None) -> Iterator[str]:
    """A text whose paragraphs are separated by empty lines."""
    for paragraph in (text or "").strip().split("\n\n"):
        yield ".PP"
        yield _line(paragraph)


def _line(text: str) -> str:
    """Words as one line that is no request, whatever it begins with."""
    words = _roff(" ".join(text.split()))
    return f"\\&{words}" if words[:1] in {".", "'"} else words


def _roff(text: str) -> str:
    """Words as roff reads them: a hyphen that can be copied, and no escapes."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")


if __name__ == "__main__":
    PAGE.write_text(man_page(), "utf-8")
