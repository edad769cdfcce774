"""Models of the true shapes of Whisper's sizes, with weights from a random generator: speed does not depend on them.

What they say has no meaning, but its length is set: the place in the text decides the next word, and after so many
words the end. It takes one large vector at each place, which outweighs whatever the layers make of the audio. So every
program that is measured decodes as many tokens in a window, with full confidence, and none tries a second time.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from platformdirs import user_cache_path

from engine.machine.plans import INT8

if TYPE_CHECKING:
    from ctranslate2.specs import WhisperSpec
    from numpy.typing import NDArray

    Weights: TypeAlias = NDArray[np.float32]

#: Raised when what is made here changes: models in the cache are made anew.
_EDITION = 2
_MELS = 80
_ENCODER_PLACES, _DECODER_PLACES = 1500, 448
#: The tokens before the text: the start, and "no timestamps" or the first timestamp.
_PROMPT = 2
_WORDS = 50_256
_LANGUAGES = 99
#: How far the vector of a place stands above all else, and the end above all words: so all beams end at once.
_LOUD, _END = 100.0, 4.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A size of Whisper."""

    width: int
    layers: int
    heads: int


SHAPES = {
    "tiny": Shape(384, 4, 6), "base": Shape(512, 6, 8), "small": Shape(768, 12, 12), "medium": Shape(1024, 24, 16),
    "large-v2": Shape(1280, 32, 20),
}  # fmt: skip


def make_model(name: str, tokens: int, numbers: str = INT8) -> Path:
    """The folder of a model of that shape, with its weights in such numbers (a compute type), which decodes `tokens`
    tokens in each window. Kept in the cache."""
    folder = user_cache_path("everyclip-benchmarks") / f"{name}-{tokens}-{numbers}-{_EDITION}"
    if not folder.is_dir():
        partial = folder.with_suffix(f".{os.getpid()}")
        partial.mkdir(parents=True)
        _write(SHAPES[name], tokens, numbers, partial)
        partial.rename(folder)
    return folder


def _write(shape: Shape, tokens: int, numbers: str, folder: Path) -> None:
    from ctranslate2.specs import WhisperSpec

    vocabulary = _vocabulary()
    spec = WhisperSpec(shape.layers, shape.heads, shape.layers, shape.heads)
    _fill(spec, shape, len(vocabulary), tokens)
    spec.register_vocabulary(vocabulary)
    first_language = vocabulary.index("<|en|>")
    spec.config.lang_ids = list(range(first_language, first_language + _LANGUAGES))
    spec.config.alignment_heads = [(shape.layers - 1, head) for head in range(shape.heads)]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.validate()
    spec.optimize(quantization=numbers)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(vocabulary)), encoding="utf-8")


def _fill(spec: WhisperSpec, shape: Shape, words: int, tokens: int) -> None:
    rng = np.random.default_rng(1)
    width = shape.width

    def weights(*size: int) -> Weights:
        return rng.standard_normal(size, np.float32) * np.float32(0.02)

    def linear(layer: Any, outputs: int, inputs: int) -> None:
        layer.weight, layer.bias = weights(outputs, inputs), weights(outputs)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def attention(layer: Any, *outputs: int) -> None:
        norm(layer.layer_norm)
        for part, size in zip(layer.linear, outputs, strict=True):
            linear(part, size * width, width)

    def feed_forward(layer: Any) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, 4 * width, width)
        linear(layer.linear_1, width, 4 * width)

    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = weights(width, _MELS, 3), weights(width)
    encoder.conv2.weight, encoder.conv2.bias = weights(width, width, 3), weights(width)
    encoder.position_encodings.encodings = weights(_ENCODER_PLACES, width)
    for layer in encoder.layer:
        attention(layer.self_attention, 3, 1)
        feed_forward(layer.ffn)
    for layer in decoder.layer:
        attention(layer.self_attention, 3, 1)
        attention(layer.attention, 1, 2, 1)
        feed_forward(layer.ffn)
    norm(encoder.layer_norm)
    norm(decoder.layer_norm)
    embeddings = _embeddings(rng, words, width)
    decoder.embeddings.weight = decoder.projection.weight = embeddings
    decoder.position_encodings.encodings = _places(embeddings, tokens)


def _embeddings(rng: np.random.Generator, words: int, width: int) -> Weights:
    """A direction for each word; the end, which is the first special token, has one of its own."""
    embeddings = rng.standard_normal((words, width), np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    embeddings[:, 0] = 0.0
    embeddings[_WORDS] = 0.0
    embeddings[_WORDS, 0] = _END
    return embeddings


def _places(embeddings: Weights, tokens: int) -> Weights:
    """What is added at each place: it points at the word that comes next, and after `tokens` words at the end."""
    first_word = 256  # behind the single bytes, some of which may not be said
    places = embeddings[first_word : first_word + _DECODER_PLACES] * np.float32(_LOUD)
    places[_PROMPT - 1 + tokens :] = embeddings[_WORDS] * np.float32(_LOUD)
    return places


def _vocabulary() -> list[str]:
    """As many tokens as Whisper's English-only models have: bytes, made-up words, special tokens and timestamps.

    Those that are said are short and little alike: many of them in a short clip are no reason to doubt a text.
    """
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers.pre_tokenizers import ByteLevel

    rng = random.Random(1)
    bytes_ = sorted(ByteLevel.alphabet())
    words: dict[str, None] = {}
    while len(words) < _WORDS - len(bytes_):
        length = 2 if len(words) < _DECODER_PLACES else 5
        words["Ġ" + "".join(rng.choices(ascii_letters + digits, k=length))] = None
    languages = ["en", *(code for code in _LANGUAGE_CODES if code != "en")][:_LANGUAGES]
    special = ["endoftext", "startoftranscript", *languages, "translate", "transcribe", "startoflm", "startofprev",
               "nospeech", "notimestamps"]  # fmt: skip
    times = [f"{step * 0.02:.2f}" for step in range(1501)]
    return [*bytes_, *words, *(f"<|{name}|>" for name in [*special, *times])]


def _tokenizer(vocabulary: list[str]) -> dict[str, object]:
    """A tokenizer.json of that vocabulary. It splits text into bytes: nothing here puts text in."""
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    added = [
        {"id": number, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": True}
        for number, token in enumerate(vocabulary[_WORDS:], _WORDS)
    ]  # fmt: skip
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
        "pre_tokenizer": byte_level, "post_processor": None, "decoder": byte_level,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                  "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False,
                  "vocab": {token: number for number, token in enumerate(vocabulary[:_WORDS])}, "merges": []},
    }  # fmt: skip
