"""What a person does with many runs: list, order, delete and take back, find, bring out, try again otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from desktop.exports.dialog import ExportDialog
from desktop.main_window import MainWindow
from desktop.models.options_dialog import RetryDialog
from desktop.runs.columns import DEFAULT, RunColumn
from desktop.runs.scope import ALL_CLIPS, FAILED, ON_THEIR_WAY
from engine.engine import Engine
from engine.events import EventKind
from engine.run import Ordering, Quality, Run, State
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, until
from tests.support.starter import samples

InWindow = Callable[[Scenario], Any]
FIRST, SECOND = samples()[0], samples()[1]


def rows(window: MainWindow) -> list[Run]:
    table = window.page.table
    return table.runs()


def names(window: MainWindow) -> list[str]:
    return [run.clip.name for run in rows(window)]


def content(file: str) -> str:
    return Path(file).read_text()


def shows_at_top(window: MainWindow, earlier: list[Run]) -> bool:
    """Whether the first of the clips that came after these is the topmost. Those of one second stand together."""
    there, table = {run.run_id for run in earlier}, window.page.table
    first = next((row for row in range(table.rowCount()) if table.run_at(row).run_id not in there), None)
    return first is not None and window.page.view.rowViewportPosition(first) == 0


async def taken_in(window: MainWindow, count: int = 3) -> list[Run]:
    window.take_in([sample.path for sample in samples()[:count]])
    await until(lambda: [run.state for run in rows(window)] == [State.COMPLETED] * count)
    return rows(window)


def shown(window: MainWindow) -> list[str]:
    """The names in the list, from top to bottom."""
    table = window.page.table
    return [table.run_at(row).clip.name for row in range(table.rowCount())]


def test_the_newest_clip_is_first_and_the_one_just_dropped_is_chosen(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        first, second, third = await taken_in(window)
        assert shown(window) == [run.clip.name for run in (first, second, third)], "in the order of their work"
        assert window.page.view.chosen_runs() == [rows(window)[0]], "the first of what was dropped"
        await asyncio.sleep(1.1)
        window.take_in([samples()[3].path])
        await until(lambda: [run.clip.name for run in window.page.view.chosen_runs()] == [samples()[3].path.name])
        assert shown(window)[0] == samples()[3].path.name

    in_window(scenario)


@pytest.mark.slow
def test_failed_clips_of_all_sessions_are_listed_and_stay_while_they_are_tried_again(
    in_window: InWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"")

    async def scenario(window: MainWindow) -> None:
        await taken_in(window)
        window.take_in([broken])
        await until(lambda: window.page.table.counts[State.FAILED] == 1)
        engine = await window._bridge.engine()
        await window.navigation.show_session(await engine.open_session("Other"))
        failed = window.side.lists[FAILED]
        await until(lambda: failed.count.text() == "1" and window.side.lists[ALL_CLIPS].count.text() == "4")
        failed.click()
        await until(lambda: shown(window) == ["broken.mp3"])
        assert failed.isChecked() and not window.side.view.selectionModel().hasSelection()
        broken.write_bytes(FIRST.path.read_bytes())
        window.page.view.choose([window.page.table.run_at(0).run_id])
        window.page.actions_on_runs.retry.trigger()
        await until(lambda: window.page.table.run_at(0).state is State.COMPLETED)
        assert shown(window) == ["broken.mp3"], "what a person has just seen does not vanish"
        window.side.lists[ALL_CLIPS].click()
        await until(lambda: len(shown(window)) == 4)
        await until(lambda: failed.count.text() == "")

    in_window(scenario)


def test_the_side_counts_what_the_list_shows_at_every_moment(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        table, seen = window.page.table, []

        def look() -> None:
            on_the_way = sum(table.counts[state] for state in ON_THEIR_WAY.states)
            counted = tuple(window.side.lists[scope].count.text() for scope in (ALL_CLIPS, ON_THEIR_WAY))
            seen.append((counted, (str(table.rowCount() or ""), str(on_the_way or ""))))

        table.counts_changed.connect(look)
        await taken_in(window)
        assert seen and all(counted == listed for counted, listed in seen)

    in_window(scenario)


def test_a_failed_clip_is_tried_again_by_the_button_in_its_row(in_window: InWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"")

    async def scenario(window: MainWindow) -> None:
        window.take_in([broken])
        await until(lambda: window.page.table.counts[State.FAILED] == 1)
        broken.write_bytes(FIRST.path.read_bytes())
        view = window.page.view
        area = view.visualRect(window.page.table.index(0, 0))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.bottomRight() - QPoint(50, 32))
        await until(lambda: window.page.table.counts[State.COMPLETED] == 1)

    in_window(scenario)


def test_a_burst_is_counted_until_it_is_over(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        strip, said = window.page.strip, []
        window._bridge.runs_changed.connect(lambda _: said.append((strip.isVisible(), strip.counts.text())))
        await taken_in(window, 6)
        assert (True, "0 of 6 done") in said
        await until(strip.isHidden)
        assert strip.counts.text() == "6 of 6 done"

    in_window(scenario)


def test_clips_that_come_to_many_others_are_brought_into_view(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        window.resize(900, 600)
        page = window.page
        earlier = await taken_in(window, 12)
        window.take_in([sample.path for sample in samples()])
        await until(lambda: len(rows(window)) == 24 and shows_at_top(window, earlier))
        bar = page.view.verticalScrollBar()
        bar.triggerAction(bar.SliderAction.SliderToMaximum)
        await until(lambda: {run.state for run in rows(window)} == {State.COMPLETED})
        assert bar.value() == bar.maximum()

    in_window(scenario)


def test_the_first_of_new_clips_is_at_the_top_though_it_becomes_a_row_last(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        window.resize(900, 600)
        page = window.page
        earlier = await taken_in(window, 12)
        there, told = {run.run_id for run in earlier}, dict[str, Run]()
        window._bridge.runs_changed.disconnect(page._on_runs)
        window._bridge.runs_changed.connect(
            lambda runs: told.update((run.run_id, run) for run in runs if run.run_id not in there)
        )
        window.take_in([sample.path for sample in samples()])
        await until(lambda: len(told) == 12)
        *others, first = sorted(told.values(), key=lambda run: run.position, reverse=True)
        page._on_runs(others)
        page._on_runs([first])
        await until(lambda: len(rows(window)) == 24 and shows_at_top(window, earlier))

    in_window(scenario)


def test_escape_and_the_open_session_leave_the_search(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 2)
        page, field = window.page, window.top.search
        field.setText(FIRST.text.split()[0])
        await until(lambda: page.search.passages.rowCount() and page.is_searching)
        field.entered.emit()
        QTest.keyClick(page.search.view, Qt.Key.Key_Escape)
        assert not page.is_searching and field.text() == ""
        field.setText("nowhere")
        assert page.is_searching
        window.side.view.clicked.emit(window.side.view.currentIndex())
        assert not page.is_searching and field.text() == ""
        field.setText("nowhere")
        window.take_in([samples()[2].path])
        await until(lambda: not page.is_searching and len(shown(window)) == 3)  # what is dropped is seen

    in_window(scenario)


def test_behind_results_nothing_is_copied_but_what_is_read(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 2)
        page = window.page
        page.view.selectAll()
        await until(lambda: FIRST.text in page.panel.transcript.toPlainText())
        window.top.search.setText("nowhere")
        page.actions_on_runs.copy.trigger()
        await until(lambda: "copied" in window.status.words)
        assert QGuiApplication.clipboard().text() == FIRST.text

    in_window(scenario)


def test_what_is_deleted_comes_back(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        first, second, third = await taken_in(window)
        page = window.page
        page.view.choose([first.run_id, second.run_id])
        page.view.setFocus()
        QTest.keyClick(page.view, Qt.Key.Key_Delete)
        await until(lambda: rows(window) == [third])
        assert window.undo_bar.words.text() == "2 clips deleted"
        assert page.view.chosen_runs() == [third]
        window.undo_bar.button.click()
        await until(lambda: [run.run_id for run in rows(window)] == [first.run_id, second.run_id, third.run_id])
        assert window.undo_bar.isHidden() and not page.actions_on_runs.undo.isEnabled()

    in_window(scenario)


async def waiting(home: Paths, count: int) -> list[Run]:
    """Clips that wait before any window is open: paused, in a session that goes one by one."""
    engine = await Engine.open(home, works=False)
    session = await engine.open_session("Mine", Ordering.IN_ORDER)
    await engine.accept([sample.path for sample in samples()[:count]], session_id=session.session_id)
    await engine.runs.pause(session_id=session.session_id)
    runs = await engine.runs.all()
    await engine.close()
    return runs


async def order_of_work(window: MainWindow) -> list[str]:
    """The clips in the order in which they were begun, as their stories tell it."""
    engine, begun = await window._bridge.engine(), []
    for run in rows(window):
        (claim,) = (event for event in await engine.runs.events(run.run_id) if event.kind is EventKind.CLAIM)
        begun.append((claim.at, run.clip.name))
    return [name for _, name in sorted(begun)]


def test_the_chosen_run_is_put_first_and_moved(in_window: InWindow, home: Paths) -> None:
    a, b, c, d = (run.clip.name for run in asyncio.run(waiting(home, 4)))

    async def scenario(window: MainWindow) -> None:
        actions, view = window.page.actions_on_runs, window.page.view
        await until(lambda: names(window) == [a, b, c, d])
        view.choose([rows(window)[3].run_id])
        actions.first.trigger()
        await until(lambda: names(window) == [d, a, b, c])
        actions.later.trigger()
        await until(lambda: names(window) == [a, d, b, c])
        view.choose([rows(window)[2].run_id])
        actions.earlier.trigger()
        await until(lambda: names(window) == [a, b, d, c])
        actions.resume_session.trigger()
        await until(lambda: window.page.table.counts[State.COMPLETED] == 4)
        assert await order_of_work(window) == [a, b, d, c]

    in_window(scenario)


def drag(window: MainWindow, dragged: list[int], row: int, share: float) -> bool:
    """Drag rows and let them go over another, so far down in it. Returns whether the table took them."""
    table, view = window.page.table, window.page.view
    data = table.mimeData([table.index(each, 0) for each in dragged])
    place = QPoint(40, view.rowViewportPosition(row) + round(view.rowHeight(row) * share))
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    view.dragMoveEvent(QDragMoveEvent(place, *rest))
    drop = QDropEvent(QPointF(place), *rest)
    view.dropEvent(drop)
    return drop.isAccepted()


def test_rows_that_wait_are_dragged_to_another_place(in_window: InWindow, home: Paths) -> None:
    a, b, c, d = (run.clip.name for run in asyncio.run(waiting(home, 4)))

    async def scenario(window: MainWindow) -> None:
        view = window.page.view
        window.page.actions_on_runs.as_table.setChecked(True)
        await until(lambda: names(window) == [a, b, c, d])
        assert drag(window, [3], 0, 0.2)
        await until(lambda: names(window) == [d, a, b, c])
        assert drag(window, [0, 2], 3, 0.8)
        await until(lambda: names(window) == [a, c, d, b])

        view.sortByColumn(RunColumn.CLIP, Qt.SortOrder.DescendingOrder)
        assert drag(window, [3], 0, 0.2)
        await until(lambda: "sorted by a column" in window.status.words)
        back = next(each for each in view.columns_menu.actions() if each.text() == "Queue order")
        back.trigger()
        assert names(window) == [a, c, d, b]

        window.page.actions_on_runs.resume_session.trigger()
        await until(lambda: window.page.table.counts[State.COMPLETED] == 4)
        assert await order_of_work(window) == [a, c, d, b]
        assert drag(window, [0], 2, 0.2)
        await until(lambda: "Only waiting clips" in window.status.words)
        files = QMimeData()
        files.setUrls([QUrl.fromLocalFile(str(FIRST.path))])
        rest = (Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        event = QDragMoveEvent(QPoint(40, 40), *rest)
        view.dragMoveEvent(event)
        assert not event.isAccepted(), "files are the window's to take"

    in_window(scenario)


def test_a_search_leads_to_the_passage_in_another_session(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 2)
        engine = await window._bridge.engine()
        other = await engine.open_session("Other")
        await window.navigation.show_session(other)
        search, page = window.page.search, window.page
        window.top.search.setText("my second mess")
        await until(lambda: search.passages.rowCount() == 1)
        assert page.is_searching and search.summary.text() == "1 passage in 1 clip"
        assert search.passages.index(0).data().startswith(SECOND.text)
        window.top.search.setText("no such words")
        await until(lambda: search.passages.rowCount() == 0 and "no such words" in search.summary.text())
        window.top.search.setText("second")
        await until(lambda: search.passages.rowCount() == 1)
        window.top.search.entered.emit()
        QTest.keyClick(search.view, Qt.Key.Key_Return)
        await until(lambda: page.scope == ALL_CLIPS and page.panel.run is not None)
        assert page.is_searching, "the results stay, to go to the next"
        await until(lambda: SECOND.text in page.panel.transcript.toPlainText())
        assert [run.clip.name for run in page.view.chosen_runs()] == [SECOND.path.name]

    in_window(scenario)


def test_many_texts_become_one_pdf_and_a_refusal_is_told(in_window: InWindow, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")

    async def export(window: MainWindow, kind: str, folder: Path) -> None:
        window.page.view.selectAll()
        window.page.actions_on_runs.export.trigger()
        await until(lambda: window.findChild(ExportDialog))
        dialog = window.findChild(ExportDialog)
        assert dialog is not None
        dialog.format.setCurrentIndex(dialog.format.findData(kind))
        dialog.merged.setChecked(True)
        dialog.folder.setText(str(folder))
        dialog.pattern.setText("{nonsense}")
        assert not dialog.export.isEnabled() and "nonsense" in dialog.preview.text()
        dialog.pattern.setText("all")
        assert dialog.preview.text().startswith(f"1 file: all.{kind}")
        dialog.accept()
        await until(lambda: window.findChild(ExportDialog) is None)

    async def scenario(window: MainWindow) -> None:
        await taken_in(window)
        await export(window, "pdf", tmp_path)
        await until(lambda: window.status.words == "Written: all.pdf")
        assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
        for run in rows(window):
            story = await (await window._bridge.engine()).runs.events(run.run_id)
            assert (story[-1].kind, story[-1].detail["format"]) == (EventKind.EXPORTED, "pdf")
        await export(window, "md", tmp_path / "a file")
        await until(lambda: "could not be written" in window.status.words)

    in_window(scenario)


def test_texts_can_be_dragged_out(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        await taken_in(window, 2)
        table, view = window.page.table, window.page.view
        view.selectAll()
        indexes = view.selectedIndexes()
        await until(lambda: len(table.mimeData(indexes).urls()) == 2)
        data = table.mimeData(indexes)
        assert data.text() == f"{FIRST.text}\n\n{SECOND.text}"
        assert content(data.urls()[1].toLocalFile()) == f"{SECOND.text}\n"

    in_window(scenario)


def test_a_retry_that_is_asked_for_twice_is_one(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        (run,) = await taken_in(window, 1)
        window.page.actions_on_runs.retry_run(run)
        window.page.actions_on_runs.retry_run(run)
        await until(lambda: rows(window)[0].attempt == 2 and rows(window)[0].state is State.COMPLETED)

    in_window(scenario)


def test_a_retry_with_other_options_keeps_the_old_text(in_window: InWindow) -> None:
    async def scenario(window: MainWindow) -> None:
        (run,) = await taken_in(window, 1)
        window.page.actions_on_runs.retry_with.trigger()
        await until(lambda: window.findChild(RetryDialog))
        dialog = window.findChild(RetryDialog)
        assert dialog is not None
        dialog.quality.setCurrentIndex(dialog.quality.findData(Quality.CAREFUL))
        dialog.vocabulary.setPlainText("ComfyUI\nAnaïs")
        dialog.accept()
        await until(lambda: rows(window)[0].attempt == 2 and rows(window)[0].state is State.COMPLETED)
        again = rows(window)[0].options
        assert (again.quality, again.vocabulary, again.model) == (
            Quality.CAREFUL,
            ("ComfyUI", "Anaïs"),
            run.options.model,
        )
        engine = await window._bridge.engine()
        assert [each.attempt for each in await engine.texts.attempts(run.run_id)] == [1, 2]

    in_window(scenario)


def test_the_columns_a_person_chose_are_there_at_the_next_start(in_window: InWindow) -> None:
    async def choose(window: MainWindow) -> None:
        await taken_in(window, 1)
        window.page.actions_on_runs.as_table.setChecked(True)
        assert window.page.view.isColumnHidden(RunColumn.SPEED)
        window.page.view.show_columns({*DEFAULT, RunColumn.SPEED, RunColumn.LANGUAGE})
        assert window.page.table.index(0, RunColumn.LANGUAGE).data() == "English"
        window.close()

    async def look(window: MainWindow) -> None:
        view = window.page.view
        shown = {column for column in RunColumn if not view.isColumnHidden(column)}
        assert shown == {*DEFAULT, RunColumn.SPEED, RunColumn.LANGUAGE}
        view.restore(QSettings())
        assert view.isColumnHidden(RunColumn.SPEED) and not view.is_table

    in_window(choose)
    in_window(look)
