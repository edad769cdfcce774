"""Clips that are being sent to a door over HTTP, and the keys by which clients ask for the same run again."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import UploadRefused
from engine.registry import upload_queries
from engine.registry.reading import Records
from engine.registry.stored_values import TEXT
from engine.run import Ordering, Run
from engine.storage.own_names import is_id


@dataclass(frozen=True, slots=True)
class Key:
    """A client's name for one request of its own: asked for again under it, it is answered by the same run."""

    key: str
    #: A digest of everything that was asked for; the same key may not stand for something else.
    request: str


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a clip that was sent becomes a run."""

    #: The name of its session, which is made if there is none.
    session: str
    #: How that session is to go; None for how it goes, or for `concurrent` if it is new.
    ordering: Ordering | None = None
    key: Key | None = None
    #: How many runs may wait; None for any number.
    max_waiting: int | None = None


class UploadRecords(Records):
    """An upload is known from before its first byte: whoever is killed leaves a row, and the next engine removes the
    audio that nobody was promised."""

    def begin_upload(self, clip_id: str, door: str) -> None:
        """Record that an engine takes this clip."""
        with self._transaction():
            self._db.execute(upload_queries.INSERT_UPLOAD, (clip_id, door))

    def has_upload(self, clip_id: str, door: str) -> bool:
        """Whether it still does: it became no run, and no other engine took it over."""
        (is_there,) = self._db.execute(upload_queries.UPLOAD, (clip_id, door)).fetchone()
        return bool(is_there)

    def end_upload(self, clip_id: str, door: str) -> bool:
        """Record that nothing is left of it. False if this engine does not take it any more."""
        with self._transaction():
            return self._db.execute(upload_queries.REMOVE_UPLOAD, (clip_id, door)).rowcount == 1

    def upload_doors(self) -> list[str]:
        """The engines that take clips."""
        return [TEXT.read(door) for (door,) in self._db.execute(upload_queries.UPLOAD_DOORS)]

    def take_uploads(self, of: str, door: str) -> list[str]:
        """Take over what a dead engine was taking. Returns it, by the ids of the clips."""
        with self._transaction():
            taken = [TEXT.read(clip_id) for (clip_id,) in self._db.execute(upload_queries.UPLOADS, (of,))]
            self._db.execute(upload_queries.TAKE_UPLOADS, (door, of))
        return [clip_id for clip_id in taken if is_id(clip_id)]

    def count_waiting(self) -> int:
        """How many runs wait."""
        (count,) = self._db.execute(upload_queries.COUNT_WAITING).fetchone()
        return int(count)

    def run_of_key(self, key: str) -> Run | None:
        """The run that a key stands for."""
        row = self._db.execute(upload_queries.KEY, (key,)).fetchone()
        return None if row is None else self._find(TEXT.read(row["run_id"]))

    # --- inside the transaction that makes the run ---

    def _known(self, key: Key) -> Run | None:
        """The run that the key stands for. Raises UploadRefused if it was made for something else."""
        row = self._db.execute(upload_queries.KEY, (key.key,)).fetchone()
        if row is None:
            return None
        if row["request"] != key.request:
            raise UploadRefused("key_taken", key=key.key)
        return self._find(TEXT.read(row["run_id"]))

    def _refuse_crowd(self, max_waiting: int | None) -> None:
        if max_waiting is not None and self.count_waiting() >= max_waiting:
            raise UploadRefused("queue_full", limit=max_waiting)

    def _keep_key(self, key: Key | None, run_id: str) -> None:
        if key is not None:
            self._db.execute(upload_queries.INSERT_KEY, (key.key, run_id, key.request))
