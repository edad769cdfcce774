"""Microphones through PortAudio: the list of them, and open streams. No other module uses PortAudio.

A device's number changes when another is plugged in; its name and host API do not, so they identify it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn, TypeAlias

from engine.errors import CaptureError

#: Receives a block of samples and whether some before it were lost. Runs on PortAudio's thread: it must not block.
OnBlock: TypeAlias = Callable[[bytes, bool], None]

#: The rate that models use, then those that any device supports.
RATES = (16_000, 48_000, 44_100)
BLOCK_S = 0.05
#: How much audio the system buffers while this process is held up.
BUFFER_S = 0.2

#: PortAudio is not thread-safe, and finds new devices only while no stream is open.
_turn = threading.Lock()
_open_streams = 0

#: PortAudio's code for a device that no longer exists.
_INVALID_DEVICE = -9996


@dataclass(frozen=True, slots=True)
class Microphone:
    """An input that can be recorded from."""

    name: str
    #: The sound system that offers it, such as ALSA, Core Audio or Windows WASAPI.
    host_api: str
    is_default: bool = False


def microphones() -> list[Microphone]:
    """List the current inputs, the default first. Takes some ten milliseconds. Raises CaptureError.

    What was plugged in since the last call is seen only while nothing is being recorded.
    """
    with _turn:
        return sorted(_inputs(_portaudio_now()).values(), key=lambda one: not one.is_default)


def find(wanted: str, among: Sequence[Microphone]) -> Microphone:
    """Find the microphone with that name, or the only one whose name contains it. Raises CaptureError."""
    exact = [one for one in among if one.name == wanted]
    alike = [one for one in among if wanted.casefold() in one.name.casefold()]
    if exact or len(alike) == 1:
        return (exact or alike)[0]
    names = ", ".join(one.name for one in alike or among) or "none"
    raise CaptureError("microphone_unknown", name=wanted, names=names)


class Stream:
    """An open microphone. Its methods block: do not call them on the loop."""

    def __init__(self, microphone: Microphone | None, on_block: OnBlock) -> None:
        """Open a microphone, by default the default one, and start listening. 16-bit mono at the first of `RATES` that
        it offers, or at its own rate. Raises CaptureError."""
        global _open_streams
        with _turn:
            sounddevice = _portaudio_now()
            index, self.microphone = _found(_inputs(sounddevice), microphone)
            self._stream, self.rate = _opened(sounddevice, index, self.microphone, on_block)
            _open_streams += 1

    @property
    def is_active(self) -> bool:
        """False once the device is gone."""
        return bool(self._stream.active)

    @property
    def delay_s(self) -> float:
        """The maximum delay between a sound and the arrival of its samples."""
        return float(self._stream.latency)

    def close(self) -> None:
        """Stop listening. Call only once."""
        global _open_streams
        with _turn:
            self._stream.close()
            _open_streams -= 1


def _portaudio_now() -> ModuleType:
    """PortAudio, with an up-to-date device list unless something is being recorded."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise CaptureError("portaudio_missing", detail=str(error)) from error
    if not _open_streams:
        # It enumerates devices once, when it starts; sounddevice has no public way to restart it.
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001
    return sounddevice  # type: ignore[no-any-return]


def _inputs(sounddevice: Any) -> dict[int, Microphone]:
    """The inputs by PortAudio's current numbers."""
    apis = sounddevice.query_hostapis()
    default = sounddevice.default.device[0]
    if default < 0:
        default = next((api["default_input_device"] for api in apis if api["default_input_device"] >= 0), -1)
    return {
        index: Microphone(device["name"], apis[device["hostapi"]]["name"], index == default)
        for index, device in enumerate(sounddevice.query_devices())
        if device["max_input_channels"] > 0
    }


def _found(there: dict[int, Microphone], wanted: Microphone | None) -> tuple[int, Microphone]:
    for index, one in there.items():
        if one.is_default if wanted is None else (one.name, one.host_api) == (wanted.name, wanted.host_api):
            return index, one
    raise CaptureError("microphone_missing") if wanted is None else CaptureError("microphone_gone", name=wanted.name)


def _opened(sounddevice: Any, index: int, microphone: Microphone, on_block: OnBlock) -> tuple[Any, int]:
    def callback(block: Any, frames: int, time: object, status: Any) -> None:
        on_block(bytes(block), bool(status.input_overflow))

    rate = _rate(sounddevice, index)
    stream = None
    try:
        stream = sounddevice.RawInputStream(
            samplerate=rate,
            blocksize=round(rate * BLOCK_S),
            device=index,
            channels=1,
            dtype="int16",
            latency=BUFFER_S,
            callback=callback,
        )
        stream.start()
    except sounddevice.PortAudioError as error:
        if stream is not None:
            stream.close()
        _refuse(error, microphone)
    return stream, rate


def _rate(sounddevice: Any, index: int) -> int:
    """The first of the rates that the device offers, else its own: opening it then shows what is wrong."""
    for rate in RATES:
        try:
            sounddevice.check_input_settings(device=index, channels=1, dtype="int16", samplerate=rate)
        except sounddevice.PortAudioError:
            continue
        return rate
    return int(sounddevice.query_devices(index)["default_samplerate"])


def _refuse(error: Exception, microphone: Microphone) -> NoReturn:
    detail, code = (*error.args, 0)[:2]
    gone = code == _INVALID_DEVICE
    raise CaptureError(
        "microphone_gone" if gone else "microphone_busy", name=microphone.name, detail=str(detail)
    ) from error
