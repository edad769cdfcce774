"""The translations on the disk: Qt Linguist's .ts files, and the .qm files that the window loads."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree as Xml

import PySide6

from tests.translations.sayings import Message, Said

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"
_FIELD = re.compile(r"{[^}]*}")


def files() -> list[Path]:
    """The .ts files, one for each language."""
    return sorted(FOLDER.glob("*.ts"))


def compiled(file: Path) -> bytes:
    """What Qt's `lrelease` makes of a .ts file."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.qm"
        tool = Path(PySide6.__file__).parent / "lrelease"
        subprocess.run([tool, "-silent", file, "-qm", made], check=True, timeout=200)
        return made.read_bytes()


def update(file: Path, said: Said) -> None:
    """Bring the file in step with what is said: what is there stays, and what is no longer said goes."""
    there = read(file)
    language = Xml.parse(file).getroot().get("language", "")
    root = Xml.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for context in sorted({message.context for message in said.messages}):
        element = Xml.SubElement(root, "context")
        Xml.SubElement(element, "name").text = context
        for message in sorted(said.messages):
            if message.context == context:
                _write(element, message, there.get(message, []))
    Xml.indent(root, " " * 4)
    body = Xml.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")
    file.with_suffix(".qm").write_bytes(compiled(file))


def _write(context: Xml.Element, message: Message, forms: list[str]) -> None:
    element = Xml.SubElement(context, "message", {"numerus": "yes"} if message.is_counted else {})
    Xml.SubElement(element, "source").text = message.source
    translation = Xml.SubElement(element, "translation", {} if forms and all(forms) else {"type": "unfinished"})
    if message.is_counted:
        for form in forms or ["", ""]:
            Xml.SubElement(translation, "numerusform").text = form
    else:
        translation.text = forms[0] if forms else ""


def read(file: Path) -> dict[Message, list[str]]:
    """The translations that are there, each in all its forms."""
    found = {}
    for context in Xml.parse(file).getroot().iter("context"):
        for element in context.iter("message"):
            message = Message(
                context.findtext("name", ""), element.findtext("source", ""), element.get("numerus") == "yes"
            )
            translation = element.find("translation")
            assert translation is not None
            forms = [each.text or "" for each in translation.iter("numerusform")] or [translation.text or ""]
            found[message] = forms
    return found


def complaints(file: Path, said: Said) -> list[str]:
    """What is not right with the file, a line for each."""
    there = read(file)
    found = [
        f"not translated: {message.source!r}" for message in sorted(said.messages) if not any(there.get(message, []))
    ]
    found += [f"not said any more: {message.source!r}" for message in sorted(there) if message not in said.messages]
    for message, forms in sorted(there.items()):
        fields = set(_FIELD.findall(message.source))
        if any(form and set(_FIELD.findall(form)) - fields for form in forms):
            found.append(f"a field that there is not: {forms}")
        if any(form and fields - set(_FIELD.findall(form)) - {"{n}"} for form in forms):
            found.append(f"a field is missing: {forms}")
        if message.is_counted and not all(forms):
            found.append(f"a form is missing: {message.source!r}")
    if not found and file.with_suffix(".qm").read_bytes() != compiled(file):
        found.append(f"{file.with_suffix('.qm').name} is old: run `make translations`")
    return found
