"""A download in a process of its own, which prints what it reports: see `tests.models.downloading`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from models.download import Patience, download
from models.errors import ModelStoreError
from models.progress import DownloadFailed, DownloadPhase, Ended, Progress, Report
from models.store import id_of

_KINDS = {kind.__name__: kind for kind in (Progress, Ended, DownloadFailed)}


def report_of(line: str) -> Report:
    """What a line of such a process says."""
    data = json.loads(line)
    if "phase" in data:
        data["phase"] = DownloadPhase(data["phase"])
    report: Report = _KINDS[data.pop("kind")](**data)
    return report


def main() -> int:
    """It stops when its standard input is closed. Returns 0 if the model is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--stall-s", type=float, default=Patience.stall_s)
    parser.add_argument("--tries", type=int, default=Patience.tries)
    parser.add_argument("--first-pause-s", type=float, default=Patience.first_pause_s)
    given = parser.parse_args()
    stop = threading.Event()
    threading.Thread(target=_stop_with_stdin, args=(stop,), daemon=True).start()
    patience = Patience(given.stall_s, given.tries, given.first_pause_s)
    try:
        model = download(given.model, given.folder, _print, stop.is_set, patience)
    except ModelStoreError as error:
        _print(DownloadFailed.of(id_of(given.model), error))
        return 1
    _print(Ended(model.model_id, str(model.path), model.size_bytes))
    return 0


def _stop_with_stdin(stop: threading.Event) -> None:
    os.read(sys.stdin.fileno(), 1)  # sys.stdin would hold its lock when the process ends
    stop.set()


def _print(report: Report) -> None:
    print(json.dumps({"kind": type(report).__name__, **asdict(report)}), flush=True)
