"""What a person can do with runs: every action once, with its shortcut, for menus, buttons and the context menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop import dialogs, icons, text
from desktop.bridge import Bridge
from engine import export
from engine.run import Run, State

_RUNNABLE = frozenset({State.QUEUED, State.RUNNING})


class RunActions(QObject):
    """Acts on the runs that `chosen` gives. `told` comes with what was done, and a folder to open if there is one."""

    told = Signal(str, object)

    def __init__(self, bridge: Bridge, chosen: Callable[[], list[Run]], window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._chosen = chosen
        self._window = window
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        #: Where the last export went: the next one begins there.
        self._export_folder = Path(QStandardPaths.writableLocation(documents))
        self._icons: list[tuple[QAction, str]] = []
        keys = QKeySequence.StandardKey
        self.add_files = self.make("Add files…", "add", keys.Open)
        self.add_folder = self.make("Add a folder…", None, "Ctrl+Shift+O")
        self.paste = self.make("Paste", None, keys.Paste)
        self.select_all = self.make("Select all", None, keys.SelectAll)
        self.find = self.make("Find", "find", keys.Find)
        self.pause = self.make("Pause", "pause", "Ctrl+P", lambda: self._ask("pause"))
        self.resume = self.make("Resume", "resume", "Ctrl+Shift+P", lambda: self._ask("resume"))
        self.cancel = self.make("Cancel", "cancel", "Ctrl+Backspace", lambda: self._ask("cancel"))
        self.retry = self.make("Retry", "retry", "F5", lambda: self._ask("retry"))
        self.copy = self.make("Copy text", "copy", "Ctrl+Shift+C", self._start_copy)
        self.export_menu = QMenu(text.say("Export"), window)
        for number, format in enumerate(export.FORMATS.values(), 1):
            self.export_menu.addAction(self._export_action(number, format))
        self.export = self.export_menu.menuAction()
        self._icons.append((self.export, "export"))
        self.export.setToolTip(text.say("Export"))
        self.dress()
        self.refresh()

    @property
    def on_runs(self) -> list[QAction]:
        """The actions that need chosen runs, in the order of the menus and buttons."""
        return [self.pause, self.resume, self.retry, self.cancel, self.copy, self.export]

    def make(
        self,
        words: str,
        icon: str | None,
        keys: QKeySequence.StandardKey | str,
        do: Callable[[], object] | None = None,
    ) -> QAction:
        """A new action of the window."""
        action = QAction(text.say(words), self)
        action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text.say(words)} ({shown})" if shown else text.say(words))
        if icon:
            self._icons.append((action, icon))
        if do is not None:
            action.triggered.connect(lambda *_: do())
        self._window.addAction(action)
        return action

    def dress(self) -> None:
        """Take the theme's colours anew."""
        for action, name in self._icons:
            action.setIcon(icons.icon(name))

    def refresh(self) -> None:
        """Enable what can be done with the chosen runs."""
        runs = self._chosen()
        states = {run.state for run in runs}
        self.pause.setEnabled(bool(states & _RUNNABLE))
        self.resume.setEnabled(State.PAUSED in states)
        self.cancel.setEnabled(any(not state.is_terminal for state in states))
        self.retry.setEnabled(any(state.is_terminal for state in states))
        with_text = any(run.preview for run in runs)
        self.copy.setEnabled(with_text)
        self.export.setEnabled(with_text)

    # --- cancel, pause, resume, retry ---
    def _ask(self, what: str) -> None:
        self._bridge.start(what, self._carry_out(what, self._chosen()), must_finish=True)

    def retry_run(self, run: Run) -> None:
        """Retry this one, chosen or not."""
        self._bridge.start("retry", self._carry_out("retry", [run]), must_finish=True)

    async def _carry_out(self, what: str, runs: Sequence[Run]) -> None:
        engine = await self._bridge.engine()
        match what:
            case "cancel":
                await engine.cancel([run.run_id for run in runs if not run.state.is_terminal])
            case "pause":
                await engine.pause([run.run_id for run in runs if run.state in _RUNNABLE])
            case "resume":
                await engine.resume([run.run_id for run in runs if run.state is State.PAUSED])
            case "retry":
                await engine.retry([run.run_id for run in runs if run.state.is_terminal])

    # --- text out ---
    def _start_copy(self) -> None:
        self._bridge.start("copy text", self._copy([run for run in self._chosen() if run.preview]))

    async def _copy(self, runs: Sequence[Run]) -> None:
        engine = await self._bridge.engine()
        texts = [export.flowing_text(await engine.segments(run.run_id), run.language) for run in runs]
        QGuiApplication.clipboard().setText("\n\n".join(each.strip() for each in texts))
        self.told.emit(text.counted(len(texts), "Text copied", "{n} texts copied"), None)

    def _export_action(self, number: int, format: export.Format) -> QAction:
        title = f"{text.say(format.title)} (.{format.name})…"
        return self.make(title, None, f"Ctrl+{number}", lambda: self._start_export(format))

    def _start_export(self, format: export.Format) -> None:
        runs = [run for run in self._chosen() if run.preview]
        if runs:
            self._bridge.start("export", self._export(runs, format))

    async def _export(self, runs: Sequence[Run], format: export.Format) -> None:
        place = await self._ask_place(runs, format)
        if place is None:
            return
        engine = await self._bridge.engine()
        refusals: list[OSError] = []
        written: list[Path] = []
        for run in runs:
            path = place if len(runs) == 1 else place / export.file_name(run, format.name)
            try:
                written.append(await engine.export(run.run_id, format.name, path))
            except OSError as error:
                refusals.append(error)
        if written:
            words = text.counted(len(written), f"Written: {written[0].name}", "{n} files written")
            self.told.emit(words, written[0].parent)
            self._export_folder = written[0].parent
        if refusals:
            raise refusals[0]

    async def _ask_place(self, runs: Sequence[Run], format: export.Format) -> Path | None:
        """The file for one run, the folder for several."""
        title = text.say("Export as {format}").format(format=text.say(format.title))
        if len(runs) > 1:
            return await dialogs.choose_folder(self._window, title, str(self._export_folder))
        suggestion = self._export_folder / export.file_name(runs[0], format.name)
        return await dialogs.choose_export(self._window, title, suggestion)
