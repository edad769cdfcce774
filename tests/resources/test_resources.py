"""The data of the program: they are found, they are what they claim, and the starter model hears the samples."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import av
import pytest

from models.store import BUNDLED, find_model
from resources import Sample, find, samples


def test_a_file_is_found_and_a_missing_one_is_named() -> None:
    assert find("everyclip.svg").is_file()
    with pytest.raises(FileNotFoundError, match=re.escape("no-such.svg")):
        find("no-such.svg")


def test_the_icon_is_a_square_svg() -> None:
    icon = ElementTree.parse(find("everyclip.svg")).getroot()

    assert icon.tag == "{http://www.w3.org/2000/svg}svg"
    left, top, width, height = map(float, icon.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert width == height


def test_the_samples_are_a_dozen_in_the_order_of_their_names() -> None:
    names = [sample.path.name for sample in samples()]

    assert len(names) == 12
    assert names == sorted(names)
    assert set(names) == {path.name for path in find("samples").glob("*.flac")}


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.path.stem)
def test_a_sample_is_a_short_clip_with_a_text(sample: Sample) -> None:
    assert sample.text.endswith((".", "?"))
    with av.open(sample.path) as container:
        (stream,) = container.streams.audio
        assert stream.codec_context.name == "flac"
        assert (stream.rate, stream.channels) == (16_000, 1)
        assert stream.duration is not None and stream.time_base is not None
        assert 1.5 <= stream.duration * stream.time_base <= 7


def test_plain_faster_whisper_with_the_starter_model_hears_every_sample_to_the_letter(tmp_path: Path) -> None:
    from faster_whisper import WhisperModel

    starter = WhisperModel(str(find_model(BUNDLED, tmp_path).path), device="cpu", compute_type="int8", cpu_threads=2)
    heard = {}
    for sample in samples():
        segments, _ = starter.transcribe(str(sample.path), beam_size=5, language="en")
        heard[sample.path.name] = "".join(segment.text for segment in segments).strip()

    assert heard == {sample.path.name: sample.text for sample in samples()}
