"""The window's side of the process that plays: it starts that, tells it what is wanted, and hears what it reports.

Nothing here blocks: the process is started, told and heard by threads. It starts with the first wish and stays for all
clips; one that died is replaced as soon as something is to be heard again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from engine.errors import ProtocolError
from engine.playback.messages import PlayerDied, Report, ToPlay, decode
from engine.playback.process import play
from engine.processes.child import ChildProcess, start_child

#: Receives what is reported. Runs on a thread.
OnReport: TypeAlias = Callable[[Report | PlayerDied], None]

#: How long closing waits for the threads: they end with the process, which is killed.
_CLOSE_S = 5.0


class Playback:
    """One process that plays, or none as long as nothing was wanted."""

    def __init__(self, on_report: OnReport) -> None:
        self._on_report = on_report
        self._changed = threading.Condition()
        #: What was not told yet.
        self._wanted: ToPlay | None = None
        self._child: ChildProcess | None = None
        self._is_closed = False
        self._threads: list[threading.Thread] = []

    def want(self, wanted: ToPlay) -> None:
        """Tell what is to be heard from now on. What was wanted before and is not told yet is forgotten."""
        with self._changed:
            if self._is_closed:
                return
            self._wanted = wanted
            self._changed.notify_all()
            if not self._threads:
                self._threads = [
                    threading.Thread(target=work, name=f"everyclip player {name}", daemon=True)
                    for name, work in (("ears", self._hear), ("voice", self._speak))
                ]
                for thread in self._threads:
                    thread.start()

    def kill(self) -> None:
        """End the process: it does not answer. Reported as its death."""
        with self._changed:
            if self._child is not None:
                self._child.kill()

    def close(self) -> None:
        """End the process and the threads. Idempotent."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            if self._child is not None:
                self._child.kill()
        for thread in self._threads:
            thread.join(_CLOSE_S)

    def _hear(self) -> None:
        """On a thread: start a process whenever one is needed, and report what it says until it ends."""
        while self._is_needed():
            try:
                child = start_child("everyclip player", play)
            except OSError:
                self._forget()
                continue
            with self._changed:
                self._child = child
                if self._is_closed:
                    child.kill()
                self._changed.notify_all()
            self._listen(child)
            with self._changed:
                self._child = None
            child.end()
            child.connection.close()
            self._forget()

    def _is_needed(self) -> bool:
        """Wait until something is wanted; False once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._wanted is not None)
            return not self._is_closed

    def _forget(self) -> None:
        """The process is gone: what was wanted of it has to be wanted anew."""
        with self._changed:
            self._wanted = None
            is_closed = self._is_closed
        if not is_closed:
            self._on_report(PlayerDied())

    def _listen(self, child: ChildProcess) -> None:
        try:
            while True:
                report = decode(child.connection.recv_bytes())
                if not self._is_closed:
                    self._on_report(report)
        except (EOFError, OSError, ProtocolError):
            child.kill()

    def _speak(self) -> None:
        """On a thread: tell the process what is wanted, the newest only."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed or (self._wanted and self._child))
                if self._is_closed:
                    return
                wanted, child = self._wanted, self._child
                self._wanted = None
            assert child is not None
            with suppress(OSError, ValueError):  # it died, which the other thread reports
                child.connection.send(wanted)
