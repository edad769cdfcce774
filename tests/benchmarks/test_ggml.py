"""The weights that whisper.cpp gets are those that everybody else has."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from ctranslate2.specs import WhisperSpec

from tests.benchmarks import shapes
from tests.benchmarks.ggml import convert, read

SHAPE = shapes.Shape(64, 2, 2)
VALUES = {0: 4.0, 1: 2.0, 8: 34 / 32}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vocabulary = shapes._vocabulary()
    spec = WhisperSpec(SHAPE.layers, SHAPE.heads, SHAPE.layers, SHAPE.heads)
    shapes._fill(spec, SHAPE, len(vocabulary), 3)
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(tmp_path))
    (tmp_path / "tokenizer.json").write_text(json.dumps(shapes._tokenizer(vocabulary)), encoding="utf-8")
    return tmp_path


def tensors(file: BinaryIO) -> dict[str, tuple[int, tuple[int, ...], bytes]]:
    """As whisper.cpp reads them: the type, the shape and the data of each by its name."""
    found = {}
    while head := file.read(12):
        dimensions, length, kind = struct.unpack("<3i", head)
        shape = tuple(reversed(struct.unpack(f"<{dimensions}i", file.read(4 * dimensions))))
        name = file.read(length).decode()
        found[name] = kind, shape, file.read(round(VALUES[kind] * np.prod(shape)))
    return found


def test_what_is_written_is_what_whisper_cpp_reads(folder: Path) -> None:
    convert(folder, folder / "ggml")

    with (folder / "ggml").open("rb") as file:
        magic, words, *numbers = struct.unpack("<I11i", file.read(48))
        assert magic == 0x67676D6C and words == len(shapes._vocabulary())
        assert numbers[:9] == [1500, 64, 2, 2, 448, 64, 2, 2, 80]
        assert struct.unpack("<2i", file.read(8)) == (80, 201)
        filters = np.frombuffer(file.read(80 * 201 * 4), "<f4")
        assert filters.min() == 0.0 < filters.max() < 0.1
        tokens = [file.read(*struct.unpack("<i", file.read(4))) for _ in range(*struct.unpack("<i", file.read(4)))]
        found = tensors(file)

    assert len(tokens) == 50_256 and tokens[0] == b"!" and {bytes([byte]) for byte in range(256)} <= set(tokens)
    # whisper.cpp wants so many: those of the whole, of each layer of the encoder, and of the decoder.
    assert len(found) == 11 + 15 * SHAPE.layers + 24 * SHAPE.layers


def test_joined_matrices_are_parted_and_come_near(folder: Path) -> None:
    convert(folder, folder / "ggml")
    weights = read(folder / "model.bin")
    with (folder / "ggml").open("rb") as file:
        file.seek(48 + 8 + 80 * 201 * 4)
        for _ in range(*struct.unpack("<i", file.read(4))):
            file.read(*struct.unpack("<i", file.read(4)))
        found = tensors(file)

    joined = weights["decoder/layer_1/self_attention/linear_0/weight"].astype(np.float32)
    kind, shape, data = found["decoder.blocks.1.attn.value.weight"]
    assert (kind, shape) == (8, (64, 64))
    blocks = np.frombuffer(data, [("scale", "<f2"), ("steps", "i1", 32)])
    values = blocks["scale"].astype(np.float32)[:, None] * blocks["steps"]
    assert np.abs(values.reshape(shape) - joined[128:]).max() < 0.01 * np.abs(joined).max()
    assert "decoder.blocks.1.attn.key.bias" not in found
    assert found["encoder.conv1.bias"][:2] == (0, (64, 1))


def test_weights_that_are_whole_numbers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shapes.SHAPES, "smallest", SHAPE)
    monkeypatch.setattr(shapes, "user_cache_path", lambda name: tmp_path / name)
    with pytest.raises(ValueError, match="floating-point"):
        convert(shapes.make_model("smallest", 3), tmp_path / "ggml")
