"""What is reported of hearings, and that missed goals are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accuracy.listeners import Heard, Hearing, Setting
from tests.accuracy.page import page
from tests.accuracy.report import Report, report, worst
from tests.speech import FOLDER, Recording, recordings

SAID = "the quick brown fox jumps over the lazy dog again"
CLIPS = [Recording(Path(f"{n}.wav"), "en", SAID, "short", 3.0) for n in range(8)]
QUIET = Recording(Path("quiet.wav"), "", "", "none", 3.0)


def of(*texts: str, quiet: str = "", language: str = "en") -> Hearing:
    """What somebody has heard in the clips, these in turn, and in the quiet one."""
    heard = [Heard(texts[n % len(texts)], language) for n in range(len(CLIPS))]
    return Hearing([*heard, Heard(quiet, "en")], 1.0)


def of_all(**hearings: Hearing) -> Report:
    return report([*CLIPS, QUIET], hearings)


def test_who_hears_all_has_no_errors_and_misses_nothing() -> None:
    found = of_all(fast=of(SAID), careful=of(SAID.upper()), plain=of("something else"))
    assert [row.title for row in found.rows] == ["all", "English sentences", "language: en"]
    assert [found.rows[0].scores[name].errors for name in ("fast", "careful")] == [0, 0]
    assert found.rows[0].words == 80 and found.rows[0].scores["plain"].percent > 90
    assert list(found.shortcomings()) == []


def test_fast_must_not_be_worse_than_careful_and_both_not_than_others() -> None:
    worse = SAID.replace("fox", "box")
    found = of_all(fast=of(worse), careful=of(SAID), plain=of(worse))
    assert any("fast makes 10.0 more errors" in told and "than careful" in told for told in found.shortcomings())
    assert not any(told.startswith("careful") for told in found.shortcomings())
    found = of_all(careful=of(worse), batched=of(SAID))
    assert any("than batched" in told for told in found.shortcomings())


def test_a_text_where_nobody_speaks_is_a_shortcoming_of_ours_only() -> None:
    found = of_all(fast=of(SAID, quiet="Thank you."), plain=of(SAID, quiet="Thanks."))
    [told] = found.shortcomings()
    assert "quiet.wav" in told and "Thank you." in told
    assert [len(found.false_texts[name]) for name in ("fast", "plain")] == [1, 1]


def test_another_language_is_counted() -> None:
    found = of_all(fast=of(SAID, language="de"))
    assert len(found.wrong_languages["fast"]) == len(CLIPS)


def test_the_worst_recordings_are_shown_beside_what_was_said() -> None:
    hearings = {"fast": of(SAID, "nothing"), "plain": of(SAID)}
    [first, *_] = worst([*CLIPS, QUIET], hearings, 3)
    assert first.strip().startswith("1.wav, fast: 10 errors more") and SAID in first


@pytest.mark.parametrize("is_worse", [False, True])
def test_the_page_has_the_tables_and_the_verdict(is_worse: bool) -> None:
    hearings = {"fast": of("nothing" if is_worse else SAID), "plain": of(SAID)}
    told = page([*CLIPS, QUIET], "these", Setting(Path("base"), []), hearings, of_all(**hearings))
    assert "| all | 80 |" in told and "9 recordings" in told
    assert ("## Missed" in told) is is_worse and ("All goals are met." in told) is not is_worse


def test_the_recordings_of_the_project_are_all_there_and_small_enough() -> None:
    known = recordings()
    assert {recording.path.name for recording in known} == {
        path.name for path in FOLDER.iterdir() if path.suffix in (".flac", ".mp3")
    }
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 5_000_000
    assert any(recording.has_nobody for recording in known)
    assert all(recording.text and recording.language for recording in known if not recording.has_nobody)
    assert {recording.language for recording in recordings(languages=["de"])} == {"de", ""}
    assert {recording.kind for recording in recordings(kinds=["noisy"])} == {"noisy"}
