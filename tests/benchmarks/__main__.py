"""Everyclip beside what a person would otherwise have, with real weights and recordings, in one table: `make bench`, or
in some minutes `make bench BENCH=--short`. Ratios are within one run, since machines differ and are shared."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import platform, python_version

from engine.machine.hardware import look
from engine.machine.plans import CPU, FLOAT16, INT8
from tests import speech
from tests.accuracy.words import errors_by_word, words
from tests.benchmarks import shares, start
from tests.benchmarks.beside import beside
from tests.benchmarks.clips import Sentences, Speech
from tests.benchmarks.contestants import Result, Task, measure
from tests.benchmarks.shapes import make_model
from tests.benchmarks.whisper_cpp import PYTHON
from tests.benchmarks.workloads import WORKLOADS, Workload
from tests.speakers import finding_rate
from tests.support.real_models import NAMES, real_model

#: Real ones, and one whose weights are random.
MODELS = (*NAMES, "small")
USUAL_MODEL = "base"
PARTS = (*WORKLOADS, "beside", "speakers", "start", "memory", "window")
SHORT_PARTS = "burst,file,beside,start"
#: Nothing but a pause between two sentences of the file whose memory is measured, so that ten hours take minutes.
SPARSE_PAUSE_S = 60.0
#: What a random model decodes in a window if nothing else is said.
USUAL_TOKENS = 16
WIDTH = 36


@dataclass(frozen=True, slots=True)
class Bench:
    """What is asked for."""

    models: Sequence[str]
    parts: Sequence[str]
    is_short: bool
    rounds: int
    threads: int
    sentences: Sentences
    #: The folder that they are from.
    recordings: Path
    #: A Python that has pywhispercpp; empty where there is none.
    whisper_cpp: str
    device: str

    def folder_of(self, model: str, contestant: str, clips: Sequence[Speech]) -> str:
        """Raises DownloadError."""
        if model in NAMES:
            return str(real_model(model).path)
        usual = str(make_model(model, USUAL_TOKENS))
        return str(make_model(model, shares.tokens_of_window(contestant, usual, clips)))


def tell(*cells: str, verdict: str = "") -> None:
    """A row of the table."""
    print(f"{cells[0]:<{WIDTH}}" + "".join(f"{cell:>10}" for cell in cells[1:]) + f"  {verdict}", flush=True)


def verdict_of(ratio: float, target: float) -> str:
    return f"≤ {target:g}, {'hit' if ratio <= target else 'missed'}"


def middle(seconds: Sequence[float | None], share: float = 0.5) -> str:
    """Of so many of a hundred, the slowest."""
    known = sorted(second for second in seconds if second is not None)
    return f"{known[min(len(known) - 1, int(len(known) * share))]:.2f}" if known else "?"


def errors_of(result: Result, texts: Sequence[str]) -> float | None:
    """The word error rate in percent, against these texts."""
    if not result.texts:
        return None
    pairs = [(words(said, "en"), words(heard, "en")) for said, heard in zip(texts, result.texts, strict=True)]
    errors = [error for said, heard in pairs if said for error in errors_by_word(said, heard)]
    return 100 * sum(errors) / max(1, len(errors))


# --- Workloads with peers. ---


def compete(bench: Bench, model: str, workload: Workload, folder: Path) -> None:
    """The rows of one model and one workload."""
    clips = workload.make(bench.sentences, folder, bench.is_short)
    audio_s = sum(clip.length_s for clip in clips)
    print(f"\n{model}, {workload.title}: {len(clips)} of them, {audio_s / 60:.1f} minutes of audio")
    paths, due_s = [str(clip.path) for clip in clips], [clip.due_s for clip in clips]
    results: dict[str, Result] = {}
    on_card = bench.device != CPU
    for name in (*workload.peers, *workload.ours):
        if name == "whisper_cpp" and (on_card or not (bench.whisper_cpp and model in NAMES)):
            tell("  whisper_cpp", verdict="not measured")
            continue
        if name == "draft" and model not in NAMES:
            continue  # what it saves, it pays for with words, and random weights have none
        folder_of_model = bench.folder_of(model, name, clips)
        # Threads do not always help: a peer gets as many as it is faster with. Everyclip decides by itself.
        tasks = [
            Task(folder_of_model, threads, paths, due_s, bench.whisper_cpp, bench.device)
            for threads in sorted({bench.threads} if name in workload.ours or on_card else {1, bench.threads})
        ]
        tried = (measure(name, task) for task in tasks for _ in range(bench.rounds))
        results[name] = min(tried, key=lambda result: result.wall_s)
        tell_contestant(name, results, clips, has_texts=model in NAMES)
    for ours in (name for name in workload.ours if name in results):
        tell_targets(ours, results, workload, model, clips, bench.device)
    if not any(due_s) and not on_card:
        spent = shares.measure(bench.folder_of(model, "everyclip", clips), [clip.path for clip in clips])
        tell_shares(spent, results["everyclip"], bench.threads)


def tell_contestant(name: str, results: dict[str, Result], clips: Sequence[Speech], has_texts: bool) -> None:
    result = results[name]
    cells = [
        f"  {name}",
        f"{result.wall_s:.2f} s",
        middle(result.first_s),
        middle(result.last_s),
        middle(result.last_s, 0.95),
        f"{sum(clip.length_s for clip in clips) / result.wall_s:.0f}x",
        f"{result.peak_bytes / 2**20:.0f} MB",
    ]
    if has_texts:
        cells += [
            "?" if errors is None else f"{errors:.1f} %"
            for errors in (errors_of(result, [clip.text for clip in clips]), errors_of(result, results["plain"].texts))
        ]
    tell(*cells)


def tell_targets(
    who: str, results: dict[str, Result], workload: Workload, model: str, clips: Sequence[Speech], device: str
) -> None:
    print(f"  {who}")
    ours = results[who]
    targets = workload.targets if device == CPU else workload.card_targets
    for name in (name for name in workload.peers if name in results):
        theirs = results[name]
        if not any(clip.due_s for clip in clips):
            tell_ratio(f"    of the time of {name}", ours.wall_s / theirs.wall_s, targets.get(name))
        if name in workload.memory_targets:
            memory = ours.peak_bytes / theirs.peak_bytes
            tell_ratio(f"    of the memory of {name}", memory, workload.memory_targets[name])
    if model in NAMES:
        meant = [clip.text for clip in clips]
        worse = (errors_of(ours, meant) or 0.0) - (errors_of(results["plain"], meant) or 0.0)
        tell("    word errors beyond those of plain", f"{worse:+.1f}", verdict=verdict_of(worse, 0.5))


def tell_ratio(what: str, ratio: float, target: float | None) -> None:
    tell(what, f"{ratio:.3f}", verdict=verdict_of(ratio, target) if target else "")


def tell_shares(spent: shares.Shares, ours: Result, threads: int) -> None:
    steps = {
        "decoding of files": spent.decoding_s, "voice activity": spent.speech_s, "features": spent.features_s,
        "encoder": spent.encoder_s, "decoder": spent.decoder_s,
    }  # fmt: skip
    least_s = sum(steps.values()) / threads
    print("    alone, on one thread: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items()))
    print(f"    {spent.waste:.0%} of the encoder's input is padding; on {threads} threads that takes {least_s:.2f} s, "
          f"Everyclip took {ours.wall_s / least_s:.2f} of that")  # fmt: skip


# --- What stands alone. ---


def short_beside_long(bench: Bench, model: str, folder: Path) -> None:
    long_s, count = (600, 3) if bench.is_short else (3600, 12)
    long = bench.sentences.joined(folder / "long.wav", long_s, 1)
    shorts = bench.sentences.short(count)
    model_folder = bench.folder_of(model, "everyclip", shorts)
    idle, busy = asyncio.run(beside(model_folder, long.path, [short.path for short in shorts], bench.device))
    print(f"\n{model}, {count} short clips, one after the other, seconds until the text")
    tell("  engine idle", "", "", middle(idle), middle(idle, 0.95))
    tell(f"  beside a file of {long_s / 60:.0f} minutes", "", "", middle(busy), middle(busy, 0.95))
    ratio = statistics.median(busy) / statistics.median(idle)
    tell("  ratio of the middle ones", f"{ratio:.2f}", verdict=verdict_of(ratio, 2))


def first_text(device: str) -> None:
    weights = real_model(USUAL_MODEL).path
    start.command_s(weights, device)  # brings the files into the disk's cache
    print(f"\nfrom the start of a new process to the text of its first clip, {USUAL_MODEL}")
    ways = {
        "the command, until its end": lambda: start.command_s(weights, device),
        "the window": lambda: start.window_s(weights),
    }
    for what, measure_s in ways.items():
        seconds = statistics.median(measure_s() for _ in range(3))
        tell(f"  {what}", f"{seconds:.2f} s", verdict=verdict_of(seconds, 3))


def memory_of_length(bench: Bench, folder: Path) -> None:
    hours = 0.5 if bench.is_short else 10.0
    print(f"\npeak memory for one file, {USUAL_MODEL}")
    peaks = []
    for length_s in (600.0, hours * 3600):
        clip = bench.sentences.joined(folder / "file.wav", length_s, 1, SPARSE_PAUSE_S)
        weights = str(real_model(USUAL_MODEL).path)
        task = Task(weights, bench.threads, [str(clip.path)], [0.0], device=bench.device)
        result = measure("everyclip", task)
        peaks.append(result.peak_bytes)
        tell(f"  {length_s / 3600:.2f} hours", f"{result.wall_s:.0f} s", middle(result.first_s), "", "", "",
             f"{result.peak_bytes / 2**20:.0f} MB")  # fmt: skip
    tell("  ratio", f"{peaks[1] / peaks[0]:.2f}", verdict=verdict_of(peaks[1] / peaks[0], 1.1))


# --- All of it. ---


def measure_all(bench: Bench) -> None:
    for part in bench.parts:
        for model in bench.models:
            with tempfile.TemporaryDirectory() as folder:
                if part in WORKLOADS:
                    compete(bench, model, WORKLOADS[part], Path(folder))
                elif part == "beside":
                    short_beside_long(bench, model, Path(folder))
    if "speakers" in bench.parts:
        print("\nspeakers found in mixtures of voices", flush=True)
        mixtures = finding_rate.measured(bench.recordings, of_each=1 if bench.is_short else 8)
        print("\n".join(finding_rate.table(list(mixtures))), flush=True)
    if "start" in bench.parts:
        first_text(bench.device)
    if "memory" in bench.parts:
        with tempfile.TemporaryDirectory() as folder:
            memory_of_length(bench, Path(folder))
    if "window" in bench.parts:
        print("\nthe window", flush=True)
        subprocess.run([sys.executable, "-m", "tests.benchmarks.interface"], check=True)


def tell_head(bench: Bench) -> None:
    machine = look()
    processor, cards = machine.processor, ", ".join(f"{card.name}, driver {card.driver}" for card in machine.cards)
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in ("everyclip", "faster-whisper", "ctranslate2"))
    print(f"{processor.name}, {bench.threads} threads, {platform()}, Python {python_version()}, {packages}")
    if bench.device == CPU:
        print(f"{INT8}, beam 5; a peer on one thread or on all, whichever is faster for it.")
    else:
        print(f"{FLOAT16}, beam 5, on {cards}. Memory is the card's.")
    print(f"Load before the start: {load}. Seconds until a clip's first and last text are of the middle")
    print("clip; p95: of 95 in 100, the slowest. Word errors: against what is said, and against plain.\n")
    tell("", "wall", "first", "last", "last p95", "speed", "memory", "errors", "v. plain")


def read_arguments() -> Bench:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parts = ",".join(PARTS)
    parser.add_argument("--models", help=f"some of {','.join(MODELS)}; all, or the first with --short")
    parser.add_argument("--parts", help=f"some of {parts}; all, or {SHORT_PARTS} with --short")
    parser.add_argument("--short", action="store_true", help="less of everything, to try it out: some minutes")
    parser.add_argument("--device", choices=(CPU, "cuda"), default=CPU, help="what all of them run on")
    parser.add_argument("--rounds", type=int, default=1, help="how often each contestant is measured; the best counts")
    folder = os.environ.get("SPEECH") or str(speech.FOLDER)
    parser.add_argument("--speech", default=folder, help="a folder with a manifest.tsv; else SPEECH, else tests/speech")
    parser.add_argument("--whisper-cpp", default=str(PYTHON), help="a Python that has pywhispercpp: make whisper-cpp")
    asked = parser.parse_args()
    chosen_models = asked.models.split(",") if asked.models else MODELS[:1] if asked.short else MODELS
    chosen_parts = (asked.parts or (SHORT_PARTS if asked.short else parts)).split(",")
    if unknown := {*chosen_models, *chosen_parts} - {*MODELS, *PARTS}:
        parser.error(f"there is no {', '.join(unknown)}")
    return Bench(
        chosen_models, chosen_parts, asked.short, asked.rounds, look().processor.usable,
        Sentences.of(Path(asked.speech).resolve()), Path(asked.speech).resolve(),
        asked.whisper_cpp if Path(asked.whisper_cpp).is_file() else "", asked.device,
    )  # fmt: skip


def main() -> None:
    bench = read_arguments()
    tell_head(bench)
    measure_all(bench)


if __name__ == "__main__":
    main()
