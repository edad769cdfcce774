"""The data of the program: they are found, they are what they claim, and `base` hears the samples."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import av
import pytest

from desktop.runs.prove_it import is_text_of
from engine.worker.transcriber import Transcriber
from models.store import Model
from resources import Sample, find, samples
from tests.support.transcribing import text_of, transcribe


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
        assert 1.5 <= stream.duration * stream.time_base <= 12


def test_every_sample_says_whose_it_is() -> None:
    credits = (find("samples") / "README.md").read_text(encoding="utf-8")
    for sample in samples():
        assert f"| `{sample.path.name}` | {sample.source} | {sample.licence} |" in credits
        assert sample.licence.startswith(("public domain", "CC0", "CC BY 4.0", "MIT", "Apache-2.0"))


def test_no_text_could_be_taken_for_that_of_another_sample() -> None:
    for sample in samples():
        assert [other for other in samples() if is_text_of(sample.text, other)] == [sample]


@pytest.mark.slow
@pytest.mark.timeout(600)  # a busy machine
def test_base_hears_every_sample_as_the_proof_wants_it(base: Model) -> None:
    transcriber = Transcriber(base.path, threads=1, encoder_margin_frames=base.encoder_margin_frames)
    for sample in samples():
        found = transcribe(transcriber, sample.path)
        heard = text_of(found)
        assert found[0].language == sample.language and is_text_of(heard, sample), heard
