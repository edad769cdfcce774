"""The main window: what to list, the list, the text of the chosen clip, and above them the ways to add clips."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSettings, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.help.menu import HelpActions
from desktop.maintenance import start_trouble
from desktop.maintenance.actions import Backups
from desktop.media_files import address_in, paths_in
from desktop.models import row as model_row
from desktop.models.new_clips_menu import NewClipsMenu
from desktop.models.notices import ModelNews
from desktop.models.shelf import ModelShelf
from desktop.preferences.dialog import SettingsDialog
from desktop.preferences.shortcuts import Shortcuts, Where
from desktop.preferences.text_size import TextSizeActions
from desktop.recording import recovery
from desktop.recording.copying import RecordingCopies
from desktop.recording.panel import RecordPanel
from desktop.runs import prove_it
from desktop.runs.session_page import RunsPage
from desktop.runs.undoable import UndoBar
from desktop.sessions.navigation import Navigation
from desktop.sessions.side_bar import SideBar
from desktop.settings import KeptSettings
from desktop.style import text_size, theme
from desktop.system.doors import OpenDoors
from desktop.system.finished_runs import FinishedWork
from desktop.system.heartbeat import Heartbeat
from desktop.system.tray import Tray, bring_up
from desktop.top_bar import TopBar
from desktop.widgets import dialogs
from desktop.widgets.floating import FloatingNotices
from desktop.widgets.overlay import Curtain
from desktop.widgets.progress_dialog import AfterClose
from desktop.widgets.status_area import StatusArea
from engine.events import Session
from engine.run import Reason, Run, State
from engine.settings import Settings
from engine.storage.paths import Paths
from resources import samples

#: The widths, in pixels, from which the side is shown, and the list and the text beside each other.
_SIDE_FROM_WIDTH = 1000
_BOTH_FROM_WIDTH = 760


class MainWindow(QMainWindow):
    """Stores nothing: it shows what the bridge reports and makes requests through it."""

    def __init__(self, bridge: Bridge, paths: Paths) -> None:
        super().__init__()
        self._bridge = bridge
        self._paths = paths
        paths.window_state.touch(mode=0o600)  # Qt keeps the permissions of an existing file
        self._state = QSettings(str(paths.window_state), QSettings.Format.IniFormat)
        self.settings = KeptSettings(paths, self)
        self.close_asked = asyncio.Event()
        #: Work to do with the data once the window is closed.
        self.after_close: AfterClose | None = None
        self._may_close = False
        self._begun = asyncio.Event()
        self.heartbeat = Heartbeat(self)
        self.setWindowTitle("Everyclip")
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(520, 440))
        self.resize(1280, 800)
        self.page = RunsPage(bridge, self)
        self.shelf = ModelShelf(bridge, self.settings, paths.models, self)
        self.page.actions_on_runs.shelf = self.page.panel.pane.questions.shelf = self.shelf
        self.status = StatusArea()
        self.doors = OpenDoors(bridge, paths, self.settings, self.status, self)
        self.record = RecordPanel(bridge, self._state, self.page.actions_on_runs, self._open_session)
        RecordingCopies(bridge, self.record, self.settings, self.status.show_message)
        self.help = HelpActions(self, bridge, paths, self.settings)
        self._make_actions()
        self.backups = Backups(bridge, paths, self._state, self.page.actions_on_runs.make, self)
        self.side = SideBar(self._new_session, self.page.actions_on_runs.bin, self._models)
        self.top = TopBar(self.page.actions_on_runs.add_files, self.record, NewClipsMenu(self.shelf, self._set, self))
        self.navigation = Navigation(bridge, self.page, self.side, self.top.search, self._state, self)
        self.undo_bar = UndoBar(self.page.actions_on_runs.undo)
        self._lay_out()
        self._curtain = Curtain(self)
        self._fill_menus()
        self.shortcuts = self._own_shortcuts()
        work = FinishedWork(bridge)
        self.tray = Tray(self, work, [self.record.record, self._quit])
        self._connect()
        work.ended.connect(self._announce)
        self._apply_theme()
        self._restore()
        self._apply_settings(self.settings.now)

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.side)
        self._split.addWidget(self.page)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([208, 1072])
        self._split.setChildrenCollapsible(False)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self._split, 1)
        self.setCentralWidget(whole)
        self._notices = FloatingNotices([self.status, self.undo_bar], whole)

    def _make_actions(self) -> None:
        make = self.page.actions_on_runs.make
        self._new_session = make("New session…", "add", "Ctrl+N")
        self._rename_session = make("Rename session", None, "Shift+F2")
        self._quit = make("Quit", None, "Ctrl+Q")
        self._set = make("Settings…", None, "Ctrl+,", lambda: self._turn_to(""))
        self._set.setMenuRole(QAction.MenuRole.PreferencesRole)
        self._models = make("Models…", None, "Ctrl+Shift+M", lambda: self.shelf.open(self))
        self._prove = make(
            "Prove it", None, "Ctrl+Shift+Return", lambda: self._bridge.start("prove it", self._prove_it())
        )
        self._prove.setStatusTip(text.say("Transcribes 40 sample clips at once and checks every text"))

    def _fill_menus(self) -> None:
        actions = self.page.actions_on_runs
        titles = ("&File", "&Edit", "&View", "&Clip", "&Help")
        clips, edit, view, runs, help = (self.menuBar().addMenu(text.say(title)) for title in titles)
        clips.addActions([actions.add_files, actions.add_folder, actions.paste])
        clips.addSeparator()
        clips.addActions(self.record.menu_actions)
        clips.addSeparator()
        clips.addActions([self._new_session, self._rename_session])
        clips.addSeparator()
        clips.addActions(self.backups.actions)
        clips.addSeparator()
        clips.addAction(self._quit)
        edit.addActions([actions.undo, actions.bin])
        edit.addSeparator()
        edit.addActions([actions.copy, actions.select_all, actions.search])
        edit.addSeparator()
        edit.addActions([self._models, self._set])
        actions.fill_run_menu(runs)
        runs.addSeparator()
        actions.fill_session_menu(runs)
        view.addActions(self.navigation.actions)
        view.addMenu(self.navigation.sessions_menu)
        view.addSeparator()
        view.addAction(actions.as_table)
        view.addMenu(self.page.view.columns_menu)
        TextSizeActions(self.settings, actions.make, view)
        self.help.fill(help, actions.make, lambda: self._turn_to("keys"))
        help.addAction(self._prove)
        self.menuBar().insertMenu(help.menuAction(), self.page.panel.pane.menu)
        if sys.platform != "darwin":  # there, the menu bar is the system's
            self.menuBar().hide()
            self.top.menu.addActions(self.menuBar().actions())
        self.top.menu_button.setVisible(sys.platform != "darwin")
        self._run_menu = QMenu(self)
        actions.fill_run_menu(self._run_menu)
        self._session_menu = QMenu(self)
        self._session_menu.addActions([self._rename_session, self._new_session])
        self._session_menu.addSeparator()
        actions.fill_session_menu(self._session_menu)

    def _connect(self) -> None:
        page, actions, bridge = self.page, self.page.actions_on_runs, self._bridge
        actions.add_files.triggered.connect(lambda: bridge.start("choose files", self._choose_files()))
        actions.add_folder.triggered.connect(lambda: bridge.start("choose a folder", self._choose_folder()))
        actions.paste.triggered.connect(self._paste)
        actions.search.triggered.connect(self.navigation.focus_search)
        self._new_session.triggered.connect(self.navigation.ask_new_session)
        self._rename_session.triggered.connect(self.navigation.edit_session_name)
        self.navigation.refused.connect(self.status.warn)
        actions.message.connect(self.status.show_message)
        page.empty.files_asked.connect(actions.add_files.trigger)
        page.empty.samples_asked.connect(lambda: self.take_in([sample.path for sample in samples()]))
        page.view.menu_asked.connect(self._run_menu.popup)
        self.side.view.menu_asked.connect(self._session_menu.popup)
        self.side.view.delete_asked.connect(actions.delete_session.trigger)
        self.side.view.runs_dropped.connect(actions.filing.move_dropped)
        self.record.recorded.connect(self._on_recorded)
        self.record.message.connect(self.status.warn)
        self.record.message.connect(self.tray.warn)
        bridge.change_asked.connect(self.undo_bar.go_on)
        actions.undoable.message.connect(self.undo_bar.show_message)
        bridge.troubled.connect(self.status.warn)
        bridge.damaged.connect(lambda: start_trouble.offer(self._paths, self.status, self._close_and_run))
        ModelNews(self.shelf, page.model_notice, self.status, self)
        self.shelf.changed.connect(self._show_model)
        for way in (page.model_notice.way, self.status.downloads):
            way.clicked.connect(self._models.trigger)
        page.panel.model_asked.connect(lambda model: self.shelf.open(self, model))
        self.settings.changed.connect(self._apply_settings)
        self.doors.settings_asked.connect(lambda: self._turn_to("doors"))
        self.doors.troubled.connect(self.tray.warn)
        self._quit.triggered.connect(self.tray.quit)
        self.backups.after_close_asked.connect(self._close_and_run)

    async def begin(self) -> None:
        """Open the session that was open last, and say what was recovered."""
        try:
            await self.navigation.begin()
        finally:
            self._begun.set()
        await self._bridge.list_sessions()
        recovery.report_recovered((await self._bridge.engine()).recovered, self.status, self._show_run)

    def _show_run(self, run: Run) -> None:
        self._bridge.start("go to a run", self.navigation.show_run(run))

    # --- taking in clips ---
    def take_in(self, paths: Sequence[Path]) -> None:
        """Submit files and folders to the open session."""
        if paths:
            self._bridge.start("take clips in", self._take_in(list(paths)), must_finish=True)

    async def _take_in(self, paths: list[Path]) -> None:
        await self._begun.wait()
        session = self.page.session
        if session is None:
            self.status.warn(text.say("Nothing was taken in, because no session could be opened."))
            return
        await self.navigation.show_new_clips()
        self.page.expect_runs()
        await self._bridge.take_in(paths, session.session_id)

    async def _open_session(self) -> Session | None:
        await self._begun.wait()
        return self.page.session

    def _on_recorded(self, run: Run) -> None:
        """Scroll to the clip's row, or say where it went."""
        shown = self.page.session
        if shown is not None and shown.session_id == run.session_id:
            self.page.expect_runs()
            return
        session = self.side.sessions.session(run.session_id)
        if session is not None:
            self.status.show_message(text.say("The recording is in “{name}”.").format(name=session.name))

    async def _choose_files(self) -> None:
        paths = await dialogs.choose_files(self, str(self._state.value("window/folder", "")))
        if paths:
            self._state.setValue("window/folder", str(paths[0].parent))
        self.take_in(paths)

    async def _choose_folder(self) -> None:
        title = text.say("Choose a folder with clips")
        folder = await dialogs.choose_folder(self, title, str(self._state.value("window/folder", "")))
        if folder is not None:
            self.take_in([folder])

    def _paste(self) -> None:
        pasted = QGuiApplication.clipboard().mimeData()
        if not self._take_in_from(pasted):
            self.status.show_message(text.say("There are no files in the clipboard."))

    def _take_in_from(self, mime: QMimeData) -> bool:
        """Take in the files that are in it; addresses are refused with the reason. Returns whether there are any."""
        address = address_in(mime)
        if address:
            self.status.warn(text.sentence(Reason("address", {"address": address})))
        paths = paths_in(mime)
        self.take_in(paths)
        return bool(paths or address)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if event.source() is None and mime.hasUrls() and (paths_in(mime) or address_in(mime)):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._curtain.draw(text.say("Drop to transcribe"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._curtain.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._curtain.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take_in_from(event.mimeData())

    def bring_up(self, files: Sequence[Path] = ()) -> None:
        """Come to the front and take files in, as requested by a second start."""
        bring_up(self)
        self.take_in(files)

    # --- self-test ---
    async def _prove_it(self) -> None:
        engine = await self._bridge.engine()
        name = text.say("Prove it {time}").format(time=text.time_of_day(time.time()))
        session = await engine.open_session(name)
        its_session = prove_it.ProofSession(self._bridge, session, self)
        await self._bridge.list_sessions()
        await self.navigation.show_session(session)
        self._prove.setEnabled(False)
        try:
            proof = await prove_it.prove(engine, session, self.settings.now.options)
            await dialogs.report(self, text.say("Prove it"), prove_it.verdict(proof), prove_it.report(proof))
        finally:
            self._prove.setEnabled(True)
            its_session.remove()

    # --- settings ---
    def _turn_to(self, page: str = "") -> None:
        """Open the settings, at that page of theirs."""
        self._bridge.start("settings", self._open_settings(page))

    async def _open_settings(self, page: str = "") -> None:
        dialog = SettingsDialog(self, self.shelf, self._paths, self.shortcuts, self.doors)
        dialog.turn_to(page)
        dialog.storage.back_up_asked.connect(self.backups.back_up.trigger)
        dialog.storage.restore_asked.connect(self.backups.restore.trigger)
        dialog.storage.after_close_asked.connect(self._close_and_run)
        looking = self._bridge.start("look at what there is to choose", dialog.fill())
        try:
            await dialogs.answer(dialog)
        finally:
            looking.cancel()

    def _close_and_run(self, after_close: AfterClose) -> None:
        """Close the window, have the errand done, and open it again."""
        self.after_close = after_close
        self.close()

    def _own_shortcuts(self) -> Shortcuts:
        """All shortcuts, as changed by the user."""
        shortcuts = Shortcuts(self._state, self)
        shortcuts.add(self.actions(), Where.WINDOW)
        shortcuts.add(self.page.panel.pane.player.actions(), Where.WINDOW)
        shortcuts.add(self.page.panel.pane.transcript.own_actions, Where.TEXT)
        for button in self.findChildren(QAbstractButton):
            if not button.shortcut().isEmpty():
                shortcuts.reserve(button.shortcut(), button.accessibleName())
        return shortcuts

    def _show_model(self) -> None:
        row = self.shelf.row(self.settings.now.model)
        if row is not None:
            self.side.show_model(row.title, model_row.languages(row))
        else:
            self.side.show_model(text.model(self.settings.now.model), "")

    def _apply_settings(self, settings: Settings) -> None:
        """Apply the settings now."""
        self._bridge.options = settings.options
        self.page.panel.follow_settings(settings)
        self.tray.notifies, self.tray.stays = settings.notifies, settings.stays_in_tray
        self._bridge.start("pass the settings to the engine", self._pass_to_engine(settings))
        self._bridge.start("look at the models", self.shelf.read())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            text_size.follow(app, settings.text_size)
            theme.follow(app, settings.theme)
        if self.settings.refused:
            names = ", ".join(self.settings.refused)
            self.status.warn(text.say("Invalid settings were replaced by their defaults: {names}.").format(names=names))
            self.settings.refused = ()

    async def _pass_to_engine(self, settings: Settings) -> None:
        engine = await self._bridge.engine()
        engine.set_limits(settings.limits)
        await engine.write_always(settings.replacements)
        await engine.write_beside(settings.beside_format)
        await self.shelf.work_offline(settings.offline)
        await engine.trash.set_retention(settings.rule)

    # --- looks ---
    def _announce(self, counts: Counter[State]) -> None:
        """Let screen readers announce what ended, without moving the focus."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text.ended(counts)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for what matters: the side goes first, then the text and the list take turns."""
        super().resizeEvent(event)
        self.side.setVisible(event.size().width() >= _SIDE_FROM_WIDTH)
        self.page.set_narrow(is_narrow=event.size().width() < _BOTH_FROM_WIDTH)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_curtain"):
            self._apply_theme()
        super().changeEvent(event)

    def _apply_theme(self) -> None:
        for part in (self.page, self.top, self.record, self.undo_bar):
            part.apply_theme()

    # --- the end ---
    def closeEvent(self, event: QCloseEvent) -> None:
        """Request closing; whoever opened the window saves first and then calls `finish`."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self._save()
        if self.after_close is None and self.tray.takes_window():
            return
        self._curtain.draw(text.say("Saving…"))
        self.close_asked.set()

    def finish(self) -> None:
        """Close for good."""
        self._may_close = True
        self.heartbeat.stop()
        self.page.finish()
        self.close()
        self._state.sync()  # nothing is written later, when the data may have moved

    def _save(self) -> None:
        self._state.setValue("window/geometry", self.saveGeometry())
        self._state.setValue("window/split", self._split.saveState())
        self.page.save(self._state)

    def _restore(self) -> None:
        if (geometry := self._state.value("window/geometry")) is not None:
            self.restoreGeometry(geometry)
        if (split := self._state.value("window/split")) is not None:
            self._split.restoreState(split)
        self.page.restore(self._state)
