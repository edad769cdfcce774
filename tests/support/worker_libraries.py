"""Imports all that workers and players do, for those that are forked from the process that has imported it."""

from __future__ import annotations

import gc
import os
from importlib import import_module

# As a worker has it: OpenBLAS would start threads, which a fork loses.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

for name in (
    *("av.filter", "ctranslate2", "faster_whisper.transcribe", "onnxruntime"),
    *("engine.worker.process", "engine.worker.transcriber", "engine.worker.windows", "engine.processes.waveforms"),
    *("engine.playback.process", "engine.playback.source", "engine.playback.tempo", "tests.support.scripted_worker"),
):
    import_module(name)

# What is shared stays shared: a collection in a child would write to it.
gc.collect()
gc.freeze()
