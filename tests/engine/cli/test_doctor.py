"""What doctor says of machines that are not at hand, and of checks that crash."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import doctor
from engine.cli.doctor import Check, Health
from engine.errors import ModelError
from engine.machine import cuda
from engine.machine.hardware import Machine
from engine.storage.paths import Paths
from engine.worker.self_test import SAMPLE_TEXT, DeviceTest, try_device
from models.store import Model
from tests.support.machines import a_machine
from tests.support.starter import STARTER, starter


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What trying a device sets for its own process is taken back."""
    monkeypatch.setenv("CT2_VERBOSE", "0")
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID")


def said_of(machine: Machine) -> dict[str, Check]:
    return {check.what: check for check in doctor._machine(machine)}


def test_a_machine_without_a_card() -> None:
    said = said_of(a_machine())
    assert list(said) == ["processor", "memory"]
    assert said["processor"].detail == "Processor, 4 cores, 8 threads, 8 to be used"
    assert said["memory"].detail == "16.0 GB of 16.0 GB free"


def test_a_card_with_all_it_needs() -> None:
    said = said_of(a_machine(24.0, cublas=Path("/there/libcublas.so.12")))
    assert said["graphics card 0"].detail == "Card 0, 24.0 GB of 24.0 GB free, driver 570"
    assert said["cuBLAS"] == Check("cuBLAS", Health.OK, "/there/libcublas.so.12")


def test_a_card_without_its_library_comes_with_the_command_to_run() -> None:
    said = said_of(a_machine(24.0, cublas=None))
    assert said["cuBLAS"].health is Health.WARNING and said["cuBLAS"].remedy.startswith(cuda.REMEDY)


def test_a_driver_in_trouble() -> None:
    said = said_of(replace(a_machine(), driver_trouble="Driver/library version mismatch"))
    assert said["graphics cards"].health is Health.WARNING and "driver" in said["graphics cards"].remedy


def test_the_processor_is_really_tried() -> None:
    tried = try_device("cpu", starter())
    assert tried.is_right and tried.ran_on == "cpu int8" and "int8" in tried.compute_types
    assert tried.load_s > 0 and tried.transcribe_s > 0


def test_a_card_that_is_not_there_is_a_limit_and_no_failure() -> None:
    [check] = doctor._device("cuda:7", starter())
    assert check.health is Health.WARNING and "cannot be used" in check.detail and check.remedy


def test_without_a_model_no_device_is_tried(home: Paths) -> None:
    [check] = doctor._device("cpu", None)
    assert check.health is Health.WARNING and "everyclip models download" in check.remedy
    (home.models / STARTER).unlink()
    said = {check.what: check for check in doctor._models(home)}
    assert "not on this computer" in said["model in use"].detail
    assert said["model in use"].remedy == check.remedy


def test_a_device_that_hears_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def mishear(device: str, model: Model) -> DeviceTest:
        return DeviceTest("cpu int8", 0.1, 0.1, "Mist and messes.", (), "")

    monkeypatch.setattr("engine.worker.self_test.try_device", mishear)
    [check] = doctor._device("cpu", starter())
    assert check.health is Health.FAILED and SAMPLE_TEXT in check.detail and "Mist and messes." in check.detail


def test_a_model_that_cannot_be_loaded_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(device: str, model: Model) -> DeviceTest:
        raise ModelError("out_of_memory", model="starter-en")

    monkeypatch.setattr("engine.worker.self_test.try_device", refuse)
    [check] = doctor._device("cpu", starter())
    assert check.health is Health.FAILED and "not enough memory" in check.detail


def crash() -> list[Check]:
    os._exit(9)


def test_a_check_that_crashes_is_a_finding() -> None:
    [check] = doctor._in_child(doctor._Probe("a driver", crash))
    assert check.what == "a driver" and check.health is Health.WARNING and "exit status 9" in check.detail
