"""A worker keeps the models that fit, and refuses the one that does not. The models are real, the memory is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelError
from engine.machine.hardware import memory
from engine.machine.room import room_on
from engine.protocol import Plan
from engine.worker import loaded_models
from engine.worker.loaded_models import LoadedModels
from models.memory import needed_bytes
from models.store import Model
from tests.support.starter import starter

PLAN = Plan("cpu", "int8")


@pytest.fixture
def three(tmp_path: Path) -> list[Model]:
    """Three models, the same in all but their folders."""
    bundled = starter()
    return [replace(bundled, path=Path(shutil.copytree(bundled.path, tmp_path / name))) for name in "abc"]


def key(model: Model) -> tuple[Path, str, str]:
    return model.path, PLAN.device, PLAN.compute_type


def test_all_stay_that_fit(three: list[Model]) -> None:
    loaded = LoadedModels()
    for model in three:
        loaded.load(model, PLAN)
    assert all(loaded.has(key(model), 1) for model in three)


def test_the_one_not_used_for_longest_makes_room(three: list[Model], monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = three
    loaded = LoadedModels()
    of_one = needed_bytes(a.size_bytes, "cpu", "int8")
    monkeypatch.setattr(loaded_models, "room_on", lambda device: (2 - len(loaded._loaded)) * of_one)
    loaded.load(a, PLAN)
    loaded.load(b, PLAN)
    assert loaded.used(key(a), 1) is not None

    loaded.load(c, PLAN)

    assert [loaded.has(key(model), 1) for model in three] == [True, False, True]


def test_one_that_does_not_fit_is_refused_with_figures(three: list[Model], monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = LoadedModels()
    loaded.load(three[0], PLAN)
    monkeypatch.setattr(loaded_models, "room_on", lambda device: 3_000_000_000)
    monkeypatch.setattr(loaded_models, "max_room_on", lambda device: 3_200_000_000)
    large = replace(three[1], size_bytes=3_090_000_000, title="Large")
    with pytest.raises(ModelError) as refused:
        loaded.load(large, PLAN)
    assert refused.value.code == "model_too_large"
    told = {"needed_bytes": 3_340_000_000, "free_bytes": 3_000_000_000, "needed_gb": 3.3, "free_gb": 3.0}
    assert refused.value.facts == {"model": "Large", **told}
    monkeypatch.setattr(loaded_models, "max_room_on", lambda device: 6_000_000_000)
    with pytest.raises(ModelError, match="memory_short"):
        loaded.load(large, PLAN)
    assert not loaded.has(key(large), 1)


def test_other_threads_mean_another_loading(three: list[Model]) -> None:
    loaded = LoadedModels()
    first = loaded.load(three[0], PLAN)
    assert loaded.used(key(three[0]), 1) is first
    assert loaded.used(key(three[0]), 2) is None and not loaded.has(key(three[0]), 1)
    assert loaded.load(three[0], replace(PLAN, threads=2)).threads == 2


def test_what_nobody_measures_is_not_refused(three: list[Model], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.machine.hardware.free_bytes", lambda device: None)
    LoadedModels().load(replace(three[0], size_bytes=10**15), PLAN)


def test_the_room_is_what_is_free_less_what_others_keep() -> None:
    total, available = memory()
    room = room_on("cpu")
    assert room is not None and room < available + total // 20, "measured at almost the same moment"
