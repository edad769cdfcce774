"""The token that programs must know to use the HTTP door. It is kept in the data folder."""

from __future__ import annotations

import re
import secrets

from filelock import FileLock

from engine.storage.durable import write_durably
from engine.storage.paths import Paths

#: What a token may be: one word that a header can hold.
_TOKEN = re.compile(r"[\x21-\x7e]{8,200}")
#: How long another program may take that makes one just now.
_LOCK_S = 5.0


def is_token(token: str) -> bool:
    """Whether it can be one."""
    return _TOKEN.fullmatch(token) is not None


def kept_token(paths: Paths) -> str:
    """The token of this data folder, made at the first call: clients that know it go on working. Raises OSError and
    filelock.Timeout."""
    with _locked(paths):
        try:
            token = paths.http_token.read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            token = ""
        return token if is_token(token) else _make(paths)


def new_token(paths: Paths) -> str:
    """Another token: who knows the old one is not let in any more, once the door was opened anew. Raises OSError and
    filelock.Timeout."""
    with _locked(paths):
        return _make(paths)


def _locked(paths: Paths) -> FileLock:
    return FileLock(paths.settings_lock, timeout=_LOCK_S, mode=0o600)


def _make(paths: Paths) -> str:
    token = secrets.token_urlsafe(32)
    write_durably(paths.http_token, f"{token}\n".encode())
    return token
