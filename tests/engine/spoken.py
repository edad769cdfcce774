"""A run with its text, for the tests of what is made of one."""

from __future__ import annotations

from dataclasses import replace

from engine.run import Clip, Options, Outcome, Reason, Run, State
from engine.segments import Segment
from engine.text.transcript import Transcript

RUN = Run(
    run_id="4f1c",
    position=1,
    session_id="s",
    clip=Clip("c", name="note.mp3", source="/in/note.mp3", duration_s=6.0),
    options=Options(),
    state=State.COMPLETED,
    outcome=Outcome.TEXT,
    attempt=1,
    tries=1,
    language="en",
    created_at=100.0,
    queued_at=100.0,
    started_at=101.0,
    ended_at=103.0,
)
SEGMENTS = (
    Segment(0.0, 1.5, " Hello there."),
    Segment(1.6, 3.0, " How are you?"),
    Segment(5.25, 6.0, " Bye."),
)
SPOKEN = Transcript(RUN, SEGMENTS, session="Monday")
SILENT = Transcript(replace(RUN, outcome=Outcome.NO_SPEECH), (), session="Monday")
FAILED = Transcript(replace(RUN, state=State.FAILED, outcome=None, reason=Reason("no_audio")), (), session="Monday")
TALK = Transcript(
    RUN,
    [
        Segment(0, 1, "Hello.", speaker="Anna <1>"),
        Segment(1, 2, "Are you there?", speaker="Anna <1>"),
        Segment(2, 3, "Yes.", speaker="Bo, of 2"),
        Segment(3, 4, "Who?"),
    ],
)
MARKUP = r"a <i>b</i> & {\an8} c:\new \N --> d"


def named(name: str, transcript: Transcript = SPOKEN) -> Transcript:
    """The same, of a clip of that name."""
    return replace(transcript, run=replace(transcript.run, clip=replace(transcript.run.clip, name=name)))


def saying(*texts: str) -> Transcript:
    """A second of each text, without pauses."""
    return replace(SPOKEN, segments=[Segment(n, n + 1, text) for n, text in enumerate(texts)])
