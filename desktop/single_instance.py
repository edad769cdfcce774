"""One window for each data folder: a second start brings the first window up and hands its files over.

Which program is the first is decided by a lock that the system lets go of however the program ends. The others speak to
it through a local socket of the same person. Engines of the command line are no windows and are not concerned.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine.paths import Paths

#: How long the first window may take to answer. It may be starting, and then has no ear yet.
ANSWER_S = 5.0
_HEARD = b"heard"


class FirstWindow(QObject):
    """The ear of the first window. It hears from the first moment on; what it hears before there is somebody to tell
    waits, so that no file of a second start falls between two stools."""

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._heard: list[list[Path]] = []
        self._tell: Callable[[list[Path]], None] = self._heard.append
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = _name(paths)
        QLocalServer.removeServer(name)  # what a killed program left behind: we hold the lock, so it is nobody's
        self.listens = self._server.listen(name)

    def tell(self, listener: Callable[[list[Path]], None]) -> None:
        """Whom to tell of the files of each second start, which may be none: of all that came until now, too."""
        self._tell = listener
        while self._heard:
            listener(self._heard.pop(0))

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.readyRead.connect(lambda caller=caller: self._read(caller))
            caller.disconnected.connect(caller.deleteLater)
            self._read(caller)

    def _read(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            return
        files = [Path(name) for name in json.loads(bytes(caller.readLine().data()))]
        caller.write(_HEARD)
        caller.flush()
        caller.disconnectFromServer()
        self._tell(files)

    def close(self) -> None:
        """Hear no more."""
        self._server.close()


@contextmanager
def first_window(paths: Paths) -> Iterator[FirstWindow | None]:
    """The ear, if this program is the first for its data folder; None if there is another. Raises OSError."""
    lock = FileLock(paths.window_lock)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield None
        return
    ear = FirstWindow(paths)
    try:
        yield ear
    finally:
        ear.close()
        lock.release()


def hand_over(paths: Paths, files: Sequence[Path]) -> bool:
    """Bring the first window up, with files for it. False if it does not answer."""
    deadline = time.monotonic() + ANSWER_S
    message = json.dumps([os.path.abspath(path) for path in files]).encode() + b"\n"
    while time.monotonic() < deadline:
        socket = QLocalSocket()
        socket.connectToServer(_name(paths))
        if socket.waitForConnected(500):
            socket.write(message)
            socket.flush()
            return socket.waitForReadyRead(int(ANSWER_S * 1000)) and socket.readAll().data() == _HEARD
        time.sleep(0.05)
    return False


def _name(paths: Paths) -> str:
    """Where the socket is: in a folder of this person alone, under a name that stands for the data folder."""
    digest = hashlib.sha256(os.fsencode(paths.home.resolve())).hexdigest()[:16]
    name = f"everyclip-{digest}"
    if os.name == "nt":
        return name
    runtime = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    return str(Path(runtime) / name) if runtime else name
