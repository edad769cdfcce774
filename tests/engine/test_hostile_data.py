"""Registries and backups that somebody made to do harm: nothing outside the data folder is read, written or removed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.engine import Engine
from engine.errors import ClipError, EngineError, RegistryUnusable, RepairError
from engine.maintenance.backup import MANIFEST, back_up, restore
from engine.maintenance.repair import inspect, repair
from engine.recording.recording import orphans
from engine.registry.database import scripts
from engine.registry.registry import Registry
from engine.registry.rows import statements
from engine.run import Clip, NewRun, Options, Ordering, Reason, Run, State
from engine.settings import read_settings
from engine.storage.paths import Paths
from engine.storage.vault import Vault, new_clip
from tests.engine.maintenance.test_repair import fill, runs_of
from tests.support.fakes import FakeClock, FakePool
from tests.support.starter import furnish, samples, with_starter

SECRET = b"what only the victim may know"
#: The clips of a prepared data folder, and one that has names made up for every purpose.
CLIPS = 3


# --- the victim, and who watches over it ---


@dataclass
class Victim:
    """A folder beside the data, with what nobody may touch."""

    folder: Path
    touched: list[tuple[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        for name in ("secret.txt", "secret.wav", "secret.label", "secret.lock", "secret.part"):
            (self.folder / name).write_bytes(SECRET)
            os.utime(self.folder / name, (1_000_000_000, 1_000_000_000))
        self.before = self.now()

    def now(self) -> dict[str, tuple[bytes, int]]:
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in self.folder.iterdir()}


_watching: Victim | None = None


def _watch(event: str, args: tuple[Any, ...]) -> None:
    kind = event.partition(".")[0]
    if _watching is None or kind not in ("open", "os", "shutil", "sqlite3"):
        return
    for arg in args[:2]:
        if isinstance(arg, str | bytes | os.PathLike):
            folder, name = os.path.split(os.path.abspath(os.fsdecode(arg)))
            meant = os.path.join(os.path.realpath(folder), name)  # what is removed is the link itself
            if (meant if kind == "os" else os.path.realpath(meant)).startswith(str(_watching.folder) + os.sep):
                _watching.touched.append((event, args))


@contextmanager
def untouched(victim: Victim, data: Path) -> Iterator[None]:
    """Fails if the victim's files were opened, changed or removed, or if their content is in the data."""
    global _watching
    _watching = victim
    try:
        yield
    finally:
        _watching = None
    assert not victim.touched
    assert victim.now() == victim.before
    for path in data.rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert SECRET not in path.read_bytes(), path


# --- the harm ---


@dataclass(frozen=True)
class Harm:
    """What is changed in a registry, as SQL with one value; and files laid beside it."""

    where: str
    value: str


#: Each takes the value where it is acted on when the data are opened, emptied, retried and backed up.
PLACES = {
    "audio": "UPDATE clips SET stored_as = :value",
    "audio of a waiting clip": "UPDATE clips SET stored_as = :value; UPDATE runs SET state = 'queued', outcome = NULL",
    "deleted audio": "UPDATE clips SET stored_as = :value; UPDATE runs SET deleted_at = 1",
    "discarded audio": "INSERT INTO discarded SELECT clip_id, :value FROM clips LIMIT 1",
    "a discarded clip": "INSERT INTO discarded VALUES (:value, '00000000-0000-4000-8000-000000000000.wav')",
    "a clip": "UPDATE clips SET clip_id = :value WHERE rowid = 1; UPDATE runs SET clip_id = :value, deleted_at = 1 "
    "WHERE position = 1",
    "an owner": "INSERT INTO owners VALUES (:value, 0); "
    "UPDATE runs SET state = 'running', owner = :value, outcome = NULL WHERE position = 1",
    "a run": "UPDATE runs SET run_id = :value WHERE position = 1",
    "a session": "UPDATE sessions SET session_id = :value; UPDATE runs SET session_id = :value",
    "a source": "UPDATE clips SET source = :value, stored_as = NULL; UPDATE runs SET state = 'failed', outcome = NULL",
    "a model": "UPDATE runs SET state = 'queued', outcome = NULL, options = json_set(options, '$.model', :value)",
}  # fmt: skip
#: Ways from the vault, and from the folders beside it, to the victim's files.
NAMES = [
    "../../victim/secret.txt", "../../victim/secret.wav", "../../victim/secret", "..\\..\\victim\\secret.txt", "..",
    ".", "", "/", "~/secret.txt", "a/../../../victim/secret.txt", "secret\0.txt", "C:\\secret.txt",
    "\\\\victim\\share\\secret.txt",
    "00000000-0000-4000-8000-000000000000/../../../victim/secret.txt",
    "00000000-0000-4000-8000-000000000000.wav/../../../victim/secret.txt",
    "00000000-0000-4000-8000-000000000000.wav\n", "00000000-0000-4000-8000-000000000000.lock",
    "00000000-0000-4000-8000-00000000000O.wav", "ABCDEF00-0000-4000-8000-000000000000.wav",
    "\u2025/\u2025/victim/secret.txt",
    "{victim}/secret.txt", "{victim}/secret.wav", "{victim}/secret", "{victim}", "link.wav", "file://{victim}/secret.txt",
]  # fmt: skip
VALUES = st.one_of(st.sampled_from(NAMES), st.text(max_size=40).map("../../victim/".__add__))
HARMS = st.builds(Harm, st.sampled_from(sorted(PLACES)), VALUES)
#: Where a clip came from is read again when a person asks for that. In one's own registry it counts; of a backup it
#: does not any more.
OWN_HARMS = st.builds(Harm, st.sampled_from(sorted(PLACES.keys() - {"a source"})), VALUES)


def do_harm(registry: Path, harm: Harm, victim: Victim) -> None:
    with closing(sqlite3.connect(registry, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        value = harm.value.replace("{victim}", str(victim.folder)).encode(errors="replace").decode()
        for statement in PLACES[harm.where].split("; "):
            with suppress(sqlite3.IntegrityError):  # several rows of one name
                db.execute(statement, {"value": value})
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def lay_links(paths: Paths, victim: Victim) -> None:
    """Links under names of ours, where clips lie and what is known of them."""
    for folder, ending in ((paths.vault, ".wav"), (paths.vault, ".label"), (paths.vault, ".part"), (paths.peaks, "")):
        (folder / f"{uuid.UUID(int=5)}{ending}").symlink_to(victim.folder / f"secret{ending or '.txt'}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few clips."""
    paths = furnish(Paths(tmp_path_factory.mktemp("prepared") / "home"))
    fill(paths, CLIPS)
    return paths.home


async def use(paths: Paths, tmp: Path) -> list[Run]:
    """Everything that acts on a name: opened, looked at, listened to, retried, deleted, emptied, backed up."""
    clock = FakeClock()
    clock.advance(1e9)
    engine = await Engine.open(paths, clock=clock, pool=FakePool())
    try:
        runs = await engine.runs.all()
        for run in runs:
            audio = engine.audio_path(run)
            assert audio is None or audio.resolve().parent == paths.vault.resolve(), audio
            with suppress(EngineError):
                await engine.runs.retry([run.run_id])
        await asyncio.to_thread(back_up, paths, tmp / "made.zip", replace=True)
        with zipfile.ZipFile(tmp / "made.zip") as made:
            assert not any(SECRET in made.read(name) for name in made.namelist())
        await engine.trash.delete([run.run_id for run in runs])
        await engine.trash.purge_deleted(0)
        return runs
    finally:
        await engine.close()


def packed(home: Path, file: Path) -> Path:
    """A backup of these data, whatever they are, with a list that is right."""
    files = {"registry.sqlite3": home / "registry.sqlite3"}
    files |= {f"vault/{path.name}": path for path in (home / "vault").iterdir() if path.is_file()}
    said = {}
    with zipfile.ZipFile(file, "w") as archive:
        for name, path in files.items():
            content = path.read_bytes()
            said[name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps({"version": 1, "files": said}))
    return file


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=110, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(harm=OWN_HARMS)
@pytest.mark.expects_warnings
def test_a_hostile_registry_touches_nothing_else(harm: Harm, prepared: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths, victim = Paths(Path(folder, "home")), Victim(Path(folder, "victim"))
        shutil.copytree(prepared, paths.home, symlinks=True)
        do_harm(paths.registry, harm, victim)
        if harm.value == "link.wav":
            lay_links(paths, victim)
            do_harm(paths.registry, Harm(harm.where, f"{uuid.UUID(int=5)}.wav"), victim)
        with untouched(victim, paths.home):
            inspect(paths)
            asyncio.run(use(paths, Path(folder)))


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=110, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(harm=HARMS)
@pytest.mark.expects_warnings
def test_a_hostile_backup_touches_nothing_else(harm: Harm, prepared: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths, victim = Paths(Path(folder, "home")), Victim(Path(folder, "victim"))
        paths.make()
        their = Path(folder, "theirs")
        shutil.copytree(prepared, their, symlinks=True)
        do_harm(their / "registry.sqlite3", harm, victim)
        file = packed(their, Path(folder, "theirs.zip"))
        with untouched(victim, paths.home):
            try:
                restore(file, paths)
            except RepairError as error:
                code = error.code
            else:
                code = ""
                asyncio.run(use(paths, Path(folder)))
        if code:
            assert code in ("backup_hostile", "backup_unreadable")
            assert not list(paths.vault.iterdir()) and not paths.registry.exists()


async def test_the_named_victim_of_an_old_deletion_stays(home: Paths, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, home, 2)
    victim = Victim(tmp_path / "victim")
    do_harm(home.registry, Harm("deleted audio", "../../victim/secret.txt"), victim)
    await asyncio.to_thread(packed, home.home, tmp_path / "theirs.zip")
    with pytest.raises(RepairError) as refused:
        await asyncio.to_thread(restore, tmp_path / "theirs.zip", home, replace=True)
    assert refused.value.code == "backup_hostile" and refused.value.facts["file"] == "../../victim/secret.txt"
    with untouched(victim, home.home):
        await use(home, tmp_path)
    engine = await Engine.open(home, works=False)
    try:
        assert await engine.trash.deleted_runs() == []
    finally:
        await engine.close()


async def test_a_clip_of_no_name_of_ours_fails_with_its_reason_and_the_others_go_on(
    home: Paths, tmp_path: Path
) -> None:
    """With a real worker: the victim's file is a clip whose text would tell."""
    victim = Victim(tmp_path / "victim")
    sample = samples()[0]
    shutil.copy(sample.path, victim.folder / "secret.wav")
    victim.before = victim.now()
    engine = await Engine.open(home, works=False)
    session = await engine.open_session("Monday")
    hostile, sound = await engine.accept([sample.path] * 2, session_id=session.session_id, options=with_starter())
    await engine.close()
    with closing(sqlite3.connect(home.registry)) as db:
        db.execute(
            "UPDATE clips SET stored_as = ? WHERE clip_id = ?", ("../../victim/secret.wav", hostile.clip.clip_id)
        )
        db.commit()
    engine = await Engine.open(home)
    try:
        failed, completed = await engine.runs.wait([hostile.run_id, sound.run_id])
        assert failed.state is State.FAILED and failed.reason is not None and failed.reason.code == "clip_gone"
        assert completed.state is State.COMPLETED and await engine.texts.segments(completed.run_id)
        with pytest.raises(ClipError):
            await engine.peaks(failed)
    finally:
        await engine.close()
    assert victim.now() == victim.before


# --- what a registry may not hold ---

EVIL = "BEGIN UPDATE clips SET stored_as = '../../x'; END"
CHECKED = "replace(sql, 'source     TEXT NOT NULL', 'source TEXT NOT NULL CHECK (length(source) < 9000)')"
FOREIGN = {
    "a trigger": [f"CREATE TRIGGER evil AFTER UPDATE ON runs {EVIL}"],
    "a view": ["CREATE VIEW evil AS SELECT * FROM clips"],
    "a table": ["CREATE TABLE evil (x)"],
    "a virtual table": ["CREATE VIRTUAL TABLE evil USING fts5 (x)"],
    "an index of an expression": ["CREATE INDEX evil ON clips (upper(name))"],
    "a partial index": ["CREATE INDEX evil ON clips (name) WHERE name > 'a'"],
    "a generated column": ["ALTER TABLE clips ADD COLUMN evil TEXT AS (upper(name)) VIRTUAL"],
    "a column more": ["ALTER TABLE clips ADD COLUMN evil TEXT DEFAULT 'x'"],
    "another trigger of a name of ours": [
        "DROP TRIGGER segments_search_insert",
        f"CREATE TRIGGER segments_search_insert AFTER INSERT ON segments {EVIL}",
    ],
    "an index of a name of ours": ["DROP INDEX runs_by_clip", "CREATE INDEX runs_by_clip ON runs (upper(clip_id))"],
    "a check of its own": [
        "PRAGMA writable_schema = ON", f"UPDATE sqlite_schema SET sql = {CHECKED} WHERE name = 'clips'",
    ],
    "a view of a name of ours": [
        "DROP TABLE discarded", "CREATE VIEW discarded AS SELECT clip_id, '../../x' AS stored_as FROM clips",
    ],
}  # fmt: skip


def add(registry: Path, what: str) -> None:
    with closing(sqlite3.connect(registry, isolation_level=None)) as db:
        for statement in FOREIGN[what]:
            db.execute(statement)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize("what", FOREIGN)
async def test_what_a_registry_may_not_hold_is_found_and_mended(what: str, home: Paths, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, home, 3)
    before = await asyncio.to_thread(runs_of, home)
    add(home.registry, what)
    bytes_before = home.registry.read_bytes()
    with pytest.raises(RegistryUnusable, match="registry_foreign"):
        await Engine.open(home)
    await asyncio.to_thread(packed, home.home, tmp_path / "theirs.zip")
    (elsewhere := Paths(tmp_path / "elsewhere")).make()
    with pytest.raises(RepairError, match="backup_hostile"):
        await asyncio.to_thread(restore, tmp_path / "theirs.zip", elsewhere)
    assert (await asyncio.to_thread(inspect, home)).trouble
    assert home.registry.read_bytes() == bytes_before
    mended = await asyncio.to_thread(repair, home)
    assert mended.set_aside is not None and mended.runs_saved == 3
    assert await asyncio.to_thread(runs_of, home) == before
    assert (await asyncio.to_thread(inspect, home)).trouble == ""


@pytest.mark.parametrize("version", range(1, 6))
def test_registries_of_every_version_are_known(version: int, tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for script in scripts()[:version]:
            for statement in statements(script):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {version}")
        db.execute("ANALYZE")
    with closing(Registry(path, FakeClock())) as registry:
        assert registry.sessions() == []


def test_somebody_else_s_database_is_left_alone(home: Paths) -> None:
    with closing(sqlite3.connect(home.registry)) as db:
        db.execute("CREATE TABLE notes (x)")
    before = home.registry.read_bytes()
    with pytest.raises(RegistryUnusable, match="registry_foreign"):
        Registry(home.registry, FakeClock())
    assert home.registry.read_bytes()[:18] == before[:18]


# --- what a backup says of another computer ---


def test_what_a_backup_says_of_other_places_counts_no_more(home: Paths, tmp_path: Path) -> None:
    fill(home, 1)
    with closing(Registry(home.registry, FakeClock())) as registry:
        session, _ = registry.open_session("Monday", Ordering.CONCURRENT)
        registry.add_owner("me")
        gone = Clip(str(uuid.uuid4()), "talk.wav", str(tmp_path / "talk.wav"))
        clip_id = str(uuid.uuid4())
        here = Clip(clip_id, "a.wav", "/a.wav", stored_as=f"{clip_id}.wav")
        model = Options(model=str(tmp_path / "my models" / "mine"))
        [failed, _] = registry.add_runs(
            session.session_id, [NewRun(gone, model, Reason("file_missing")), NewRun(here, model)]
        )
        registry.claim([registry.runs(session.session_id)[-1].run_id], "me")
    (home.vault / f"{clip_id}.wav").write_bytes(b"x")
    home.settings.write_text(json.dumps({"model": str(tmp_path / "my models" / "mine"), "language": "de"}))
    back_up(home, tmp_path / "a.zip")
    there = Paths(tmp_path / "there")
    there.make()
    restore(tmp_path / "a.zip", there)
    with closing(Registry(there.registry, FakeClock())) as registry:
        runs = {run.clip.name: run for run in registry.runs()}
        assert runs["a.wav"].state is State.QUEUED and runs["a.wav"].options.model == "mine"
        read = read_settings(there).settings
        assert (read.model, read.language) == (Options().model, "de")
        assert runs["talk.wav"].clip.source == "" and runs["talk.wav"].run_id == failed.run_id


async def test_a_clip_that_never_came_is_not_read_from_where_a_backup_says(home: Paths, tmp_path: Path) -> None:
    victim = Victim(tmp_path / "victim")
    await asyncio.to_thread(fill, home, 1)
    do_harm(home.registry, Harm("a source", str(victim.folder / "secret.wav")), victim)
    await asyncio.to_thread(packed, home.home, tmp_path / "theirs.zip")
    await asyncio.to_thread(restore, tmp_path / "theirs.zip", home, replace=True)
    engine = await Engine.open(home, works=False)
    try:
        [run] = await engine.runs.all()
        with untouched(victim, home.home):
            await engine.runs.retry([run.run_id])
        [run] = await engine.runs.all()
        assert run.reason is not None and run.reason.code == "clip_never_came"
    finally:
        await engine.close()


def test_a_label_that_names_other_files_is_left_alone(home: Paths, tmp_path: Path) -> None:
    victim = Victim(tmp_path / "victim")
    lay_links(home, victim)
    for name, clip_id in ((f"{uuid.uuid4()}", "../../victim/secret"), ("secret", "secret")):
        label = {"clip_id": clip_id, "name": "x", "source": "", "session_id": "", "options": {}}
        (home.vault / f"{name}.label").write_text(json.dumps(label))
    with untouched(victim, tmp_path / "home"):
        assert list(orphans(home.vault)) == []


def test_a_clip_called_like_a_copy_under_way_is_kept(home: Paths, tmp_path: Path) -> None:
    for ending in (".part", ".label", ".lock"):
        (tmp_path / f"talk{ending}").write_bytes(b"audio")
        clip = Vault(home.vault).store(new_clip(tmp_path / f"talk{ending}"))
        Vault(home.vault).remove_leftovers(1e12, ())
        assert clip.stored_as is not None and (home.vault / clip.stored_as).exists()
