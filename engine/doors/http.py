"""The HTTP door of an open window, as it is wanted: open at a port, at another one, or closed."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from socket import socket
from typing import TYPE_CHECKING

from filelock import Timeout

from engine.engine import Engine
from engine.errors import ListenError
from engine.run import Reason
from engine.storage.paths import Paths

if TYPE_CHECKING:
    from engine.server.door import DoorSettings

#: Only this computer's programs reach it.
HOST = "127.0.0.1"
#: How long a port that is taken is left alone.
AGAIN_S = 5.0


class HttpDoor:
    """Where it cannot open, it says why and tries again."""

    def __init__(self, engine: Engine, paths: Paths) -> None:
        self._engine = engine
        self._paths = paths
        self._open = AsyncExitStack()
        #: The port and the turn that it was last asked for.
        self._asked: tuple[int | None, int] = (None, 0)
        self._tried_at = 0.0
        #: Where it listens; "" where it does not.
        self.url = ""
        #: Why it does not, although it should.
        self.refused: Reason | None = None

    async def be(self, port: int | None, turn: int) -> None:
        """Listen at that port, or nowhere for None. A new `turn` has the token read anew."""
        now = asyncio.get_running_loop().time()
        is_new = (port, turn) != self._asked
        if is_new:
            await self.close()
            self._asked = port, turn
        if port is not None and not self.url and (is_new or now - self._tried_at >= AGAIN_S):
            self._tried_at = now
            self.refused = await self._listen(port)
            if self.refused is not None:
                await self._open.aclose()

    async def close(self) -> None:
        """Let nobody in any more. Those who are answered just now get their answer."""
        await self._open.aclose()
        self._asked, self.url, self.refused = (None, 0), "", None

    async def _listen(self, port: int) -> Reason | None:
        """Open the door; if that fails, return why."""
        try:
            from engine.server.serving import bind, serving, url_of

            door = await asyncio.to_thread(self._door)
            listening: socket = self._open.enter_context(bind(HOST, port))
            await self._open.enter_async_context(serving(self._engine, self._paths, door, listening))
        except ModuleNotFoundError as error:
            return Reason("http_missing", {"package": str(error.name)})
        except ListenError as error:
            return Reason(error.code, error.facts)
        except (OSError, Timeout) as error:
            return Reason("cannot_listen", {"host": HOST, "port": port, "detail": str(error)})
        self.url = url_of(listening)
        return None

    def _door(self) -> DoorSettings:
        from engine.server.door import DoorSettings
        from engine.server.tokens import kept_token

        return DoorSettings(kept_token(self._paths))
