"""A clip that comes through standard input: stored as it comes, and a run once it has ended.

What a program that is killed has read by then leaves nothing: half a clip is none. The engine's `uploads` sees to that.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from engine.cli.command import INTERRUPTED, SOME_FAILED, CommandEnded
from engine.engine import Engine
from engine.errors import ClipError
from engine.messages import explain
from engine.registry.uploads import Terms
from engine.run import STANDARD_INPUT, Options, Reason, Run

#: How much is read at once, and how many of these pieces ahead of the disk.
PIECE_BYTES = 1 << 18
AHEAD = 8


async def take_in_piped(engine: Engine, name: str, session: str, options: Options) -> Run:
    """Store what comes through standard input, to its end; durable when this returns. Raises CommandEnded if that
    cannot be, or is stopped: then nothing of it is left."""
    try:
        async with engine.uploads.begin(name, None, STANDARD_INPUT) as upload:
            try:
                async with aclosing(_pieces(sys.stdin.fileno())) as pieces:
                    async for piece in pieces:
                        await upload.write(piece)
                await upload.finish()
            except asyncio.CancelledError:
                sentence = "Stopped before standard input had ended: nothing of it was taken in."
                raise CommandEnded(sentence, INTERRUPTED) from None
            return await upload.accept(options, Terms(session))
    except ClipError as error:
        sentence = f"Standard input was not taken in. {explain(Reason(error.code, error.facts))}"
        raise CommandEnded(sentence, SOME_FAILED) from error
    except OSError as error:
        raise CommandEnded(f"Standard input cannot be read ({error.strerror}).", SOME_FAILED) from error


async def _pieces(descriptor: int) -> AsyncGenerator[bytes, None]:
    """What comes, until its end. Raises OSError.

    A thread reads that nobody waits for: a pipe may be silent for hours, and who stops the command goes at once. Not
    through sys.stdin: its lock, held by a thread that never returns, would stop the program's end.
    """
    pieces: asyncio.Queue[bytes | OSError] = asyncio.Queue()
    loop, room = asyncio.get_running_loop(), threading.Semaphore(AHEAD)

    def read() -> None:
        piece: bytes | OSError = b"."
        with suppress(RuntimeError):  # the loop has ended meanwhile
            while piece and not isinstance(piece, OSError):
                room.acquire()
                try:
                    piece = os.read(descriptor, PIECE_BYTES)
                except OSError as error:
                    piece = error
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

    threading.Thread(target=read, name="standard input", daemon=True).start()
    while piece := await pieces.get():
        if isinstance(piece, OSError):
            raise piece
        yield piece
        room.release()
