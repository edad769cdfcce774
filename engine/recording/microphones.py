"""Microphones through PortAudio: which there are, and an open stream of one. Nothing else that records knows PortAudio.

A device's number changes when another is plugged in; its name and host API do not, so they are its identity.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn, TypeAlias

from engine.errors import CaptureError

#: Takes a block of samples and whether some before it were lost. Called on PortAudio's thread: it must not wait.
Hear: TypeAlias = Callable[[bytes, bool], None]

#: What models hear, then what any device can do.
RATES = (16_000, 48_000, 44_100)
BLOCK_S = 0.05
#: What the system keeps for us while this process is held up.
BUFFER_S = 0.2

#: PortAudio is not safe to be used by two threads at once, and finds new devices only while no stream is open.
_turn = threading.Lock()
_open_streams = 0

#: PortAudio's code for a device that is no more.
_INVALID_DEVICE = -9996


@dataclass(frozen=True, slots=True)
class Microphone:
    """An input that can be recorded from."""

    name: str
    #: The sound system that offers it, such as ALSA, Core Audio or Windows WASAPI.
    host_api: str
    is_default: bool = False


def microphones() -> list[Microphone]:
    """The inputs there are now, the default first. Takes some ten milliseconds. Raises CaptureError.

    What was plugged in since the last call is seen only while nothing is recorded.
    """
    with _turn:
        return sorted(_inputs(_portaudio_now()).values(), key=lambda one: not one.is_default)


def find(wanted: str, among: Sequence[Microphone]) -> Microphone:
    """The microphone of that name, or the only one whose name holds it. Raises CaptureError."""
    exact = [one for one in among if one.name == wanted]
    alike = [one for one in among if wanted.casefold() in one.name.casefold()]
    if exact or len(alike) == 1:
        return (exact or alike)[0]
    names = ", ".join(one.name for one in alike or among) or "none"
    raise CaptureError("microphone_unknown", name=wanted, names=names)


class Stream:
    """An open microphone. Blocking; no method on the loop."""

    def __init__(self, microphone: Microphone | None, hear: Hear) -> None:
        """Open a microphone, the default one if none is named, and begin to hear. 16-bit mono at the first of `RATES`
        that it offers, or at its own. Raises CaptureError."""
        global _open_streams
        with _turn:
            sounddevice = _portaudio_now()
            index, self.microphone = _found(_inputs(sounddevice), microphone)
            self._stream, self.rate = _opened(sounddevice, index, self.microphone, hear)
            _open_streams += 1

    @property
    def is_active(self) -> bool:
        """False once the device is gone."""
        return bool(self._stream.active)

    @property
    def delay_s(self) -> float:
        """How long after it was said a sample may arrive."""
        return float(self._stream.latency)

    def close(self) -> None:
        """Hear no more. Once."""
        global _open_streams
        with _turn:
            self._stream.close()
            _open_streams -= 1


def _portaudio_now() -> ModuleType:
    """PortAudio, with the devices of this moment where nothing is recorded."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise CaptureError("portaudio_missing", detail=str(error)) from error
    if not _open_streams:
        # It looks once, at its start; sounddevice has no public way to start it again.
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001
    return sounddevice  # type: ignore[no-any-return]


def _inputs(sounddevice: Any) -> dict[int, Microphone]:
    """The inputs by PortAudio's number of this moment."""
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


def _opened(sounddevice: Any, index: int, microphone: Microphone, hear: Hear) -> tuple[Any, int]:
    def callback(block: Any, frames: int, time: object, status: Any) -> None:
        hear(bytes(block), bool(status.input_overflow))

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
    """The first of the rates that the device offers, else its own: opening it then tells what is wrong."""
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
