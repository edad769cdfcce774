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
from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine.storage.paths import Paths

#: How long the first window may take to answer. It may be starting, and then has no ear yet.
ANSWER_S = 5.0
#: What one message may have. Longer lists of files are several.
MOST_BYTES = 1 << 20
#: How many are listened to at a time, and how long one may take to say what it wants.
MOST_CALLERS = 8
PATIENCE_S = 10.0
_HEARD = b"heard"
_TOO_LONG = b"too long"
_NOT_UNDERSTOOD = b"not understood"
_BUSY = b"busy"


class FirstWindow(QObject):
    """The ear of the first window. It hears from the first moment on; what it hears before there is somebody to tell
    waits, so that no file of a second start falls between two stools."""

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._heard: list[list[Path]] = []
        self._tell: Callable[[list[Path]], None] = self._heard.append
        self._callers: set[_Caller] = set()
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
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._callers) >= MOST_CALLERS:
                socket.disconnected.connect(socket.deleteLater)
                _end(socket, _BUSY)
                continue
            caller = _Caller(socket, self)
            caller.said.connect(self._hear)
            caller.left.connect(self._forget)
            self._callers.add(caller)
            caller.read()

    def _hear(self, files: list[Path]) -> None:
        self._tell(files)

    def _forget(self, caller: _Caller) -> None:
        self._callers.discard(caller)
        caller.deleteLater()

    def close(self) -> None:
        """Hear no more."""
        self._server.close()


class _Caller(QObject):
    """Somebody who speaks to the first window: one line of JSON, in time. Whatever it is, it is answered, and then
    nothing more is heard of them."""

    #: The files that they name.
    said = Signal(list)
    #: They are gone.
    left = Signal(QObject)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._is_answered = False
        socket.setParent(self)
        socket.setReadBufferSize(MOST_BYTES + 1)  # the rest waits with who sends it
        socket.readyRead.connect(self.read)
        socket.disconnected.connect(self._leave)
        self._patience = QTimer(self, singleShot=True, interval=round(PATIENCE_S * 1000))
        self._patience.timeout.connect(self._lose_patience)
        self._patience.start()

    def read(self) -> None:
        """Take their line, if it is all there."""
        if self._is_answered:
            return
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() > MOST_BYTES:
                self._answer(_TOO_LONG)
            return
        files = _files_in(bytes(self._socket.readLine().data()))
        self._answer(_NOT_UNDERSTOOD if files is None else _HEARD)
        if files is not None:
            self.said.emit(files)

    def _answer(self, answer: bytes) -> None:
        self._is_answered = True
        _end(self._socket, answer)

    def _lose_patience(self) -> None:
        self._socket.abort()

    def _leave(self) -> None:
        self._patience.stop()
        self.left.emit(self)


def _end(socket: QLocalSocket, answer: bytes) -> None:
    """Answer, and hear no more of it."""
    socket.write(answer)
    socket.flush()
    socket.disconnectFromServer()


def _files_in(message: bytes) -> list[Path] | None:
    """The files that a message names, by whole paths; None for one that is not ours."""
    try:
        names = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) and os.path.isabs(name) for name in names):
        return None
    return [Path(name) for name in names]


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
    """Bring the first window up, with files for it. False if it does not answer, or did not take all of them."""
    return all(_say(paths, message) for message in _messages([os.path.abspath(path) for path in files]))


def _messages(names: Sequence[str]) -> Iterator[bytes]:
    """As few lines as hold them all; one where there are none."""
    together, size = list[str](), 0
    for name in names:
        length = len(json.dumps(name)) + len(", ")
        if together and size + length >= MOST_BYTES:
            yield json.dumps(together).encode() + b"\n"
            together, size = [], 0
        together.append(name)
        size += length
    yield json.dumps(together).encode() + b"\n"


def _say(paths: Paths, message: bytes) -> bool:
    """Whether the first window has heard it."""
    deadline = time.monotonic() + ANSWER_S
    while time.monotonic() < deadline:
        socket = QLocalSocket()
        socket.connectToServer(_name(paths))
        if socket.waitForConnected(500):
            socket.write(message)
            socket.flush()
            socket.waitForReadyRead(int(ANSWER_S * 1000))
            answer = socket.readAll().data()
            if answer and answer != _BUSY:
                return answer == _HEARD
        time.sleep(0.05)  # it listens to others just now, or not yet
    return False


def _name(paths: Paths) -> str:
    """Where the socket is: in a folder of this person alone, under a name that stands for the data folder."""
    digest = hashlib.sha256(os.fsencode(paths.home.resolve())).hexdigest()[:16]
    name = f"everyclip-{digest}"
    if os.name == "nt":
        return name
    runtime = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    return str(Path(runtime) / name) if runtime else name
