"""On a machine with an NVIDIA card: the same words as on the processor, and what happens when its memory ends."""

from __future__ import annotations

import asyncio

import ctranslate2
import numpy as np
import pytest

from engine.cli.doctor import Health, examine
from engine.errors import ModelError
from engine.machine.hardware import free_bytes, look
from engine.run import Quality, State
from engine.storage.paths import Paths
from engine.worker.self_test import SAMPLE, SAMPLE_TEXT, try_device
from engine.worker.transcriber import Transcriber
from engine.worker.windows import WINDOW_S, Window, read_windows
from tests.end_to_end.audio import sample_paths, sample_texts
from tests.end_to_end.conftest import OpenEngine
from tests.end_to_end.following import finished, hand_over, texts_of
from tests.support.starter import starter, with_starter
from tests.support.transcribing import transcribe_windows

CARDS = look().cards
MODEL = starter()
#: What a card is filled with, piece by piece, and a batch whose sound alone takes more than is left then.
BLOCKS_BYTES = (2_000_000_000, 64_000_000)
LARGE_BATCH = 2048

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not CARDS, reason="there is no CUDA device on this machine")]


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What trying a device sets for its own process is taken back."""
    monkeypatch.setenv("CT2_VERBOSE", "0")
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID")


@pytest.fixture(params=[card.device for card in CARDS] or ["cuda:0"])
def device(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def windows() -> list[Window]:
    found = read_windows(
        MODEL.path / SAMPLE, preferred_s=MODEL.preferred_window_s or WINDOW_S, silence_s=MODEL.cut_silence_s
    )
    return [window for window in found if isinstance(window, Window)]


def test_a_card_is_known_before_anything_is_loaded() -> None:
    for card in CARDS:
        assert card.name and card.driver and 0 < card.free_bytes <= card.total_bytes


@pytest.mark.parametrize("compute_type", ["float16", "int8_float16"])
def test_a_card_hears_what_is_said(device: str, compute_type: str) -> None:
    transcriber = Transcriber(MODEL.path, device, compute_type, encoder_margin_frames=MODEL.encoder_margin_frames)
    [heard] = transcribe_windows(transcriber, windows())
    segments = heard.segments
    assert transcriber.device.startswith(device)
    assert " ".join(segment.text for segment in segments) == SAMPLE_TEXT and segments[0].words


def test_memory_that_ends_is_named_and_survived() -> None:
    """The first card is filled but for a little, and what a large batch needs is more. A model that was being used then
    is of no more use: a worker ends, and its runs go on with one that is loaded anew."""
    transcriber = Transcriber(MODEL.path, "cuda:0", "float16", encoder_margin_frames=MODEL.encoder_margin_frames)
    filled = []
    for block_bytes in BLOCKS_BYTES:
        block = np.zeros(block_bytes // 4, np.float32)
        while (free_bytes("cuda:0") or 0) > 2 * block_bytes:
            filled.append(ctranslate2.StorageView.from_array(block).to_device(ctranslate2.Device.cuda))
    with pytest.raises(ModelError, match="out_of_memory"):
        transcribe_windows(transcriber, windows() * LARGE_BATCH)
    filled.clear()
    del transcriber
    anew = Transcriber(MODEL.path, "cuda:0", "float16", encoder_margin_frames=MODEL.encoder_margin_frames)
    [heard] = transcribe_windows(anew, windows())
    assert heard.segments[0].text == SAMPLE_TEXT


def test_a_card_is_tried_in_a_moment(device: str) -> None:
    tried = try_device(device, starter())
    assert tried.is_right and tried.ran_on.startswith(device) and "float32" in tried.compute_types


async def test_doctor_finds_it_well(home: Paths) -> None:
    checks = {check.what: check for check in await examine()}
    for card in CARDS:
        assert checks[f"device {card.device}"].health is Health.OK, checks
        assert card.name in checks[f"graphics card {card.index}"].detail


@pytest.mark.parametrize("quality", Quality)
async def test_runs_on_a_card_and_beside_it(open_engine: OpenEngine, quality: Quality) -> None:
    engine = await open_engine()
    paths, texts = sample_paths(12), sample_texts(12)
    on_cards = await hand_over(engine, *paths, session="cards", options=with_starter(quality=quality))
    on_processor = await hand_over(engine, *paths, session="cpu", options=with_starter(quality=quality, device="cpu"))
    on_cards, on_processor = await asyncio.gather(finished(engine, on_cards), finished(engine, on_processor))

    ends = {(run.state, run.attempt, run.reason) for run in [*on_cards, *on_processor]}
    assert ends == {(State.COMPLETED, 1, None)}
    assert all(str(run.device).startswith("cuda:") for run in on_cards)
    assert all(str(run.device).startswith("cpu") for run in on_processor)
    assert await texts_of(engine, on_processor) == texts
    heard = await texts_of(engine, on_cards)
    same = sum(one == other for one, other in zip(heard, texts, strict=True))
    assert same >= len(texts) - 1, heard  # another arithmetic may hear one word otherwise
