"""Who may use the HTTP door: a token that is kept in the data folder, and the names by which the door may be called."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets

from filelock import FileLock
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.server.refusals import Refusal
from engine.storage.durable import write_durably
from engine.storage.paths import Paths

#: What a token may be: one word that a header can hold.
_TOKEN = re.compile(r"[\x21-\x7e]{8,200}")
#: How long another program may take that makes one just now.
_LOCK_S = 5.0
#: The page with the API says nothing of anybody's clips.
_OPEN_PATHS = frozenset({"/", "/docs"})


def is_token(token: str) -> bool:
    """Whether it can be one."""
    return _TOKEN.fullmatch(token) is not None


def kept_token(paths: Paths) -> str:
    """The token of this data folder, made at the first call: clients that know it go on working. Raises OSError."""
    with FileLock(paths.settings_lock, timeout=_LOCK_S, mode=0o600):
        try:
            token = paths.http_token.read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            token = ""
        if not is_token(token):
            token = secrets.token_urlsafe(32)
            write_durably(paths.http_token, f"{token}\n".encode())
    return token


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
