"""The models on this computer: those in the models folder, and any other folder that holds one."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from filelock import Timeout

from models.catalogue import ModelSource, find_entry, is_repository, source_of
from models.errors import ModelBusy, ModelDamaged, ModelMissing, ModelStoreError
from models.formats import NEEDED, check_whisper
from models.metadata import Metadata
from models.partial import lock_of, partial_folder, put_aside, throw_away
from models.receipt import FILE as RECEIPT_FILE
from models.receipt import CheckedFile, Receipt, read_receipt, sha256_of, write_receipt

#: How long removing a model waits for a process that is changing it.
_BUSY_S = 10.0

#: The minimum length of a silence at which to cut, in seconds, unless a model says otherwise.
_CUT_SILENCE_S = 0.5
#: The mel frames in the 30 s that a Whisper encoder takes.
_ENCODER_FRAMES = 3000
#: For models that do not state their own margin. With 300, `base` repeated itself in a tenth of 204 real clips; with
#: 600 in a twentieth, nearly all detected and transcribed again in full; more costs time and saves no word errors.
_MARGIN_FRAMES = 600


@dataclass(frozen=True, slots=True)
class Model:
    """A Whisper model in CTranslate2's format on this computer, and its preferred settings."""

    #: The name for `find_model`: an id, or the absolute path of a folder outside the store.
    model_id: str
    path: Path
    title: str
    #: A candid note on its limits, to be shown wherever the model is used; empty if there is nothing to say.
    note: str
    #: Codes of the languages it understands; empty if there are many.
    languages: tuple[str, ...]
    size_bytes: int
    #: The length of window that it transcribes best; None for what suits the device.
    preferred_window_s: float | None
    #: The minimum length of a silence at which to cut.
    cut_silence_s: float
    #: Whether neighbouring stretches of speech may share a window, or each is transcribed better alone.
    joins_speech: bool
    #: Empty mel frames (10 ms each) that its encoder is given after the speech; from 3000 on it is always given 30 s.
    encoder_margin_frames: int
    conditions_on_previous_text: bool


class ModelState(StrEnum):
    """The state of a model in the models folder."""

    ABSENT = "absent"
    #: Some of it has been downloaded.
    PARTIAL = "partial"
    #: Every file was verified when it was added, and none has visibly changed.
    VERIFIED = "verified"
    #: A sound folder that was put there by hand: it is used, and `verify` checks it.
    UNCHECKED = "unchecked"
    #: Changed since it was verified, or not a model.
    DAMAGED = "damaged"


def find_model(model: str, folder: Path) -> Model:
    """The model with that id in `folder`, or the one in the folder with that path.

    An id is a bare name, an alias of the catalogue ("turbo") or a repository of the hub ("owner/name"); anything else,
    and a repository that `folder` does not hold, is a path. No id leads out of `folder`. Raises ModelMissing and
    ModelDamaged.
    """
    if _is_id(model):
        model_id = model if (folder / model).is_dir() else id_of(model)
        return _read_model(model_id, folder / model_id)
    if not model:
        raise ModelMissing(model=model)
    if is_repository(model):
        model_id = source_of(model).model_id
        if (folder / model_id).is_dir():
            return _read_model(model_id, folder / model_id)
    path = Path(os.path.abspath(model))
    return _read_model(str(path), path)


def state_of(model: str, folder: Path) -> ModelState:
    """The state of a model, by id, alias or repository, without reading all of its files. Raises OSError."""
    try:
        found = find_model(model, folder)
    except ModelDamaged:
        return ModelState.DAMAGED
    except ModelMissing:
        model_id = id_of(model)
        return ModelState.PARTIAL if partial_folder(model_id, folder).is_dir() else ModelState.ABSENT
    return ModelState.UNCHECKED if read_receipt(found.path) is None else ModelState.VERIFIED


def is_there(source: ModelSource, folder: Path) -> bool:
    """Whether the model with its id is sound, and of the requested revision if a commit was given."""
    if state_of(source.model_id, folder) not in (ModelState.VERIFIED, ModelState.UNCHECKED):
        return False
    receipt = read_receipt(folder / source.model_id)
    return source.entry is not None or receipt is None or source.revision in ("main", receipt.revision)


def id_of(model: str) -> str:
    """The id of a model in the models folder, given its id, alias or repository."""
    entry = find_entry(model)
    if entry is not None:
        return entry.model_id
    return source_of(model).model_id if is_repository(model) else model


def verify(model: str, folder: Path, on_progress: Callable[[int, int], None] = lambda done, total: None) -> Model:
    """Read all files of a model, compare them with their state when they were added, and record the result.

    One that was put into `folder` by hand is checked like an import, and gets a receipt. `on_progress` is called with
    the bytes read and the total, and may raise. Raises ModelMissing, ModelDamaged and OSError.
    """
    model_id = id_of(model)
    path = folder / model_id
    if not _is_id(model_id) or not path.is_dir():
        raise ModelMissing(model=model)
    try:
        receipt = read_receipt(path)
        check_whisper(path)
        found = checked(path, [file.name for file in receipt.files] if receipt else None, on_progress)
    except ValueError as error:
        raise ModelDamaged(model=model, detail=str(error)) from error
    except FileNotFoundError as error:
        raise ModelDamaged(model=model, detail=f"{Path(error.filename).name} is missing") from error
    if receipt is None:
        write_receipt(path, Receipt(found, *origin_of(model_id, found)))
    else:
        damaged = tuple(was.name for was, now in zip(receipt.files, found, strict=True) if was != now)
        if damaged != receipt.damaged:
            write_receipt(path, replace(receipt, damaged=damaged))
    return find_model(model, folder)


def checked(
    path: Path, names: list[str] | None, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[CheckedFile, ...]:
    """These files of a folder, or all of them, as they are now. `on_progress` as in `verify`. Raises OSError."""
    if names is None:
        names = sorted(file.name for file in path.iterdir() if file.is_file() and file.name != RECEIPT_FILE)
    sizes = {name: (path / name).stat().st_size for name in names}
    total, done = sum(sizes.values()), 0

    def add(count: int) -> None:
        nonlocal done
        done += count
        on_progress(done, total)

    return tuple(CheckedFile(name, sizes[name], sha256_of(path / name, add)) for name in names)


def damage_of(path: Path) -> str | None:
    """What is wrong with a model that could not be loaded, judged by the hashes in its receipt or, without one, by the
    look of its files. None if nothing is. Reads all of it. Raises OSError."""
    try:
        receipt = read_receipt(path)
        check_whisper(path)
        found = checked(path, [file.name for file in receipt.files]) if receipt else ()
    except ValueError as error:
        return str(error)
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    changed = [was.name for was, now in zip(receipt.files, found, strict=True) if was != now] if receipt else []
    return f"{changed[0]} has changed since it was checked" if changed else None


def remove(model: str, folder: Path) -> int:
    """Delete a model, and any partial download of it. Returns the bytes freed.

    Check beforehand that nobody may still load it. Raises ModelMissing, ModelBusy if another process is changing
    it, and OSError.
    """
    model_id = id_of(model)
    if not _is_id(model_id):
        raise ModelMissing(model=model)
    gathered = partial_folder(model_id, folder)
    if not os.path.lexists(folder / model_id) and not gathered.is_dir():
        raise ModelMissing(model=model)
    try:
        with lock_of(model_id, folder).acquire(timeout=_BUSY_S):
            return throw_away(put_aside(model_id, folder)) + throw_away(gathered)
    except Timeout:
        raise ModelBusy(model=model) from None


def origin_of(model_id: str, files: tuple[CheckedFile, ...]) -> tuple[str | None, str | None]:
    """The repository and commit of files that were put there by hand, if the catalogue knows them."""
    entry = find_entry(model_id)
    hashes = {file.name: file.sha256 for file in files}
    known = {file.name: file.sha256 for file in entry.files if file.sha256} if entry else {}
    if entry is None or "model.bin" not in known or any(hashes.get(name) != sha256 for name, sha256 in known.items()):
        return None, None
    return entry.repository, entry.revision


def list_models(folder: Path) -> list[Model]:
    """Every model in `folder` that can be used by id, sorted by name.

    Folders that are not sound models are left out; `find_model` says what they lack. Raises OSError if `folder` cannot
    be read; a folder that does not exist yet counts as empty.
    """
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    models = []
    for name in filter(_is_id, names):
        try:
            models.append(find_model(name, folder))
        except ModelStoreError:
            continue
    return models


def check_model(path: Path) -> None:
    """Check that the files in a folder are a model that will load, with valid metadata. Raises
    ValueError naming the file, and OSError."""
    check_whisper(path)
    _describe(path.name, path)


def is_name(model: str) -> bool:
    """Whether it names a model by id, alias or repository, rather than by path."""
    return _is_id(model) or is_repository(model)


def _is_id(model: str) -> bool:
    """Whether it is a bare name. Names with a leading dot are not: "..", and hidden folders."""
    return bool(model) and Path(model).name == model and not model.startswith(".")


def _read_model(model_id: str, path: Path) -> Model:
    """The model in the folder `path`. Raises ModelMissing and ModelDamaged."""
    try:
        if not path.is_dir():
            raise ModelMissing(model=model_id)
        _check_files(path)
        receipt = read_receipt(path)
        if receipt is not None and (changed := receipt.changed(path)):
            raise ValueError(changed)
        return _describe(model_id, path)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise ModelDamaged(model=model_id, detail=detail) from error


def _check_files(path: Path) -> None:
    """Check for the needed files. Raises ValueError naming the first one that is missing or empty."""
    for names in NEEDED:
        files = [path / name for name in names if (path / name).is_file()]
        if not files:
            raise ValueError(f"{' or '.join(names)} is missing")
        if not files[0].stat().st_size:
            raise ValueError(f"{files[0].name} is empty")


def _describe(model_id: str, path: Path) -> Model:
    """The model with its metadata; the defaults suit any Whisper. Raises OSError and ValueError."""
    metadata = Metadata(path)
    # All conversions of OpenAI's English-only models keep the end of their names: "tiny.en", "base.en".
    entry = find_entry(path.name)
    languages = entry.languages if entry else ("en",) if path.name.endswith(".en") else ()
    return Model(
        model_id=model_id,
        path=path,
        title=metadata.text("title", path.name),
        note=metadata.text("note", ""),
        languages=metadata.texts("languages", languages),
        size_bytes=sum(file.stat().st_size for file in path.iterdir() if file.is_file()),
        preferred_window_s=metadata.number("preferred_window_s", minimum=1.0, maximum=30.0),
        cut_silence_s=metadata.number("cut_silence_s", minimum=0.05, maximum=5.0) or _CUT_SILENCE_S,
        joins_speech=metadata.flag("joins_speech", True),
        encoder_margin_frames=metadata.count("encoder_margin_frames", _MARGIN_FRAMES, maximum=_ENCODER_FRAMES),
        conditions_on_previous_text=metadata.flag("conditions_on_previous_text", True),
    )
