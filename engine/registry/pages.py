"""Read the rows in the pages of an SQLite file without SQLite.

SQLite finds the rows of a table through the first pages of its file; if those are damaged, it finds none. But every
page identifies itself, and a row of a table can be recognized by its shape: how many values it has, of which kinds, and
that its ids are UUIDs. Anything else is skipped, and so is a row that cannot be read completely: nothing is guessed.
The format: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeAlias

#: The value of a column: the tables that are read have no blobs.
Value: TypeAlias = str | int | float | None

_MAGIC = b"SQLite format 3\0"
_PAGE_SIZES = [1 << power for power in range(9, 17)]
#: B-tree pages that hold rows: leaves of tables with row ids, and leaves and inner pages of those without.
_LEAF_OF_ROWIDS, _LEAF, _KNOT = 13, 10, 2
#: The size of integers in bytes, by serial type.
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
#: The errors raised when damaged bytes are read.
_DAMAGE = (IndexError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class PageColumn:
    """One column of a table."""

    name: str
    #: TEXT, INTEGER or REAL.
    kind: str
    may_be_null: bool
    #: The row id, which is not stored a second time.
    is_rowid: bool = False

    def fits(self, value: Value | bytes) -> bool:
        if value is None:
            return self.may_be_null or self.is_rowid
        if self.kind == "TEXT":
            return isinstance(value, str) and (not self.name.endswith("_id") or _is_uuid(value))
        # SQLite stores a real without a fraction as an integer.
        return isinstance(value, int) or (self.kind == "REAL" and isinstance(value, float))


@dataclass(frozen=True, slots=True)
class Shape:
    """How to recognize the rows of a table or the entries of an index."""

    #: In storage order.
    columns: Sequence[PageColumn]
    has_rowid: bool
    #: The possible numbers of columns: rows from before some were added have fewer.
    lengths: Collection[int]

    def row(self, rowid: int | None, values: Sequence[Value | bytes]) -> dict[str, Value] | None:
        """The values by column; None if it is not such a row."""
        if (rowid is not None) != self.has_rowid or len(values) not in self.lengths:
            return None
        row: dict[str, Value] = {}
        for column, value in zip(self.columns, values, strict=False):
            if not column.fits(value) or isinstance(value, bytes):
                return None
            if column.is_rowid:
                value = rowid
            row[column.name] = float(value) if column.kind == "REAL" and value is not None else value
        return row


class Pages:
    """An SQLite file with its write-ahead log, as of the last transaction that is complete in the log."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._file: BinaryIO = path.open("rb")
        self._log: BinaryIO | None = None
        self._in_log: dict[int, int] = {}
        self._size = 4096
        try:
            header = self._file.read(100)
            log = Path(f"{path}-wal")
            if log.exists():
                self._log = log.open("rb")
                self._read_log(self._log)
            if not self._in_log and header.startswith(_MAGIC):
                (size,) = struct.unpack_from(">H", header, 16)
                self._size = size if size in _PAGE_SIZES else 65536 if size == 1 else self._size
            length = self._file.seek(0, 2)
        except BaseException:
            self.close()
            raise
        self._count = max(length // self._size, *self._in_log, 0)

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        if self._log is not None:
            self._log.close()

    def sorted_by(self, shapes: Mapping[str, Shape]) -> dict[str, list[int]]:
        """The numbers of the pages with rows of each shape. A page belongs to one tree, and so to one shape."""
        found: dict[str, list[int]] = {name: [] for name in shapes}
        for number in range(2, self._count + 1):  # the first one holds the schema only
            page = self._read(number)
            name = next(
                (name for cell in self._cells(page) for name, shape in shapes.items() if shape.row(*cell)), None
            )
            if name is not None:
                found[name].append(number)
        return found

    def rows(self, shape: Shape, numbers: Sequence[int]) -> Iterator[dict[str, Value]]:
        """The rows of one shape in these pages."""
        for number in numbers:
            for cell in self._cells(self._read(number)):
                row = shape.row(*cell)
                if row is not None:
                    yield row

    def _read_log(self, log: BinaryIO) -> None:
        """Find the pages that are newer in the log. Each frame's checksum continues the previous one: frames after
        damage, or of a transaction without an end, do not count."""
        header = log.read(32)
        if len(header) < 32:
            return
        magic, _, size, _, *salts, first, second = struct.unpack(">8I", header)
        order = {0x377F0682: "<", 0x377F0683: ">"}.get(magic)
        if order is None or size not in _PAGE_SIZES or _summed(header[:24], order, 0, 0) != (first, second):
            return
        pending: dict[int, int] = {}
        while len(frame := log.read(24 + size)) == 24 + size:
            number, pages_in_all, *said = struct.unpack_from(">6I", frame)
            first, second = _summed(frame[:8], order, first, second)
            first, second = _summed(frame[24:], order, first, second)
            if said != [*salts, first, second]:
                break
            pending[number] = log.tell() - size
            if pages_in_all:
                self._size = size
                self._in_log |= pending
                pending = {}

    def _read(self, number: int) -> bytes:
        """A page; empty if the file does not contain all of it."""
        source, at = self._file, (number - 1) * self._size
        if self._log is not None and number in self._in_log:
            source, at = self._log, self._in_log[number]
        source.seek(at)
        page = source.read(self._size)
        return page if len(page) == self._size else b""

    def _cells(self, page: bytes) -> Iterator[tuple[int | None, list[Value | bytes]]]:
        """The cells of a page, of any table, as far as they can be read: their row ids and values."""
        if not page or page[0] not in (_LEAF_OF_ROWIDS, _LEAF, _KNOT):
            return
        start = 12 if page[0] == _KNOT else 8
        (count,) = struct.unpack_from(">H", page, 3)
        for place in range(min(count, (self._size - start) // 2)):
            with suppress(*_DAMAGE):
                (at,) = struct.unpack_from(">H", page, start + 2 * place)
                size, at = _varint(page, at + 4 if page[0] == _KNOT else at)
                rowid = None
                if page[0] == _LEAF_OF_ROWIDS:
                    rowid, at = _varint(page, at)
                yield rowid, _values(self._payload(page, at, size))

    def _payload(self, page: bytes, at: int, size: int) -> bytes:
        """The bytes of a row: those in its page and those in its overflow pages."""
        if not 0 < size < self._size * self._count:
            raise ValueError("no length of a row")
        room = self._size
        max_local = room - 35 if page[0] == _LEAF_OF_ROWIDS else (room - 12) * 64 // 255 - 23
        min_local = (room - 12) * 32 // 255 - 23
        here = min_local + (size - min_local) % (room - 4)
        here = size if size <= max_local else here if here <= max_local else min_local
        parts, missing = [page[at : at + here]], size - here
        after = struct.unpack_from(">I", page, at + here)[0] if missing else 0
        while missing > 0:
            if not 1 < after <= self._count or not (over := self._read(after)):
                raise ValueError("runs over to no page")
            (after,) = struct.unpack_from(">I", over)
            parts.append(over[4 : min(room, 4 + missing)])
            missing -= room - 4
        if after:
            raise ValueError("goes on behind its end")
        return b"".join(parts)


def _values(payload: bytes) -> list[Value | bytes]:
    """Decode a record. Raises the errors of damaged bytes, also if the bytes do not fit exactly."""
    behind, at = _varint(payload, 0)
    kinds = []
    while at < behind:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value | bytes] = []
    for kind in kinds:
        value, at = _value(kind, payload, at)
        values.append(value)
    if at != len(payload):
        raise ValueError("not all of it is a row")
    return values


def _value(kind: int, payload: bytes, at: int) -> tuple[Value | bytes, int]:
    """One value, and the position of the next."""
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), at
    if kind in (10, 11):
        raise ValueError("no kind of value")
    size = _INTEGERS.get(kind, 8) if kind < 12 else (kind - 12) // 2
    part = payload[at : at + size]
    if len(part) != size:
        raise ValueError("cut short")
    if kind == 7:
        return float(struct.unpack(">d", part)[0]), at + size
    if kind < 7:
        return int.from_bytes(part, "big", signed=True), at + size
    if kind % 2 == 0:
        return part, at + size
    if b"\0" in part:  # part of the disk came back empty
        raise ValueError("no text")
    return part.decode("utf-8"), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """An integer of one to nine bytes, and the position after it."""
    value = 0
    for byte in data[at : at + 8]:
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    value = value << 8 | data[at]
    return (value - (1 << 64) if value >= 1 << 63 else value), at + 1


def _summed(data: bytes, order: str, first: int, second: int) -> tuple[int, int]:
    """Continue the checksum of a write-ahead log."""
    for one, other in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second


def _is_uuid(value: str) -> bool:
    with suppress(ValueError):
        return str(uuid.UUID(value)) == value
    return False
