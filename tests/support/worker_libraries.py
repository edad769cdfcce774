"""Imports all that a worker does, for workers that are forked from the process that has imported it."""

from __future__ import annotations

import gc
import os

# As a worker has it: OpenBLAS would start threads, which a fork loses.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import av
import ctranslate2
import faster_whisper
import onnxruntime

from engine.worker import process, transcriber, windows
from tests.support import scripted_worker

__all__ = ["av", "ctranslate2", "faster_whisper", "onnxruntime", "process", "scripted_worker", "transcriber", "windows"]

# What is shared stays shared: a collection in a worker would write to it.
gc.collect()
gc.freeze()
