"""How well Everyclip hears real people, beside plain and batched faster-whisper: `make accuracy`, which writes
docs/accuracy.md. It fails where Everyclip is worse than the goals there."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.machine.plans import CPU
from tests import speech
from tests.accuracy.listeners import LISTENERS, OURS, Heard, Hearing, Setting, listen
from tests.accuracy.page import page, tables
from tests.accuracy.report import report, worst
from tests.benchmarks.whisper_cpp import PYTHON
from tests.speech import Recording, recordings
from tests.support.real_models import real_model


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for."""

    folder: Path
    kinds: Sequence[str]
    languages: Sequence[str]
    listeners: Sequence[str]
    setting: Setting
    worst: int
    page: Path | None
    save: Path | None
    peers: Path | None


def read_arguments() -> Asked:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    folder = os.environ.get("SPEECH") or str(speech.FOLDER)
    parser.add_argument("--speech", default=folder, help="a folder with a manifest.tsv; else SPEECH, else tests/speech")
    parser.add_argument("--model", default="base", help="base, tiny.en, or a folder with weights")
    parser.add_argument("--listeners", default=",".join(LISTENERS), help=f"some of {','.join(LISTENERS)}")
    parser.add_argument("--device", choices=(CPU, "cuda"), default=CPU, help="what all of them run on")
    parser.add_argument("--kinds", default="", help="only these kinds of recordings")
    parser.add_argument("--languages", default="", help="only these languages, and what is without speech")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst recordings are shown")
    parser.add_argument("--save", type=Path, help="a file for all that was heard, as JSON")
    parser.add_argument("--peers", type=Path, help="such a file: those who are not ours are taken from it")
    parser.add_argument("--everyclip", default="", help="the command of another Everyclip")
    parser.add_argument("--whisper-cpp", default=str(PYTHON), help="a Python that has pywhispercpp: make whisper-cpp")
    parser.add_argument("--page", type=Path, help="a file for the report, in Markdown")
    asked = parser.parse_args()
    names = _parts(asked.listeners)
    if unknown := set(names) - set(LISTENERS):
        parser.error(f"nobody is called {', '.join(unknown)}")
    if "whisper_cpp" in names and asked.device != CPU:
        names.remove("whisper_cpp")
    if "whisper_cpp" in names and not Path(asked.whisper_cpp).is_file():
        print("whisper.cpp is not here: make whisper-cpp sets it up.", file=sys.stderr)
        names.remove("whisper_cpp")
    weights = Path(asked.model).resolve() if Path(asked.model).is_dir() else real_model(asked.model).path
    command = shlex.split(asked.everyclip) or [sys.executable, "-m", "engine"]
    setting = Setting(weights, command, asked.device, asked.whisper_cpp)
    return Asked(
        Path(asked.speech).resolve(), _parts(asked.kinds), _parts(asked.languages), names, setting, asked.worst,
        asked.page, asked.save, asked.peers,
    )  # fmt: skip


def _parts(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def hear(asked: Asked, chosen: Sequence[Recording]) -> dict[str, Hearing]:
    """By everybody, or as it was kept."""
    kept = _read(asked.peers, chosen) if asked.peers else {}
    paths = [recording.path for recording in chosen]
    hearings: dict[str, Hearing] = {}
    for name in asked.listeners:
        is_kept = name in kept and name not in OURS
        hearings[name] = kept[name] if is_kept else listen(name, paths, asked.setting)
        if asked.save:
            save(asked.save, chosen, hearings)
    return hearings


def save(file: Path, chosen: Sequence[Recording], hearings: Mapping[str, Hearing]) -> None:
    kept = {
        name: {
            "seconds": hearing.seconds,
            "heard": {
                recording.path.name: asdict(heard) for recording, heard in zip(chosen, hearing.heard, strict=True)
            },
        }
        for name, hearing in hearings.items()
    }
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(file: Path, chosen: Sequence[Recording]) -> dict[str, Hearing]:
    kept = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: Hearing(
            [Heard(**hearing["heard"][recording.path.name]) for recording in chosen], float(hearing["seconds"])
        )
        for name, hearing in kept.items()
    }


def where(folder: Path) -> str:
    return "those that are part of the project" if folder == speech.FOLDER else f"of a larger folder, “{folder.name}”"


def main() -> int:
    asked = read_arguments()
    chosen = recordings(asked.folder, asked.kinds, asked.languages)
    if asked.folder == speech.FOLDER:
        print("Only the recordings that are part of the project. SPEECH=FOLDER names more of them.", file=sys.stderr)
    hearings = hear(asked, chosen)
    found = report(chosen, hearings)
    print("\n".join([*tables(hearings, found), *worst(chosen, hearings, asked.worst), ""]))
    for name, blunders in found.false_texts.items():
        for blunder in blunders:
            print(f"{name} made of {blunder.recording.path.name}, where nobody speaks: {blunder.text[:100]}")
    for name, blunders in found.wrong_languages.items():
        for blunder in blunders:
            print(f"{name} took {blunder.recording.path.name} for {blunder.language or 'no language'}")
    if asked.page:
        told = page(chosen, where(asked.folder), asked.setting, hearings, found)
        asked.page.write_text(told, encoding="utf-8")
    missed = list(found.shortcomings())
    print("\nMissed:\n" + "\n".join(missed) if missed else "\nAll goals are met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
