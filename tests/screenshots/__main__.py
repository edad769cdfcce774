"""Takes the pictures in docs/screenshots: the real window over the real engine, doing what it does.

    python -m tests.screenshots [NAME]...

Without names it takes all of them. Where there is no screen it starts one of its own (Xvfb).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.real_models import real_model
from tests.support.sound_server import sound_server

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
#: What `Xvfb` is asked for; the window is smaller than that.
SCREEN = "1600x1000x24"


def main() -> int:
    """Take the pictures that were named on the command line, or all."""
    with tempfile.TemporaryDirectory() as home, _screen(), _sound():
        os.environ["EVERYCLIP_HOME"] = home
        os.environ.setdefault("LC_ALL", "C.UTF-8")
        _take(Path(home), sys.argv[1:])
    return 0


@contextmanager
def _screen() -> Iterator[None]:
    """The screen that is there, or one of our own for as long as this lasts."""
    if os.environ.get("DISPLAY") or sys.platform != "linux":
        yield
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            os.environ["DISPLAY"] = f":{told.readline().strip()}"
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        yield
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _sound() -> Iterator[None]:
    """A microphone and a loudspeaker, where a sound server can be had: without, the pictures are full of regret."""
    if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
        yield
        return
    with tempfile.TemporaryDirectory() as folder, sound_server(Path(folder)) as server:
        os.environ |= server.environment
        yield


def _take(home: Path, names: list[str]) -> None:
    """Open a window on data of its own for each scene, and write what is to be seen."""
    from desktop.app import logging_to, make_application, make_loop
    from engine.storage.paths import Paths
    from tests.screenshots.scenes import ENVIRONMENTS, SCENES, play

    FOLDER.mkdir(parents=True, exist_ok=True)
    base = real_model("base")
    app = make_application()
    for name in names or SCENES:
        if names != [name] and name in ENVIRONMENTS:
            subprocess.run(
                [sys.executable, "-m", "tests.screenshots", name], env=os.environ | ENVIRONMENTS[name], check=True
            )
            continue
        paths = Paths(home / name)
        paths.make()
        shutil.copytree(base.path, paths.models / base.model_id)
        with logging_to(paths), make_loop(app) as loop:
            picture = loop.run_until_complete(play(SCENES[name], paths))
        picture.save(str(FOLDER / f"{name}.png"))
        print(f"docs/screenshots/{name}.png, {(FOLDER / f'{name}.png').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    raise SystemExit(main())
