"""How much memory a model needs: one rule for all of Everyclip, from the size of the model's files.

**On the processor**, int8: 0.25 GB for the libraries, and the larger of two things: the files while they are read, or
the weights (0.4 of the files' size) with 0.36 of that size for each window of a batch. Measured on 26 November 2026 as
the peak of a process that transcribes full windows, beam 5, with CTranslate2 4.8.5 on Linux: `tiny.en` 0.30 GB with
one window and 0.47 with eight, `base` 0.40 and 0.71; of the shapes of `small` 0.77 and 1.80, of `medium` 1.76 with one.

**On a graphics card**: 0.6 GB for CUDA, 1.2 of the files' size in float16 or 0.75 of it in int8, and for each window
0.045 GB and 0.06 of that size. Measured with `base` on an NVIDIA H200: 0.85 GB with one window, 1.66 with sixteen;
the rest is what faster-whisper publishes for large-v2: 4.5 GB with one window and 6.1 with eight in float16, 2.9 and
4.5 in int8.
"""

from __future__ import annotations

_GB = 1_000_000_000


def needed_bytes(size_bytes: int, device: str, compute_type: str, batch_size: int = 1) -> int:
    """The memory of a device ("cpu", "cuda", "cuda:0", …) that a model with files of this size takes, with so many
    windows in a batch. Of a compute type, its first part counts: "int8_float16" holds its weights as int8."""
    if device == "cpu":
        return int(0.25 * _GB + max(1.0 * size_bytes, (0.4 + 0.36 * batch_size) * size_bytes))
    weights = 0.75 if compute_type.startswith("int8") else 1.2
    return int((0.6 + 0.045 * batch_size) * _GB + (weights + 0.06 * batch_size) * size_bytes)
