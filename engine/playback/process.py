"""The process that plays: it decodes a clip and hands its sound to the loudspeaker, as the window wants it.

A loop on one thread: it reads what is wanted, keeps about a second of sound ready, and reports what is heard. A file
that brings FFmpeg down ends this process and nothing else, and the window's own work holds up no sound.
"""

from __future__ import annotations

import errno
import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from engine.errors import EngineError, PlaybackError
from engine.playback import loudspeaker
from engine.playback.loudspeaker import Loudspeaker
from engine.playback.messages import Heard, HeardToEnd, Output, Refused, Report, ToPlay, encode
from engine.playback.mp3_frames import Mp3Frames, mp3_frames

if TYPE_CHECKING:
    from engine.playback.source import Source, Stereo

#: So much sound lies ready, in seconds; and so much before it begins to sound: the system fills its buffer at once.
_READY_S = 1.0
_FIRST_S = 2 * loudspeaker.BUFFER_S
#: How often is reported what is heard, and looked for a loudspeaker where there is none.
_REPORT_S = 0.1
_LOOK_S = 2.0


def play(connection: Connection) -> None:
    """What the process does until the window closes the connection."""
    with connection:
        try:
            _Playing(connection).run()
        except (EOFError, OSError):
            return


def _warm() -> None:
    """Load what playing needs, so that the first clip begins at once."""
    from engine.playback import source, tempo  # noqa: F401

    importlib.import_module("av.filter")


class _Playing:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._wanted = ToPlay()
        self._source: Source | None = None
        self._speaker: Loudspeaker | None = None
        #: What is still to be decoded; None if all was.
        self._sound: Iterator[Stereo] | None = None
        self._next_s = 0.0
        self._reported_at = 0.0
        self._has_output: bool | None = None
        #: The frames of the shown clip, if it may be an MP3, and whether more of them is to be looked at.
        self._frames: Mp3Frames | None = None
        self._is_walking = False

    def run(self) -> None:
        """Loop until the connection ends."""
        self._tell_output(loudspeaker.is_there())
        _warm()
        while True:
            if self._connection.poll(self._patience_s()):
                self._take(self._connection.recv())
            elif self._speaker is not None:
                self._guarded(self._go_on)
            elif self._is_walking:
                self._walk()
            elif not self._has_output:
                self._tell_output(loudspeaker.is_there())

    def _patience_s(self) -> float | None:
        """How long to wait for the window before going on."""
        if self._speaker is None and self._is_walking:
            return 0.0
        if self._speaker is None:
            return None if self._has_output else _LOOK_S
        is_hungry = self._sound is not None and self._speaker.ready_s < _READY_S
        return 0.0 if is_hungry or not self._speaker.is_on else 0.02

    # --- what is wanted ---
    def _take(self, wanted: ToPlay) -> None:
        before, self._wanted = self._wanted, wanted
        if (wanted.path, wanted.track) != (before.path, before.track) or not wanted.plays:
            self._stop()
        if (wanted.path, wanted.track) != (before.path, before.track):
            self._close()
            self._frames, self._is_walking = None, wanted.path is not None
        if wanted.plays and (wanted.turn != before.turn or self._speaker is None):
            self._guarded(lambda: self._begin(wanted.at_s))

    def _begin(self, at_s: float) -> None:
        """Let the sound begin at that place."""
        from engine.playback.tempo import AHEAD_S, at_speed

        if self._wanted.path is None:
            return
        if self._speaker is None:
            self._speaker = Loudspeaker()
            self._tell_output(True)
        self._speaker.close()
        source = self._opened(self._speaker.rate)
        self._next_s = at_s if self._wanted.speed == 1.0 else at_s + AHEAD_S
        self._sound = at_speed(source.blocks(at_s), self._wanted.speed, self._speaker.rate)

    def _opened(self, rate: int) -> Source:
        from engine.playback.source import Source

        assert self._wanted.path is not None
        if self._source is not None and self._source.rate != rate:
            self._close()
        if self._source is None:
            self._source = Source(self._wanted.path, self._wanted.track, rate, self._frames)
        return self._source

    def _stop(self) -> None:
        if self._speaker is not None:
            self._speaker.close()
        self._speaker = self._sound = None

    def _close(self) -> None:
        if self._source is not None:
            self._source.close()
        self._source = None

    def _walk(self) -> None:
        """Look at some frames of the shown clip while nothing plays: it can be sought in at once then."""
        assert self._wanted.path is not None
        self._is_walking = False
        with suppress(OSError):  # whoever plays it will say so
            if self._frames is None:
                self._frames = mp3_frames(self._wanted.path)
                self._is_walking = self._frames is not None
            else:
                self._is_walking = self._frames.walk_on()

    # --- playing ---
    def _go_on(self) -> None:
        speaker = self._speaker
        assert speaker is not None
        if speaker.is_lost:
            self._change_device(speaker)
            return
        if self._sound is not None and speaker.ready_s < _READY_S:
            self._feed(speaker, self._sound)
        if not speaker.is_on and (speaker.ready_s >= _FIRST_S or self._sound is None):
            speaker.start()
        self._report(speaker)

    def _feed(self, speaker: Loudspeaker, sound: Iterator[Stereo]) -> None:
        block = next(sound, None)
        if block is None:
            self._sound = None
            speaker.end()
            return
        speaker.put(block, self._next_s, self._wanted.speed)
        self._next_s += len(block) * self._wanted.speed / speaker.rate

    def _report(self, speaker: Loudspeaker) -> None:
        now, heard = time.perf_counter(), speaker.heard
        if speaker.is_over:
            self._stop()
            self._tell(HeardToEnd(self._wanted.turn))
        elif heard is not None and now - self._reported_at >= _REPORT_S:
            self._reported_at = now
            self._tell(Heard(self._wanted.turn, heard.at_s, heard.when))

    def _change_device(self, gone: Loudspeaker) -> None:
        """Go on at the same place on the device that is the default one now."""
        heard = gone.heard
        at_s = max(0.0, heard.at(gone.asked_at)) if heard is not None else self._wanted.at_s
        self._stop()
        self._begin(at_s)

    # --- what is told ---
    def _guarded(self, work: Callable[[], None]) -> None:
        """Do something, and tell the window if that is why nothing more is heard."""
        try:
            work()
        except EngineError as error:
            self._refuse(error)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the window is gone
                raise
            self._refuse(PlaybackError("playback_failed", detail=error.strerror or str(error)))
        except Exception as error:  # noqa: BLE001 - the boundary of one clip: whatever a decoder raises is the reason
            self._refuse(PlaybackError("playback_failed", detail=str(error) or type(error).__name__))

    def _refuse(self, error: EngineError) -> None:
        self._stop()
        self._close()
        self._tell(Refused(self._wanted.turn, error.code, error.facts))
        if error.code == "loudspeaker_missing":
            self._tell_output(False)

    def _tell(self, report: Report) -> None:
        self._connection.send_bytes(encode(report))

    def _tell_output(self, is_there: bool) -> None:
        if is_there is not self._has_output:
            self._has_output = is_there
            self._tell(Output(is_there))
