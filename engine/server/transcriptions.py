"""`POST /v1/audio/transcriptions` and `/translations`: a clip is taken in, becomes a run, is answered at its end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from engine.engine import Engine
from engine.errors import EngineError
from engine.run import Options, Run, State, Task
from engine.server.asked import Asked, asked, key_of
from engine.server.door import DoorSettings
from engine.server.following import DoorClosing, Follower, Followers
from engine.server.form import ClientGone, FormReader
from engine.server.refusals import Refusal, closing, queue_full, refusal_of, refusal_of_run
from engine.server.replies import reply, usage
from engine.settings import read_settings
from engine.storage.paths import Paths
from engine.text.transcript import flowing_text
from models.store import list_models

#: A connection over which nothing is sent for long is cut by some that stand between: a comment keeps it.
KEEP_ALIVE = b": waiting\n\n"
#: Whom nobody reads any more.
GONE = Response(status_code=499)


class Gate:
    """Lets no more clips come than may wait: each has its place before its first byte is read."""

    def __init__(self, engine: Engine, limit: int) -> None:
        self._engine = engine
        self._limit = limit
        self._coming = 0
        self._asking = asyncio.Lock()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for one clip until its run is committed. Raises Refusal where there is none."""
        async with self._asking:
            if await self._engine.uploads.waiting() + self._coming >= self._limit:
                raise queue_full(self._limit)
            self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1


class Transcriptions:
    """Both endpoints. They differ in the task only."""

    def __init__(self, engine: Engine, paths: Paths, followers: Followers, door: DoorSettings) -> None:
        self._engine = engine
        self._paths = paths
        self._followers = followers
        self._door = door
        self._gate = Gate(engine, door.limits.max_waiting)

    async def transcribe(self, request: Request) -> Response:
        """The words spoken."""
        return await self._answer(request, Task.TRANSCRIBE)

    async def translate(self, request: Request) -> Response:
        """An English translation of them."""
        return await self._answer(request, Task.TRANSLATE)

    async def _answer(self, request: Request, task: Task) -> Response:
        key = key_of(request.headers)
        try:
            wanted, run = await self._take_in(request, task, key)
        except ClientGone:
            return GONE
        if "respond-async" in request.headers.get("prefer", ""):
            body = {"run_id": run.run_id, "state": run.state.value}
            return JSONResponse(body, 202, {"X-Run-Id": run.run_id, "Location": f"/runs/{run.run_id}"})
        if wanted.streams:
            headers = {"X-Run-Id": run.run_id, "Cache-Control": "no-store"}
            sent = self._stream(run, has_key=key is not None)
            return StreamingResponse(sent, headers=headers, media_type="text/event-stream")
        ended = await self._wait(request, run, has_key=key is not None)
        if ended is None:
            return GONE
        return reply(wanted, ended, await self._engine.texts.segments(ended.run_id))

    # --- the way in ---

    async def _take_in(self, request: Request, task: Task, key: str | None) -> tuple[Asked, Run]:
        """Have the clip stored and its run committed. Raises Refusal, EngineError, ClientGone."""
        async with AsyncExitStack() as stack:
            # A run that was promised before is asked for again: it needs no place.
            if key is None or await self._engine.uploads.run_of_key(key) is None:
                await stack.enter_async_context(self._gate.place())
            form = await FormReader(request, self._engine.uploads, self._door.limits, stack).read()
            usual, models = await asyncio.to_thread(self._usual)
            wanted = asked(form, request.headers, task, usual, models, self._door.session)
            assert form.upload is not None, "a form without a file is refused"
            terms = wanted.terms(key, await form.upload.finish(), self._door.limits.max_waiting)
            return wanted, await form.upload.accept(wanted.options, terms)

    def _usual(self) -> tuple[Options, Mapping[str, Any]]:
        """What is set now, and the models that are here."""
        models = {model.model_id: model for model in list_models(self._paths.models)}
        return self._door.options(read_settings(self._paths).settings.options), models

    # --- the way out ---

    async def _wait(self, request: Request, run: Run, *, has_key: bool) -> Run | None:
        """The run once it is completed; None if its client is gone, which changes nothing for the run. Raises Refusal
        for one that ends otherwise."""
        with self._followers.follow(run) as follower:
            try:
                while not await self._has_ended(follower, has_key=has_key):
                    if await request.is_disconnected():
                        return None
            except DoorClosing:
                raise closing(run.run_id, has_key=has_key) from None
            return follower.run

    async def _has_ended(self, follower: Follower, *, has_key: bool) -> bool:
        """Whether the run is completed after the next change. Raises Refusal, DoorClosing, NotFound."""
        await follower.next()
        run = follower.run
        if run.is_deleted or run.state in (State.FAILED, State.CANCELLED):
            raise refusal_of_run(run, has_key=has_key)
        return run.state is State.COMPLETED

    async def _stream(self, run: Run, *, has_key: bool) -> AsyncIterator[bytes]:
        """The text as windows are finished, then all of it. What goes wrong then is told as an event: the status is
        sent already."""
        yield KEEP_ALIVE  # the client knows its run
        text = sent = ""
        try:
            with self._followers.follow(run) as follower:
                has_ended = False
                while not has_ended:
                    windows_done = follower.run.windows_done
                    has_ended = await self._has_ended(follower, has_key=has_key)
                    text = sent
                    if has_ended or follower.run.windows_done != windows_done or not sent:
                        segments = await self._engine.texts.segments(run.run_id)
                        text = flowing_text(segments, follower.run.language)
                    # What was sent stays sent: a text that became another is told at the end.
                    if text != sent and text.startswith(sent):
                        yield _event({"type": "transcript.text.delta", "delta": text[len(sent) :]})
                        sent = text
                    elif not has_ended:
                        yield KEEP_ALIVE
                yield _event({"type": "transcript.text.done", "text": text, "usage": usage(follower.run)})
        except DoorClosing:
            yield _event({"error": closing(run.run_id, has_key=has_key).body})
        except Refusal as refusal:
            yield _event({"error": refusal.body})
        except EngineError as error:
            yield _event({"error": refusal_of(error).body})


def _event(data: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode(errors="replace")
