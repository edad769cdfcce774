"""Models in the window: seen, fetched from a hub on this computer, waited for, used, checked, taken in and removed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from desktop.main_window import MainWindow
from desktop.models.advice import machine_words, trouble_words
from desktop.models.dialog import ModelsDialog
from desktop.models.options_dialog import RetryDialog
from desktop.models.repository_dialog import repository_in
from desktop.models.row import ModelRow, ModelStatus
from engine.events import WaitReason
from engine.machine import cuda
from engine.machine.hardware import Card, Machine, Processor
from engine.run import ALL_TRACKS, Options, Ordering, Run, State
from engine.settings import read_settings
from engine.storage.paths import Paths
from tests.desktop.conftest import Scenario, pick, until
from tests.media.making import Form, Track, make, spoken
from tests.support.loopback_hub import LoopbackHub
from tests.support.starter import STARTER, samples, starter

InWindow = Callable[[Scenario], Any]
Shown = TypeVar("Shown", bound=QDialog)
SLOWLY = 500_000.0


async def shown(window: QWidget, kind: type[Shown]) -> Shown:
    """The dialog of that kind, as soon as there is one."""
    await until(lambda: window.findChild(kind))
    dialog = window.findChild(kind)
    assert dialog is not None
    return dialog


async def opened(window: MainWindow, model_id: str = "tiny") -> ModelsDialog:
    """The dialog as the menu opens it, with a model chosen."""
    window._models.trigger()
    dialog = await shown(window, ModelsDialog)
    await until(lambda: dialog.advice.advice is not None)
    dialog.choose(model_id)
    return dialog


def chosen(dialog: ModelsDialog) -> ModelRow:
    row = dialog.chosen
    assert row is not None
    return row


async def put_away(window: MainWindow, dialog: ModelsDialog) -> None:
    dialog.reject()
    await until(lambda: not window.shelf.is_open)


def only_run(window: MainWindow) -> Run:
    [run] = window.page.table.runs()
    return run


def has_completed(window: MainWindow) -> bool:
    return window.page.table.counts[State.COMPLETED] == 1


def said_of_arrivals(window: MainWindow) -> list[str]:
    """What the window says when a model has come: for a while only, so it is written down."""
    said: list[str] = []
    window.shelf.arrived.connect(lambda row: said.append(window.status.words))
    return said


@pytest.mark.slow
def test_a_model_is_fetched_waited_for_used_and_removed(in_window: InWindow, hub: LoopbackHub) -> None:
    hub.bytes_per_s = SLOWLY

    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        assert chosen(dialog).stand is ModelStatus.ABSENT
        dialog.download.click()
        await until(lambda: 0.05 < (chosen(dialog).share or 0.0) < 1)
        assert "%" in dialog.table.index(dialog.table.place_of("tiny"), 1).data()
        assert window.status.downloads.isVisible() and "Tiny" in window.status.downloads.text()
        dialog.use.click()
        assert window.settings.now.model == "tiny"
        await put_away(window, dialog)

        window.take_in([samples()[0].path])
        engine = await window._bridge.engine()
        await until(lambda: len(list(window.page.table.runs())) == 1)
        await until(lambda: engine.why_waiting(only_run(window)).why == WaitReason.MODEL_COMING)

        said = said_of_arrivals(window)
        hub.bytes_per_s = None
        await until(lambda: has_completed(window))
        assert only_run(window).options.model == "tiny"
        assert said == ["Tiny is installed and ready."]
        assert not window.status.downloads.isVisible()

        dialog = await opened(window)
        assert chosen(dialog).stand is ModelStatus.HERE
        dialog.remove.click()
        box = await shown(dialog, QMessageBox)
        next(button for button in box.buttons() if button.text() == "Remove").click()
        await until(lambda: chosen(dialog).stand is ModelStatus.ABSENT)
        await until(lambda: "free again" in dialog.words.text())
        await until(lambda: "Tiny" in window.page.model_notice.words)
        await put_away(window, dialog)

    in_window(scenario)


def test_a_download_is_paused_goes_on_and_is_given_up(in_window: InWindow, hub: LoopbackHub) -> None:
    hub.bytes_per_s = SLOWLY

    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        dialog.download.click()
        await until(lambda: (chosen(dialog).share or 0.0) > 0.05)
        dialog.pause.click()
        await until(lambda: chosen(dialog).stand is ModelStatus.PAUSED)
        assert dialog.download.isVisible() and not dialog.pause.isVisible()
        dialog.download.click()
        await until(lambda: chosen(dialog).stand is ModelStatus.COMING)
        dialog.cancel.click()
        await until(lambda: chosen(dialog).stand is ModelStatus.ABSENT)
        await put_away(window, dialog)

    in_window(scenario)


def test_a_download_given_up_while_it_starts_leaves_nothing(in_window: InWindow, hub: LoopbackHub) -> None:
    async def scenario(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        for _ in range(3):
            engine.models.download("tiny")
            await asyncio.sleep(0)
            await engine.models.cancel_download("tiny")
        assert not engine.models.downloads

    in_window(scenario)


def test_what_keeps_a_model_from_coming_is_said_in_place(in_window: InWindow, hub: LoopbackHub) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        window.shelf.download("nobody/nothing")
        await until(lambda: window.shelf.row("nobody--nothing"))
        dialog.choose("nobody--nothing")
        await until(lambda: chosen(dialog).stand is ModelStatus.FAILED)
        assert "nobody/nothing" in dialog.words.text() and dialog.words.property("tone") == "bad"
        hub.repositories["nobody/nothing"] = starter().path
        dialog.download.click()
        await until(lambda: chosen(dialog).is_here and chosen(dialog).model_id == "nobody--nothing")
        await put_away(window, dialog)

    in_window(scenario)


def test_a_model_in_use_is_not_removed_and_a_damaged_one_is_seen(in_window: InWindow, home: Paths) -> None:
    for name in ("mine", "broken"):
        shutil.copytree(starter().path, home.models / name)
    (home.models / "broken" / "model.bin").unlink()

    async def scenario(window: MainWindow) -> None:
        engine = await window._bridge.engine()
        session = await engine.open_session("Held", Ordering.IN_ORDER)
        paths = [sample.path for sample in samples()]
        await engine.accept(paths, session_id=session.session_id, options=Options(model="mine"))
        await engine.runs.pause(session_id=session.session_id)
        dialog = await opened(window, "mine")
        window.shelf.remove("mine")
        await until(lambda: "not finished" in dialog.words.text())
        assert chosen(dialog).is_here and dialog.words.property("tone") == "bad"
        dialog.choose("broken")
        assert chosen(dialog).stand is ModelStatus.DAMAGED and dialog.words.property("tone") == "bad"
        window.shelf.remove("broken")
        await until(lambda: window.shelf.row("broken") is None)
        await put_away(window, dialog)

    in_window(scenario)


def test_offline_nothing_is_asked_of_the_hub(in_window: InWindow, hub: LoopbackHub) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        dialog.offline.click()
        engine = await window._bridge.engine()
        await until(lambda: engine._downloads.is_offline)
        dialog.download.click()
        await until(lambda: chosen(dialog).stand is ModelStatus.FAILED)
        assert "network is switched off" in dialog.words.text()
        await put_away(window, dialog)

    async def again(window: MainWindow) -> None:
        assert window.settings.now.offline and (await window._bridge.engine())._downloads.is_offline

    in_window(scenario)
    in_window(again)
    assert hub.requests == []


@pytest.mark.slow
def test_a_run_that_lacks_its_model_leads_to_it(in_window: InWindow, hub: LoopbackHub) -> None:
    async def scenario(window: MainWindow) -> None:
        window.settings.change(model="tiny")
        await until(lambda: window._bridge.options.model == "tiny")
        window.take_in([samples()[0].path])
        failure = window.page.panel.failure
        await until(failure.get_model.isVisible)
        failure.get_model.click()
        dialog = await shown(window, ModelsDialog)
        await until(lambda: dialog.chosen is not None and dialog.chosen.model_id == "tiny")
        dialog.download.click()
        await until(lambda: chosen(dialog).is_here)
        await put_away(window, dialog)
        failure.retry.click()
        await until(lambda: has_completed(window))

    in_window(scenario)


def test_a_choice_of_model_shows_what_is_on_its_way_and_what_is_gone(in_window: InWindow, hub: LoopbackHub) -> None:
    hub.bytes_per_s = SLOWLY

    async def scenario(window: MainWindow) -> None:
        window.take_in([samples()[0].path])
        await until(lambda: has_completed(window))
        window.shelf.download("tiny")
        await until(lambda: (row := window.shelf.row("tiny")) is not None and row.is_on_its_way)
        window.page.actions_on_runs.retry_with.trigger()
        dialog = await shown(window, RetryDialog)
        titles = [dialog.model.itemText(at) for at in range(dialog.model.count())]
        assert titles[0] == "Starter (English)" and "% downloaded" in titles[1] and titles[-1] == "More models…"
        pick(dialog.model, "tiny")
        assert dialog.options.model == "tiny"
        window.shelf.cancel("tiny")
        await until(lambda: "not on this computer" in dialog.model.currentText())
        pick(dialog.model, "")
        models = await shown(dialog, ModelsDialog)
        assert dialog.model.picked == "tiny"
        await until(lambda: models.chosen is not None and models.advice.advice is not None)
        models.reject()
        await until(lambda: not window.shelf.is_open)
        dialog.reject()

    in_window(scenario)


def test_the_track_is_chosen_where_a_clip_has_several(in_window: InWindow, tmp_path: Path) -> None:
    clip = make(tmp_path / "film.mkv", Form("matroska", "flac"), Track(spoken(), title="Desktop"), Track(spoken()))

    async def scenario(window: MainWindow) -> None:
        window.take_in([clip, samples()[0].path])
        await until(lambda: window.page.table.counts[State.COMPLETED] == 2)
        film, other = sorted(map(window.page.table.run_at, range(2)), key=lambda run: run.clip.name != clip.name)
        dialog = RetryDialog(window, [film], window.shelf)
        assert dialog.track is not None and dialog.options.track is None
        titles = [dialog.track.itemText(at) for at in range(dialog.track.count())]
        assert titles == ["First track with speech", "Track 1 · Desktop", "Track 2", "All tracks together"]
        chosen: list[int | None] = []
        for at in range(len(titles)):
            dialog.track.setCurrentIndex(at)
            chosen.append(dialog.options.track)
        assert chosen == [None, 1, 2, ALL_TRACKS]
        assert RetryDialog(window, [other], window.shelf).track is None
        assert RetryDialog(window, [film, other], window.shelf).track is None

    in_window(scenario)


def test_a_model_is_dropped_in_and_checked(in_window: InWindow, tmp_path: Path) -> None:
    sound, empty = tmp_path / "brought", tmp_path / "empty"
    shutil.copytree(starter().path, sound)
    empty.mkdir()

    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        drop(dialog, empty)
        await until(lambda: dialog.words.property("tone") == "bad")
        assert "empty" in dialog.words.text()
        drop(dialog, sound)
        await until(lambda: (row := window.shelf.row("brought")) is not None and row.is_here)
        await until(lambda: "ready" in dialog.words.text())
        dialog.choose("brought")
        dialog.verify.click()
        await until(lambda: "as it should be" in dialog.words.text())
        await put_away(window, dialog)

    in_window(scenario)


def test_a_better_model_that_is_taken_in_is_offered_for_new_clips(
    in_window: InWindow, tmp_path: Path, home: Paths
) -> None:
    for name in ("larger", "largest"):
        shutil.copytree(starter().path, tmp_path / name)
        (tmp_path / name / "README.md").write_text("x" * (1_000_000 if name == "larger" else 2_000_000))

    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        drop(dialog, tmp_path / "larger")
        await until(lambda: "the button below changes that" in dialog.words.text())
        assert chosen(dialog).model_id == "larger" and dialog.use.isVisible()
        await put_away(window, dialog)
        window.shelf.take_in([tmp_path / "largest"])
        await until(lambda: window.shelf.row("largest") is not None and not window.shelf.imports)
        assert window.status.words == "Starter (English) is installed and ready."
        assert window.status.way.isVisible() and window.status.way.text() == "Use for new clips"
        window.status.way.click()
        assert window.settings.now.model == read_settings(home).settings.model == "largest"

    in_window(scenario)


@pytest.mark.slow
def test_at_the_first_start_the_model_comes_by_itself_and_that_is_seen(
    in_window: InWindow, hub: LoopbackHub, home: Paths
) -> None:
    home.settings.unlink()
    (home.models / STARTER).unlink()
    hub.repositories["Systran/faster-whisper-base"] = starter().path
    hub.bytes_per_s = SLOWLY

    async def scenario(window: MainWindow) -> None:
        notice = window.page.model_notice
        await until(lambda: notice.isVisible() and "Base" in notice.words)
        await until(window.status.downloads.isVisible)
        window.take_in([samples()[0].path])
        said = said_of_arrivals(window)
        hub.bytes_per_s = None
        await until(lambda: has_completed(window))
        assert only_run(window).options.model == "base"
        assert said == ["Base is installed and ready."]

    in_window(scenario)


def test_what_was_cancelled_does_not_begin_again_while_the_window_is_open(
    in_window: InWindow, hub: LoopbackHub, home: Paths
) -> None:
    home.settings.unlink()
    (home.models / STARTER).unlink()
    hub.repositories["Systran/faster-whisper-base"] = starter().path
    hub.bytes_per_s = SLOWLY

    async def scenario(window: MainWindow) -> None:
        await until(window.status.downloads.isVisible)
        window.shelf.cancel("base")
        await until(lambda: (row := window.shelf.row("base")) is not None and row.stand is ModelStatus.ABSENT)
        await window.shelf.read()
        assert not (await window._bridge.engine()).models.downloads

    in_window(scenario)


def drop(dialog: ModelsDialog, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, none))


@pytest.mark.parametrize(
    ("words", "repository"),
    [
        (" owner/name ", "owner/name"),
        ("https://huggingface.co/owner/name/tree/main", "owner/name"),
        ("tiny", "tiny"),
        ("owner", ""),
        ("", ""),
    ],
)
def test_the_name_of_another_model_is_read(words: str, repository: str) -> None:
    assert repository_in(words) == repository


def test_what_this_computer_has_is_told() -> None:
    machine = Machine(Processor("A processor", 4, 8, 8), 16_000_000_000, 8_000_000_000)
    assert "A processor" in machine_words(machine) and "16.0 GB" in machine_words(machine)
    assert "no graphics card" in machine_words(machine) and not trouble_words(machine)
    card = Card(0, "A card", 24_000_000_000, 23_000_000_000, "550")
    with_card = Machine(machine.processor, machine.total_bytes, machine.available_bytes, (card,))
    assert "A card" in machine_words(with_card) and cuda.REMEDY in trouble_words(with_card)


def test_the_models_of_a_home_are_counted(in_window: InWindow, home: Paths) -> None:
    async def scenario(window: MainWindow) -> None:
        dialog = await opened(window)
        await until(lambda: "free on this disk" in dialog.room.text())
        assert {row.model_id for row in dialog.table.rows} >= {STARTER, "tiny", "large-v3"}
        for row in dialog.table.rows:
            place = dialog.table.place_of(row.model_id)
            spoken = [dialog.table.index(place, at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(6)]
            assert all(spoken)
        await put_away(window, dialog)

    in_window(scenario)
