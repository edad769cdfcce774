"""Known voices: whose voice a person wants to have recognised, and what it was like in each clip it was heard in.

A voice print is personal data of whoever speaks. It is here only because the person asked for it, and is gone from the
file when it is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import groupby

from engine.errors import NotFound
from engine.events import EventKind, KnownVoice, VoicePrint
from engine.registry import trash_queries
from engine.registry import voice_queries as queries
from engine.registry.ages import Ages
from engine.registry.stored_values import BLOB, TEXT, TIME, Row

_PRINT = Row(TEXT, TEXT, BLOB, TIME, TIME)


class KnownVoices(Ages):
    """A voice is known by its name. Remembered from several clips, it has several prints."""

    def remember_voice(self, name: str, clip_id: str, print: VoicePrint) -> None:
        """Remember what a voice was like in a clip, in place of an earlier print of that name from that clip."""
        values = {"name": name, "clip_id": clip_id, "model": print.model, "print": print.numbers}
        with self._transaction():
            self._db.execute(queries.REMEMBER, values | {"heard_s": print.heard_s, "now": self._clock.now()})

    def known_voices(self) -> list[KnownVoice]:
        """All of them, by name."""
        grouped = groupby(self._prints(), key=lambda pair: pair[0])
        return [KnownVoice(name, tuple(print for _, print in pairs)) for name, pairs in grouped]

    def forget_voices(self, names: Collection[str] | None = None) -> int:
        """Forget the voices of these names, or all, for good. Returns how many prints there were."""
        with self._transaction():
            if names is None:
                forgotten = self._db.execute(queries.FORGET_ALL).rowcount
            else:
                forgotten = self._db.execute(queries.FORGET, (json.dumps(list(names)),)).rowcount
        if forgotten:  # SQLite overwrites what is deleted with zeros; the log keeps it until it is emptied
            self._db.execute(trash_queries.EMPTY_LOG)
        return forgotten

    def rename_voice(self, name: str, new: str) -> None:
        """Call a voice otherwise; if that name is known, the two are one voice. Raises NotFound."""
        with self._transaction():
            if self._db.execute(queries.RENAME, {"name": name, "new": new}).rowcount == 0:
                raise NotFound(kind="voice", id=name)

    def refuse_voice(self, run_id: str, speaker: str, name: str) -> None:
        """Record that a speaker of a run is not the one of that name. Raises NotFound."""
        with self._transaction():
            run = self._run(run_id)
            detail = {"speaker": speaker, "voice": name}
            self._event(run.run_id, EventKind.VOICE_REFUSED, run.attempt, None, None, detail)

    def _prints(self) -> Iterator[tuple[str, VoicePrint]]:
        for row in map(_PRINT.read, self._db.execute(queries.KNOWN).fetchall()):
            name, model, numbers, heard_s, made_at = row
            yield name, VoicePrint(model, numbers, heard_s, made_at)
