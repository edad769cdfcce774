"""Any combination of container, codec, rate, channels, beginning, gap and break: text at its time, or a reason."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ClipError
from tests.media.making import Form, Track, lag_s, length_s, make, spoken
from tests.media.test_times import GAPS, TIMED, read

CODECS = {
    "matroska": ["aac", "ac3", "flac", "libopus", "libmp3lame", "mp2", "pcm_s16le", "pcm_f32le", "alac"],
    "mov": ["aac", "ac3", "alac", "pcm_s24le", "pcm_s16be", "libmp3lame"],
    "mp4": ["aac", "ac3", "libopus", "flac", "libmp3lame"],
    "mpegts": ["aac", "ac3", "mp2", "libmp3lame"],
    "nut": ["aac", "pcm_s16le"],
    "wav": ["pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"],
    "ogg": ["libopus", "flac"],
    "aiff": ["pcm_s16be"],
    "caf": ["pcm_s16be", "alac"],
    "flac": ["flac"],
    "mp3": ["libmp3lame"],
    "adts": ["aac"],
    "w64": ["pcm_s16le"],
    "au": ["pcm_s16be"],
    "tta": ["tta"],
    "wv": ["wavpack"],
}
FORMS = [
    Form(container, codec, rate, layout)
    for container, codecs in CODECS.items()
    for codec, rate, layout in itertools.product(codecs, (16_000, 44_100, 48_000), ("mono", "stereo", "5.1"))
    # What these encoders cannot do.
    if not (codec in ("libmp3lame", "mp2") and layout == "5.1")
    and not (codec == "ac3" and rate == 16_000)
    and not (codec == "libopus" and rate == 44_100)
    # The encoder's delay of 1,024 samples, which these containers do not tell players of.
    and not (codec in ("aac", "libmp3lame") and rate == 16_000 and container in ("adts", "mpegts", "nut"))
]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(form=st.sampled_from(FORMS))
def test_what_is_said_has_its_time_in_every_form(form: Form) -> None:
    said = spoken()
    with tempfile.TemporaryDirectory() as folder:
        heard, sound = read(make(Path(folder) / "clip", form, Track(said)))
    assert lag_s(heard, said) == pytest.approx(0.0, abs=0.05)
    assert sound.length_s == pytest.approx(length_s(said), abs=0.2)
    assert not sound.facts.notes


#: Without it, nothing in them can be found.
INDEX_AT_THE_END = {"mp4", "mov", "3gp"}


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(GAPS),
    begins_s=st.sampled_from([0.0, 0.3, 2.5]),
    gap_s=st.sampled_from([0.7, 3.0, 20.0]),
    end=st.sampled_from([1.0, 0.8]),
)
def test_late_beginnings_gaps_and_breaks_together(name: str, begins_s: float, gap_s: float, end: float) -> None:
    said = spoken()
    again_s = begins_s + length_s(said) + gap_s
    track = Track(said, at_s=[begins_s, again_s])
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "clip", TIMED[name], track, picture_s=again_s + length_s(said))
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * end)])
        if end < 1.0 and name in INDEX_AT_THE_END:
            with pytest.raises(ClipError, match="media_unfinished"):
                read(path)
            return
        heard, sound = read(path)
    assert lag_s(heard[: round((again_s - gap_s / 2) * 16_000)], said) == pytest.approx(begins_s, abs=0.05)
    if end == 1.0:
        assert lag_s(heard, said, near_s=again_s) == pytest.approx(again_s, abs=0.05)
        assert {note.code for note in sound.facts.notes} == {"audio_lost"}
