"""`python -m tests.media`: write the tables of docs/formats.md anew, from clips that are made and read."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from engine.errors import ClipError
from tests.media.making import Form, Track, lag_s, length_s, make, spoken
from tests.media.test_combinations import CODECS
from tests.media.test_times import TIMED, read

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
_BEGIN, _END = "<!-- made by python -m tests.media -->", "<!-- end -->"
_LATE_S, _GAP_S = 4.0, 6.0


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(_BEGIN)
    _, after = rest.split(_END)
    PAGE.write_text(f"{before}{_BEGIN}\n\n{read_table()}\n\n{times_table()}\n\n{_END}{after}", encoding="utf-8")
    return 0


def read_table() -> str:
    """Each container with the codecs that were tried in it, and the largest error of a time among them."""
    rows = ["| container | codecs that were tried | largest error of a time |", "|---|---|---|"]
    for container, codecs in CODECS.items():
        errors = [_error_ms(Form(container, codec), [0.0], 0.0, 0.0) for codec in codecs]
        rows.append(f"| {container} | {', '.join(codecs)} | {_worst(errors)} |")
    return "\n".join(rows)


def times_table() -> str:
    """What becomes of times: audio that begins after the picture, and a gap in it."""
    rows = [f"| container | audio begins {_LATE_S:.0f} s late | after a gap of {_GAP_S:.0f} s |", "|---|---|---|"]
    for name, form in TIMED.items():
        again_s = length_s(spoken()) + _GAP_S
        late = _error_ms(form, [_LATE_S], _LATE_S, _LATE_S + length_s(spoken()))
        gap = _error_ms(form, [0.0, again_s], again_s, again_s + length_s(spoken()))
        rows.append(f"| {name} ({form.codec}) | {_worst([late])} | {_worst([gap])} |")
    return "\n".join(rows)


def _error_ms(form: Form, at_s: list[float], expected_s: float, picture_s: float) -> float | None:
    """By how much the last sentence is away from its place; None if it is not read."""
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "clip", form, Track(spoken(), at_s), picture_s=picture_s)
        try:
            heard, _ = read(path)
        except ClipError:
            return None
    return abs(lag_s(heard, spoken(), near_s=expected_s) - expected_s) * 1000


def _worst(errors: list[float | None]) -> str:
    read_ones = [error for error in errors if error is not None]
    if len(read_ones) < len(errors):
        return "not read"
    return f"{max(read_ones):.0f} ms" if max(read_ones) < 1000 else "lost by the container"


if __name__ == "__main__":
    sys.exit(main())
