"""Turns a run's events into stretches of time, try by try. Pure; the timeline draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from engine.events import EventKind, RunEvent, tries_by_attempt
from engine.interruptions import ENGINE_CLOSED
from engine.run import Outcome, Phase, State


class Doing(StrEnum):
    """What happens during a stretch of time."""

    WAITING = "waiting"
    PAUSED = "paused"
    STARTING = "starting"
    DECODING = "decoding"
    LOADING_MODEL = "loading_model"
    TRANSCRIBING = "transcribing"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From `start` to `end`, in Unix seconds; `end` is None while ongoing."""

    doing: Doing
    start: float
    end: float | None = None

    def length_s(self, now: float) -> float:
        return max(0.0, (now if self.end is None else self.end) - self.start)


@dataclass(slots=True)
class Try:
    """One attempt with the wait before it, and its outcome."""

    attempt: int
    stretches: list[TimeSpan] = field(default_factory=list)
    #: The device it ran on, once known.
    device: str = ""
    #: How it ended; None while ongoing, and after it was requeued.
    state: State | None = None
    outcome: Outcome | None = None
    #: Whether its worker was lost or had to requeue it: the next try follows.
    is_broken_off: bool = False

    @property
    def has_begun(self) -> bool:
        """Whether any work was done."""
        return any(stretch.doing not in (Doing.WAITING, Doing.PAUSED) for stretch in self.stretches)

    @property
    def goes_on(self) -> bool:
        return bool(self.stretches) and self.stretches[-1].end is None


_ENDS = {
    EventKind.COMPLETE: State.COMPLETED,
    EventKind.FAIL: State.FAILED,
    EventKind.CANCEL: State.CANCELLED,
    EventKind.REQUEUE: None,
}


def tries(events: Sequence[RunEvent]) -> list[Try]:
    """The tries described by the events, oldest first. The last one may still be waiting to start. One that was given
    back in order, for a pause or because Everyclip was closed, goes on as the same, and is not counted twice."""
    made: list[Try] = []
    numbers = tries_by_attempt(events)
    for event in events:
        now = made[-1] if made else None
        match event.kind:
            case EventKind.ACCEPTED | EventKind.RETRY | EventKind.RESUME if event.to_state is State.QUEUED:
                if now is None or event.kind is EventKind.RETRY:
                    now = Try(numbers.get(event.attempt, 0) + 1)
                    made.append(now)
                _turn_to(now, Doing.WAITING, event.at)
            case EventKind.ACCEPTED:
                made.append(Try(event.attempt, state=event.to_state))
            case EventKind.CLAIM if now is not None:
                now.attempt = numbers[event.attempt]
                _turn_to(now, Doing.STARTING, event.at)
            case EventKind.PHASE if now is not None:
                now.device = str(event.detail.get("device") or now.device)
                _turn_to(now, _DOING.get(str(event.detail.get("phase")), Doing.STARTING), event.at)
            case EventKind.PAUSE if now is not None:
                _turn_to(now, Doing.PAUSED, event.at)
            case EventKind.REQUEUE if now is not None and event.detail.get("code") == ENGINE_CLOSED:
                _turn_to(now, Doing.WAITING, event.at)
            case EventKind.COMPLETE | EventKind.FAIL | EventKind.CANCEL | EventKind.REQUEUE if now is not None:
                _close(now, event.at)
                now.state = _ENDS[event.kind]
                now.outcome = next((each for each in Outcome if each == event.detail.get("outcome")), None)
                if event.kind is EventKind.REQUEUE:
                    now.is_broken_off = True
                    made.append(Try(numbers.get(event.attempt, 0) + 1, [TimeSpan(Doing.WAITING, event.at)]))
    return made


_DOING = {
    Phase.STARTING.value: Doing.STARTING,
    Phase.DECODING.value: Doing.DECODING,
    Phase.LOADING_MODEL.value: Doing.LOADING_MODEL,
    Phase.TRANSCRIBING.value: Doing.TRANSCRIBING,
}


def _turn_to(now: Try, doing: Doing, at: float) -> None:
    _close(now, at)
    now.stretches.append(TimeSpan(doing, at))


def _close(now: Try, at: float) -> None:
    if now.goes_on:
        last = now.stretches[-1]
        now.stretches[-1] = TimeSpan(last.doing, last.start, at)
