"""Machines that are not at hand: what the engine is told to have."""

from __future__ import annotations

from pathlib import Path

from engine.machine.hardware import Card, Machine, Processor

GB = 1_000_000_000


def a_machine(*cards_gb: float, memory_gb: float = 16.0, cublas: Path | None = Path("libcublas.so.12")) -> Machine:
    """Eight threads, so much memory, and a card for each number, with so much of its own."""
    cards = tuple(Card(at, f"Card {at}", int(gb * GB), int(gb * GB), "570") for at, gb in enumerate(cards_gb))
    memory = int(memory_gb * GB)
    return Machine(Processor("Processor", 4, 8, 8), memory, memory, cards, cublas)
