"""What a model is told of the person's names and terms, and how it is noticed that it only says them back."""

from __future__ import annotations

import pytest

from engine.text.vocabulary import is_echo, joined, prompt_of, sounds_alike, terms_of

TERMS = ("ComfyUI", "Everyclip", "Anaïs Nin", "C++", "Grafana")


def test_terms_are_there_once_in_their_order() -> None:
    assert terms_of(" ComfyUI,\tAnaïs   Nin\n\n;Grafana\r\ncomfyui") == ("ComfyUI", "Anaïs Nin", "Grafana")
    assert joined(["B", ""], ["a", "b"], ["C\n\x00"]) == ("B", "a", "C \N{REPLACEMENT CHARACTER}")
    assert prompt_of(("ComfyUI", "Grafana")) == "ComfyUI, Grafana" and prompt_of(()) == ""


@pytest.mark.parametrize("text", ["ComfyUI.", "Everyclip, everyclip!", "C, Grafana", "So, Everyclip, Anaïs Nin, C++."])
def test_a_text_of_the_vocabulary_alone_may_be_an_echo(text: str) -> None:
    assert is_echo(text, TERMS)


@pytest.mark.parametrize("text", ["", "Open ComfyUI.", "Anaïs", "Grafana, then ComfyUI, then nothing", "Comfy"])
def test_other_texts_are_none(text: str) -> None:
    assert not is_echo(text, TERMS)
    assert not is_echo(text, ())


def test_what_sounds_alike() -> None:
    assert sounds_alike("ComfyUI.", "Confu i")
    assert sounds_alike("Szczepański", "Shcheponsky")
    assert not sounds_alike("ComfyUI", "")
    assert not sounds_alike("ComfyUI, Everyclip", "Thank you.")
