"""Who may use the HTTP door: those who know its token, and call it by its own name."""

from __future__ import annotations

import hmac
import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.server.refusals import Refusal

#: The page with the API says nothing of anybody's clips.
_OPEN_PATHS = frozenset({"/", "/docs"})


def is_loopback(host: str) -> bool:
    """Whether a host, as in an address, is this computer itself."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The host in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


class Entrance:
    """Lets requests through until it is shut. A connection that was made in the moment in which the server closed would
    be served on for ever, with a token that may be an old one: it is refused, and closed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._is_shut = False

    def shut(self) -> None:
        """Let nobody new in. Those who are in get their answer."""
        self._is_shut = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if self._is_shut:
            refusal = Refusal(503, "closing", "This door is closing. Try again.", headers={"Connection": "close"})
            await refusal.response()(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class Guard:
    """Lets through who knows the token. On loopback also by the name only that the door was called by: a page that a
    browser loaded from elsewhere may have its host's name lead here (DNS rebinding)."""

    def __init__(self, app: ASGIApp, token: str, *, is_for_loopback: bool) -> None:
        self._app = app
        self._token = token.encode()
        self._is_for_loopback = is_for_loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if refusal := self._refusal(scope):
            await refusal.response()(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if self._is_for_loopback and not is_loopback(host_of(headers.get("host", ""))):
            return Refusal(403, "wrong_host", "Call Everyclip by the name localhost or by 127.0.0.1.")
        if scope["path"] in _OPEN_PATHS:
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._token):
            return None
        return Refusal(
            401,
            "invalid_api_key",
            "The token is missing or wrong. Send the header “Authorization: Bearer TOKEN” with the one that "
            "`everyclip serve` prints.",
            headers={"WWW-Authenticate": "Bearer"},
        )
