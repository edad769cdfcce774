"""Everyclip's command line as a person types it: in this process for what it says, or as the program that it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from engine.cli.app import app

ROOT = Path(__file__).parents[2]
LIMIT_S = 200


class CommandLine:
    """Everyclip with its data in a folder of its own and without a screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        kept.pop("QT_QPA_PLATFORM", None)
        self.environment = kept | {"EVERYCLIP_HOME": str(folder), "PYTHONPATH": str(ROOT)}

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """A process of its own: for what is about signals, pipes and exit statuses, or goes on beside the test."""
        command = [sys.executable, "-m", "engine", *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def everyclip_itself(self, *arguments: str | Path, status: int = 0) -> tuple[str, str]:
        """What the program writes to standard output and standard error. Fails for another exit status."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=LIMIT_S)
        assert process.returncode == status, err
        assert "Traceback" not in err
        return out, err

    def everyclip(self, *arguments: str | Path, status: int = 0) -> tuple[str, str]:
        """The same of a command in this process, at a fraction of the cost."""
        done = self._run(*arguments, status=status)
        return done.stdout, done.stderr

    def everyclip_bytes(self, *arguments: str | Path) -> bytes:
        """What a command writes to standard output, as it is."""
        return self._run(*arguments, status=0).stdout_bytes

    def json(self, *arguments: str | Path, status: int = 0) -> Any:
        return json.loads(self.everyclip(*arguments, "--json", status=status)[0])

    def _run(self, *arguments: str | Path, status: int) -> Result:
        environment = {"EVERYCLIP_HOME": str(self.folder)}
        done = CliRunner().invoke(app, [*map(str, arguments)], prog_name="everyclip", env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == status, done.stderr
        return done
