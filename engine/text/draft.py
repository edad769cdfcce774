"""A text being edited by a person: each edit, undo and redo is made in memory, just as the registry makes it. Pure.

The registry numbers edits and keeps every version of a segment with the edits that made and ended it (decision 7). A
draft does the same, so that what a person sees need not wait for the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.segments import Segment
from engine.text.edits import Change, Edit, change_of, change_to, renamed


@dataclass(frozen=True, slots=True)
class Version:
    """A segment as one edit made it (0: the machine) and another ended it (None: it is in the newest text)."""

    segment: Segment
    made_by: int = 0
    ended_by: int | None = None


class Draft:
    """The versions of a text's segments, and how many of its edits are in force."""

    def __init__(
        self, versions: Iterable[Version] = (), edits: int = 0, edits_in_force: int = 0, language: str | None = None
    ) -> None:
        self._versions = list(versions)
        self._edits = edits
        self._in_force = edits_in_force
        self._language = language
        #: The registry's ids of segments made here, by their temporary ids.
        self._ids: dict[int, int] = {}
        self._last_id = 0
        self._segments = self._seen(self._in_force)

    @property
    def segments(self) -> Sequence[Segment]:
        """The text as it is now, in time order. Segments made here have negative ids until the registry has them."""
        return self._segments

    @property
    def can_undo(self) -> bool:
        return self._in_force > 0

    @property
    def can_redo(self) -> bool:
        return self._in_force < self._edits

    # --- changing it: each method returns whether anything changed ---
    def edit(self, edit: Edit) -> bool:
        """Raises EditError."""
        return self._change(change_of(self._segments, renamed(edit, self._ids), self._language))

    def restore_machine_text(self) -> bool:
        """Revert all edits, as an edit of its own."""
        return self._change(change_to(self._segments, self._seen(0)))

    def undo(self) -> bool:
        return self.go_to(self._in_force - 1)

    def redo(self) -> bool:
        return self.go_to(self._in_force + 1)

    def go_to(self, edits: int) -> bool:
        """Put the first `edits` edits in force, if there are that many."""
        if not 0 <= edits <= self._edits or edits == self._in_force:
            return False
        self._in_force = edits
        self._segments = self._seen(edits)
        return True

    # --- the registry's results ---
    def learn(self, ids: Mapping[int, int]) -> None:
        """Adopt the registry's ids for segments that were made here, by their temporary ids."""
        self._ids.update(ids)
        self._versions = [replace(each, segment=_with_id(each.segment, ids)) for each in self._versions]
        self._segments = [_with_id(each, ids) for each in self._segments]

    def numbered(self, edit: Edit) -> Edit:
        """An edit with the registry's ids, as far as they are known."""
        return renamed(edit, self._ids)

    def _change(self, change: Change) -> bool:
        if change == Change():
            return False
        kept = [each for each in self._versions if each.made_by <= self._in_force]
        number, removed = self._in_force + 1, set(change.removed)
        self._versions = [self._ended(each, number, removed) for each in kept]
        self._versions += [Version(self._named(segment), number) for segment in change.added]
        self._edits = self._in_force = number
        self._segments = self._seen(number)
        return True

    def _ended(self, version: Version, number: int, removed: set[int]) -> Version:
        """A version after that edit. What was ended by an edit that is now discarded is visible again."""
        is_seen = version.ended_by is None or version.ended_by >= number
        if is_seen and version.segment.segment_id in removed:
            return replace(version, ended_by=number)
        return replace(version, ended_by=None) if is_seen and version.ended_by is not None else version

    def _named(self, segment: Segment) -> Segment:
        if segment.segment_id:
            return segment
        self._last_id -= 1
        return replace(segment, segment_id=self._last_id)

    def _seen(self, edits: int) -> list[Segment]:
        seen = [
            each.segment
            for each in self._versions
            if each.made_by <= edits and (each.ended_by is None or each.ended_by > edits)
        ]
        return sorted(seen, key=_in_time_order)


def new_ids(mine: Sequence[Segment], stored: Sequence[Segment]) -> dict[int, int] | None:
    """The registry's ids of the segments that have none yet; None if the texts differ."""
    if len(mine) != len(stored):
        return None
    ids: dict[int, int] = {}
    for one, other in zip(mine, stored, strict=True):
        if one != other or (one.segment_id > 0 and one.segment_id != other.segment_id):
            return None
        if one.segment_id <= 0:
            ids[one.segment_id] = other.segment_id
    return ids


def _with_id(segment: Segment, ids: Mapping[int, int]) -> Segment:
    known = ids.get(segment.segment_id)
    return segment if known is None else replace(segment, segment_id=known)


def _in_time_order(segment: Segment) -> tuple[float, float, bool, int]:
    """Sort as the registry does: new segments have higher ids than all others, in order of creation."""
    return segment.start_s, segment.end_s, segment.segment_id < 0, abs(segment.segment_id)
