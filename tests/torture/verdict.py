"""What must hold of a data folder once it is idle again, whatever was killed before: each that does not is a sentence.

The registry is read as a stranger would, with SQL of this test's own: what the engine believes is not asked.
"""

from __future__ import annotations

import difflib
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from engine.storage.paths import Paths
from tests.torture.speech import is_alike

#: So many words of a talk of many sentences must be right: which clips share a batch with it decides some.
ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file, and what is said in it. A talk is of many sentences."""

    path: Path
    text: str
    is_talk: bool = False
    #: The share of its words that may be others: real models are not right to the letter.
    max_wrong: float = 0.0

    def is_told_by(self, text: str) -> bool:
        """Whether that is its text, from its beginning to its end, once."""
        if self.max_wrong:
            return is_alike(self.text, text, self.max_wrong)
        if not self.is_talk:
            return text == self.text
        said, heard = self.text.split(), text.split()
        return difflib.SequenceMatcher(None, said, heard, autojunk=False).ratio() >= ALIKE


@dataclass(frozen=True, slots=True)
class Kept:
    """A run as the registry has it."""

    run_id: str
    source: str
    state: str
    reason: str
    size_bytes: int | None
    stored_as: str | None
    text: str


def kept(paths: Paths) -> list[Kept]:
    """All runs there are, read beside whoever works."""
    with closing(_opened(paths)) as registry:
        columns = {name for (_, name, *_) in registry.execute("PRAGMA table_info(runs)")}
        if not columns:
            return []
        shown = "runs.shown_attempt" if "shown_attempt" in columns else "runs.attempt"
        rows = registry.execute(
            "SELECT run_id, source, state, coalesce(reason, ''), size_bytes, stored_as, "
            f"coalesce((SELECT group_concat(text, ' ') FROM (SELECT text FROM segments WHERE run_id = runs.run_id"
            f" AND attempt = {shown} ORDER BY start_s)), '') FROM runs JOIN clips USING (clip_id) ORDER BY position"
        )
        return [Kept(*row) for row in rows]


def labelled(paths: Paths) -> set[str]:
    """The sources of what a program has taken and not stored yet: whoever works takes it in."""
    with closing(_opened(paths)) as registry:
        if not registry.execute("SELECT 1 FROM sqlite_schema WHERE name = 'arrivals'").fetchone():
            return set()
        return {source for (source,) in registry.execute("SELECT source FROM arrivals")}


def _opened(paths: Paths) -> sqlite3.Connection:
    if not paths.registry.exists():
        return sqlite3.connect(":memory:")
    return sqlite3.connect(f"{paths.registry.as_uri()}?mode=ro", uri=True, timeout=30.0)


def orphans(paths: Paths) -> set[str]:
    """Audio in the vault of which the registry knows nothing: of clips that were being taken in, told to nobody."""
    there = {path.name for path in paths.vault.iterdir() if path.suffix not in (".part", ".lock")}
    return there - {run.stored_as for run in kept(paths) if run.stored_as}


def faults(paths: Paths, handed_over: Mapping[Path, HandedOver], seen: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with an idle data folder. `seen`: the runs that were ever there, with their sources."""
    runs = kept(paths)
    for run_id in seen.keys() - {run.run_id for run in runs}:
        yield f"LOST: {Path(seen[run_id]).name}, run {run_id}"
    for source, count in Counter(run.source for run in runs).items():
        if count > 1:
            yield f"TWICE: {count} runs of {Path(source).name}"
    for run in runs:
        yield from _faults_of(paths, run, handed_over)
    yield from _faults_of_registry(paths)
    for left in [*paths.vault.glob("*.label"), *paths.vault.glob("*.recording")]:
        yield f"STUCK: the recording {left.name}"


def _faults_of(paths: Paths, run: Kept, handed_over: Mapping[Path, HandedOver]) -> Iterator[str]:
    name, clip = Path(run.source).name, handed_over[Path(run.source)]
    if run.state in ("queued", "running"):
        yield f"STUCK: {name} is {run.state}"
        return
    if run.state != "completed":
        yield f"FAILED: {name} is {run.state} for {run.reason}"
        return
    is_whole = run.size_bytes == clip.path.stat().st_size  # a recording may have been cut short by a kill
    if is_whole and not clip.is_told_by(run.text):
        yield f"WRONG: {name} is “{run.text}” and not “{clip.text}”"
    if run.stored_as is None or not (paths.vault / run.stored_as).exists():
        yield f"LOST: the audio of {name}"


def _faults_of_registry(paths: Paths) -> Iterator[str]:
    with closing(_opened(paths)) as registry:
        if (health := registry.execute("PRAGMA integrity_check").fetchone()) != ("ok",):
            yield f"DAMAGED: {health}"
        if registry.execute("PRAGMA foreign_key_check").fetchall():
            yield "DAMAGED: references to nothing"
        if left := registry.execute("SELECT count(*) FROM arrivals").fetchone()[0]:
            yield f"STUCK: {left} clips are still said to be on their way in"
        if owners := registry.execute("SELECT count(*) FROM owners").fetchone()[0]:
            yield f"STUCK: {owners} owners are left"
        for run_id, story in _stories(registry).items():
            if re.search("c[^r]*c", story):
                yield f"TWICE: {run_id} was completed twice without a retry: {story}"
        doubled = registry.execute(
            "SELECT run_id, attempt, start_s FROM segments GROUP BY 1, 2, 3 HAVING count(*) > 1"
        ).fetchall()
        if doubled:
            yield f"TWICE: pieces of text {doubled}"


def _stories(registry: sqlite3.Connection) -> Mapping[str, str]:
    """Of each run a letter for each completion and each retry."""
    stories: dict[str, str] = {}
    rows = registry.execute(
        "SELECT run_id, kind FROM run_events WHERE kind IN ('complete', 'retry') ORDER BY run_id, sequence"
    )
    for run_id, kind in rows:
        stories[run_id] = stories.get(run_id, "") + kind[0]
    return stories


def faults_of_documents(folder: Path, handed_over: Mapping[Path, HandedOver]) -> Iterator[str]:
    """What is wrong with the subtitles in a folder: each is whole, or is not there."""
    clips = {path.stem: clip for path, clip in handed_over.items()}
    for file in sorted(folder.glob("*.srt")):
        lines = file.read_text("utf-8").splitlines()
        text = " ".join(line for line in lines if line and not line.isdigit() and "-->" not in line)
        clip = clips[re.sub(r" \(\d+\)$", "", file.stem)]
        if not clip.is_told_by(text):
            yield f"TRUNCATED: {file.name} is {os.path.getsize(file)} bytes: “{text}”"
