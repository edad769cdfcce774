"""Files in watched folders: each is taken once, whatever is killed, and what is to be done with it then.

A file is taken by one transaction, which writes its row here and the label of its clip (`engine.registry.labels`).
Killed before it, the file was not taken, and the next look takes it; after it, the label brings the clip in, and the
row keeps the file from being taken again. What its content was is written with the commit of the run.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.events import EventKind
from engine.registry import taken_queries as queries
from engine.registry.database import ids_json
from engine.registry.labels import HandOverLabel, Labels
from engine.registry.stored_values import TEXT, TEXT_OR_NONE, WHOLE, Row, json_of, members
from engine.run import Clip, Options

_KNOWN = Row(TEXT, TEXT, TEXT, WHOLE, WHOLE, TEXT, TEXT_OR_NONE, TEXT)
_TO_MOVE = Row(TEXT, TEXT, WHOLE, WHOLE, TEXT, TEXT)


class Standing(StrEnum):
    """What has become of a file that was taken."""

    #: Its content is Everyclip's.
    IN = "in"
    #: It is on its way in.
    COMING = "coming"
    #: It could not be taken in: its run has failed, and shows why.
    FAILED = "failed"
    #: It never came in, and nobody wants it any more.
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it was looked at."""

    #: Its path as systems compare it, and as it is written.
    place: str
    source: str
    size_bytes: int
    mtime_ns: int
    #: The system's number of the file, which a new name does not change.
    file_id: str

    @property
    def mark(self) -> tuple[int, int]:
        """What changes when somebody writes to it."""
        return self.size_bytes, self.mtime_ns


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was taken, as it was when it was last looked at."""

    run_id: str
    sighting: Sighting
    sha256: str | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class WantedDocuments:
    """Documents to be made of a run when it is completed."""

    formats: tuple[str, ...] = ()
    #: "" for beside the file.
    folder: str = ""
    #: The pattern of their names; "" for the clip's.
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """A file to be taken, and what is to be done when its run is completed."""

    sighting: Sighting
    documents: WantedDocuments = WantedDocuments()
    #: Where it is moved to then; "" for nowhere.
    done_folder: str = ""


@dataclass(frozen=True, slots=True)
class ToBeMoved:
    """A file whose run is completed and whose documents are written."""

    run_id: str
    source: str
    size_bytes: int
    mtime_ns: int
    sha256: str
    done_folder: str


class TakenFiles(Labels):
    """What was taken from watched folders."""

    def take_files(self, door: str, session_id: str, files: Sequence[Taking], options: Options) -> list[HandOverLabel]:
        """Take files that lie in watched folders: from now on their clips are on their way in, through that door. Those
        that another program has taken meanwhile are left out."""
        labels = []
        with self._transaction():
            for taking in files:
                run_id, seen = str(uuid.uuid4()), taking.sighting
                values = {
                    "run_id": run_id, **_values(seen), "documents": _json(taking.documents),
                    "done_folder": taking.done_folder or None,
                }  # fmt: skip
                if self._db.execute(queries.INSERT, values).rowcount == 1:
                    labels.append(HandOverLabel(run_id, session_id, seen.source, options, opens_folders=False))
            self.write_labels(door, labels)
        return labels

    def known_files(self, places: Collection[str], file_ids: Collection[str]) -> list[TakenFile]:
        """What was taken at these places, or has these numbers; the newest first."""
        values = {"places": ids_json(places), "files": ids_json(file_ids)}
        standings = members(Standing)
        return [
            TakenFile(run_id, Sighting(*seen), sha256, standings.get(standing, Standing.GONE))
            for run_id, *seen, sha256, standing in map(_KNOWN.read, self._db.execute(queries.KNOWN, values).fetchall())
        ]

    def see_again(self, run_id: str, seen: Sighting) -> None:
        """A file that was taken has another name, or other times."""
        with self._transaction():
            self._db.execute(queries.SET_PLACE, {"run_id": run_id, **_values(seen)})

    def to_be_moved(self) -> list[ToBeMoved]:
        """The files that are to be moved away now."""
        return [ToBeMoved(*row) for row in map(_TO_MOVE.read, self._db.execute(queries.TO_BE_MOVED).fetchall())]

    def file_moved(self, run_id: str, path: str | None) -> None:
        """It lies there now; None where it was gone, or another file is in its place."""
        with self._transaction():
            self._db.execute(queries.FORGET_MOVE, (run_id,))
            run = None if path is None else self._find(run_id)
            if run is not None:
                self._db.execute(queries.SET_SOURCE, (path, run_id))
                self._event(run_id, EventKind.FILE_MOVED, run.attempt, None, None, {"path": str(path)})

    def _keep_content(self, run_id: str, clip: Clip) -> None:
        """Inside the transaction that commits its clip."""
        self._db.execute(queries.SET_CONTENT, (clip.sha256, run_id))

    def _documents_of(self, run_id: str) -> WantedDocuments:
        """What was asked for when its file was taken."""
        row = self._db.execute(queries.DOCUMENTS, (run_id,)).fetchone()
        found = json_of(row["documents"]) if row is not None else None
        if not isinstance(found, dict):
            return WantedDocuments()
        formats = found.get("formats")
        names = tuple(map(str, formats)) if isinstance(formats, list) else ()
        return WantedDocuments(names, str(found.get("folder", "")), str(found.get("pattern", "")))


def _values(seen: Sighting) -> dict[str, str | int]:
    return {
        "place": seen.place, "source": seen.source, "size_bytes": seen.size_bytes, "mtime_ns": seen.mtime_ns,
        "file_id": seen.file_id,
    }  # fmt: skip


def _json(documents: WantedDocuments) -> str | None:
    if not documents.formats:
        return None
    return json.dumps(
        {"formats": documents.formats, "folder": documents.folder, "pattern": documents.pattern}, ensure_ascii=False
    )
