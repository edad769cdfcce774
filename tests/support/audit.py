"""`make audit`: whether anything that is locked has a known hole.

What could not be asked about is said, and never passed off as sound: pip-audit itself ends well where it could ask
about nothing at all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path("build", "audit")
PIP_AUDIT = "pip-audit==2.10.1"


def main() -> int:
    """1 if there is a known hole; 0 if none is, also where that could not be asked, which is said."""
    python = FOLDER / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    found = FOLDER / "found.json"
    found.unlink(missing_ok=True)
    ask = ["-m", "pip_audit", "--requirement", "requirements.lock", "--no-deps", "--disable-pip", "--timeout", "30"]
    for command in (
        [sys.executable, "-m", "venv", str(FOLDER)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PIP_AUDIT],
        [str(python), *ask, "--progress-spinner", "off", "--format", "json", "--output", str(found)],
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode and not found.exists():
            print(f"Not checked for known holes: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
            return 0
    words, status = judge(json.loads(found.read_text("utf-8")))
    print(words)
    return status


def judge(report: dict[str, Any]) -> tuple[str, int]:
    """What pip-audit's report says, and the exit status for it."""
    packages = report["dependencies"]
    skipped = [each for each in packages if "skip_reason" in each]
    holes = [f"{each['name']} {each['version']}: {hole['id']}" for each in packages for hole in each.get("vulns", ())]
    lines = [f"Known holes: {', '.join(holes)}."] if holes else []
    if skipped:
        lines.append(f"Not checked for known holes: {len(skipped)} of {len(packages)} packages.")
    elif not holes:
        lines.append(f"No known holes in {len(packages)} packages.")
    return "\n".join(lines), int(bool(holes))


if __name__ == "__main__":
    sys.exit(main())
