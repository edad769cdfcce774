"""Speakers found in samples, as in a clip, in this process."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.speakers.heard import listen, read_heard
from engine.speakers.turns import turns_of
from engine.text.speakers import Turn
from engine.worker.sound import SAMPLE_RATE

if TYPE_CHECKING:
    from engine.worker.audio import Samples


def found_in(samples: Samples, count: int | None = None) -> list[Turn]:
    """Who speaks when. The samples come in blocks of a second, as from a decoder."""
    blocks = (samples[begin : begin + SAMPLE_RATE] for begin in range(0, len(samples), SAMPLE_RATE))
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        listen(blocks, kept, lambda _: None)
        return turns_of(read_heard(kept), count)
