"""One rule says how much memory a model needs. It is held to what was measured, within a quarter."""

from __future__ import annotations

import pytest

from models.memory import needed_bytes

TINY, BASE, SMALL, MEDIUM, LARGE = 78_100_000, 147_900_000, 486_000_000, 1_530_000_000, 3_090_000_000


@pytest.mark.parametrize(
    ("device", "compute_type", "size_bytes", "batch_size", "measured_gb"),
    [
        ("cpu", "int8", TINY, 1, 0.30),
        ("cpu", "int8", TINY, 8, 0.47),
        ("cpu", "int8", BASE, 1, 0.40),
        ("cpu", "int8", BASE, 4, 0.51),
        ("cpu", "int8", BASE, 8, 0.71),
        ("cpu", "int8", SMALL, 1, 0.77),
        ("cpu", "int8", SMALL, 4, 1.12),
        ("cpu", "int8", SMALL, 8, 1.80),
        ("cpu", "int8", MEDIUM, 1, 1.76),
        ("cuda:0", "float16", BASE, 1, 0.83),
        ("cuda:0", "float16", BASE, 16, 1.66),
        ("cuda:0", "int8_float16", BASE, 1, 0.80),
        ("cuda:0", "int8_float16", BASE, 16, 1.57),
        ("cuda:0", "float16", SMALL, 1, 1.27),
        ("cuda:0", "float16", SMALL, 16, 2.64),
        ("cuda:0", "int8_float16", SMALL, 1, 1.06),
        ("cuda:0", "int8_float16", SMALL, 16, 2.37),
        ("cuda:0", "float16", LARGE, 1, 4.59),
        ("cuda:0", "float16", LARGE, 16, 10.36),
        ("cuda:0", "int8_float16", LARGE, 1, 2.94),
        ("cuda:0", "int8_float16", LARGE, 16, 8.95),
    ],
)
def test_the_rule_is_near_what_was_measured(
    device: str, compute_type: str, size_bytes: int, batch_size: int, measured_gb: float
) -> None:
    assert needed_bytes(size_bytes, device, compute_type, batch_size) / 1e9 == pytest.approx(measured_gb, rel=0.25)
