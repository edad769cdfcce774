"""A lack of memory is known in whatever words it comes, and a file that asks for too much is no lack of memory."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import ClipError, ModelError
from engine.worker import out_of_memory
from engine.worker.out_of_memory import is_shortage, raise_shortage
from tests.support.starter import samples

ROOT = Path(__file__).parents[3]

#: Decodes a clip with so many bytes left, and tells how many samples it got, or the name of the error.
DECODES = """
import resource, sys
from pathlib import Path
import psutil
from engine.worker import audio

audio.warm()
sum(len(block) for block in audio.decode(Path(sys.argv[1])))
resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms, resource.RLIM_INFINITY))
held, size = [], 1 << 22
while size >= 1 << 8:
    try:
        held.append(bytearray(size))
    except MemoryError:
        size //= 2
left = 0
while held and left < int(sys.argv[2]):
    left += len(held.pop())
samples, name = 0, ""
try:
    for block in audio.decode(Path(sys.argv[1])):
        samples += len(block)
except Exception as error:
    name = "short" if isinstance(error, MemoryError) else repr(error)
held.clear()
print(name or samples)
"""


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ModelError("out_of_memory", model="base"),
        OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
        ImportError("libavformat.so.62: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
        RuntimeError("CUDA failed with error out of memory"),
        RuntimeError("could not create a memory object"),
        RuntimeError("[ONNXRuntimeError] : 1 : FAIL : Load model failed:std::bad_alloc"),
    ],
    ids=str,
)
def test_a_lack_of_memory_is_known_in_all_its_words(error: Exception) -> None:
    assert is_shortage(error)


def test_it_is_known_behind_another_error_too() -> None:
    hidden = RuntimeError("Applying the VAD filter requires the onnxruntime package")
    hidden.__cause__ = ImportError("failed to map segment from shared object")
    assert is_shortage(hidden)


@pytest.mark.parametrize(
    "error", [ValueError("bad"), ClipError("no_audio", name="out of memory.wav"), BrokenPipeError()], ids=repr
)
def test_nothing_else_is_taken_for_it(error: Exception) -> None:
    assert not is_shortage(error)


def test_who_asks_for_more_than_there_ever_is_is_not_short(monkeypatch: pytest.MonkeyPatch) -> None:
    raise_shortage(ValueError("damaged"))
    raise_shortage(MemoryError())  # as FFmpeg says it of a header that lies: there is memory
    monkeypatch.setattr(out_of_memory, "_SPARE_BYTES", 1 << 60)
    with pytest.raises(MemoryError):
        raise_shortage(MemoryError())


def test_what_is_measured_counts_and_not_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for measured, so_much in (("_SPARE_BYTES", 1 << 60), ("_MIN_BYTES", 1 << 60)):
        with monkeypatch.context() as short:
            short.setattr(out_of_memory, measured, so_much)
            assert is_shortage(RuntimeError("Invalid data found when processing input"))
            assert not is_shortage(ClipError("no_audio", name="a.wav")), "that was known without any memory"
    monkeypatch.setattr(out_of_memory, "_SPARE_BYTES", 1 << 60)
    with pytest.raises(ValueError, match="invalid"):
        raise_shortage(ValueError("invalid"))


#: Of a library that uses what it did not get, or gives up.
DEATHS = {signal.Signals[name] for name in ("SIGSEGV", "SIGBUS", "SIGABRT") if name in signal.Signals.__members__}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of a process's memory")
@pytest.mark.parametrize("left_bytes", [0, 100_000, 400_000, 100_000_000])
def test_without_memory_a_clip_is_neither_damaged_nor_shorter(left_bytes: int) -> None:
    clip = samples()[0].path
    done = subprocess.run(
        [sys.executable, "-c", DECODES, clip, str(left_bytes)],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    # A library that does not look whether it got its memory may end the process: a worker's death, and tried again.
    assert -done.returncode in DEATHS or done.stdout.split() in (["short"], ["40160"]), done.stderr
