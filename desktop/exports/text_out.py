"""The ways texts leave the window: the clipboard, files, and drag and drop."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QSettings, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop import text
from desktop.bridge import Bridge
from desktop.exports.dialog import ExportChoice, ExportDialog
from desktop.widgets import dialogs
from engine.engine import Engine
from engine.events import Session
from engine.exports.formats import Exported, ExportOptions, file_name, write
from engine.run import Run
from engine.text.transcript import flowing_text

#: The maximum number of texts prepared for dragging: nobody drags more at once.
MAX_DRAGGED = 100


class TextOut:
    """Copies and exports the texts of runs. `tell` is called with what was done, and where."""

    def __init__(self, bridge: Bridge, window: QWidget, show_message: Callable[[str, Path | None], object]) -> None:
        self._bridge = bridge
        self._window = window
        self._show_message = show_message
        self._choice = ExportChoice()

    # --- the clipboard ---
    def copy(self, runs: Sequence[Run]) -> None:
        """Copy the texts to the clipboard, separated by an empty line."""
        self._bridge.start("copy text", self._copy([run for run in runs if run.preview]))

    async def _copy(self, runs: Sequence[Run]) -> None:
        texts = await read_texts(await self._bridge.engine(), runs)
        QGuiApplication.clipboard().setText("\n\n".join(texts))
        self._show_message(text.counted(len(texts), "Text copied", "{n} texts copied"), None)

    # --- files ---
    @property
    def format(self) -> str:
        """The name of the format that was written last."""
        return self._choice.format

    @property
    def folder(self) -> Path:
        """The folder that was written to last, by way of the dialog."""
        return self._choice.folder

    def write(self, run: Run, format: str, folder: Path) -> None:
        """Write a run's text in that format to a folder, without asking. A file that is there is kept."""
        self._choice = replace(self._choice, format=format)
        self._bridge.start(
            "export", self._write([run], folder, replace(self._choice.options, merged=False, overwrite=False))
        )

    async def _write(self, runs: Sequence[Run], folder: Path, options: ExportOptions) -> None:
        engine = await self._bridge.engine()
        ids = [run.run_id for run in runs]
        self._report(await engine.texts.export_many(ids, self._choice.kind, folder, options))

    def export(self, runs: Sequence[Run], session: Session | None) -> None:
        """Ask for the options, and write the texts of these runs."""
        runs = [run for run in runs if run.preview]
        if runs:
            self._bridge.start("export", self._export(runs, session.name if session else ""))

    async def _export(self, runs: Sequence[Run], session: str) -> None:
        dialog = ExportDialog(self._window, self._bridge, runs, session, self._choice)
        if not await dialogs.answer(dialog):
            return
        self._choice = dialog.choice
        await self._write(runs, self._choice.folder, self._choice.options)

    def _report(self, done: Sequence[Exported]) -> None:
        """Report what was written; what failed, and why, takes precedence."""
        written = [each.path for each in done if each.reason is None]
        refused = [each.reason for each in done if each.reason is not None]
        if written:
            if len(written) == 1:
                words = text.say("Written: {name}").format(name=written[0].name)
            else:
                words = text.counted(len(written), "1 file written", "{n} files written")
            self._show_message(words, written[0].parent)
        if refused:
            words = text.sentence(refused[0])
            if len(refused) > 1:
                words += " " + text.counted(len(refused) - 1, "And 1 more.", "And {n} more.")
            self._bridge.troubled.emit(words)

    def save(self, settings: QSettings) -> None:
        self._choice.keep(settings)

    def restore(self, settings: QSettings) -> None:
        self._choice = ExportChoice.kept(settings)


async def read_texts(engine: Engine, runs: Sequence[Run]) -> list[str]:
    """The text of each run, as one line."""
    return [flowing_text(await engine.texts.segments(run.run_id), run.language).strip() for run in runs]


class DragTexts:
    """The texts of the selected runs, prepared in advance: a drag starts at once and cannot wait for the registry."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    async def pack(self, engine: Engine, runs: Sequence[Run]) -> None:
        """Prepare the texts of these runs, and no others."""
        runs = [run for run in runs if run.preview][:MAX_DRAGGED]
        texts = await read_texts(engine, runs)
        self._texts = dict(zip((run.run_id for run in runs), texts, strict=True))

    def mime_data(self, runs: Sequence[Run]) -> QMimeData | None:
        """The texts as text and as files, for any drop target; None if there is nothing to drag."""
        packed = [(run, self._texts[run.run_id]) for run in runs if run.run_id in self._texts]
        if not packed:
            return None
        self.unpack()
        self._folder = tempfile.TemporaryDirectory(prefix="everyclip-")
        folder = Path(self._folder.name)
        files = [write(f"{words}\n", folder / file_name(run, "txt")) for run, words in packed]
        data = QMimeData()
        data.setText("\n\n".join(words for _, words in packed))
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        return data

    def unpack(self) -> None:
        """Remove the files of the last drag."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
