"""The loudspeaker: the default output, through PortAudio. In the process that plays, and nowhere else.

PortAudio asks for sound on a thread of its own, which takes it from what lies ready and never waits. Which second of
the clip is heard when follows from the frames that were handed over and from when the system says that they sound.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from engine.errors import PlaybackError
from engine.portaudio import SoundSystemError, ask

if TYPE_CHECKING:
    from engine.playback.source import Stereo

#: How much sound the system holds, in seconds. A seek throws it away; a shorter one breaks off on a busy computer.
BUFFER_S = 0.2
#: A device that asks for nothing for so long is gone, whatever it says.
_SILENT_S = 3.0
#: The rates that are believed of a device, in Hz.
_RATES = range(8_000, 192_001)
_USUAL_RATE = 48_000


@dataclass(slots=True)
class _Played:
    """Samples as the device takes them, and the time in the clip of the first and between two of them."""

    samples: Any
    at_s: float
    step_s: float
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """At `when`, by `time.perf_counter`, second `at_s` of the clip is heard; `per_s` seconds of it in each."""

    at_s: float
    when: float
    per_s: float

    def at(self, now: float) -> float:
        """The second that is heard now."""
        return self.at_s + (now - self.when) * self.per_s


class Loudspeaker:
    """The output that is the default one now. Silent until `start`."""

    def __init__(self) -> None:
        """Raises PlaybackError if there is none."""
        self._sounddevice = _portaudio_now()
        device = _default_output(self._sounddevice)
        rate = int(device["default_samplerate"])
        self.rate = rate if rate in _RATES else _USUAL_RATE
        self._channels = min(2, int(device["max_output_channels"]))
        self._index = device["index"]
        self._name = str(device["name"])
        self._stream: Any = None
        self._blocks: deque[_Played] = deque()
        self._has_all = False
        #: What PortAudio's thread tells: each is replaced as a whole.
        self._heard: Moment | None = None
        self._over_at: float | None = None
        #: When the device last asked for sound.
        self.asked_at = 0.0

    # --- what is to be heard ---
    def put(self, samples: Stereo, at_s: float, speed: float) -> None:
        """Add sound: the clip's from `at_s` on, at that speed."""
        import numpy as np

        if self._channels == 1:
            samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
        self._blocks.append(_Played(samples, at_s, speed / self.rate))

    def end(self) -> None:
        """Nothing more will be added."""
        self._has_all = True

    @property
    def ready_s(self) -> float:
        """How much sound lies ready."""
        return sum(len(block.samples) - block.taken for block in list(self._blocks)) / self.rate

    # --- sounding ---
    @property
    def is_on(self) -> bool:
        return self._stream is not None

    def start(self) -> None:
        """Sound. Raises PlaybackError."""
        try:
            self._stream = self._sounddevice.OutputStream(
                samplerate=self.rate,
                device=self._index,
                channels=self._channels,
                dtype="float32",
                latency=BUFFER_S,
                callback=self._fill,
            )
            self.asked_at = time.perf_counter()
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            self.close()
            detail = str(next(iter(error.args), ""))
            raise PlaybackError("loudspeaker_refused", name=self._name, detail=detail) from error

    def close(self) -> None:
        """Be silent at once, and forget all that was not heard. Idempotent."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)
        self._blocks.clear()
        self._has_all, self._heard, self._over_at = False, None, None

    def _fill(self, out: Any, frames: int, times: Any, _: object) -> None:
        """On PortAudio's thread: hand over what lies ready, and silence behind it."""
        now, filled = time.perf_counter(), 0
        self.asked_at = now
        sounds_at = now + max(0.0, times.outputBufferDacTime - times.currentTime)
        while filled < frames and self._blocks:
            block = self._blocks[0]
            count = min(frames - filled, len(block.samples) - block.taken)
            out[filled : filled + count] = block.samples[block.taken : block.taken + count]
            if not filled:
                at_s = block.at_s + block.taken * block.step_s
                self._heard = Moment(at_s, sounds_at, block.step_s * self.rate)
            block.taken += count
            filled += count
            if block.taken == len(block.samples):
                self._blocks.popleft()
        out[filled:] = 0
        if self._has_all and not self._blocks and self._over_at is None:
            self._over_at = sounds_at + filled / self.rate

    # --- what is heard ---
    @property
    def heard(self) -> Moment | None:
        """What is heard when; None as long as nothing is."""
        return self._heard

    @property
    def is_over(self) -> bool:
        """Whether all was heard."""
        return self._over_at is not None and time.perf_counter() >= self._over_at

    @property
    def is_lost(self) -> bool:
        """Whether the device is gone while it should sound."""
        if self._stream is None:
            return False
        try:
            is_active = bool(self._stream.active)
        except self._sounddevice.PortAudioError:
            return True
        return not is_active or time.perf_counter() - self.asked_at > _SILENT_S


def is_there() -> bool:
    """Whether there is a loudspeaker now. Only while none is open."""
    try:
        _default_output(_portaudio_now())
    except PlaybackError:
        return False
    return True


def _portaudio_now() -> ModuleType:
    """PortAudio, with an up-to-date list of devices: it makes that once, when it starts. Raises PlaybackError."""
    try:
        return ask(lambda sounddevice: sounddevice)
    except TimeoutError as error:
        raise PlaybackError("sound_system_hangs") from error
    except SoundSystemError as error:
        raise PlaybackError("sound_system_refuses", detail=str(error)) from error
    except (ImportError, OSError) as error:
        raise PlaybackError("loudspeaker_no_portaudio", detail=str(error)) from error


def _default_output(sounddevice: Any) -> Any:
    """The default output, or the first that there is. Raises PlaybackError."""
    try:
        default = sounddevice.default.device[1]
        devices = [device for device in sounddevice.query_devices() if device["max_output_channels"] > 0]
    except sounddevice.PortAudioError as error:
        raise PlaybackError("loudspeaker_missing") from error
    found = next((device for device in devices if device["index"] == default), next(iter(devices), None))
    if found is None:
        raise PlaybackError("loudspeaker_missing")
    return found
