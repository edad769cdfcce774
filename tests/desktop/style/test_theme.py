"""Contrast is computed, not judged by eye."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop.style import theme
from desktop.style.theme import DARK, LIGHT, Colours

#: What WCAG 2.2 asks of text at level AA.
ENOUGH = 4.5


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour[1:3]) + 0.7152 * linear(colour[3:5]) + 0.0722 * linear(colour[5:7])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(colours: Colours) -> None:
    grounds = [colours.ground, colours.hover, colours.selected]
    inks = ["text", "muted", "accent", "good", "bad", "wait", "rest"]
    pairs = [(ink, getattr(colours, ink), ground) for ink in inks for ground in grounds]
    pairs += [("text", colours.text, colours.side), ("muted", colours.muted, colours.side)]
    pairs += [("bad", colours.bad, colours.bad_ground), ("wait", colours.wait, colours.wait_ground)]
    pairs += [("on_accent", colours.on_accent, colours.accent), ("on_accent", colours.on_accent, colours.accent_hover)]
    assert [(name, ground) for name, ink, ground in pairs if contrast(ink, ground) < ENOUGH] == []


def test_there_are_five_sizes_of_text_and_two_weights(application: QApplication) -> None:
    assert len(theme.TextSize) == 5
    fonts = [theme.font(size, is_strong=strong) for size in theme.TextSize for strong in (False, True)]
    assert len({font.pointSizeF() for font in fonts}) == 5
    assert {font.weight() for font in fonts} == {QFont.Weight.Normal, QFont.Weight.DemiBold}
    for colours in (LIGHT, DARK):
        sheet = theme.style_sheet(colours)
        assert "font-size" not in sheet and set(re.findall(r"font-weight: (\w+)", sheet)) == {"600"}


def test_nothing_else_sets_the_size_or_weight_of_text() -> None:
    of_its_own = re.compile(r"setPointSize|setPixelSize|setBold|QFont\.Weight|QFont\(|font-size|font-weight|<b>|<h\d>")
    desktop = Path(__file__).parents[3] / "desktop"
    #: Where the sizes are made, and what is printed on paper.
    allowed = {desktop / "style" / "theme.py", desktop / "style" / "text_size.py", desktop / "exports" / "pdf.py"}
    found = [
        f"{file.relative_to(desktop)}: {line.strip()}"
        for file in sorted({*desktop.rglob("*.py")} - allowed)
        for line in file.read_text("utf-8").splitlines()
        if of_its_own.search(line)
    ]
    assert found == []
