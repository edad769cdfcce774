"""A short run of the fuzzer: nothing crashes, hangs, opens another file or asks a host."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.driver import fuzz
from tests.fuzz.mutations import mutated


@pytest.mark.slow
def test_hostile_inputs_harm_nobody() -> None:
    report = fuzz(400, seed=20260, processes=2)
    assert report.count == 400
    assert report.is_clean, "\n".join(report.lines())


def test_an_input_can_be_made_again() -> None:
    made = [mutated(Random("1:7"), [bytes(500), b"seed" * 50], [b"token"]) for _ in range(2)]
    assert made[0] == made[1]
    assert len({mutated(Random(f"1:{n}"), [bytes(500)], [b"token"]) for n in range(50)}) > 40
