"""The table model: rows stay where they are, updates touch single rows, nothing is reset for an update."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QApplication

from desktop.runs.columns import DEFAULT, RunColumn, cell
from desktop.runs.table_model import RunTable
from desktop.text import title
from engine.events import Wait, WaitReason
from engine.run import HTTP, Clip, Options, Run, State

USUAL = sorted(DEFAULT)


def run(number: int, **changes: object) -> Run:
    clip = Clip(f"clip{number}", f"{chr(ord('z') - number)}.wav", "/x", duration_s=float(number))
    made = Run(f"run{number}", number, "session", clip, Options(), turn=number, created_at=100.0, queued_at=100.0)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def table(application: QApplication) -> RunTable:
    table = RunTable(now=lambda: 110.0)
    table.tester = QAbstractItemModelTester(table)  # type: ignore[attr-defined]
    return table


def names(table: RunTable) -> list[str]:
    return [table.run_at(row).run_id for row in range(table.rowCount())]


def test_new_runs_are_added_and_old_ones_repainted_where_they_are(table: RunTable) -> None:
    table.show([run(1), run(2), run(3)])
    resets, changes, inserts = (
        QSignalSpy(table.modelReset),
        QSignalSpy(table.dataChanged),
        QSignalSpy(table.rowsInserted),
    )
    table.update([run(2, state=State.RUNNING), run(3, state=State.RUNNING), run(4), run(5)])
    assert names(table) == ["run1", "run2", "run3", "run4", "run5"]
    assert (resets.count(), changes.count(), inserts.count()) == (0, 1, 1)
    top, bottom = changes.at(0)[0], changes.at(0)[1]
    assert (top.row(), bottom.row()) == (1, 2)
    assert table.counts == {State.QUEUED: 3, State.RUNNING: 2}


def test_an_equal_run_changes_nothing(table: RunTable) -> None:
    table.show([run(1)])
    changes, counts = QSignalSpy(table.dataChanged), QSignalSpy(table.counts_changed)
    table.update([run(1)])
    assert changes.count() == counts.count() == 0


def test_sorting_moves_rows_and_new_ones_find_their_place(table: RunTable) -> None:
    table.show([run(1), run(2), run(3)])
    table.sort(RunColumn.CLIP, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["run3", "run2", "run1"]
    table.update([run(4)])
    assert names(table) == ["run4", "run3", "run2", "run1"]
    table.sort(-1)
    assert names(table) == ["run1", "run2", "run3", "run4"]


def test_an_index_follows_its_run_when_the_order_changes(table: RunTable) -> None:
    table.show([run(1), run(2), run(3)])
    kept = QPersistentModelIndex(table.index(0, 0))
    table.sort(RunColumn.LENGTH, Qt.SortOrder.DescendingOrder)
    assert table.run_at(kept.row()).run_id == "run1" and kept.row() == 2


def test_a_run_stays_when_it_gets_into_another_state(table: RunTable) -> None:
    table.show([run(1), run(2, state=State.FAILED), run(3)], frozenset({State.FAILED}))
    assert names(table) == ["run2"]
    table.update([run(2), run(3, state=State.FAILED)])
    assert names(table) == ["run2", "run3"]
    assert table.counts == {State.QUEUED: 2, State.FAILED: 1}
    table.show([run(1), run(2)], frozenset({State.FAILED}))
    assert names(table) == []


def test_what_a_row_says(table: RunTable) -> None:
    table.ask_why(lambda run: Wait(WaitReason.PLACES_TAKEN))
    table.show(
        [run(1), run(2, state=State.COMPLETED, attempt=1, tries=1, started_at=104.0, ended_at=105.5, preview="Hello.")]
    )
    said = [[table.index(row, column).data() for column in USUAL] for row in range(2)]
    assert said[0] == ["y.wav", "waiting for a free slot", "1.0 s", "waited 10 s", "–"]
    assert said[1] == ["x.wav\nHello.", "completed", "2.0 s", "1.5 s\nwaited 4.0 s", "1"]
    assert table.last_wait() == Wait(WaitReason.PLACES_TAKEN)


def test_ten_thousand_rows_take_many_updates(application: QApplication) -> None:
    table = RunTable()
    changes = QSignalSpy(table.dataChanged)
    table.show([run(number) if number < 20 else replace(run(1), run_id=f"run{number}") for number in range(10_000)])
    table.update([replace(run(1), run_id=f"run{number}", state=State.COMPLETED) for number in range(0, 10_000, 2)])
    assert table.counts[State.COMPLETED] == 5_000 and table.rowCount() == 10_000
    assert changes.count() == 1


def test_what_a_program_sent_says_so() -> None:
    sent = Run("r", 1, "s", Clip("c", "memo.ogg", HTTP), Options(), preview="Good morning.")
    assert cell(RunColumn.SOURCE, sent, 0.0)[0] == "HTTP"
    assert title(sent) == "memo.ogg", "its name, and not its first words as of a recording"
