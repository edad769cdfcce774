"""The HTTP door as an application: its paths, and who answers them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from engine.engine import Engine
from engine.errors import EngineError
from engine.server.access import Guard
from engine.server.asked import USUAL_MODELS
from engine.server.door import DoorSettings
from engine.server.following import Followers
from engine.server.refusals import Refusal, on_crash, on_engine_error, on_http_error, on_refusal
from engine.server.runs import Runs
from engine.server.transcriptions import Transcriptions
from engine.storage.paths import Paths
from models.store import Model, list_models

#: The page with the API. It loads nothing from anywhere.
PAGE = Path(__file__).with_name("docs.html")
_PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


class _Pages:
    """What is about the door itself."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    async def docs(self, _: Request) -> Response:
        """The API on one page."""
        return HTMLResponse(await asyncio.to_thread(PAGE.read_text, "utf-8"), headers=_PAGE_HEADERS)

    async def root(self, _: Request) -> Response:
        """Where a browser goes first."""
        return RedirectResponse("/docs")

    async def models(self, _: Request) -> Response:
        """The models that are here, and the names for the one that is set."""
        here = await asyncio.to_thread(list_models, self._paths.models)
        return JSONResponse({"object": "list", "data": [_model(name) for name in _names(here)]})

    async def model(self, request: Request) -> Response:
        """One of them."""
        name = request.path_params["name"]
        if name not in _names(await asyncio.to_thread(list_models, self._paths.models)):
            raise Refusal(404, "model_not_found", f"There is no model “{name}” on this computer.", param="model")
        return JSONResponse(_model(name))


def _names(here: list[Model]) -> list[str]:
    return [*(model.model_id for model in here), *USUAL_MODELS]


def _model(name: str) -> dict[str, str | int]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "everyclip"}


def application(engine: Engine, paths: Paths, followers: Followers, door: DoorSettings) -> ASGIApp:
    """The application over an open engine."""
    clips = Transcriptions(engine, paths, followers, door)
    runs, pages = Runs(engine, followers), _Pages(paths)
    app = Starlette(
        routes=[
            Route("/", pages.root),
            Route("/docs", pages.docs),
            Route("/v1/models", pages.models),
            Route("/v1/models/{name:path}", pages.model),
            Route("/v1/audio/transcriptions", clips.transcribe, methods=["POST"]),
            Route("/v1/audio/translations", clips.translate, methods=["POST"]),
            Route("/runs", runs.list),
            Route("/runs/{run_id}", runs.show),
            Route("/runs/{run_id}/events", runs.events),
            Route("/runs/{run_id}/cancel", runs.cancel, methods=["POST"]),
            Route("/runs/{run_id}/retry", runs.retry, methods=["POST"]),
        ],
        exception_handlers={
            Refusal: on_refusal, EngineError: on_engine_error, HTTPException: on_http_error, Exception: on_crash,
        },
    )  # fmt: skip
    return Guard(app, door.token, is_for_loopback=door.is_for_loopback)
