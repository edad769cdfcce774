"""`everyclip serve` as a program of its own: to be asked, killed and started again at the same address."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import openai
import psutil

ROOT = Path(__file__).parents[2]
#: No moment is waited for longer.
LIMIT_S = 200.0
PATH = "/v1/audio/transcriptions"


class DoorProgram:
    """The program over the home of the environment. The address and the token stay the same over restarts."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self.url = ""
        self.token = ""
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        port = self.url.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "engine", "serve", "--port", port, *self._options]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = [self._process.stdout.readline() for _ in range(3)]
        assert self._process.poll() is None and "listens" in said[0], said
        url, token = said[0].split()[-1].removesuffix("/v1"), said[1].split()[-1]
        assert (self.url or url, self.token or token) == (url, token), "clients go on working"
        self.url, self.token = url, token

    @property
    def memory_bytes(self) -> int:
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def workers(self) -> list[psutil.Process]:
        """The processes that transcribe."""
        children = psutil.Process(self._process.pid).children()
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]

    def kill_worker(self) -> None:
        """SIGKILL, as the system does where memory ends."""
        for worker in self.workers():
            worker.kill()

    def kill(self) -> None:
        """kill -9. Its workers end by themselves."""
        workers = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.communicate()
        psutil.wait_procs(workers, timeout=LIMIT_S)

    def end(self) -> int:
        """SIGTERM. Returns its exit status."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.communicate(timeout=LIMIT_S)
        return self._process.returncode

    def http(self) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=LIMIT_S, trust_env=False)

    def openai(self, **values: Any) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(base_url=f"{self.url}/v1", api_key=self.token, **({"timeout": LIMIT_S} | values))

    def runs(self, **query: str) -> list[dict[str, Any]]:
        """The runs that it lists."""
        with self.http() as client:
            listed: list[dict[str, Any]] = client.get("/runs", params={"limit": "1000"} | query).json()["runs"]
        return listed

    def run(self, run_id: str) -> dict[str, Any]:
        """One run with its text."""
        with self.http() as client:
            shown: dict[str, Any] = client.get(f"/runs/{run_id}").json()
        return shown

    def until_idle(self) -> None:
        """Until nothing waits or runs."""
        deadline = time.monotonic() + LIMIT_S
        while any(run["state"] in ("queued", "running") for run in self.runs()):
            assert time.monotonic() < deadline
            time.sleep(0.1)
