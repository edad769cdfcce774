"""Downloads in processes of their own, from a hub on this computer, and what is looked at afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from models.catalogue import find_entry
from models.progress import DownloadFailed, DownloadPhase, Ended, Progress, Report
from tests.models.fetching import report_of
from tests.support.loopback_hub import LoopbackHub
from tests.support.starter import starter

LIMIT_S = 60.0
ROOT = Path(__file__).parent.parent.parent
MODEL = starter().path

#: Before the download begins: nothing may leave this computer, whatever the client is told.
GUARD = """
import ipaddress, sys
def guard(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise SystemExit(f"{event} {host}: nothing leaves this computer")
sys.addaudithook(guard)
"""
MAIN = "from tests.models.fetching import main; sys.exit(main())"


class Child:
    """A download in a process of its own, and what it reports."""

    def __init__(self, *arguments: str, environment: dict[str, str], fake: str = "") -> None:
        self.reports: list[Report] = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{GUARD}\n{fake}\n{MAIN}", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.reports.append(report_of(line))
                self._changed.notify_all()

    def until(self, seen: Callable[[Progress], bool]) -> None:
        """Wait for a progress that it reported or will report."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(seen, self.progress)), LIMIT_S), self.reports

    @property
    def progress(self) -> list[Progress]:
        return [report for report in self.reports if isinstance(report, Progress)]

    @property
    def phases(self) -> set[DownloadPhase]:
        return {each.phase for each in self.progress}

    @property
    def troubles(self) -> set[str]:
        return {each.trouble for each in self.progress if each.trouble}

    def kill(self) -> None:
        self.process.kill()
        self._wait()

    def stop(self) -> Report:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.end()

    def end(self) -> Report:
        """How it ended."""
        self.process.wait(LIMIT_S)
        errors = self._wait()
        assert not errors, errors
        return self.reports[-1]

    def failure(self) -> DownloadFailed:
        report = self.end()
        assert isinstance(report, DownloadFailed), report
        assert self.process.returncode == 1
        return report

    def success(self) -> Ended:
        report = self.end()
        assert isinstance(report, Ended), report
        assert self.process.returncode == 0
        return report

    def _wait(self) -> str:
        self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        assert self.process.stderr is not None
        errors = self.process.stderr.read()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return errors


class Fetch:
    """Starts downloads into one models folder."""

    def __init__(self, hub: LoopbackHub, folder: Path, cache: Path) -> None:
        self._folder = folder
        names = {name for name in os.environ if name.startswith("HF_") or name.lower().endswith("_proxy")}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        self.environment = kept | {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(cache)}
        self.children: list[Child] = []

    def __call__(self, model: str = "tiny", *options: str, fake: str = "", **environment: str) -> Child:
        arguments = (model, "--folder", str(self._folder), "--first-pause-s", "0.05", *options)
        self.children.append(Child(*arguments, environment=self.environment | environment, fake=fake))
        return self.children[-1]


def ranges_of(hub: LoopbackHub, name: str) -> list[int]:
    """Where each request for a file began."""
    return [int((each.range or "bytes=0-").removeprefix("bytes=")[:-1]) for each in hub.asked_for(name)]


def same_files(made: Path) -> bool:
    names = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json")
    return all((made / name).read_bytes() == (MODEL / name).read_bytes() for name in names)


def nothing_left(folder: Path) -> bool:
    """Whether of models on their way nothing is left but locks that nobody holds."""
    return all(path.suffix == ".lock" and path.stat().st_size == 0 for path in (folder / ".partial").iterdir())


def find_revision(model_id: str) -> str:
    entry = find_entry(model_id)
    assert entry is not None
    return entry.revision
