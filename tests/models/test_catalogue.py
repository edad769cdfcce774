"""The catalogue: sound, sourced, in step with faster-whisper, and what is recommended out of it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from engine.messages import explain
from engine.run import Reason
from models.catalogue import Entry, Figure, catalogue, find_entry, folder_name, source_of
from models.errors import DownloadError
from models.formats import NEEDED, WELCOME, missing_of
from models.recommendation import Computer, recommend

GB = 1_000_000_000
ENTRIES = catalogue().entries


def test_it_has_every_model_that_faster_whisper_names() -> None:
    code = "from faster_whisper.utils import _MODELS; print(*(f'{name}={hub}' for name, hub in _MODELS.items()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    theirs = dict(each.split("=") for each in told)
    ours = {name: entry.repository for entry in ENTRIES for name in (entry.model_id, *entry.aliases)}
    assert ours == theirs


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.model_id)
def test_an_entry_is_sound(entry: Entry) -> None:
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", entry.repository)
    assert re.fullmatch(r"[0-9a-f]{40}", entry.revision)
    names = [file.name for file in entry.files]
    assert missing_of(names) is None
    assert set(names) <= {name for choices in NEEDED for name in choices} | set(WELCOME)
    assert all(file.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in entry.files)
    assert entry.languages == (("en",) if "English" in entry.title else ())
    assert not (entry.translates and entry.languages)
    assert entry.size_bytes > 70_000_000
    assert entry.licence and entry.title


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.model_id)
def test_every_figure_has_a_source(entry: Entry) -> None:
    figures = (entry.relative_speed, entry.word_errors_percent)
    assert {figure.source for figure in figures if figure} <= catalogue().sources.keys()
    assert all(isinstance(figure, Figure | None) for figure in figures)


def test_every_source_is_used() -> None:
    used: set[str] = set()
    for entry in ENTRIES:
        figures = (entry.relative_speed, entry.word_errors_percent)
        used |= {figure.source for figure in figures if figure}
    assert used == catalogue().sources.keys()


def test_names_are_found() -> None:
    turbo = find_entry("turbo")
    assert turbo is not None and turbo is find_entry("large-v3-turbo") is find_entry(turbo.repository)
    assert find_entry("gigantic") is None


def test_any_repository_has_a_place_of_its_own() -> None:
    assert source_of("Systran/faster-whisper-tiny") == source_of("tiny")
    other = source_of("acme/speech@v2")
    assert (other.model_id, other.repository, other.revision, other.entry) == (
        "acme--speech",
        "acme/speech",
        "v2",
        None,
    )
    old = source_of("Systran/faster-whisper-tiny@abc")
    assert (old.model_id, old.entry) == (folder_name("Systran/faster-whisper-tiny"), None)


@pytest.mark.parametrize(
    "name", ["", "gigantic", "../x", "a/../b", "a/b/c", "/etc", "a/.b", ".a/b", "a\\b", "a/b@../c"]
)
def test_what_is_no_name_of_a_model_leads_nowhere(name: str) -> None:
    with pytest.raises(DownloadError, match="model_unknown"):
        source_of(name)


@pytest.mark.parametrize(
    ("machine", "model_id", "device"),
    [
        (Computer(2, 1_800_000_000), "tiny", "cpu"),
        (Computer(1, 32 * GB), "tiny", "cpu"),
        (Computer(2, 8 * GB), "base", "cpu"),
        (Computer(4, 8 * GB), "small", "cpu"),
        (Computer(16, 32 * GB), "large-v3-turbo", "cpu"),
        (Computer(16, 3 * GB), "small", "cpu"),
        (Computer(4, 16 * GB, 8 * GB), "large-v3-turbo", "cuda"),
        (Computer(4, 16 * GB, 80 * GB), "large-v3-turbo", "cuda"),
        (Computer(4, 16 * GB, 3 * GB), "small", "cuda"),
        (Computer(4, 16 * GB, 1 * GB), "small", "cpu"),
    ],
)
def test_the_machine_gets_what_it_can_use(machine: Computer, model_id: str, device: str) -> None:
    advice = recommend(machine)
    assert (advice.entry.model_id, advice.device) == (model_id, device)
    assert advice.entry.title in explain(Reason(advice.code, advice.facts))
    assert "?" not in explain(Reason(advice.code, advice.facts))
