"""Messages travel as JSON and come back as they were; anything else is refused."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ProtocolError
from engine.protocol import (
    Broken,
    Busy,
    Command,
    Drop,
    Dropped,
    Failed,
    Finished,
    Message,
    Opened,
    PhaseEntered,
    Plan,
    Probe,
    Probed,
    Ready,
    Start,
    Warm,
    WindowDone,
    decode,
    encode,
)
from engine.run import Options, Phase, Quality, Task
from engine.segments import FinishedWindow, Segment, Span, Word
from tests.support.starter import starter

WORD = Word(1.0, 1.5, "grüß", 0.9)
WINDOW = FinishedWindow(
    3, 1.0, 9.25, (Segment(1.0, 2.0, "grüß „dich“\n", -0.25, 0.01, (WORD,)),), "de", unheard=(Span(2.5, 9.0),)
)
OPTIONS = Options(
    language="de", task=Task.TRANSLATE, quality=Quality.CAREFUL, vocabulary=("ComfyUI",), languages=("de", "en")
)
MESSAGES: list[Command | Message] = [
    Start("r", 2, Path("/ä.wav"), starter(), OPTIONS, Plan("cpu", "int8", 1), 9.25, 4, "so",
          session_languages=("en", "de"), peaks=Path("/peaks")),
    Drop("r", 2),
    Probe("r", Path("clip.wav")),
    Warm(starter(), Plan("cpu", "int8", 8, 2)),
    Ready(),
    Probed("r", None),
    Busy("infer", ("r", "s"), 12.5),
    Opened("r", 2, 3.5),
    PhaseEntered("r", 2, Phase.TRANSCRIBING, "cpu int8"),
    WindowDone("r", 2, WINDOW),
    Finished("r", 2, None, None),
    Failed("r", 2, "audio_damaged", {"detail": "as it is", "at": 2, "part": 0.5}),
    Broken("r", 2, "RuntimeError: as it is"),
    Dropped("r", 2),
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_as_it_was(message: Command | Message) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x04K\x01.",
        b"null",
        b"[]",
        b"{}",
        b'{"kind": "opinion"}',
        b'{"kind": "finished", "run_id": "r"}',
        b'{"kind": "dropped", "run_id": "r", "attempt": "soon"}',
        b'{"kind": "busy", "lane": "kitchen"}',
        encode(WindowDone("r", 2, WINDOW))[:-2],
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(data)


def test_numbers_that_are_none_cannot_be_stored_and_are_refused() -> None:
    for text in (b"NaN", b"Infinity", b"1e999"):
        data = encode(WindowDone("r", 2, WINDOW)).replace(b"9.25", text)
        assert text in data
        with pytest.raises(ProtocolError):
            decode(data)


def test_paths_that_are_no_utf_8_reach_the_worker() -> None:
    path = Path(os.fsdecode(b"/home/andr\xe9/mod\xe8le"))
    model = replace(starter(), model_id=str(path), title=path.name, path=path)
    for command in (
        Start("r", 1, path, model, Options(model=str(path)), Plan()),
        Probe("r", path),
        Warm(model, Plan()),
    ):
        assert decode(encode(command)) == command


def test_what_a_worker_tells_of_such_a_path_is_for_people() -> None:
    told = Failed("r", 1, "vault_gone", {"path": os.fsdecode(b"/home/andr\xe9")})
    assert decode(encode(told)) == Failed("r", 1, "vault_gone", {"path": "/home/andr?"})
    with pytest.raises(ProtocolError):
        decode(encode(told).replace(b"?", rb"\udce9"))
