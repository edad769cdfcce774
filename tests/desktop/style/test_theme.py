"""Contrast is computed, not judged by eye."""

from __future__ import annotations

import pytest

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
