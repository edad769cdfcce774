"""Weights of CTranslate2 in the format of whisper.cpp, so that it can be measured with the same ones.

The former is told by `ModelSpec` in ctranslate2/specs/model_spec.py, the latter by `convert-h5-to-ggml.py` and
`whisper_model_load` of whisper.cpp. Matrices become 8-bit in blocks of 32, ggml's Q8_0, for everybody else computes in
int8.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights: TypeAlias = NDArray[Any]

_MAGIC = 0x67676D6C
#: ggml's names of types of numbers; those of whole files have other numbers.
_F32, _F16, _Q8_0 = 0, 1, 8
#: "mostly Q8_0", in the second version of ggml's formats of that kind.
_MOSTLY_Q8_0 = 2007
_BLOCK = 32
#: CTranslate2's types of numbers.
_TYPES = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_VERSION = 6
_RATE, _FFT = 16_000, 400


def convert(folder: Path, file: Path) -> None:
    """Write the model of `folder` to `file`. Raises ValueError where it is not saved as floating-point numbers."""
    weights = read(folder / "model.bin")
    tokens = _tokens(json.loads((folder / "tokenizer.json").read_text(encoding="utf-8")))
    partial = file.with_suffix(".partial")
    with partial.open("wb") as out:
        _write_head(out, weights)
        _write_mel_filters(out, weights["encoder/conv1/weight"].shape[1])
        out.write(struct.pack("<i", len(tokens)))
        for token in tokens:
            out.write(struct.pack("<i", len(token)) + token)
        for name, values in _renamed(weights):
            _write_tensor(out, name, values)
    partial.rename(file)


# --- What CTranslate2 has written. ---


def read(file: Path) -> dict[str, Weights]:
    """The variables of a model by their names. Raises ValueError."""
    with file.open("rb") as source:
        data = _Reader(source)
        if (version := data.number("I")) != _VERSION:
            raise ValueError(f"{file} is of version {version}")
        data.text()
        data.number("I")
        variables = dict(data.variable() for _ in range(data.number("I")))
        # What is equal is kept once, under one of its names.
        for _ in range(data.number("I")):
            name, other = data.text(), data.text()
            variables[name] = variables[other]
        return variables


@dataclass(frozen=True, slots=True)
class _Reader:
    source: BinaryIO

    def number(self, kind: str) -> int:
        size = struct.calcsize(f"<{kind}")
        return int(struct.unpack(f"<{kind}", self.source.read(size))[0])

    def text(self) -> str:
        return self.source.read(self.number("H")).rstrip(b"\0").decode()

    def variable(self) -> tuple[str, Weights]:
        name = self.text()
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind = _TYPES[self.number("B")]
        return name, np.frombuffer(self.source.read(self.number("I")), kind).reshape(shape)


# --- What whisper.cpp reads. ---


def _write_head(out: BinaryIO, weights: Mapping[str, Weights]) -> None:
    words, width = weights["decoder/embeddings/weight"].shape
    audio, text = weights["encoder/position_encodings/encodings"], weights["decoder/position_encodings/encodings"]
    out.write(
        struct.pack(
            "<I11i", _MAGIC, words,
            len(audio), width, int(weights["encoder/num_heads"]), _layers(weights, "encoder"),
            len(text), width, int(weights["decoder/num_heads"]), _layers(weights, "decoder"),
            weights["encoder/conv1/weight"].shape[1], _MOSTLY_Q8_0,
        )
    )  # fmt: skip


def _layers(weights: Mapping[str, Weights], part: str) -> int:
    return sum(name.startswith(f"{part}/layer_") and name.endswith("/ffn/linear_0/bias") for name in weights)


def _write_mel_filters(out: BinaryIO, count: int) -> None:
    from faster_whisper.feature_extractor import FeatureExtractor

    filters = FeatureExtractor.get_mel_filters(_RATE, _FFT, n_mels=count).astype("<f4")
    out.write(struct.pack("<2i", *filters.shape) + filters.tobytes())


def _tokens(tokenizer: Mapping[str, Any]) -> list[bytes]:
    """The words of the vocabulary, without the special ones, which whisper.cpp knows."""
    special = {token["id"] for token in tokenizer["added_tokens"]}
    ids = sorted((number, token) for token, number in tokenizer["model"]["vocab"].items() if number not in special)
    letters = _letters()
    return [bytes(letters[letter] for letter in token) for _, token in ids]


def _letters() -> dict[str, int]:
    """The letters by which GPT-2's vocabulary writes bytes: printable ones are themselves, the others follow from 256
    on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(others)}


def _renamed(weights: Mapping[str, Weights]) -> Iterator[tuple[str, Weights]]:
    """Under OpenAI's names, and with the attention's joined matrices parted; without what only CTranslate2 needs."""
    for name, values in weights.items():
        part, _, rest = name.partition("/")
        match rest.split("/"):
            case ["position_encodings", _]:
                yield f"{part}.positional_embedding", values
            case ["embeddings", kind]:
                yield f"{part}.token_embedding.{kind}", values
            case ["conv1" | "conv2" as conv, kind]:
                yield f"{part}.{conv}.{kind}", values if kind == "weight" else values[:, np.newaxis]
            case ["layer_norm", kind]:
                yield f"{part}.{'ln_post' if part == 'encoder' else 'ln'}.{_norm(kind)}", values
            case [layer, *inner, kind] if layer.startswith("layer_"):
                prefix = f"{part}.blocks.{layer.removeprefix('layer_')}"
                yield from ((f"{prefix}.{found}", piece) for found, piece in _of_layer(inner, kind, values))


_ATTENTION = {"self_attention": "attn", "attention": "cross_attn"}
#: What is joined in each matrix of an attention.
_JOINED = {
    ("self_attention", "linear_0"): ("query", "key", "value"),
    ("self_attention", "linear_1"): ("out",),
    ("attention", "linear_0"): ("query",),
    ("attention", "linear_1"): ("key", "value"),
    ("attention", "linear_2"): ("out",),
}


def _of_layer(inner: list[str], kind: str, values: Weights) -> Iterator[tuple[str, Weights]]:
    match inner:
        case ["ffn", "layer_norm"]:
            yield f"mlp_ln.{_norm(kind)}", values
        case ["ffn", linear]:
            yield f"mlp.{0 if linear == 'linear_0' else 2}.{kind}", values
        case [attention, "layer_norm"]:
            yield f"{_ATTENTION[attention]}_ln.{_norm(kind)}", values
        case [attention, linear]:
            parts = _JOINED[attention, linear]
            for part, piece in zip(parts, np.split(values, len(parts)), strict=True):
                if (part, kind) != ("key", "bias"):  # there is none: CTranslate2 keeps zeros for it
                    yield f"{_ATTENTION[attention]}.{part}.{kind}", piece


def _norm(kind: str) -> str:
    return {"gamma": "weight", "beta": "bias"}[kind]


def _write_tensor(out: BinaryIO, name: str, values: Weights) -> None:
    if values.dtype.kind != "f":
        raise ValueError(f"{name} is not saved as floating-point numbers")
    is_place = name.endswith("positional_embedding")
    if values.ndim == 2 and values.shape[1] % _BLOCK == 0 and not is_place:
        kind, data = _Q8_0, _blocks(values)
    elif values.ndim < 3:
        kind, data = _F32, values.astype("<f4").tobytes()
    else:
        kind, data = _F16, values.astype("<f2").tobytes()
    text = name.encode()
    out.write(struct.pack("<3i", values.ndim, len(text), kind))
    out.write(struct.pack(f"<{values.ndim}i", *reversed(values.shape)) + text + data)


def _blocks(values: Weights) -> bytes:
    """In blocks of 32 numbers: their scale, then each as a byte."""
    blocks = values.astype(np.float32).reshape(-1, _BLOCK)
    scales = np.abs(blocks).max(axis=1, keepdims=True) / 127
    steps = np.round(blocks / np.where(scales, scales, 1)).astype(np.int8)
    packed = np.zeros(len(blocks), [("scale", "<f2"), ("steps", "i1", _BLOCK)])
    packed["scale"], packed["steps"] = scales[:, 0], steps
    return packed.tobytes()
