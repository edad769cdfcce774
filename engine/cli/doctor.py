"""`everyclip doctor`: what Everyclip stands on, tried out, and how to mend what does not work.

What could crash, hang or take long (drivers, codecs, Qt) is tried in a child process, so that it becomes a line of the
report. A check reports what it did; it supposes nothing.
"""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib import metadata
from multiprocessing.connection import Connection
from typing import TypedDict

from engine.cli.command import SOME_FAILED, CommandEnded
from engine.cli.wording import counted, printable, size
from engine.errors import EngineError
from engine.machine import cuda
from engine.machine.hardware import Machine, look
from engine.machine.plans import CPU
from engine.maintenance.moving import settled
from engine.maintenance.repair import Findings, inspect, repair
from engine.messages import explain
from engine.processes.child import start_child
from engine.registry.salvage import SESSION
from engine.run import Reason, State
from engine.settings import read_settings
from engine.storage.location import VARIABLE, location_file
from engine.storage.paths import ChosenBy, Paths
from engine.worker.self_test import SAMPLE_TEXT
from models.store import Model

#: How long a check in a child process may take.
LIMIT_S = 60.0
#: Free space below which a person should know.
LOW_SPACE_BYTES = 1_000_000_000
REPAIR = "Close Everyclip, then run everyclip doctor --repair: it keeps a copy, and saves what can be read."
GET_MODEL = "Get one with everyclip models download, or open the window, which does it by itself."
PACKAGES = ("faster-whisper", "ctranslate2", "av", "sounddevice", "PySide6-Essentials", "qasync")


class Health(StrEnum):
    """Whether something works: `warning` is a part that Everyclip can do without, `failed` one that it needs."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `remedy` is a sentence that says what to do, where something is to be done."""

    what: str
    health: Health
    detail: str
    remedy: str = ""


class CheckObject(TypedDict):
    """A finding, as `doctor --json` lists it."""

    what: str
    state: str
    detail: str
    remedy: str


def check_object(check: Check) -> CheckObject:
    return CheckObject(what=check.what, state=check.health.value, detail=check.detail, remedy=check.remedy)


def check_lines(checks: Sequence[Check]) -> list[str]:
    """The findings for people, and the sum of them."""
    width = max(len(check.what) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{check.health.value:<7}  {check.what:<{width}}  {check.detail}")
        if check.remedy:
            lines.append(f"{'':<7}  {'':<{width}}  → {check.remedy}")
    count = {health: sum(check.health is health for check in checks) for health in Health}
    if count[Health.FAILED]:
        lines.append(f"\n{counted(count[Health.FAILED], 'thing')} that Everyclip needs does not work.")
    elif count[Health.WARNING]:
        lines.append(f"\nEveryclip works, with {counted(count[Health.WARNING], 'limit')}.")
    else:
        lines.append("\nEverything works.")
    return lines


async def examine() -> list[Check]:
    """All checks, the slow ones side by side."""
    data = await _data()
    machine = await asyncio.to_thread(look)
    names = [CPU, *(card.device for card in machine.cards)]
    model = await asyncio.to_thread(_smallest_model)
    tries = [_Probe(f"device {name}", partial(_device, name, model), is_needed=name == CPU) for name in names]
    probes = [INFERENCE, SOUND, WINDOW, *tries]
    found = await asyncio.gather(*(asyncio.to_thread(_in_child, probe) for probe in probes))
    inference, sound, window, *devices = found
    tried = [check for checks in devices for check in checks]
    return [_versions(), *inference, *_machine(machine), *tried, *data, *sound, *window]


# --- in this process ---


def _machine(machine: Machine) -> list[Check]:
    """The processor, the memory, and the graphics cards with what they need."""
    processor = machine.processor
    cores = f"{counted(processor.cores, 'core')}, {counted(processor.threads, 'thread')}, {processor.usable} to be used"
    room = f"{size(machine.available_bytes)} of {size(machine.total_bytes)} free"
    checks = [Check("processor", Health.OK, f"{processor.name}, {cores}"), Check("memory", Health.OK, room)]
    for card in machine.cards:
        room = f"{size(card.free_bytes)} of {size(card.total_bytes)} free"
        checks.append(Check(f"graphics card {card.index}", Health.OK, f"{card.name}, {room}, driver {card.driver}"))
    if machine.driver_trouble:
        remedy = "Reinstall NVIDIA's driver and restart the computer; until then Everyclip uses the processor."
        checks.append(Check("graphics cards", Health.WARNING, machine.driver_trouble, remedy))
    if not machine.cards:
        return checks
    if machine.cublas is None:
        remedy = f"{cuda.REMEDY} Until then Everyclip uses the processor."
        return [*checks, Check("cuBLAS", Health.WARNING, "NVIDIA's library for graphics cards is missing", remedy)]
    return [*checks, Check("cuBLAS", Health.OK, str(machine.cublas))]


def _versions() -> Check:
    """The program, Python, and the libraries that do the work."""
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{package} unknown")  # a bundle may carry no descriptions
    try:
        everyclip = metadata.version("everyclip")
    except metadata.PackageNotFoundError:
        everyclip = "from its source"
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("versions", Health.OK, f"Everyclip {everyclip}, {system}; {', '.join(versions)}")


def _models(paths: Paths) -> list[Check]:
    """The model that clips are transcribed with, each in the store, and each folder there that is none."""
    from models.errors import ModelStoreError
    from models.store import find_model

    checks = []
    used = read_settings(paths).settings.model
    try:
        checks.append(Check("model in use", Health.OK, find_model(used, paths.models).model_id))
    except ModelStoreError as error:
        checks.append(Check("model in use", Health.WARNING, explain(Reason(error.code, error.facts)), GET_MODEL))
    own = sorted(path.name for path in paths.models.iterdir()) if paths.models.is_dir() else []
    for name in (name for name in own if not name.startswith(".")):
        try:
            model = find_model(name, paths.models)
            checks.append(Check(f"model {name}", Health.OK, f"{model.title}, {size(model.size_bytes)}"))
        except ModelStoreError as error:
            remedy = f"Remove {paths.models / name}, or add it anew."
            checks.append(Check(f"model {name}", Health.WARNING, explain(Reason(error.code, error.facts)), remedy))
    return checks


def _smallest_model() -> Model | None:
    """The one that is loaded soonest, to try devices with; None if none is here."""
    from models.store import list_models

    try:
        return min(list_models(settled().models), key=lambda model: model.size_bytes, default=None)
    except (EngineError, OSError):  # which `_data` reports
        return None


async def _data() -> list[Check]:
    """What is to be said of all that Everyclip keeps."""
    try:
        paths = await asyncio.to_thread(settled)
    except EngineError as error:
        return [Check("data folder", Health.FAILED, explain(Reason(error.code, error.facts)))]
    folder = _folder(paths)
    registry = [] if folder.health is Health.FAILED else await _registry(paths)
    return [*_models(paths), folder, *registry]


def _folder(paths: Paths) -> Check:
    """Whether the data folder can be written, and how much room there is."""
    what, place = "data folder", f"{paths.home} ({_why(paths)})"
    try:
        paths.make()
        with tempfile.TemporaryFile(dir=paths.home) as file:
            file.write(b"Everyclip")
        free_bytes = shutil.disk_usage(paths.home).free
    except OSError as error:
        remedy = "Make the folder writable, or set EVERYCLIP_HOME to another one."
        return Check(what, Health.FAILED, f"{place}: {error.strerror}", remedy)
    if free_bytes < LOW_SPACE_BYTES:
        remedy = "Free some space: clips are copied into this folder."
        return Check(what, Health.WARNING, f"{place}, only {size(free_bytes)} free", remedy)
    return Check(what, Health.OK, f"{place}, {size(free_bytes)} free")


async def _registry(paths: Paths) -> list[Check]:
    """Whether the registry is sound, what it holds, and whether its audio is there."""
    from engine.cli.transcribe import open_engine

    what = "registry"
    try:
        findings = await asyncio.to_thread(inspect, paths)
        if findings.trouble:
            return [Check(what, Health.FAILED, f"damaged: {findings.trouble}", REPAIR)]
        async with open_engine() as engine:
            sessions = await engine.sessions()
    except EngineError as error:
        return [Check(what, Health.FAILED, explain(Reason(error.code, error.facts)))]
    except (CommandEnded, OSError) as error:
        return [Check(what, Health.FAILED, str(error.__cause__ or error), REPAIR)]
    counts = {state: sum(session.counts.get(state, 0) for session in sessions) for state in State}
    runs = ", ".join(f"{count} {state.value}" for state, count in counts.items() if count)
    held = f"{counted(len(sessions), 'session')}, {counted(sum(counts.values()), 'run')}"
    return [Check(what, Health.OK, held + (f" ({runs})" if runs else "")), *_audio(findings)]


def _audio(findings: Findings) -> list[Check]:
    """Audio without a clip, and clips without their audio."""
    checks = []
    if findings.orphans:
        found = f"{counted(len(findings.orphans), 'file')} in the vault without a clip: {_some(findings.orphans)}"
        checks.append(Check("audio", Health.WARNING, found, "everyclip doctor --repair makes clips of them again."))
    if findings.gone:
        gone = f"{counted(len(findings.gone), 'clip')} whose audio is gone: {_some(findings.gone)}"
        checks.append(Check("audio", Health.WARNING, gone, "Their texts are kept. Only a backup has the audio."))
    return checks


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(printable(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


async def repair_data() -> list[str]:
    """Mend what can be mended. Returns what was done, in sentences. Raises EngineError, CommandEnded."""
    paths = await asyncio.to_thread(settled)
    try:
        await asyncio.to_thread(paths.make)
        report = await asyncio.to_thread(repair, paths)
    except OSError as error:
        raise CommandEnded(f"Nothing could be mended in {paths.home}: {error}", SOME_FAILED) from error
    done = []
    if report.set_aside is not None:
        done.append(f"The registry was damaged: {counted(report.runs_saved, 'run')} of it could be saved.")
        done.append(f"The damaged one is kept in {report.set_aside}.")
    if report.search:
        done.append("The index of texts was damaged, and is made anew.")
    if report.found_again:
        done.append(f"{counted(len(report.found_again), 'clip')} in the session “{SESSION}”: there was only its audio.")
    return done or ["There was nothing to mend."]


def _why(paths: Paths) -> str:
    """Why the data lie there."""
    if paths.chosen_by is ChosenBy.ENVIRONMENT:
        return f"set by {VARIABLE}"
    return f"moved there by you, says {location_file()}" if paths.chosen_by is ChosenBy.PERSON else "the usual place"


# --- in child processes ---


@dataclass(frozen=True, slots=True)
class _Probe:
    """A check for a child process. `is_needed`: Everyclip cannot do without what it tries."""

    what: str
    find: Callable[[], list[Check]]
    is_needed: bool = False


def _in_child(probe: _Probe) -> list[Check]:
    """What `probe` finds, tried in a process of its own; its death or silence is a finding too."""
    child = start_child(f"doctor: {probe.what}", partial(_report, probe.find))
    with child.connection as answer:
        try:
            if answer.poll(LIMIT_S):
                return list(answer.recv())
            ending = f"gave no answer within {LIMIT_S:.0f} s"
        except EOFError:
            ending = f"crashed the process that tried it (exit status {child.end(LIMIT_S)})"
        finally:
            child.end()
    health = Health.FAILED if probe.is_needed else Health.WARNING
    return [Check(probe.what, health, ending, "Install Everyclip again.")]


def _report(find: Callable[[], list[Check]], answer: Connection) -> None:
    """The child's work."""
    answer.send(find())
    answer.close()


def _inference() -> list[Check]:
    """The speech libraries load."""
    from engine.worker.self_test import versions

    try:
        found = ", ".join(f"{name} {version}" for name, version in versions().items())
    except (ImportError, OSError) as error:
        return [Check(INFERENCE.what, Health.FAILED, str(error), "Install Everyclip again.")]
    return [Check(INFERENCE.what, Health.OK, found)]


def _device(name: str, model: Model | None) -> list[Check]:
    """A device transcribes a sentence."""
    from engine.worker.self_test import try_device

    what, is_needed = f"device {name}", name == CPU
    if model is None:
        return [Check(what, Health.WARNING, "not tried: there is no model", GET_MODEL)]
    bad = Health.FAILED if is_needed else Health.WARNING
    remedy = "Install Everyclip again." if is_needed else "Until this is fixed, Everyclip uses the processor."
    try:
        tried = try_device(name, model)
    except EngineError as error:
        return [Check(what, bad, explain(Reason(error.code, error.facts)), remedy)]
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        return [Check(what, bad, str(error), remedy)]
    if not tried.is_right:
        return [Check(what, bad, f"heard “{tried.text}” instead of “{SAMPLE_TEXT}”", remedy)]
    times = f"loaded in {tried.load_s:.2f} s, transcribed a sentence in {tried.transcribe_s:.2f} s"
    able = ", ".join(filter(None, (tried.instructions, *tried.compute_types)))
    return [Check(what, Health.OK, f"{tried.ran_on}: {times} ({able})")]


def _sound() -> list[Check]:
    """PortAudio and the inputs that it sees."""
    from engine.portaudio import SoundSystemError, ask

    try:
        (_, version), devices = ask(lambda it: (it.get_portaudio_version(), it.query_devices()))
    except TimeoutError:
        words = explain(Reason("sound_system_hangs"))
        return [Check("recording", Health.WARNING, "no answer", words)]
    except SoundSystemError as error:
        words = explain(Reason("sound_system_refuses", {"detail": str(error)}))
        return [Check("recording", Health.WARNING, "refused", words)]
    except (ImportError, OSError) as error:
        remedy = "Install PortAudio, on Debian and Ubuntu: apt install libportaudio2."
        return [Check("recording", Health.WARNING, str(error), remedy)]
    found = [Check("recording", Health.OK, version)]
    inputs = [device["name"] for device in devices if device["max_input_channels"]]
    if inputs:
        return [*found, Check("inputs", Health.OK, ", ".join(inputs))]
    remedy = "Connect a microphone, or allow its use in the system's privacy settings. Files work without one."
    return [*found, Check("inputs", Health.WARNING, "no microphone", remedy)]


def _window() -> list[Check]:
    """Qt loads and reaches a display."""
    from importlib import import_module

    what, remedy = "window", "Start Everyclip from a desktop session. The command line works without."
    try:
        # By name: nothing of the engine may stand on Qt, and nothing but this child loads it.
        qt = import_module("PySide6.QtWidgets")
    except ImportError as error:
        remedy = "Install Qt's system libraries (make run does), or Everyclip again."
        return [Check(what, Health.WARNING, str(error), remedy)]
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(map(os.environ.get, named)):
        return [Check(what, Health.WARNING, "there is no display", remedy)]
    application = qt.QApplication([])
    screens = ", ".join(f"{one.size().width()}×{one.size().height()}" for one in application.screens())
    return [Check(what, Health.OK, f"Qt on {application.platformName()}, {screens}")]


INFERENCE = _Probe("speech libraries", _inference, is_needed=True)
SOUND = _Probe("recording", _sound)
WINDOW = _Probe("window", _window)
