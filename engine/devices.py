"""What a model can run on, and the plan for an attempt: lighter after each death of its worker."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

from engine.protocol import Described, Device, Plan
from engine.run import Options

#: Windows in one batch of a first attempt.
BATCH_SIZE = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person allows Everyclip to use. 0 leaves that number to Everyclip."""

    #: Threads of the processor that transcribe.
    threads: int = 0
    #: Windows that are transcribed together.
    batch_size: int = 0
    #: Runs in progress at once, on all devices together. With 1, a short clip waits for a long one.
    runs_at_once: int = 0


def plan_for(options: Options, crashes: int, limits: Limits) -> Plan:
    """The first attempt as wished; after a death small batches and the lightest numbers; after another, the CPU."""
    batch_size, threads = limits.batch_size or BATCH_SIZE, limits.threads or os.cpu_count() or 1
    if crashes == 0:
        return Plan(device=options.device, batch_size=batch_size, threads=threads)
    device = options.device if crashes == 1 else "cpu"
    return Plan(device=device, compute_type="int8", batch_size=1, threads=threads)


def describe() -> Described:
    """The devices of this machine and the versions of what runs on them. For the worker: it loads CTranslate2."""
    import av
    import ctranslate2
    import faster_whisper

    types = tuple(sorted(ctranslate2.get_supported_compute_types("cpu")))
    devices = [Device("cpu", f"{platform.machine()} CPU, {os.cpu_count()} cores", types)]
    try:
        for index in range(ctranslate2.get_cuda_device_count()):
            types = tuple(sorted(ctranslate2.get_supported_compute_types("cuda", index)))
            devices.append(Device(f"cuda:{index}", f"NVIDIA GPU {index}", types))
    except RuntimeError as error:  # a driver without its libraries
        devices.append(Device("cuda", "NVIDIA GPU", (), trouble=str(error)))
    versions = {
        "faster-whisper": faster_whisper.__version__,
        "CTranslate2": ctranslate2.__version__,
        "PyAV": av.__version__,
        "FFmpeg": av.ffmpeg_version_info if hasattr(av, "ffmpeg_version_info") else "",
    }
    return Described(tuple(devices), versions)
