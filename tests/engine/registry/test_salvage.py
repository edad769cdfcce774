"""What is read of a damaged registry is right: it was there, nothing is made up, and what is whole is not missed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.maintenance.repair import inspect, repair
from engine.registry import salvage as salvaging
from engine.registry.database import scripts
from engine.registry.pages import Pages
from engine.registry.registry import Registry
from engine.registry.rows import options_json
from engine.registry.salvage import INDEX, SESSION, TABLES, salvage
from engine.run import Options, State
from engine.storage.paths import Paths
from tests.engine import damage
from tests.engine.damage import FLIPS, KEYS, PAGE, Content, Damage
from tests.support.fakes import FakeClock

SEEDS = range(6)
#: What a run keeps whatever is done with it. Its state, progress and preview may be set right.
_RUN_KEPT = ("position", "run_id", "session_id", "clip_id", "options", "created_at", "started_at", "deleted_at")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry without a log. Nobody changes it."""
    paths = Paths(tmp_path_factory.mktemp("sound") / "home")
    paths.make()
    damage.fill(paths, 60)
    assert not Path(f"{paths.registry}-wal").exists()
    return paths.registry


@pytest.fixture(scope="module")
def truth(sound: Path) -> Content:
    return damage.content(sound)


def salvaged(path: Path) -> Content:
    """What is read of it, beside it. The file itself stays as it is."""
    new, before = path.with_name("new"), path.read_bytes()
    salvage(path, new, {}, FakeClock())
    assert path.read_bytes() == before
    with closing(sqlite3.connect(new)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
    return damage.content(new)


def wrong_rows(found: Content, truth: Content, path: Path) -> list[tuple[str, object, object]]:
    """Rows that were not there as they are now, apart from what a repair adds by design."""
    names = _columns(path)
    new_sessions = {key for (key,), row in found["sessions"].items() if row[1] == SESSION}
    added = {row[1] for row in found["runs"].values() if row[2] in new_sessions}
    wrong: list[tuple[str, object, object]] = []
    for table in KEYS:
        kept = [names["runs"].index(name) for name in _RUN_KEPT] if table == "runs" else range(len(names[table]))
        for key, row in found[table].items():
            was, values = truth[table].get(key), dict(zip(names[table], row, strict=True))
            is_same = was is not None and all(row[at] == was[at] for at in kept)
            if not is_same and values.get("run_id") not in added and not _is_by_design(values, table):
                wrong.append((table, was, row))
    return wrong


def _is_by_design(row: dict[str, object], table: str) -> bool:
    return (
        (table == "sessions" and str(row["name"]).startswith(SESSION))
        or (table == "clips" and row["source"] == "")
        or (table == "run_events" and "text_lost" in str(row["detail"]))
        or (table == "attempts" and row["options"] is None)
    )


def _columns(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as db:
        return {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in KEYS}


def test_the_pages_of_a_sound_registry_say_what_sqlite_says(sound: Path) -> None:
    shapes = salvaging._shapes()
    with Pages(sound) as pages, closing(sqlite3.connect(sound)) as db:
        db.row_factory = sqlite3.Row
        there = pages.sorted_by(shapes)
        for table in TABLES:
            rows = sorted(map(tuple, db.execute(f"SELECT * FROM {table}")), key=repr)
            assert sorted((tuple(row.values()) for row in pages.rows(shapes[table], there[table])), key=repr) == rows
        named = {row["segment_id"] for row in pages.rows(shapes[INDEX], there[INDEX])}
        assert named == {row[0] for row in db.execute("SELECT segment_id FROM segments")}
        (over,) = db.execute("SELECT max(length(words)) FROM segments").fetchone()
        assert over > 4 * PAGE, "some rows run over several pages"


@pytest.mark.parametrize("spoil", [damage.noise_at_first, None], ids=["noise", "zeros"])
def test_without_the_first_page_nothing_is_lost(
    spoil: Damage | None, sound: Path, truth: Content, tmp_path: Path
) -> None:
    content = bytearray(sound.read_bytes())
    path = tmp_path / "damaged"
    path.write_bytes(spoil(content, random.Random(1)) if spoil else bytes(PAGE) + content[PAGE:])
    assert salvaged(path) == truth


def have_swapped_ends(wrong: list[tuple[str, object, object]]) -> bool:
    """Whether it is two rows that differ in one long value each, behind the same beginning: both run over to the pages
    that were swapped, and fit either. Nobody can tell."""
    for _, was, row in wrong:
        assert isinstance(was, tuple) and isinstance(row, tuple)
        [(before, after)] = [pair for pair in zip(was, row, strict=True) if pair[0] != pair[1]]
        begins_alike = before[: PAGE // 2] == after[: PAGE // 2]
        if not begins_alike or len(before) != len(after) or len(before) < PAGE:
            return False
    return [table for table, *_ in wrong] == ["segments"] * 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "spoil",
    [
        damage.zeroed_first_pages, damage.noise_in_pages, damage.zeroed_pages, damage.cut_short, damage.swapped_pages,
        damage.flipped_bits,
    ],
    ids=lambda spoil: spoil.__name__,
)  # fmt: skip
def test_what_is_read_was_there(spoil: Damage, seed: int, sound: Path, truth: Content, tmp_path: Path) -> None:
    path = tmp_path / "damaged"
    path.write_bytes(spoil(bytearray(sound.read_bytes()), random.Random(seed)))
    found = salvaged(path)
    wrong = wrong_rows(found, truth, sound)
    if spoil is damage.flipped_bits:  # SQLite's pages have no checksums: of a turned bit in a value nobody can tell
        assert len(wrong) <= FLIPS
    else:
        assert not wrong or (spoil is damage.swapped_pages and have_swapped_ends(wrong))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_whole_is_read(seed: int, sound: Path, tmp_path: Path) -> None:
    """Every row of a page that is not damaged, whatever became of the pages that led to it."""
    chance, content, path = random.Random(seed), bytearray(sound.read_bytes()), tmp_path / "damaged"
    spoilt = {chance.randrange(len(content) // PAGE) for _ in range(20)}
    for number in spoilt:
        content[number * PAGE : (number + 1) * PAGE] = chance.randbytes(PAGE)
    path.write_bytes(content)
    shapes = salvaging._shapes()
    with Pages(sound) as whole, Pages(path) as damaged:
        there, left = whole.sorted_by(shapes), damaged.sorted_by(shapes)
        for table in TABLES:
            expected = {number for number in there[table] if number - 1 not in spoilt}
            # All rows of a page may run over to pages that are damaged.
            assert set(left[table]) <= expected if table == "segments" else set(left[table]) == expected


def test_the_log_of_a_killed_program_is_read(home: Paths, tmp_path: Path) -> None:
    """Most of what was written lately is in the log alone. A transaction without its end does not count."""
    damage.fill(home, 10)
    with closing(sqlite3.connect(home.registry, isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("UPDATE sessions SET name = 'Renamed'")
        db.execute("UPDATE segments SET text = 'New: ' || text")
        path = tmp_path / "damaged"
        damage.copy(home.registry, path)
        truth = damage.content(home.registry)
        db.execute("DELETE FROM segments")
        torn = tmp_path / "torn"
        damage.copy(home.registry, torn)
    for each in (path, torn):
        each.write_bytes(bytes(PAGE) + each.read_bytes()[PAGE:])
    log = Path(f"{torn}-wal").read_bytes()
    Path(f"{torn}-wal").write_bytes(log[:-PAGE])
    assert salvaged(path) == truth
    Path(f"{tmp_path / 'new'}").unlink()
    assert salvaged(torn) == truth
    noise = tmp_path / "noise"
    shutil.copy(path, noise)
    Path(f"{noise}-wal").write_bytes(random.Random(1).randbytes(len(log)))
    (tmp_path / "new").unlink()
    assert "Renamed" not in {row[1] for row in salvaged(noise)["sessions"].values()}


def test_what_was_deleted_for_good_does_not_come_back(home: Paths, tmp_path: Path) -> None:
    damage.fill(home, 20)
    with closing(Registry(home.registry, FakeClock())) as registry:
        gone = [run.run_id for run in registry.runs() if run.state is State.COMPLETED][::2]
        registry.delete(gone)
        registry.purge_runs(gone)
    truth = damage.content(home.registry)
    home.registry.write_bytes(bytes(PAGE) + home.registry.read_bytes()[PAGE:])
    found = salvaged(home.registry)
    assert found == truth
    assert not {key[1] for key in found["runs"]} & set(gone)


def test_a_text_that_lacks_a_sentence_is_heard_again(home: Paths, tmp_path: Path) -> None:
    """The index names more segments than could be read. What could be is kept as the earlier text."""
    damage.fill(home, 10)
    sound = home.registry.read_bytes()
    with closing(sqlite3.connect(home.registry)) as db:
        (run_id, word) = db.execute(
            "SELECT run_id, substr(text, 1, 24) FROM segments JOIN runs USING (run_id) WHERE state = 'completed'"
        ).fetchone()
    at = sound.index(word.encode())
    home.registry.write_bytes(bytes(PAGE) + sound[PAGE:at] + b"\xff" + sound[at + 1 :])
    mended = repair(home)
    assert mended.set_aside is not None and mended.runs_saved == 10
    with closing(Registry(home.registry, FakeClock())) as registry:
        again = [run for run in registry.runs() if run.state is State.QUEUED and run.attempt == 1]
        assert run_id in [run.run_id for run in again]
        assert registry.texts(run_id), "what is left is its earlier text"
        registry.add_owner("me")
        [run] = registry.claim([run_id], "me")
        assert run.attempt == 2 and run.windows_done == 0


def test_a_run_does_not_go_on_behind_a_window_that_is_lost(home: Paths) -> None:
    damage.fill(home, 10)
    with closing(sqlite3.connect(home.registry)) as db:
        [(paused,)] = db.execute("SELECT run_id FROM runs WHERE state = 'paused'")
        db.execute("DELETE FROM windows WHERE run_id = ?", (paused,))
        db.commit()
    home.registry.write_bytes(bytes(PAGE) + home.registry.read_bytes()[PAGE:])
    repair(home)
    with closing(Registry(home.registry, FakeClock())) as registry:
        run = registry.run(paused)
        assert (run.state, run.windows_done, run.done_s) == (State.PAUSED, 0, 0.0)


def test_texts_are_seen_without_what_is_known_of_their_attempts(home: Paths) -> None:
    damage.fill(home, 10)
    with closing(sqlite3.connect(home.registry)) as db:
        db.execute("DELETE FROM attempts")
        db.commit()
    home.registry.write_bytes(bytes(PAGE) + home.registry.read_bytes()[PAGE:])
    repair(home)
    assert not inspect(home).trouble
    with closing(Registry(home.registry, FakeClock())) as registry:
        for run in registry.runs(state=State.COMPLETED):
            texts = [segment.text for segment in registry.segments(run.run_id)]
            assert texts
            if run.clip.name == "clip 4.wav":
                assert "What I wrote myself." in texts


def test_a_damaged_registry_of_the_first_schema(tmp_path: Path) -> None:
    """Its rows are shorter, and lack what a migration would have given them."""
    path = tmp_path / "registry.sqlite3"
    run_id, clip_id, session_id = (f"0e0c1a1e-5a52-4c9e-9a3d-9f1b6c0f8f1{n}" for n in range(3))
    with closing(sqlite3.connect(path)) as db:
        db.executescript(scripts()[0])
        db.execute("INSERT INTO sessions VALUES (?, 'Monday', 'concurrent', 1.0)", (session_id,))
        db.execute("INSERT INTO clips VALUES (?, 'a.wav', '/a.wav', 5, 'abc', 'a.wav', 9.0)", (clip_id,))
        db.execute(
            "INSERT INTO runs (run_id, session_id, clip_id, options, state, attempt, outcome, created_at)"
            " VALUES (?, ?, ?, ?, 'completed', 2, 'text', 10.0)",
            (run_id, session_id, clip_id, options_json(Options())),
        )
        db.execute(
            "INSERT INTO segments (run_id, attempt, start_s, end_s, text, avg_logprob, no_speech_prob)"
            " VALUES (?, 2, 0.0, 4.0, 'Good morning.', -0.1, 0.0)",
            (run_id,),
        )
        db.commit()
    path.write_bytes(bytes(PAGE) + path.read_bytes()[PAGE:])
    salvage(path, tmp_path / "new", {}, FakeClock())
    with closing(Registry(tmp_path / "new", FakeClock())) as registry:
        run = registry.run(run_id)
        assert (run.state, run.shown_attempt, run.queued_at) == (State.COMPLETED, 2, 10.0)
        assert [segment.text for segment in registry.segments(run_id)] == ["Good morning."]
