"""Detects the kind of a model from its files, and validates those of CTranslate2."""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

#: What loading needs, any one of each line. Without tokenizer.json, faster-whisper would download one.
NEEDED = (
    ("model.bin",),
    ("config.json",),
    ("tokenizer.json",),
    ("vocabulary.json", "vocabulary.txt"),
)

#: Other useful files of a model: settings of its feature extractor, its name, authors and licence.
WELCOME = ("preprocessor_config.json", "everyclip.toml", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md")

#: The maximum size of a text beside a model; larger ones are left out.
MAX_TEXT_BYTES = 32_000_000

#: The command of CTranslate2's converter for Transformers models; the user fills in `{model}` and `{folder}`.
_CONVERTER = (
    "ct2-transformers-converter --model {model} --output_dir {folder} "
    "--copy_files tokenizer.json preprocessor_config.json --quantization float16"
)

#: The newest version of model.bin that CTranslate2 4 reads.
_MAX_BINARY_VERSION = 6
#: The first versions that state each variable's type, not only its width, and its aliases.
_TYPED_VERSION, _ALIASED_VERSION = 4, 3
#: Bytes per number by type: float32, int8, int16, int32, float16, bfloat16.
_WIDTHS = {0: 4, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}


@dataclass(frozen=True, slots=True)
class OtherFormat:
    """A kind of model that Everyclip cannot use without conversion."""

    name: str
    #: The command that converts it to CTranslate2; empty if there is none, and a converted model has to be found.
    converter: str


def missing_of(names: Iterable[str]) -> str | None:
    """The first needed file that is not among these, in words; None if all are there."""
    present = set(names)
    for choices in NEEDED:
        if not present.intersection(choices):
            return " or ".join(choices)
    return None


def wanted_of(sizes: dict[str, int]) -> list[str]:
    """The files of a model to download or import, out of all files with their sizes in bytes."""
    needed = [next(name for name in choices if name in sizes) for choices in NEEDED if set(choices) & set(sizes)]
    return needed + [name for name in WELCOME if name in sizes and sizes[name] <= MAX_TEXT_BYTES]


def other_format(names: Iterable[str]) -> OtherFormat | None:
    """The kind of model with files of these names, if it is a known one other than CTranslate2's."""
    present = [name.replace("\\", "/").rpartition("/")[2].lower() for name in names]
    if any(name.endswith(".safetensors") for name in present):
        return OtherFormat("Transformers (safetensors)", _CONVERTER)
    if any(name.startswith("pytorch_model") for name in present):
        return OtherFormat("Transformers (PyTorch)", _CONVERTER)
    if any((name.startswith("ggml") and name.endswith(".bin")) or name.endswith(".gguf") for name in present):
        return OtherFormat("whisper.cpp (ggml)", "")
    if any(name.endswith(".onnx") for name in present):
        return OtherFormat("ONNX", "")
    if any(name.endswith((".pt", ".pth", ".ckpt")) or name == "data.pkl" for name in present):
        return OtherFormat("OpenAI Whisper or PyTorch", "")
    return None


def other_content(path: Path) -> OtherFormat | None:
    """The kind of model of a file, judged by its first bytes, if it is a known one other than CTranslate2's. Raises
    OSError."""
    with path.open("rb") as file:
        start = file.read(4)
    if start in (b"lmgg", b"ggml", b"GGUF"):
        return OtherFormat("whisper.cpp (ggml)", "")
    if path.suffix == ".bin" and (start == b"PK\x03\x04" or start[:2] == b"\x80\x02"):  # a zip file, or a pickle
        return OtherFormat("OpenAI Whisper or PyTorch", "")
    return None


def check_whisper(folder: Path) -> None:
    """Check the files of a model without loading it. Raises ValueError naming the file, and OSError."""
    for choices in NEEDED:
        files = [folder / name for name in choices if (folder / name).is_file()]
        if not files:
            raise ValueError(f"{' or '.join(choices)} is missing")
        if not files[0].stat().st_size:
            raise ValueError(f"{files[0].name} is empty")
    check_weights(folder / "model.bin")
    for name in ("config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"):
        if (folder / name).is_file():
            _check_json(folder / name, list if name == "vocabulary.json" else dict)


def check_binary(path: Path) -> None:
    """Check the start of model.bin: its version, then the name of its specification, with its length. Source:
    ctranslate2.specs.ModelSpec. Raises ValueError and OSError."""
    with path.open("rb") as file:
        start = file.read(64)
    try:
        version, length = struct.unpack_from("<IH", start)
        name = struct.unpack_from(f"<{length}s", start, 6)[0].rstrip(b"\0")
    except struct.error:
        raise ValueError(f"{path.name} is no model of CTranslate2") from None
    if not 1 <= version <= _MAX_BINARY_VERSION:
        raise ValueError(f"{path.name} is no model of CTranslate2, or one of a later version")
    if name != b"WhisperSpec":
        raise ValueError(f"{path.name} is no Whisper model")


def check_weights(path: Path) -> None:
    """Check all of model.bin except the numbers themselves: each variable's shape, type and size are consistent, and it
    ends where the file does. CTranslate2 would notice only while loading, or fill the memory. Source: `_serialize` in
    ctranslate2.specs.model_spec, and `models::Model::load` of CTranslate2. Raises ValueError and OSError."""
    check_binary(path)
    size_bytes = path.stat().st_size
    with path.open("rb") as file:

        def number(kind: str) -> int:
            length = struct.calcsize(f"<{kind}")
            if len(read := file.read(length)) < length:
                raise ValueError(f"{path.name} is cut short")
            value: int = struct.unpack(f"<{kind}", read)[0]
            return value

        def skip(length: int) -> None:
            if file.tell() + length > size_bytes:
                raise ValueError(f"{path.name} is cut short: it has {size_bytes} bytes")
            file.seek(length, os.SEEK_CUR)

        version = number("I")
        skip(number("H"))
        number("I")  # the revision of the specification
        for _ in range(number("I")):
            skip(number("H"))
            values = math.prod(number("I") for _ in range(number("B")))
            kind, stated = number("B"), number("I")
            width = _WIDTHS.get(kind, 0) if version >= _TYPED_VERSION else kind
            length = stated if version >= _TYPED_VERSION else stated * width
            if width == 0 or values * width != length:
                raise ValueError(f"{path.name} contradicts itself: {values} values in {length} bytes")
            skip(length)
        for _ in range(2 * number("I") if version >= _ALIASED_VERSION else 0):  # aliases of variables
            skip(number("H"))
        if file.read(1):
            raise ValueError(f"{path.name} goes on behind its end")


def _check_json(path: Path, kind: type) -> None:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise ValueError(f"{path.name} is too large")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, kind) or (
        isinstance(content, list) and not all(isinstance(each, str) for each in content)
    ):
        raise ValueError(f"{path.name} is not what it should be")
