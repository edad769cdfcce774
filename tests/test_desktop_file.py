"""What tells a Linux desktop that Everyclip opens sound and films."""

from __future__ import annotations

import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

FILE = Path(__file__).parents[1] / "packaging" / "everyclip.desktop"


def test_it_opens_sound_and_films() -> None:
    parser = RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(FILE)
    entry = parser["Desktop Entry"]
    assert entry["Exec"] == "everyclip %F"
    kinds = entry["MimeType"].removesuffix(";").split(";")
    assert {kind.split("/")[0] for kind in kinds} == {"audio", "video"} and len(set(kinds)) == len(kinds)


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed")
def test_desktops_can_read_it() -> None:
    done = subprocess.run(["desktop-file-validate", FILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
