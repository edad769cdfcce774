"""The HTTP door, open: a socket, the server on it, and an orderly end."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from engine.engine import Engine
from engine.errors import ListenError
from engine.server.access import Entrance
from engine.server.app import application
from engine.server.door import DoorSettings
from engine.server.following import Followers
from engine.storage.paths import Paths
from engine.tasks import Tasks

log = logging.getLogger(__name__)

#: How long those that are answered just now may take at the end.
CLOSE_S = 5
#: How many connections may wait for their turn.
BACKLOG = 1024


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


def bind(host: str, port: int) -> socket.socket:
    """A socket on that address; port 0 for any that is free. Raises ListenError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise ListenError("no_address", host=host) from error
    listening = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would let two programs have it
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ListenError("port_used", port=port) from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise ListenError("no_address", host=host) from error
        raise ListenError("cannot_listen", host=host, port=port, detail=error.strerror or str(error)) from error
    return listening


def url_of(listening: socket.socket) -> str:
    """Where it can be reached."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if listening.family == socket.AF_INET6 else f"http://{host}:{port}"


@asynccontextmanager
async def serving(engine: Engine, paths: Paths, door: DoorSettings, listening: socket.socket) -> AsyncIterator[None]:
    """The door is open as long as this lasts. At its end nobody new is let in, those who wait are told that they need
    not, and clips that are half here leave nothing."""
    await engine.uploads.take_over()
    followers = Followers(engine)
    entrance = Entrance(application(engine, paths, followers, door))
    server = _Server(
        uvicorn.Config(
            entrance, http="h11", ws="none", lifespan="off", log_config=None,
            access_log=False, server_header=False, proxy_headers=False, backlog=BACKLOG,
            timeout_graceful_shutdown=CLOSE_S,
        )
    )  # fmt: skip
    tasks = Tasks(on_crash=lambda name, error: log.error("%s: %s", name, error))
    served = tasks.start("serve HTTP", server.serve(sockets=[listening]))
    try:
        await server.listens.wait()
        yield
    finally:
        entrance.shut()
        server.should_exit = True
        followers.release()
        await served
        await followers.close()
