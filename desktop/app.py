"""Creates, opens and closes the application, its event loop and the engine."""

from __future__ import annotations

import asyncio
import logging
import logging.handlers
import os
import queue
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

os.environ["QT_API"] = "pyside6"

from PySide6.QtCore import QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop import text, translation
from desktop.bridge import Bridge
from desktop.main_window import MainWindow
from desktop.maintenance.move_dialog import find_data
from desktop.maintenance.start_trouble import GivenUp, repair_after_close, sort_out
from desktop.style import theme
from desktop.system.garbage import collected_here
from desktop.system.single_instance import FirstWindow, first_window, hand_over
from desktop.widgets import dialogs
from desktop.widgets.progress_dialog import AfterClose
from engine.engine import Engine
from engine.errors import EngineError, RegistryUnusable
from engine.settings import Settings, Theme, read_settings
from engine.storage.paths import Paths
from resources import find

log = logging.getLogger(__name__)

T = TypeVar("T")


def run_window(paths: Paths | None = None, files: Sequence[Path] = ()) -> int:
    """Open the window with these files, wait until it is closed, and return the exit status. If a window is already
    open on the same data, that one comes to the front and gets the files. If the user has the data moved or a backup
    restored, the window closes, and opens again when that is done."""
    app = make_application()
    news = ""
    try:
        while True:
            if paths is None:
                paths = _in_loop(app, find_data())
            if paths is None:
                return 1
            try:
                after_close_or_status = _open_once(app, paths, files, news)
            except OSError as error:
                if not _in_loop(app, sort_out(paths, error, by_window=False)):
                    return 1
                continue
            if isinstance(after_close_or_status, int):
                return after_close_or_status
            news = _in_loop(app, after_close_or_status())
            paths, files = None, ()
    except GivenUp:
        return 1
    except OSError as error:
        return _say(text.trouble(error))


def _open_once(app: QApplication, paths: Paths, files: Sequence[Path], news: str) -> AfterClose | int:
    """Run the window until it closes. Returns the errand that it was closed for, or the exit status."""
    paths.make()
    with first_window(paths) as server:
        if server is None:
            return 0 if hand_over(paths, files) else _say(text.say("Everyclip is open already but does not answer."))
        translation.use(app, read_settings(paths).settings.interface_language)
        with logging_to(paths):
            return _in_loop(app, live(paths, server, files, news))


def _in_loop(app: QApplication, work: Coroutine[Any, Any, T]) -> T:
    with make_loop(app) as loop:
        done: T = loop.run_until_complete(work)
        return done


def _say(words: str) -> int:
    print(words, file=sys.stderr)  # noqa: T201
    return 1


def make_application() -> QApplication:
    """The single QApplication, with its theme and translation."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Everyclip")
    app.setDesktopFileName("everyclip")
    app.setWindowIcon(QIcon(str(find("everyclip.svg"))))
    app.setQuitOnLastWindowClosed(False)
    translation.use(app, "")
    theme.follow(app, Theme.SYSTEM)
    return app


@contextmanager
def make_loop(app: QApplication) -> Iterator[QEventLoop]:
    """The single event loop, with its own thread pool; closed while the application still lives."""
    loop = QEventLoop(app)
    executor = ThreadPoolExecutor(max_workers=8, thread_name_prefix="everyclip")
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    with collected_here():
        try:
            yield loop
        finally:
            executor.shutdown()
            loop.close()
            asyncio.set_event_loop(None)


async def live(
    paths: Paths, server: FirstWindow | None = None, files: Sequence[Path] = (), news: str = ""
) -> AfterClose | int:
    """Show the window until the user closes it, or has it closed for an errand. It takes in `files` and whatever `ear`
    receives, and shows `news`. If the data cannot be opened, the user is told why and what can be done."""
    window: MainWindow | None = None
    try:
        async with AsyncExitStack() as opened:
            window = await _open(opened, paths, by_window=server is not None)
            if window is None:
                return 1
            window.take_in(files)
            if server is not None:
                server.listen(window.bring_up)
            if news:
                way = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(paths.home)))
                window.status.show_until_dismissed(news, text.say("Open the folder"), way)
            await window.close_asked.wait()
            if server is not None:
                server.close()  # do not accept files that nobody takes in any more
            return window.after_close or 0
    except RegistryUnusable as error:  # found while saving: the window is closed by now
        return (
            window.after_close
            if window is not None and window.after_close is not None
            else repair_after_close(paths, error)
        )
    except Exception as error:  # the outermost boundary: the user is told of any error
        log.exception("Everyclip cannot go on")
        await dialogs.show_message(None, "Everyclip", text.trouble(error))
        return 1


async def _open(opened: AsyncExitStack, paths: Paths, *, by_window: bool) -> MainWindow | None:
    """The window with its engine, closed by the stack. None if the user gives up."""
    while True:
        try:
            return await opened.enter_async_context(open_window(paths))
        except (EngineError, OSError) as error:
            if not await sort_out(paths, error, by_window=by_window):
                return None


@asynccontextmanager
async def open_window(paths: Paths) -> AsyncIterator[MainWindow]:
    """Open the window at once, with the engine behind it; on exit everything is saved before the window closes."""
    bridge = Bridge()
    window = MainWindow(bridge, paths)
    with _errors_shown_in(bridge):
        window.show()
        try:
            async with _open_engine(paths, window.settings.now) as engine:
                engine.speakers.name_as(text.say("Speaker {}"))
                bridge.attach(engine)
                bridge.start("begin", window.begin())
                window.doors.begin()
                try:
                    yield window
                finally:
                    await window.doors.close()
                    await bridge.close()
        finally:
            await bridge.close()
            window.finish()
            window.deleteLater()


@asynccontextmanager
async def _open_engine(paths: Paths, settings: Settings) -> AsyncIterator[Engine]:
    engine = await Engine.open(
        paths,
        limits=settings.limits,
        is_offline=settings.offline,
        replacements=settings.replacements,
        beside_format=settings.beside_format,
    )
    try:
        yield engine
    finally:
        await engine.close()


@contextmanager
def _errors_shown_in(bridge: Bridge) -> Iterator[None]:
    """Log uncaught errors and show them in the window."""

    def on_error(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        log.error("uncaught in the window", exc_info=(kind, error, trace))
        bridge.troubled.emit(text.trouble(error))

    def on_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception") or RuntimeError(str(context.get("message")))
        on_error(type(error), error, error.__traceback__)

    loop = asyncio.get_running_loop()
    before = sys.excepthook
    sys.excepthook = on_error
    loop.set_exception_handler(on_loop_error)
    try:
        yield
    finally:
        sys.excepthook = before
        loop.set_exception_handler(None)


class _PrivateLog(logging.handlers.RotatingFileHandler):
    """A log file readable by its owner only."""

    def _open(self) -> Any:
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=partial(os.open, mode=0o600))


@contextmanager
def logging_to(paths: Paths) -> Iterator[None]:
    """Write warnings and errors to a file in the logs folder, in a separate thread."""
    file = _PrivateLog(paths.logs / "window.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    listener = logging.handlers.QueueListener(records, file)
    handler = logging.handlers.QueueHandler(records)
    root = logging.getLogger()
    root.addHandler(handler)
    qInstallMessageHandler(_on_qt_message)
    listener.start()
    try:
        yield
    finally:
        qInstallMessageHandler(None)
        root.removeHandler(handler)
        listener.stop()
        file.close()


_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _on_qt_message(kind: QtMsgType, context: object, message: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)
