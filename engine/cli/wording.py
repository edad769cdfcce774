"""How the command line words things: states, times, lists of runs, a run's story. No terminal control in here."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import typer

from engine.events import EventKind, Found, RunEvent, Wait, WaitReason, tries_by_attempt
from engine.messages import clock_time, explain, explain_wait, state_words
from engine.run import Reason, Request, Run, State
from engine.segments import Segment

REQUESTS: Mapping[Request, str] = {Request.PAUSE: "pausing", Request.CANCEL: "cancelling"}
EVENTS: Mapping[EventKind, str] = {
    EventKind.ACCEPTED: "handed over",
    EventKind.CLAIM: "begun",
    EventKind.COMPLETE: "completed",
    EventKind.FAIL: "failed",
    EventKind.REQUEUE: "back in the queue",
    EventKind.PAUSE: "paused",
    EventKind.RESUME: "resumed",
    EventKind.CANCEL: "cancelled",
    EventKind.RETRY: "retried",
    EventKind.PHASE: "now",
    EventKind.REQUESTED: "asked to",
    EventKind.LATE_RESULT: "late result ignored",
    EventKind.HEARD_AGAIN: "transcribed again",
    EventKind.VOCABULARY_CUT: "no room for all of the vocabulary:",
    EventKind.TO_BE_WRITTEN: "to be written as a document",
    EventKind.EXPORTED: "exported",
    EventKind.EXPORT_FAILED: "could not be exported",
    EventKind.FILE_MOVED: "its file was moved",
    EventKind.AUDIO_REMOVED: "audio removed, text kept",
    EventKind.SPEAKERS_SOUGHT: "looking for speakers",
    EventKind.SPEAKERS_FOUND: "speakers found:",
    EventKind.SPEAKERS_FAILED: "speakers not found",
    EventKind.SPEAKERS_CANCELLED: "speakers looked for no more",
    EventKind.VOICE_REFUSED: "answered:",
    EventKind.RENAMED: "renamed",
    EventKind.MOVED: "moved to another session",
    EventKind.UNREADABLE: "unreadable entry",
}
#: How a fact of an event is told: by default with its name, never if it is for the engine alone.
FACTS: Mapping[str, str] = {
    "owner": "",
    "phase": "{}",
    "request": "{}",
    "source": "from {}",
    "device": "on {}",
    "resumes_at_s": "at {:.1f} s",
    "format": "as {}",
    "path": "to {}",
    "folder": "",
    "pattern": "",
    "asked": "",
    "from_attempt": "of try {}:",
    "what": "{}",
    "speakers": "{}",
    "speaker": "{}",
    "voice": "is not {}",
    "terms": "the last {} terms were left out",
}
#: Facts whose values are the engine's own words, with underscores for spaces. All others, such as paths, are told as
#: they are.
OWN_WORDS = frozenset({"phase", "request", "outcome", "doubt", "what"})
#: Beginning of a run's id that is shown; any unique beginning is accepted back.
SHORT_ID = 8


def print_err(text: str) -> None:
    """Tell the person something: standard error, so that standard output holds results alone. Where nobody can be told,
    nothing else is stopped by it."""
    with suppress(OSError):
        typer.echo(text, err=True)


def discard_output() -> None:
    """Write no more to standard output, not even what is left at the program's end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_out(result: str | bytes, *, nl: bool = True) -> None:
    """Write a result to standard output. Where that takes no more, as on a full disk, it is told and the program ends:
    all that was to be said is in the registry."""
    try:
        typer.echo(result, nl=nl)
    except BrokenPipeError:
        raise  # who reads has read enough
    except OSError as error:
        discard_output()
        print_err(
            f"The result could not be written ({error.strerror}). The clips and their texts are kept: everyclip runs "
            "lists them, everyclip show tells one."
        )
        raise typer.Exit(1) from None


def printable(text: str) -> str:
    """The text without signs that steer a terminal: names of files may hold any. Wide and narrow spaces stay, as do the
    joiners of emoji and of Persian words."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(sign) else sign for sign in text)


def _steers(sign: str) -> bool:
    """Whether it is no sign at all, or moves, turns or colours those around it."""
    if sign.isprintable():
        return False
    is_joiner = unicodedata.category(sign) == "Cf" and unicodedata.bidirectional(sign) in {"BN", "L", "R", "AL"}
    return not (is_joiner or unicodedata.category(sign) == "Zs")


def duration(seconds: float) -> str:
    """0.8 s, 42 s, 3:05, 1:02:03."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else clock_time(whole)


def size(size_bytes: int) -> str:
    """6.2 MB, in units of 1000 as disks are sold."""
    amount, unit = float(size_bytes), "bytes"
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:.1f} {unit}"


def counted(number: int, noun: str) -> str:
    """1 clip, 2 clips."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def stage_label(run: Run) -> str:
    """The run's state in a word; while it runs, what it is doing."""
    return REQUESTS[run.requested] if run.requested else state_words(run)


def remark(run: Run, wait: Wait | None = None) -> str:
    """What there is to say beside the state: the reason of a failure, why it waits, or the beginning of the text."""
    if run.state is State.FAILED and run.reason:
        return explain(run.reason)
    if run.state is State.QUEUED:
        if run.reason and not (wait and wait.why is WaitReason.MEMORY):
            return f"try {run.tries + (not run.goes_on)}: {explain(run.reason)}"
        return explain_wait(wait) if wait else ""
    again = f"try {run.tries}: " if run.tries > 1 and not run.state.is_terminal else ""
    lacks = [f"({explain(note)})" for note in run.sound.lacks] if run.state is State.COMPLETED else []
    return again + " ".join([*lacks, printable(run.preview)])


def finished_line(run: Run) -> str:
    """One finished run in one plain line, for logs."""
    parts = [stage_label(run), printable(run.clip.name)]
    if run.state is State.FAILED:
        parts += [remark(run), f"(everyclip retry {run.run_id[:SHORT_ID]})"]
    elif (took_s := run.working_s(0)) is not None and run.clip.duration_s:
        parts.append(f"{duration(run.clip.duration_s)} in {duration(took_s)}")
        parts += map(explain, run.sound.notes)
    return "  ".join(parts)


def tally(states: Iterable[State]) -> str:
    """38 completed, 2 failed."""
    count = Counter(states)
    order = (State.COMPLETED, State.FAILED, State.CANCELLED, State.PAUSED, State.RUNNING, State.QUEUED)
    return ", ".join(f"{count[state]} {state.value}" for state in order if count[state])


def run_lines(runs: Sequence[Run], sessions: Mapping[str, str]) -> list[str]:
    """Runs as lines with tabs between, for other programs. `sessions`: names by id."""
    lines = ["run_id\tstate\tattempts\tduration_s\tsession\tname\ttext"]
    for run in runs:
        length_s = f"{run.clip.duration_s:.3f}" if run.clip.duration_s is not None else ""
        names = printable(sessions.get(run.session_id, "")), printable(run.clip.name)
        lines.append("\t".join((run.run_id, run.state.value, str(run.tries), length_s, *names, remark(run))))
    return lines


def found_lines(found: Sequence[Found]) -> list[str]:
    """What a search found: run, clip, place and words."""
    places = [
        f"{one.run.run_id[:SHORT_ID]}  {printable(one.run.clip.name)}  {clock_time(one.start_s)}" for one in found
    ]
    return [f"{place}  {_one_line(one.spoken)}" for place, one in zip(places, found, strict=True)]


def description(run: Run, session: str, segments: Sequence[Segment]) -> list[str]:
    """What there is to know of a run, line by line."""
    facts = {
        "Run": run.run_id,
        "Clip": printable(run.clip.name),
        "From": printable(run.clip.source),
        "Session": printable(session),
        "State": stage_label(run) + (f", attempt {run.tries}" if run.tries > 1 else ""),
        "Why": explain(run.reason) if run.reason else "",
        "Length": duration(run.clip.duration_s) if run.clip.duration_s is not None else "",
        "Language": run.language or "",
        "Model": f"{run.options.model}, {run.options.quality.value}" + (f", {run.device}" if run.device else ""),
        "Channels": f"{run.sound.channels}, one speaker each" if run.sound.channels > 1 else "",
        "Added": _date(run.created_at),
        "Took": duration(took_s) if (took_s := run.working_s(time.time())) is not None else "",
        "Segments": str(len(segments)) if segments else "",
        "Notes": " ".join(map(explain, run.sound.notes)),
        "Left out": f"{counted(run.unheard_places, 'place')} of speech without text" if run.unheard_places else "",
    }
    return [f"{label:<12} {value}" for label, value in facts.items() if value]


def story(events: Sequence[RunEvent]) -> list[str]:
    """The run's events with the time of day and the seconds since it was handed over."""
    if not events:
        return []
    start, numbers = events[0].at, tries_by_attempt(events)
    lines = [f"Handed over {_date(start)}"]
    for event in events:
        clock = time.strftime("%H:%M:%S", time.localtime(event.at)) + f".{int(event.at % 1 * 1000):03d}"
        since = f"+{event.at - start:.3f} s"
        attempt = f"try {numbers.get(event.attempt, event.attempt)}" if event.attempt else ""
        what = f"{EVENTS[event.kind]} {_detail(event)}".rstrip()
        lines.append(f"{clock}  {since:>12}  {attempt:<6} {what}")
    return lines


def _detail(event: RunEvent) -> str:
    """The facts of an event: a sentence where they are a reason, else one after the other."""
    facts = dict(event.detail)
    code = facts.pop("code", None)
    if isinstance(code, str):
        return "– " + printable(explain(Reason(code, facts)))
    return printable(" ".join(filter(None, (_fact(name, value) for name, value in facts.items()))))


def _fact(name: str, value: str | float) -> str:
    told = _spaced(str(value)) if name in OWN_WORDS else value
    return FACTS.get(name, _spaced(name) + " {}").format(told)


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _date(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
