"""Microphones through PortAudio: the list of them, and open streams.

A device's number changes when another is plugged in; its name and host API do not, so they identify it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.errors import CaptureError
from engine.portaudio import SoundSystemError, ask, close_stream, open_stream
from engine.recording.samples import SampleFormat

#: Receives a block of samples and whether some before it were lost. Runs on PortAudio's thread: it must not block.
OnBlock: TypeAlias = Callable[[bytes, bool], None]

#: The rate that models use, then those that any device supports.
RATES = (16_000, 48_000, 44_100)
#: Interfaces with microphones have up to so many inputs for them. What offers more is mostly no interface.
MAX_CHANNELS = 8
BLOCK_S = 0.05
#: How much audio the system buffers while this process is held up.
BUFFER_S = 0.2

#: PortAudio's codes for a device that no longer exists, and for one that another program uses.
_INVALID_DEVICE, _DEVICE_UNAVAILABLE = -9996, -9985


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
    with _refusals():
        return sorted(ask(_inputs).values(), key=lambda one: not one.is_default)


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
        """Open a microphone, by default the default one, and start listening. All its channels, if they are few,
        16-bit, at the first of `RATES` that it offers, or at its own rate. Raises CaptureError."""

        def listening(sounddevice: Any) -> Any:
            index, self.microphone = _found(_inputs(sounddevice), microphone)
            stream, self.form = _opened(sounddevice, index, self.microphone, on_block)
            return stream

        with _refusals():
            self._stream = open_stream(listening)

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
        close_stream(self._stream)


@contextmanager
def _refusals() -> Iterator[None]:
    """What keeps the sound system from answering, as CaptureError."""
    try:
        yield
    except TimeoutError as error:
        raise CaptureError("sound_system_hangs") from error
    except SoundSystemError as error:
        raise CaptureError("sound_system_refuses", detail=str(error)) from error
    except (ImportError, OSError) as error:
        raise CaptureError("portaudio_missing", detail=str(error)) from error


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


def _opened(sounddevice: Any, index: int, microphone: Microphone, on_block: OnBlock) -> tuple[Any, SampleFormat]:
    """A stream that listens, in the first format in which it can be opened."""
    refusals: list[Exception] = []
    for form in _formats(sounddevice, index, microphone):
        try:
            return _listening(sounddevice, index, form, on_block), form
        except sounddevice.PortAudioError as error:
            refusals.append(error)
    raise _refusal(refusals[0], microphone) from refusals[0]


def _listening(sounddevice: Any, index: int, form: SampleFormat, on_block: OnBlock) -> Any:
    def callback(block: Any, frames: int, time: object, status: Any) -> None:
        on_block(bytes(block), bool(status.input_overflow))

    stream = sounddevice.RawInputStream(
        samplerate=form.rate,
        blocksize=round(form.rate * BLOCK_S),
        device=index,
        channels=form.channels,
        dtype="int16",
        latency=BUFFER_S,
        callback=callback,
    )
    try:
        stream.start()
    except sounddevice.PortAudioError:
        stream.close()
        raise
    return stream


def _formats(sounddevice: Any, index: int, microphone: Microphone) -> Iterator[SampleFormat]:
    """For each number of channels, the first rate that the device says it offers. If it says so of none, its own rate:
    opening it then shows what is wrong."""
    device = sounddevice.query_devices(index)
    counts = channel_counts(device["max_input_channels"], microphone.host_api)
    own_rate = int(device["default_samplerate"])
    are_any_offered = False
    with suppress(sounddevice.PortAudioError):  # in use, or gone
        for channels in counts:
            forms = (SampleFormat(rate, channels) for rate in dict.fromkeys((*RATES, own_rate)))
            offered = next((form for form in forms if _is_offered(sounddevice, index, form)), None)
            if offered is not None:
                are_any_offered = True
                yield offered
    if not are_any_offered:
        yield from (SampleFormat(own_rate, channels) for channels in counts)


def _is_offered(sounddevice: Any, index: int, form: SampleFormat) -> bool:
    """Raises PortAudioError where no other format would be offered either: asking ALSA takes a second then."""
    try:
        sounddevice.check_input_settings(device=index, channels=form.channels, dtype="int16", samplerate=form.rate)
    except sounddevice.PortAudioError as error:
        if _code(error) in (_INVALID_DEVICE, _DEVICE_UNAVAILABLE):
            raise
        return False
    return True


def channel_counts(offered: int, host_api: str) -> list[int]:
    """With how many channels to open an input that offers so many, in the order in which to try.

    A person's microphone may be at any input of an interface. Some drivers grant fewer channels than there are and
    give the first ones; others grant all or none. What more than one microphone hears, the worker mixes.
    """
    if offered <= MAX_CHANNELS:
        wanted = [offered, 2, 1]
    elif host_api == "ALSA":  # a sound server's: it says 32 or 64, whatever is behind it, and mixes by itself
        wanted = [1, 2, offered]
    else:
        wanted = [MAX_CHANNELS, offered, 2, 1]
    return [channels for channels in dict.fromkeys(wanted) if channels <= offered]


def _refusal(error: Exception, microphone: Microphone) -> CaptureError:
    code = "microphone_gone" if _code(error) == _INVALID_DEVICE else "microphone_busy"
    return CaptureError(code, name=microphone.name, detail=str(next(iter(error.args), "")))


def _code(error: Exception) -> int:
    """PortAudio's number for it; 0 if it told none."""
    return int(error.args[1]) if len(error.args) > 1 else 0
