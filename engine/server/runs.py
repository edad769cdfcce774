"""`/runs`: what became of clips, of whatever door they came from, and what can be done with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from engine.engine import Engine
from engine.errors import EngineError, NotFound
from engine.events import RunEvent
from engine.exports.json_objects import run_object, summary_object
from engine.run import Run, State
from engine.server.following import DoorClosing, Followers
from engine.server.refusals import bad_field
from engine.server.transcriptions import KEEP_ALIVE

#: How many runs are listed unless a client wants more or fewer.
LISTED = 100


class Runs:
    """The endpoints."""

    def __init__(self, engine: Engine, followers: Followers) -> None:
        self._engine = engine
        self._followers = followers

    async def list(self, request: Request) -> Response:
        """The last runs, oldest first, of a session and in a state if those are named."""
        query = request.query_params
        state, limit = query.get("state"), query.get("limit", str(LISTED))
        if state is not None and state not in {each.value for each in State}:
            raise bad_field("state", f"There are {', '.join(State)}, and no “{state}”.")
        if not limit.isdecimal() or not int(limit):
            raise bad_field("limit", "It is a number, from 1.")
        session_id = await self._session_id(query["session"]) if "session" in query else None
        runs = await self._engine.runs.all(session_id=session_id, state=None if state is None else State(state))
        return JSONResponse({"runs": [summary_object(run) for run in runs[-int(limit) :]]})

    async def _session_id(self, name: str) -> str:
        for session in await self._engine.sessions():
            if session.name == name:
                return session.session_id
        raise NotFound(kind="session", id=name)

    async def show(self, request: Request) -> Response:
        """One run with its text and times."""
        run = await self._run(request)
        segments, unheard = await self._engine.texts.segments(run.run_id), await self._engine.texts.unheard(run.run_id)
        return JSONResponse(run_object(run, segments, await self._engine.runs.events(run.run_id), unheard))

    async def events(self, request: Request) -> Response:
        """The history of a run so far and as it goes on, until the run ends."""
        run = await self._run(request)
        after = request.headers.get("last-event-id", "0")
        sent = self._stream(run, int(after) if after.isdecimal() else 0)
        return StreamingResponse(sent, headers={"Cache-Control": "no-store"}, media_type="text/event-stream")

    async def _stream(self, run: Run, after: int) -> AsyncIterator[bytes]:
        try:
            with self._followers.follow(run) as follower:
                has_ended = False
                while not has_ended:
                    await follower.next()
                    has_ended = follower.run.state.is_terminal or follower.run.is_deleted
                    events = [one for one in await self._engine.runs.events(run.run_id) if one.sequence > after]
                    for event in events:
                        after = event.sequence
                        yield _event(event)
                    if not events:
                        yield KEEP_ALIVE
        except (DoorClosing, EngineError):
            return  # the client asks again, after the last event that it has

    async def cancel(self, request: Request) -> Response:
        """Stop a run; audio and the text so far are kept. One that has ended stays as it is."""
        run = await self._run(request)
        await self._engine.runs.cancel([run.run_id])
        return await self._summary(run)

    async def retry(self, request: Request) -> Response:
        """Try a run again that has ended."""
        run = await self._run(request)
        await self._engine.runs.retry([run.run_id])
        return await self._summary(run)

    async def _run(self, request: Request) -> Run:
        run = await self._engine.runs.get(request.path_params["run_id"])
        if run.is_deleted:
            raise NotFound(kind="run", id=run.run_id)
        return run

    async def _summary(self, run: Run) -> Response:
        return JSONResponse(summary_object(await self._engine.runs.get(run.run_id)))


def _event(event: RunEvent) -> bytes:
    data = {
        "sequence": event.sequence,
        "at": event.at,
        "kind": event.kind,
        "attempt": event.attempt,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "detail": dict(event.detail),
    }
    return f"id: {event.sequence}\nevent: {event.kind}\ndata: {json.dumps(data)}\n\n".encode(errors="replace")
