"""Explains what keeps Everyclip from using its data before anything else can be done, and offers the ways out.
These are to repair a damaged registry, to open the folder, to try again, and to quit."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout

from desktop import text
from desktop.style import theme
from desktop.widgets.form import note
from desktop.widgets.progress_dialog import AfterClose
from desktop.widgets.status_area import StatusArea
from engine.errors import EngineError, RegistryMoved, RegistryNewer, RegistryUnusable
from engine.maintenance.repair import RepairReport, repair
from engine.run import Reason
from engine.storage.paths import Paths

log = logging.getLogger(__name__)

_DAMAGED, _MISSING, _FOREIGN = "registry_damaged", "registry_missing", "registry_foreign"


class GivenUp(Exception):
    """The user quits: the problem remains."""


def offer(paths: Paths, status: StatusArea, leave_for: Callable[[AfterClose], object]) -> None:
    """Say in the open window that the registry is damaged, and offer to close the window and repair it."""
    after_close = repair_after_close(paths, RegistryUnusable(_DAMAGED, path=str(paths.registry)))
    words = text.say("The file that holds your clips and texts is damaged. Some of them cannot be read or stored now.")
    if status.words != words:
        status.show_until_dismissed(words, text.say("Repair…"), lambda: leave_for(after_close), is_bad=True)


def repair_after_close(paths: Paths, error: EngineError) -> AfterClose:
    """What to do about trouble found by an open window, once it is closed. Raises GivenUp."""

    async def after_close() -> str:
        if not await sort_out(paths, error, by_window=False):
            raise GivenUp
        return ""

    return after_close


async def sort_out(paths: Paths, error: EngineError | OSError, *, by_window: bool) -> bool:
    """Explain what is wrong and do what the user chooses about it; `by_window` if that is already the only window on
    the data. Returns True if the data should be opened again, False if the user gives up."""
    log.error("the data in %s cannot be used: %s", paths.home, error)
    dialog = StartTrouble(paths, explain(paths, error))
    dialog.open()
    try:
        while await dialog.wants_to_go_on():
            if not dialog.may_mend:
                return True
            try:
                report = await asyncio.to_thread(repair, paths, by_window=by_window)
            except (EngineError, OSError) as trouble:
                dialog.show_refusal(text.trouble(trouble))
            else:
                dialog.show_end(describe_repair(report))
        return False
    finally:
        dialog.finish()
        dialog.deleteLater()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the user is told."""

    headline: str
    words: str
    #: What can be done about it, and to what effect; empty if nothing can be done here.
    advice: str
    #: The label of the button that does it.
    way: str = ""
    mends: bool = False


def explain(paths: Paths, error: EngineError | OSError) -> Explanation:
    """Explain an error to people who have never heard of a registry."""
    code, again = error.code if isinstance(error, EngineError) else "", text.say("Try again")
    if code == _DAMAGED:
        return Explanation(
            text.say("Your clips and texts cannot be opened"),
            text.say(
                "The file that holds them is damaged. Nothing in it was changed, and the audio of your clips is in "
                "separate files."
            ),
            text.say(
                "Repairing keeps a copy of the damaged file, saves every text that can be read, and transcribes again "
                "what cannot. If you have a recent backup, you may quit and restore that instead."
            ),
            text.say("Repair now"),
            mends=True,
        )
    if code == _FOREIGN and isinstance(error, EngineError):
        words = text.say(
            "The file that holds them also holds something that could do harm, and that Everyclip did not put there "
            "({what}). Nothing in it was changed."
        )
        return Explanation(
            text.say("Your clips and texts were not opened"),
            words.format(what=error.facts.get("detail", "")),
            text.say("Repairing keeps a copy of the file, and takes over the clips and texts alone."),
            text.say("Repair now"),
            mends=True,
        )
    if code == _MISSING:
        return Explanation(
            text.say("The list of your clips is gone"),
            text.say(
                "The file that holds your clips and texts is missing or empty, while the audio of clips is there. "
                "Nothing was changed."
            ),
            text.say(
                "Repairing makes clips of the audio again and transcribes them. If you have the file elsewhere, or a "
                "backup, quit and bring that back instead."
            ),
            text.say("Repair now"),
            mends=True,
        )
    if isinstance(error, RegistryMoved):
        return Explanation(text.say("Your data has moved"), text.trouble(error), "")
    if isinstance(error, RegistryNewer):
        advice = text.say("Nothing was changed. Your clips and texts are safe, and a newer Everyclip opens them.")
        return Explanation(text.say("This Everyclip is too old for your data"), text.trouble(error), advice)
    if code == "data_not_writable" or _may_not_be_written(error):
        words = text.sentence(Reason("data_not_writable", {"path": str(paths.home)}))
        return Explanation(text.say("Everyclip may not write its data"), words, "", again)
    return Explanation(text.say("Everyclip cannot open its data"), text.trouble(error), "", again)


def _may_not_be_written(error: EngineError | OSError) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def describe_repair(report: RepairReport) -> str:
    """What a repair has done, one line per item."""
    lines = []
    if report.runs_saved:
        lines.append(text.counted(report.runs_saved, "1 clip was saved.", "{n} clips were saved."))
    if report.found_again:
        words = text.counted(
            len(report.found_again),
            "Only the audio of 1 clip could be saved. It will be transcribed again in the session “Found again”.",
            "Only the audio of {n} clips could be saved. They will be transcribed again in the session “Found again”.",
        )
        lines.append(words)
    if report.search:
        lines.append(text.say("The search index was rebuilt."))
    if report.set_aside is not None:
        lines.append(text.say("The damaged file is kept in {folder}.").format(folder=report.set_aside))
    return "\n".join(lines) or text.say("There was nothing to repair.")


class StartTrouble(QDialog):
    """One problem, its explanation, and what the user may do. It cannot be closed while it works."""

    def __init__(self, paths: Paths, explanation: Explanation) -> None:
        super().__init__()
        self.setWindowTitle("Everyclip")
        self.setMinimumWidth(520)
        self.may_mend = explanation.mends
        self._answer: asyncio.Future[bool] | None = None
        self._is_working = False
        self._end: Callable[[], object] = super().reject
        self.headline = QLabel(explanation.headline)
        self.headline.setFont(theme.font(theme.TextSize.HEADING, is_strong=True))
        self.words = QLabel(explanation.words)
        self.advice = note(explanation.advice)
        self.advice.setVisible(bool(explanation.advice))
        for label in (self.headline, self.words, self.advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.GAP)
        self.bar.setAccessibleName(text.say("Repairing"))
        self.bar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(theme.SPACE)
        for widget in (self.headline, self.words, self.advice, self.bar):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self._buttons(paths, explanation))
        (self.quit if self.go_on.isHidden() else self.go_on).setFocus()

    def _buttons(self, paths: Paths, explanation: Explanation) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.go_on = buttons.addButton(explanation.way, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setProperty("primary", True)
        self.go_on.setVisible(bool(explanation.way))
        self.go_on.setDefault(bool(explanation.way))
        self.folder = buttons.addButton(text.say("Open the folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.folder.setToolTip(str(paths.home))
        self.quit = buttons.addButton(text.say("Quit"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go_on.clicked.connect(lambda _: self._begin())
        self.folder.clicked.connect(lambda _: QDesktopServices.openUrl(QUrl.fromLocalFile(str(_there(paths.home)))))
        self.quit.clicked.connect(self.reject)
        return buttons

    async def wants_to_go_on(self) -> bool:
        """Wait for the user's decision: True for what the first button says, False to quit."""
        self._answer = asyncio.get_running_loop().create_future()
        return await self._answer

    def _say(self, goes_on: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(goes_on)

    def reject(self) -> None:
        if not self._is_working:
            self._say(False)

    def _begin(self) -> None:
        """Do what the first button says: whoever awaits the decision repairs, or opens."""
        if self.may_mend:
            self._show_work()
        self._say(True)

    def _show_work(self) -> None:
        self._work(True)
        self.advice.setText(text.say("Repairing. This may take a few minutes; please do not turn the computer off."))

    def show_refusal(self, words: str) -> None:
        """Say that it could not be repaired now; the user may try again."""
        self._work(False)
        self.advice.setText(words)

    def show_end(self, words: str) -> None:
        """Say that it is repaired and can be opened."""
        self._work(False)
        self.may_mend = False
        self.headline.setText(text.say("Your data is repaired"))
        self.words.setText(words)
        self.advice.hide()
        self.go_on.setText(text.say("Open Everyclip"))
        self.go_on.setFocus()

    def _work(self, is_working: bool) -> None:
        self._is_working = is_working
        self.bar.setVisible(is_working)
        self.advice.show()
        for button in (self.go_on, self.quit):
            button.setEnabled(not is_working)

    def finish(self) -> None:
        """Close the dialog, whatever the result."""
        self._end()


def _there(folder: Path) -> Path:
    """The folder, or its nearest existing parent."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())
