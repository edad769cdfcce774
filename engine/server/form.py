"""Reads a form with a file as it comes: the file goes into the vault piece by piece, and never into memory whole."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from engine.intake.uploads import NAMELESS, Upload, Uploads
from engine.server.refusals import Refusal, bad_field

# Forms that make no sense are answered, and no trouble of this program.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)

#: So much of a file is written at a time.
PIECE_BYTES = 1 << 20
#: A form has no more of these, and no larger ones.
MAX_FIELDS, MAX_FIELD_BYTES = 100, 100_000
#: What a form may hold beside its file.
_MARGIN_BYTES = 1 << 20
#: The part with the clip.
FILE = "file"


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What a request may ask of this computer."""

    max_waiting: int = 100
    max_upload_bytes: int = 4_000_000_000
    #: A client that sends nothing for so long is gone.
    idle_s: float = 60.0


class ClientGone(Exception):
    """The connection ended before the form did: there is nobody to answer."""


@dataclass(slots=True)
class Form:
    """What a client sent."""

    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    upload: Upload | None = None

    def value(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        return self.fields[name][-1] if self.fields.get(name) else default

    def values(self, name: str) -> Sequence[str]:
        """All values of a field that may come several times, with or without brackets behind its name."""
        return [*self.fields.get(name, ()), *self.fields.get(f"{name}[]", ())]


@dataclass(frozen=True, slots=True)
class _FormPart:
    """A part of the form begins."""

    name: str
    #: None for a field.
    file_name: str | None


#: What the parser found: a part begins, goes on, or ends.
_Found = _FormPart | bytes | None


class _Parts:
    """Collects what the parser calls back."""

    def __init__(self, boundary: bytes) -> None:
        self._found: list[_Found] = []
        self._name, self._value = bytearray(), bytearray()
        self._disposition = b""
        self.is_complete = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin,
                "on_part_data": lambda data, start, end: self._found.append(data[start:end]),
                "on_part_end": lambda: self._found.append(None),
                "on_end": self._end,
            },
        )

    def take(self, data: bytes) -> Iterator[_Found]:
        """What a piece of the body brings."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise Refusal(400, "bad_form", f"The form cannot be read: {error}") from error
        found, self._found = self._found, []
        yield from found

    def _end_header(self) -> None:
        if bytes(self._name).lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _begin(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._disposition = b""
        file_name = options.get(b"filename")
        name = options.get(b"name", b"").decode(errors="replace")
        if file_name is None and name == FILE:
            file_name = NAMELESS.encode()
        self._found.append(_FormPart(name, None if file_name is None else file_name.decode(errors="replace")))

    def _end(self) -> None:
        self.is_complete = True


class FormReader:
    """Reads one form. The upload is open until `stack` is closed."""

    def __init__(self, request: Request, uploads: Uploads, limits: UploadLimits, stack: AsyncExitStack) -> None:
        self._request = request
        self._uploads = uploads
        self._limits = limits
        self._stack = stack
        self._form = Form()
        self._part: _FormPart | None = None
        self._piece = bytearray()
        self._field_count = 0
        self._file_bytes = 0
        self._is_over = False

    async def read(self) -> Form:
        """All of it. Raises Refusal, ClipError, ClientGone."""
        parts = _Parts(self._boundary())
        self._refuse_size(self._stated_bytes() or 0)
        body_bytes = 0
        while (data := await self._receive()) is not None:
            body_bytes += len(data)
            self._refuse_size(body_bytes)
            for found in parts.take(data):
                await self._take(found)
        if not parts.is_complete:
            raise Refusal(400, "bad_form", "The form ends too early.")
        if self._form.upload is None:
            raise bad_field(FILE, "The form has no file.")
        return self._form

    def _boundary(self) -> bytes:
        kind, options = parse_options_header(self._request.headers.get("content-type", ""))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary or len(boundary) > 200:
            raise Refusal(400, "bad_form", "Send the clip as a form: Content-Type multipart/form-data with a boundary.")
        return boundary

    def _stated_bytes(self) -> int | None:
        stated = self._request.headers.get("content-length", "")
        return int(stated) if stated.isdecimal() else None

    def _refuse_size(self, body_bytes: int) -> None:
        if body_bytes > self._limits.max_upload_bytes + _MARGIN_BYTES:
            megabytes = self._limits.max_upload_bytes // 1_000_000
            message = f"A clip may have {megabytes} MB at most (everyclip serve --max-upload-mb)."
            raise Refusal(413, "file_too_large", message, param=FILE)

    async def _receive(self) -> bytes | None:
        """The next piece of the body; None at its end."""
        while not self._is_over:
            try:
                async with asyncio.timeout(self._limits.idle_s):
                    message = await self._request.receive()
            except TimeoutError:
                raise Refusal(408, "upload_stalled", "Nothing came for too long. Send the clip again.") from None
            if message["type"] == "http.disconnect":
                raise ClientGone
            self._is_over = not message.get("more_body", False)
            if body := message.get("body", b""):
                return bytes(body)
        return None

    async def _take(self, found: _Found) -> None:
        if isinstance(found, _FormPart):
            await self._begin(found)
        elif self._part is None:
            return
        elif found is None:
            await self._end()
        else:
            self._piece += found
            if self._part.file_name is None and len(self._piece) > MAX_FIELD_BYTES:
                raise bad_field(self._part.name, f"The field “{self._part.name}” is too long.")
            if self._part.file_name is not None and len(self._piece) >= PIECE_BYTES:
                await self._write()

    async def _begin(self, part: _FormPart) -> None:
        self._part, self._field_count = part, self._field_count + 1
        if self._field_count > MAX_FIELDS:
            raise Refusal(400, "bad_form", "The form has too many fields.")
        if part.file_name is not None:
            if part.name != FILE or self._form.upload is not None:
                raise bad_field(part.name, f"One file is wanted, in the field “{FILE}”.")
            opened = self._uploads.begin(part.file_name, self._stated_bytes())
            self._form.upload = await self._stack.enter_async_context(opened)

    async def _end(self) -> None:
        assert self._part is not None, "it began"
        if self._part.file_name is not None:
            await self._write()
        else:
            self._form.fields[self._part.name].append(self._piece.decode(errors="replace"))
            self._piece.clear()
        self._part = None

    async def _write(self) -> None:
        """Write the piece of the file that has come."""
        assert self._form.upload is not None, "the file began"
        self._file_bytes += len(self._piece)
        if self._file_bytes > self._limits.max_upload_bytes:
            self._refuse_size(self._limits.max_upload_bytes + _MARGIN_BYTES + 1)
        if self._piece:
            await self._form.upload.write(bytes(self._piece))
            self._piece.clear()
