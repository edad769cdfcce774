"""How much memory a model needs: one rule for all of Everyclip, from the size of the model's files.

**On the processor**, int8: 0.25 GB for the libraries, and the larger of two things: the files while they are read, or
the weights (0.4 of the files' size) with 0.36 of that size for each window of a batch. Measured on 26 November 2026 as
the peak of a process that transcribes full windows, beam 5, with CTranslate2 4.8.5 on Linux: `tiny.en` 0.30 GB with
one window and 0.47 with eight, `base` 0.40 and 0.71; of the shapes of `small` 0.77 and 1.80, of `medium` 1.76 with one.

**On a graphics card**: 0.65 GB for CUDA, 1.2 of the files' size in float16 or 0.65 of it in int8, and for each window
0.04 GB and 0.115 of that size. Measured on an NVIDIA H100 with full windows, beam 5 (`tests.benchmarks.cards`):
`base` 0.83 GB with one window and 1.66 with sixteen; of the shapes of `small` 1.27 and 2.64, of `large-v2` 4.59 and
10.36 in float16, 2.94 and 8.95 in int8. (faster-whisper publishes 6.1 GB for large-v2 with eight windows of a talk,
which are seldom full.)
"""

from __future__ import annotations

_GB = 1_000_000_000


def needed_bytes(size_bytes: int, device: str, compute_type: str, batch_size: int = 1) -> int:
    """The memory of a device ("cpu", "cuda", "cuda:0", …) that a model with files of this size takes, with so many
    windows in a batch. Of a compute type, its first part counts: "int8_float16" holds its weights as int8."""
    if device == "cpu":
        return int(0.25 * _GB + max(1.0 * size_bytes, (0.4 + 0.36 * batch_size) * size_bytes))
    weights = 0.65 if compute_type.startswith("int8") else 1.2
    return int((0.65 + 0.04 * batch_size) * _GB + (weights + 0.115 * batch_size) * size_bytes)
