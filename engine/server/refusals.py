"""What the HTTP door answers where it cannot do as it was asked: a status, and an object as OpenAI's API has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.errors import ClipError, EngineError, InvalidTransition, NotFound, RegistryUnusable, UploadRefused
from engine.messages import explain
from engine.run import Reason, Run, State

#: How long a client is to wait where too many runs wait.
RETRY_AFTER_S = 5
#: A header by which OpenAI's clients are told not to send the same again by themselves.
SHOULD_RETRY = "x-should-retry"
#: Reasons of a clip that are in the clip itself: whoever sends it again gets the same answer.
_OF_THE_CLIP = frozenset(
    {
        "no_audio", "not_media", "media_unfinished", "media_blank", "audio_unknown", "audio_damaged", "track_missing",
        "clip_endless",
    }
)  # fmt: skip
_SENTENCES = {
    "queue_full": "{limit} clips are waiting already. Try again in a few seconds.",
    "key_taken": "The Idempotency-Key was used for another clip or other options. Use a new one for each request.",
    "session_order": "The session “{session}” exists and goes another way ({ordering}). Name another session.",
    "upload_lost": "Another Everyclip took this one for ended while the clip came. Send it again.",
}
_STATUSES = {"queue_full": 429, "key_taken": 409, "session_order": 400, "upload_lost": 503}


class ErrorBody(TypedDict):
    """The error as a client reads it."""

    message: str
    type: str
    param: str | None
    code: str
    run_id: NotRequired[str]


class Refusal(Exception):
    """The answer to a request that cannot be done. `param` is the field of the form that is to blame."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        param: str | None = None,
        run_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body = ErrorBody(message=message, type=_type_of(status), param=param, code=code)
        if run_id is not None:
            self.body["run_id"] = run_id
            self.headers["X-Run-Id"] = run_id

    def response(self) -> Response:
        """It as an answer."""
        return JSONResponse({"error": self.body}, self.status, self.headers)


def _type_of(status: int) -> str:
    if status == 429:
        return "rate_limit_error"
    return "server_error" if status >= 500 else "invalid_request_error"


def bad_field(param: str, message: str) -> Refusal:
    """A field of the form has no sensible value."""
    return Refusal(400, "invalid_value", message, param=param)


def queue_full(limit: int) -> Refusal:
    """Too many runs wait."""
    return refusal_of(UploadRefused("queue_full", limit=limit))


def refusal_of(error: EngineError) -> Refusal:
    """The answer to what the engine does not do."""
    message = explain(Reason(error.code, error.facts), _SENTENCES.get(error.code))
    match error:
        case UploadRefused(code="queue_full"):
            return Refusal(429, "rate_limit_exceeded", message, headers={"Retry-After": str(RETRY_AFTER_S)})
        case UploadRefused():
            headers = {SHOULD_RETRY: "false"} if error.code == "key_taken" else {}
            return Refusal(_STATUSES[error.code], error.code, message, headers=headers)
        case NotFound():
            return Refusal(404, error.code, message)
        case InvalidTransition():
            return Refusal(409, error.code, message, headers={SHOULD_RETRY: "false"})
        case ClipError(code="file_empty"):
            return Refusal(400, error.code, message, param="file")
        case ClipError(code="clip_gone" | "not_in_yet"):
            return Refusal(409, error.code, message, headers={SHOULD_RETRY: "false"})
        case ClipError() | RegistryUnusable():
            return Refusal(507, error.code, message, headers={SHOULD_RETRY: "false"})
    return Refusal(500, error.code, message)


def refusal_of_run(run: Run, *, has_key: bool) -> Refusal:
    """The answer where a run ended without being completed. Sent again without a key it would be another run, so a
    client is told not to do that by itself."""
    headers = {} if has_key else {SHOULD_RETRY: "false"}
    reason = run.reason or Reason("clip_cancelled")
    if run.is_deleted:
        return Refusal(404, "run_deleted", "The clip was deleted.", run_id=run.run_id, headers=headers)
    if run.state is State.CANCELLED:
        message = "The clip was cancelled. Its audio is kept: POST /runs/{id}/retry tries it again."
        return Refusal(409, "run_cancelled", message, run_id=run.run_id, headers={SHOULD_RETRY: "false"})
    status = 422 if reason.code in _OF_THE_CLIP else 500
    return Refusal(status, reason.code, explain(reason), run_id=run.run_id, headers={SHOULD_RETRY: "false"})


def closing(run_id: str, *, has_key: bool) -> Refusal:
    """The door closes while a client waits for its run, which goes on at the next start."""
    headers = {"Retry-After": str(RETRY_AFTER_S)} if has_key else {SHOULD_RETRY: "false"}
    message = "Everyclip is ending. The clip is stored, and goes on as soon as an Everyclip works."
    return Refusal(503, "closing", message, run_id=run_id, headers=headers)


# --- as Starlette calls them ---


async def on_refusal(_: Request, error: Exception) -> Response:
    """Answer with a refusal."""
    assert isinstance(error, Refusal), "registered for nothing else"
    return error.response()


async def on_engine_error(_: Request, error: Exception) -> Response:
    """Answer with what the engine says."""
    assert isinstance(error, EngineError), "registered for nothing else"
    return refusal_of(error).response()


async def on_http_error(_: Request, error: Exception) -> Response:
    """Answer for a path or method that there is not."""
    status: Any = getattr(error, "status_code", 500)
    message = {404: "There is nothing under this path. GET /docs has all there is.", 405: "Not with this method."}
    return Refusal(status, "not_found" if status == 404 else "bad_request", message.get(status, str(error))).response()


async def on_crash(_: Request, error: Exception) -> Response:
    """Answer where Everyclip itself is to blame; it is logged."""
    return Refusal(500, "engine_trouble", explain(Reason("engine_trouble", {"detail": str(error)}))).response()
