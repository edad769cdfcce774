"""The models on this computer: the bundled one, those in the models folder, and any other folder that holds one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelDamaged, ModelMissing, ModelStoreError
from models.metadata import Metadata

#: The id of the model that comes with Everyclip.
BUNDLED = "starter-en"

_BUNDLED_FOLDER = Path(__file__).resolve().parent / BUNDLED

#: What loading needs, any one of each line. Without tokenizer.json, faster-whisper would ask the internet for it.
_NEEDED = (
    ("model.bin",),
    ("config.json",),
    ("tokenizer.json",),
    ("vocabulary.json", "vocabulary.txt"),
)

#: The mel frames of the 30 s that a Whisper encoder takes.
_ENCODER_FRAMES = 3000


@dataclass(frozen=True, slots=True)
class Model:
    """A Whisper model in CTranslate2's format on this computer, and how it wants to be used."""

    #: What `find_model` finds it by: a name, or the absolute path of a folder outside the store.
    model_id: str
    path: Path
    title: str
    #: An honest line about its limits, to be shown wherever the model is used; empty if there is nothing to say.
    note: str
    #: Codes of the languages it understands; empty for many.
    languages: tuple[str, ...]
    is_bundled: bool
    size_bytes: int
    #: The length of window that it transcribes best.
    preferred_window_s: float
    #: A silence of this length is a place to cut.
    cut_silence_s: float
    #: Whether neighbouring stretches of speech may share a window, or each is heard best alone.
    joins_speech: bool
    #: Empty mel frames that its encoder needs after the speech; None to pad always to 30 s.
    encoder_margin_frames: int | None
    conditions_on_previous_text: bool


def find_model(model: str, folder: Path) -> Model:
    """The model of that id, bundled or in `folder`, or the one in the folder of that path.

    A bare name is always an id and anything else always a path, so that no id leads out of `folder`.
    Raises ModelMissing and ModelDamaged.
    """
    if model == BUNDLED:
        return _read_model(BUNDLED, _BUNDLED_FOLDER)
    if _is_id(model):
        return _read_model(model, folder / model)
    if not model:
        raise ModelMissing(model=model)
    path = Path(os.path.abspath(model))
    return _read_model(str(path), path)


def list_models(folder: Path) -> list[Model]:
    """Every model that can be used by id: the bundled one, then those in `folder` by name.

    A folder that is no sound model is left out; `find_model` says what it lacks. Raises OSError if `folder` may not be
    read; one that does not exist yet is merely empty.
    """
    names = sorted(path.name for path in folder.iterdir() if path.name != BUNDLED) if folder.is_dir() else []
    models = []
    for name in (BUNDLED, *filter(_is_id, names)):
        try:
            models.append(find_model(name, folder))
        except ModelStoreError:
            continue
    return models


def _is_id(model: str) -> bool:
    """Whether it is one bare name. Names with a leading dot are none: "..", and folders that mean to be hidden."""
    return bool(model) and Path(model).name == model and not model.startswith(".")


def _read_model(model_id: str, path: Path) -> Model:
    """The model in the folder `path`. Raises ModelMissing and ModelDamaged."""
    try:
        if not path.is_dir():
            raise ModelMissing(model=model_id)
        _check_files(path)
        return _describe(model_id, path)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise ModelDamaged(model=model_id, detail=detail) from error


def _check_files(path: Path) -> None:
    """Raises ValueError, naming the first file that is missing or empty."""
    for names in _NEEDED:
        files = [path / name for name in names if (path / name).is_file()]
        if not files:
            raise ValueError(f"{' or '.join(names)} is missing")
        if not files[0].stat().st_size:
            raise ValueError(f"{files[0].name} is empty")


def _describe(model_id: str, path: Path) -> Model:
    """The model with what its metadata say of it; the defaults suit any Whisper. Raises OSError and ValueError."""
    metadata = Metadata(path)
    # All who convert OpenAI's English-only models keep the end of their names: "tiny.en", "base.en".
    languages = ("en",) if path.name.endswith(".en") else ()
    return Model(
        model_id=model_id,
        path=path,
        title=metadata.text("title", path.name),
        note=metadata.text("note", ""),
        languages=metadata.texts("languages", languages),
        is_bundled=model_id == BUNDLED,
        size_bytes=sum(file.stat().st_size for file in path.iterdir() if file.is_file()),
        preferred_window_s=metadata.number("preferred_window_s", 28.0, at_least=1.0, at_most=30.0),
        cut_silence_s=metadata.number("cut_silence_s", 0.5, at_least=0.05, at_most=5.0),
        joins_speech=metadata.flag("joins_speech", True),
        encoder_margin_frames=metadata.count("encoder_margin_frames", at_most=_ENCODER_FRAMES),
        conditions_on_previous_text=metadata.flag("conditions_on_previous_text", True),
    )
