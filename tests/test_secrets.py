"""What `make check` looks for in the sources it also finds, and `make audit` says what it could not ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.audit import judge

ROOT = Path(__file__).parents[1]
#: Made up, and put together here so that this file has none.
SECRETS = {
    "a key of a cloud": "key = 'AKIA" + "IOSFODNN7" + "EXAMPLQ'",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a password in an address": "url = 'https://somebody:" + "hunter2x@example.org/'",
}


@pytest.mark.parametrize("what", ["nothing", *SECRETS])
def test_a_secret_in_the_sources_is_found(what: str, tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    [command] = [line for line in makefile.splitlines() if line.startswith("SECRETS := ")]
    options = command.split()[3:]
    (tmp_path / "settings.py").write_text(SECRETS.get(what, "checksum = '" + "0123456789abcdef" * 4 + "'") + "\n")
    scan = [str(Path(sys.executable).with_name("detect-secrets-hook")), *options, str(tmp_path / "settings.py")]
    assert subprocess.run(scan, check=False, capture_output=True, timeout=60).returncode == (what != "nothing")


def test_what_could_not_be_asked_is_no_clean_bill() -> None:
    sound = {"name": "a", "version": "1", "vulns": []}
    holed = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}]}
    unknown = {"name": "c", "skip_reason": "not found"}
    assert judge({"dependencies": [sound]}) == ("No known holes in 1 packages.", 0)
    assert judge({"dependencies": [sound, unknown]}) == ("Not checked for known holes: 1 of 2 packages.", 0)
    words, status = judge({"dependencies": [sound, holed, unknown]})
    assert "b 2: CVE-1" in words and "1 of 3" in words and status == 1
