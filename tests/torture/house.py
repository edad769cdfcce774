"""A data folder that lives through many kills, and everything that was ever handed over to it."""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from engine.recording.wav import HEADER_BYTES
from engine.storage.paths import Paths
from tests.end_to_end.audio import decoded, write_wav
from tests.support.loopback_hub import LoopbackHub
from tests.support.starter import furnish
from tests.torture.program import COMMAND, WINDOW, Program, Stuck
from tests.torture.speech import Speech
from tests.torture.steps import Mine, Step
from tests.torture.verdict import HandedOver, Kept, faults, faults_of_documents, kept, labelled, orphans


class House:
    """One home with its programs."""

    def __init__(
        self, folder: Path, chance: random.Random, hub: LoopbackHub, environment: Mapping[str, str], speech: Speech
    ) -> None:
        self.folder = folder
        self.chance = chance
        self.speech = speech
        self.paths = furnish(Paths(folder / "home"), speech.model)
        self.documents = folder / "documents"
        self.handed_over: dict[Path, HandedOver] = {}
        #: Runs that were ever committed, with their sources.
        self.seen: dict[str, str] = {}
        #: Steps at which something was killed, and how often; random moments too.
        self.kills: Counter[str] = Counter()
        #: What was spoken and not handed over as a file, and that of it which was on the disk when its program died.
        self._spoken: set[Path] = set()
        self._promised: set[str] = set()
        self._numbers = itertools.count(1)
        self._clips = folder / "clips"
        self._clips.mkdir(parents=True)
        self.documents.mkdir()
        self._environment = {
            **os.environ, **environment, "EVERYCLIP_HOME": str(self.paths.home),
            "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(folder / "hub"),
        }  # fmt: skip

    # --- clips ---

    def clips(self, count: int, *, as_wav: bool = False) -> list[Path]:
        """So many new files with sample sentences, now and then a talk of several. None has the name of another."""
        return [self._talk() if not as_wav and self.chance.random() < 0.1 else self._clip(as_wav) for _ in range(count)]

    def _clip(self, as_wav: bool) -> Path:
        sample = self.chance.choice(self.speech.samples)
        path = self._clips / f"{next(self._numbers):04} {sample.path.stem}{'.wav' if as_wav else '.flac'}"
        if as_wav:
            write_wav(path, decoded(sample.path))
        else:
            path.hardlink_to(self._original(sample.path))
        return self._hand_over(HandedOver(path, sample.text, max_wrong=self.speech.max_wrong))

    def _original(self, sample: Path) -> Path:
        """The sample on the disk of the test."""
        original = self.folder / sample.name
        if not original.exists():
            original.write_bytes(sample.read_bytes())
        return original

    def _talk(self) -> Path:
        path = self._clips / f"{next(self._numbers):04} talk.wav"
        text, wrong = self.speech.talk.text, self.speech.max_wrong
        path.hardlink_to(self._original(self.speech.talk.path))
        return self._hand_over(HandedOver(path, text, is_talk=True, max_wrong=wrong))

    def _hand_over(self, clip: HandedOver) -> Path:
        self.handed_over[clip.path] = clip
        return clip.path

    @property
    def unanswered(self) -> list[Path]:
        """Files that were handed over and of which the registry knows nothing: a kill came before the door had them."""
        known = labelled(self.paths) | {run.source for run in self.look()}
        return [path for path in self.handed_over if str(path) not in known and path not in self._spoken]

    def hear(self, files: Sequence[Path]) -> None:
        """That these were spoken: nobody hands them over again, and what was recorded of them must come in."""
        self._spoken.update(files)
        for label in self.paths.vault.glob("*.label"):
            audio = label.with_suffix(".recording")
            if audio.exists() and audio.stat().st_size > HEADER_BYTES:
                self._promised.add(json.loads(label.read_text("utf-8"))["source"])

    def remove_models(self) -> None:
        """Models that were fetched are to be fetched again."""
        shutil.rmtree(self.paths.models, ignore_errors=True)
        furnish(self.paths, self.speech.model)

    # --- programs ---

    def everyclip(self, *arguments: str | Path, mine: Mine | None = None) -> Program:
        """A command."""
        return self.start([*COMMAND, *map(str, arguments)], mine)

    def window(self, *files: Path, mine: Mine | None = None) -> Program:
        return self.start([*WINDOW, *map(str, files)], mine)

    def start(self, command: Sequence[str], mine: Mine | None = None) -> Program:
        return Program(command, self._environment, self.folder / "told.txt", mine)

    def mine(self, step: Step) -> Mine:
        """One for that step, at any of its calls."""
        call = self.chance.randint(1, step.most_calls)
        return Mine(step, call, self.folder / f"spent {next(self._numbers)}")

    def end(self, program: Program, mine: Mine | None) -> None:
        """Once the program is not to live any longer."""
        program.kill()
        if mine is not None and mine.went_off:
            self.kills[mine.step.name] += 1
        self.look()

    # --- what there is ---

    def look(self) -> list[Kept]:
        """The runs, which from now on must never be missing."""
        runs = kept(self.paths) if self.paths.home.exists() else []
        self.seen |= {run.run_id: run.source for run in runs}
        return runs

    @property
    def is_idle(self) -> bool:
        return not labelled(self.paths) and all(run.state not in ("queued", "running") for run in self.look())

    def recover(self) -> None:
        """Start what a person would start, until nothing is left to do. Raises Stuck."""
        status = self.everyclip("work", "--until-idle").wait()
        if refused := [run.run_id for run in self.look() if run.state == "failed" and '"disk_full"' in run.reason]:
            self.everyclip("retry", *refused).wait()  # there is room again
            status = self.everyclip("work", "--until-idle").wait()
        wanting = [run.run_id for run in self.look() if run.state == "failed" and '"model_missing"' in run.reason]
        if wanting:  # killed before the download had begun: the run says so, and the person asks for the model
            self.everyclip("models", "download", "tiny").wait()
            self.everyclip("retry", *wanting).wait()
            status = self.everyclip("work", "--until-idle").wait()
        if status != 0:
            raise Stuck(f"everyclip work has ended with {status}: {self.last_words}")

    @property
    def last_words(self) -> str:
        told = self.folder / "told.txt"
        return told.read_text("utf-8", "replace")[-600:] if told.exists() else ""

    def faults(self) -> Iterator[str]:
        """What is wrong now that all is quiet."""
        known = {run.source for run in self.look()}
        yield from (f"LOST: {Path(source).name} was recorded" for source in self._promised - known)
        yield from faults(self.paths, self.handed_over, self.seen)
        yield from faults_of_documents(self.documents, self.handed_over)

    @property
    def orphans(self) -> int:
        """Audio that no row tells of."""
        return len(orphans(self.paths))

    @property
    def never_spoken(self) -> int:
        """Recordings that were killed before they had begun."""
        known = {run.source for run in self.look()}
        return sum(str(path) not in known for path in self._spoken)

    @property
    def completed(self) -> int:
        """Clips that have their text."""
        return sum(run.state == "completed" for run in self.look())
