"""whisper.cpp through pywhispercpp, run by a Python that has it (`make whisper-cpp`): a task as JSON on standard input,
and what came of it on the last line of standard output. It knows nothing else of the project."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import wave
from pathlib import Path
from typing import Any

#: Where `make whisper-cpp` puts that Python.
PYTHON = Path(__file__).resolve().parents[2] / "build" / "whisper-cpp" / "bin" / "python"


def hear(task: dict[str, Any]) -> dict[str, Any]:
    """`task`: weights, threads, beam, nice, language (empty to find it), warming and paths, WAV files of 16 kHz.
    Back come the second of each text from the start on, the texts, their languages and the peak of the memory."""
    import _pywhispercpp as library
    from pywhispercpp.model import Model

    os.nice(task["nice"])
    model = Model(
        task["weights"], params_sampling_strategy=1, beam_search={"beam_size": task["beam"], "patience": -1.0},
        n_threads=task["threads"], language=task["language"], print_progress=False, print_realtime=False,
    )  # fmt: skip
    model.transcribe(_samples(task["warming"]))
    start, found = time.perf_counter(), []
    for path in task["paths"]:
        text = " ".join(segment.text for segment in model.transcribe(_samples(path)))
        language = library.whisper_lang_str(library.whisper_full_lang_id(model._ctx))
        found.append((time.perf_counter() - start, text, language))
    return {"last_s": [last for last, _, _ in found], "texts": [text for _, text, _ in found],
            "languages": [language for _, _, language in found], "peak_bytes": _peak_bytes()}  # fmt: skip


def _peak_bytes() -> int:
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # What the system keeps as ru_maxrss counts the process that has begun this one, too.
    return int(Path("/proc/self/status").read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) * 1024


def _samples(path: str) -> Any:
    import numpy as np

    with wave.open(path) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


if __name__ == "__main__":
    print("\n" + json.dumps(hear(json.load(sys.stdin))))
