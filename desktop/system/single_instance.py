"""One window per data folder: a second start brings the first window to the front and passes it its files.

Which program is first is decided by a lock that the system releases however the program ends. The others talk to it
through a local socket of the same user. Engines of the command line have no window and are not affected.
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

#: How long the first window may take to answer. While starting, it may not be listening yet.
ANSWER_S = 5.0
#: The maximum size of one message. Longer lists of files are sent as several.
MAX_BYTES = 1 << 20
#: How many callers are served at a time, and how long one may take to send its message.
MAX_CALLERS = 8
PATIENCE_S = 10.0
_HEARD = b"heard"
_TOO_LONG = b"too long"
_NOT_UNDERSTOOD = b"not understood"
_BUSY = b"busy"


class FirstWindow(QObject):
    """The server in the first window. It listens from the start and keeps what arrives before there is a listener, so
    that no file of a second start is lost."""

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._undelivered: list[list[Path]] = []
        self._listener: Callable[[list[Path]], None] = self._undelivered.append
        self._callers: set[_Caller] = set()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = _name(paths)
        QLocalServer.removeServer(name)  # left by a killed program: we hold the lock, so nobody uses it
        self.listens = self._server.listen(name)

    def listen(self, listener: Callable[[list[Path]], None]) -> None:
        """Set who is told of the files of each second start, possibly none, including those that arrived before."""
        self._listener = listener
        while self._undelivered:
            listener(self._undelivered.pop(0))

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._callers) >= MAX_CALLERS:
                socket.disconnected.connect(socket.deleteLater)
                _end(socket, _BUSY)
                continue
            caller = _Caller(socket, self)
            caller.received.connect(self._receive)
            caller.left.connect(self._forget)
            self._callers.add(caller)
            caller.read()

    def _receive(self, files: list[Path]) -> None:
        self._listener(files)

    def _forget(self, caller: _Caller) -> None:
        self._callers.discard(caller)
        caller.deleteLater()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()


class _Caller(QObject):
    """A connection to the first window: one line of JSON, in time. Whatever it is, it is answered, and anything after
    it is ignored."""

    #: The files named in the message.
    received = Signal(list)
    #: The caller has disconnected.
    left = Signal(QObject)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._is_answered = False
        socket.setParent(self)
        socket.setReadBufferSize(MAX_BYTES + 1)  # the rest stays with the sender
        socket.readyRead.connect(self.read)
        socket.disconnected.connect(self._leave)
        self._patience = QTimer(self, singleShot=True, interval=round(PATIENCE_S * 1000))
        self._patience.timeout.connect(self._lose_patience)
        self._patience.start()

    def read(self) -> None:
        """Read the line, if it is complete."""
        if self._is_answered:
            return
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() > MAX_BYTES:
                self._answer(_TOO_LONG)
            return
        files = _files_in(bytes(self._socket.readLine().data()))
        self._answer(_NOT_UNDERSTOOD if files is None else _HEARD)
        if files is not None:
            self.received.emit(files)

    def _answer(self, answer: bytes) -> None:
        self._is_answered = True
        _end(self._socket, answer)

    def _lose_patience(self) -> None:
        self._socket.abort()

    def _leave(self) -> None:
        self._patience.stop()
        self.left.emit(self)


def _end(socket: QLocalSocket, answer: bytes) -> None:
    """Answer and disconnect."""
    socket.write(answer)
    socket.flush()
    socket.disconnectFromServer()


def _files_in(message: bytes) -> list[Path] | None:
    """The files that a message names, as absolute paths; None if the message is not ours."""
    try:
        names = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) and os.path.isabs(name) for name in names):
        return None
    return [Path(name) for name in names]


@contextmanager
def first_window(paths: Paths) -> Iterator[FirstWindow | None]:
    """The server, if this program is the first for its data folder, or None if there is another. Raises OSError."""
    lock = FileLock(paths.window_lock)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield None
        return
    window_server = FirstWindow(paths)
    try:
        yield window_server
    finally:
        window_server.close()
        lock.release()


def hand_over(paths: Paths, files: Sequence[Path]) -> bool:
    """Bring the first window to the front and pass it files. Returns False if it does not answer, or not to all."""
    return all(_say(paths, message) for message in _messages([os.path.abspath(path) for path in files]))


def _messages(names: Sequence[str]) -> Iterator[bytes]:
    """The names in as few lines as possible, but at least one."""
    together, size = list[str](), 0
    for name in names:
        length = len(json.dumps(name)) + len(", ")
        if together and size + length >= MAX_BYTES:
            yield json.dumps(together).encode() + b"\n"
            together, size = [], 0
        together.append(name)
        size += length
    yield json.dumps(together).encode() + b"\n"


def _say(paths: Paths, message: bytes) -> bool:
    """Send a message. Returns whether the first window has accepted it."""
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
        time.sleep(0.05)  # it is busy with others, or not listening yet
    return False


def _name(paths: Paths) -> str:
    """The socket's name: in a folder private to this user, and derived from the data folder."""
    digest = hashlib.sha256(os.fsencode(paths.home.resolve())).hexdigest()[:16]
    name = f"everyclip-{digest}"
    if os.name == "nt":
        return name
    runtime = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    return str(Path(runtime) / name) if runtime else name
