"""The memory of a graphics card: how much others take of it, and whether what models take keeps to the rule of memory.

`python -m tests.benchmarks.cards` prints the table of that; with a model's folder, a compute type and the windows of a
batch it is one of its measurements.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.machine.hardware import free_bytes
from engine.machine.plans import CARD_BATCH_SIZE, CPU, FLOAT16, INT8_CARD
from models.memory import needed_bytes
from models.store import find_model
from tests import speech
from tests.benchmarks.clips import Sentences
from tests.benchmarks.shapes import make_model

CARD = "cuda:0"
SHAPES = ("base", "small", "large-v2")
#: About what is said in 30 s.
TOKENS = 100
_LOOK_EVERY_S = 0.02


@dataclass(slots=True)
class Peak:
    """The most memory of a device that was taken at once, beyond what was taken at first."""

    peak_bytes: int = 0


@contextmanager
def watched(device: str) -> Iterator[Peak]:
    """Look at the first card all the time. The processor is not watched: its peaks are told by each process."""
    peak, over = Peak(), threading.Event()
    free_at_first = free_bytes(CARD) if device != CPU else None
    if free_at_first is None:
        yield peak
        return

    def look() -> None:
        while not over.wait(_LOOK_EVERY_S):
            peak.peak_bytes = max(peak.peak_bytes, free_at_first - (free_bytes(CARD) or free_at_first))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def hear(folder: str, compute_type: str, batch_size: int) -> None:
    """A batch of full windows, all the same."""
    from engine.worker.transcriber import Transcriber
    from engine.worker.windows import WINDOW_S, Window, read_windows
    from tests.support.transcribing import transcribe_windows

    with tempfile.TemporaryDirectory() as made:
        clip = Sentences.of(speech.FOLDER).joined(Path(made) / "clip.wav", WINDOW_S, 1)
        read = read_windows(clip.path, preferred_s=WINDOW_S, silence_s=0.5)
        window = next(each for each in read if isinstance(each, Window))
    transcribe_windows(Transcriber(Path(folder), CARD, compute_type), [window] * batch_size)


def main() -> None:
    print(f"{'':<30}{'taken':>10}{'rule':>10}")
    for shape in SHAPES:
        folder = make_model(shape, TOKENS, FLOAT16)
        size_bytes = find_model(str(folder), Path()).size_bytes
        for compute_type in (FLOAT16, INT8_CARD):
            for batch_size in (1, CARD_BATCH_SIZE):
                command = [sys.executable, "-m", "tests.benchmarks.cards", str(folder), compute_type, str(batch_size)]
                with watched(CARD) as peak:
                    subprocess.run(command, check=True)
                needed = needed_bytes(size_bytes, CARD, compute_type, batch_size)
                what = f"{shape}, {compute_type}, batch of {batch_size}"
                print(f"{what:<34}{peak.peak_bytes / 1e9:>8.2f} GB{needed / 1e9:>8.2f} GB", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        hear(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main()
