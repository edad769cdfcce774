"""From samples to windows: find the speech in a clip and cut it at silences.

Memory is bounded: only the stretch being examined is held, about half a minute at most, whatever the file's length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from engine.channels import Channels
from engine.errors import ClipError
from engine.run import ALL_TRACKS
from engine.segments import Span
from engine.worker.audio import decode, track_numbers
from engine.worker.channels import Balance, balance_of, parted, without_leaks
from engine.worker.levels import audible, clearer, raised, speech_level_db, without_rumble
from engine.worker.sound import SAMPLE_RATE, Sound

if TYPE_CHECKING:
    from engine.worker.audio import Samples

#: The length of a window, in seconds, if neither a model nor its device prefers another: close to Whisper's 30 s.
WINDOW_S = 28.0
#: … and for a draft: less work per second of audio, but more false full stops.
DRAFT_WINDOW_S = 14.0
#: The maximum that Whisper's encoder takes.
LONGEST_WINDOW_S = 30.0

#: Padding on both sides of speech, as far as the silence there allows.
_PAD_S = 0.2
#: Silence kept before the next look, so that the detector does not meet speech in the middle of its first sound.
_RUN_UP_S = 0.5

#: How much of a look may be silence before the first word. With more, it is repeated from there: in twelve minutes of
#: sentences with pauses, a third was listened to twice when this was one second.
_LEAD_S = 2.0

#: A voice that is this much louder or quieter than the one before it is heard alone, if it says more than a word.
_OTHER_VOICE_DB = 16.0
_WORD_S = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of speech, at most 30 s long: the unit that a worker transcribes, schedules and reports."""

    #: Counts from 0 within the clip.
    index: int
    #: Seconds from the start of the clip.
    start_s: float
    end_s: float
    #: Mono, 16 kHz, between -1 and 1; quiet speech is raised.
    audio: Samples
    #: Whether no window follows in this clip.
    is_last: bool
    #: Where the detector heard somebody speak: seconds from the start of the clip, in order.
    speech: tuple[Span, ...] = ()
    #: The channel that it is of, from 0; None if channels are mixed.
    channel: int | None = None

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def speech_s(self) -> float:
        """How long somebody speaks in it."""
        return sum(span.length_s for span in self.speech) if self.speech else self.length_s

    def part(self, start_s: float, end_s: float) -> Window:
        """The part of it between these times of the clip."""
        start_s, end_s = max(start_s, self.start_s), min(end_s, self.end_s)
        first, last = (round((at_s - self.start_s) * SAMPLE_RATE) for at_s in (start_s, end_s))
        speech = tuple(
            Span(max(span.start_s, start_s), min(span.end_s, end_s))
            for span in self.speech
            if span.start_s < end_s and span.end_s > start_s
        )
        return replace(self, start_s=start_s, end_s=end_s, audio=self.audio[first:last], speech=speech)


@dataclass(frozen=True, slots=True)
class Silence:
    """Audio up to `until_s` was read and gave no window. Lets the caller turn to another clip, and shows progress."""

    until_s: float


def read_windows(
    path: Path,
    sound: Sound | None = None,
    *,
    preferred_s: float,
    silence_s: float,
    track: int | None = None,
    channels: Channels = Channels.MIX,
    joins: bool = True,
    resume_at_s: float = 0.0,
    resume_channels_at_s: Sequence[float] = (),
    until_s: float | None = None,
    next_index: int = 0,
    on_open: Callable[[], None] = lambda: None,
) -> Iterator[Window | Silence]:
    """The windows of a clip from `resume_at_s` to `until_s`, numbered from `next_index`. Raises ClipError.

    Speech is cut at silences of `silence_s` or more, and where it goes on for longer than `preferred_s`. Neighbouring
    stretches share a window as long as they fit into it, unless `joins` is false: then each has its own. None reaches
    over lost audio. To go on later, pass the end of the last finished window, and its track: what follows is the same
    as without the interruption. Something is yielded at least about once per 30 s of audio read.

    Reads the `track` with that number, or ALL_TRACKS. Without one, it reads the first in which somebody speaks; a clip
    in which nobody does gives no window. What is found out about the clip is in `sound`, and `on_open` is called
    whenever a track of it was opened.

    Where two `channels` are to be heard apart, the windows of both come by the time at which they begin. To go on
    later, pass the end of the last finished window of each channel in `resume_channels_at_s`.
    """
    sound = sound or Sound()
    numbers = track_numbers(path, sound)
    if track is not None and track != ALL_TRACKS and track not in numbers:
        raise ClipError("track_missing", name=path.name, track=track, tracks=len(sound.tracks))
    silent: Sound | None = None
    failure: ClipError | None = None
    for number in numbers if track is None else [track]:
        cut = _Cutter(min(preferred_s, LONGEST_WINDOW_S), silence_s, joins, sound)
        has_speech = False
        try:
            balance = _balance_to_part(path, sound, number, channels)
            blocks = _announced(decode(path, sound, number, is_apart=balance is not None), on_open)
            if until_s is not None:
                blocks = _until(round(until_s * SAMPLE_RATE), blocks)
            if balance is None:
                pieces = cut.pieces(_Tape(blocks), round(resume_at_s * SAMPLE_RATE))
            else:
                begins_s = resume_channels_at_s or (resume_at_s, resume_at_s)
                pieces = _pieces_apart(cut, without_leaks(blocks, balance), begins_s)
            for item in _numbered(pieces, next_index):
                has_speech = has_speech or isinstance(item, Window)
                yield item
        except ClipError as error:
            if error.code != "audio_damaged":
                raise
            failure = failure or error
            continue
        if has_speech or resume_at_s:
            return
        silent = silent or replace(sound)
    if silent is not None:
        sound.adopt(silent)
    elif failure is not None:
        raise failure


def _balance_to_part(path: Path, sound: Sound, number: int, channels: Channels) -> Balance | None:
    """The balance of a track whose channels are to be heard apart; None for any other."""
    if channels is Channels.MIX or number not in sound.in_stereo:
        return None
    balance = balance_of(path, number)
    return balance if balance.is_apart or channels is Channels.SPLIT else None


def _pieces_apart(cut: _Cutter, blocks: Iterator[Samples], begins_s: Sequence[float]) -> Iterator[_Piece | Silence]:
    """The pieces of both channels of blocks of shape (count, 2), of each from where it is to begin."""
    channels = zip(parted(blocks), begins_s, strict=True)
    return _in_turn([cut.pieces(_Tape(channel), round(begin_s * SAMPLE_RATE)) for channel, begin_s in channels])


def _in_turn(channels: Sequence[Iterator[_Piece | Silence]]) -> Iterator[_Piece | Silence]:
    """The pieces of all channels, by the time at which they begin. None is read much further than the others: what one
    is ahead must be held."""
    heads: dict[int, _Piece] = {}
    reached = [0.0 for _ in channels]
    while True:
        first = min(heads, key=lambda number: (heads[number].start, number), default=None)
        without = [number for number in range(len(channels)) if number not in heads]
        behind = min(without, key=reached.__getitem__, default=None)
        if first is not None and (behind is None or reached[behind] >= heads[first].start_s):
            yield heads.pop(first)
        elif behind is None or reached[behind] == inf:
            return
        else:
            match next(channels[behind], None):
                case _Piece() as piece:
                    heads[behind] = replace(piece, channel=behind)
                    reached[behind] = piece.end_s
                case Silence(until_s):
                    reached[behind] = until_s
                    yield Silence(min(reached))
                case None:
                    reached[behind] = inf


def _numbered(pieces: Iterator[_Piece | Silence], next_index: int) -> Iterator[Window | Silence]:
    """The windows made of pieces. One is held back: only what follows shows whether it is the last."""
    held: Window | None = None
    for piece in pieces:
        if isinstance(piece, Silence):
            yield piece
            continue
        if held is not None:
            yield held
            next_index += 1
        held = piece.window(next_index)
    if held is not None:
        yield replace(held, is_last=True)


class _Tape:
    """The decoded samples being examined. `start` is their position in the clip, in samples."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        import numpy as np

        self._blocks = blocks
        self.start = 0
        self.audio: Samples = np.zeros(0, np.float32)
        self.ended = False

    def fill(self, count: int) -> None:
        """Decode until `count` samples are held, or the clip ends."""
        import numpy as np

        blocks, held = [self.audio], len(self.audio)
        while held < count and not self.ended:
            block = next(self._blocks, None)
            if block is None:
                self.ended = True
            else:
                blocks.append(block)
                held += len(block)
        self.audio = np.concatenate(blocks)

    def drop(self, count: int) -> None:
        """Discard the first `count` samples, or all of them if there are fewer."""
        count = min(max(0, count), len(self.audio))
        self.audio = self.audio[count:]
        self.start += count


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """What becomes a window: its position in the clip, its samples, and where somebody speaks in them."""

    start: int
    audio: Samples
    #: The same without rumble.
    clean: Samples
    speech: Sequence[tuple[int, int]]
    channel: int | None = None

    @property
    def start_s(self) -> float:
        return self.start / SAMPLE_RATE

    @property
    def end_s(self) -> float:
        return (self.start + len(self.audio)) / SAMPLE_RATE

    def window(self, index: int) -> Window:
        def of_clip(position: int) -> float:
            return (self.start + position) / SAMPLE_RATE

        return Window(
            index,
            of_clip(0),
            of_clip(len(self.audio)),
            raised(clearer(self.audio, self.clean), self.speech).copy(),
            is_last=False,
            speech=tuple(Span(of_clip(begin), of_clip(end)) for begin, end in self.speech),
            channel=self.channel,
        )


class _Cutter:
    """Decides where to cut. Counts in samples; positions of spans are relative to the audio being examined.

    Each look takes one window, and the next look begins where that ended. So what follows a window does not depend on
    anything before its end, and resuming there gives exactly the windows of an uninterrupted reading.
    """

    def __init__(self, longest_s: float, silence_s: float, joins: bool, sound: Sound) -> None:
        """`sound` tells where audio was lost: as far as the tape was filled."""
        self._sound = sound
        self._longest_s = longest_s
        self._silence_s = silence_s
        self._longest = round(longest_s * SAMPLE_RATE)
        self._joins = joins
        self._run_up = round(_RUN_UP_S * SAMPLE_RATE)
        self._word = round(_WORD_S * SAMPLE_RATE)
        # What must be known beyond the longest possible window before its end is certain.
        self._behind = round((silence_s + 2 * _PAD_S) * SAMPLE_RATE)
        self._look = self._longest + self._behind + round(_LEAD_S * SAMPLE_RATE)

    def pieces(self, tape: _Tape, resume_at: int) -> Iterator[_Piece | Silence]:
        """Yield what becomes the windows, and silences in between."""
        # Not a seek: in many containers it is inexact or impossible. Decoding is some hundred times faster than speech.
        while tape.start < resume_at and not tape.ended:
            tape.fill(self._look)
            tape.drop(resume_at - tape.start)
            yield Silence(tape.start / SAMPLE_RATE)
        while True:
            spans, clean = self._look_at(tape)
            held = len(clean)
            is_end = tape.ended and held == len(tape.audio)
            if not spans and is_end:
                return
            start, end = self._first_window(tape, spans) if spans else (held, held)
            if not is_end and not self._is_sure(start, end, held):
                tape.drop(start - self._run_up)
                yield Silence(tape.start / SAMPLE_RATE)
                continue
            speech = [(max(start, begin), stop) for begin, stop in spans if begin < end]
            if tape.start == 0 and is_end and end == spans[-1][1] and held <= self._longest:
                start, end = 0, held  # one window is enough for this clip: nothing is trimmed
            yield _Piece(
                tape.start + start, tape.audio[start:end], clean[start:end], [(a - start, b - start) for a, b in speech]
            )
            tape.drop(end)

    def _look_at(self, tape: _Tape) -> tuple[list[tuple[int, int]], Samples]:
        """Find where somebody speaks, and what was listened to, from the start of the tape. Half a look is often enough
        if stretches are not joined; not at the beginning, since a short clip is examined as a whole."""
        if tape.start and not self._joins:
            half = self._look // 2
            tape.fill(half)
            spans, clean = self._speech_in(tape, half)
            if spans and self._is_sure(*spans[0], half):
                return spans, clean
        tape.fill(self._look)
        return self._speech_in(tape, self._look)

    def _speech_in(self, tape: _Tape, count: int) -> tuple[list[tuple[int, int]], Samples]:
        audio = tape.audio[:count]
        if not audio.any():  # silence that stands for what is missing: perhaps an hour of it
            return [], audio
        clean = without_rumble(audio)
        return self._speech(clean, tape.start), clean

    def _is_sure(self, start: int, end: int, held: int) -> bool:
        """Whether a window would stay the same if more audio were held."""
        return (start + self._longest if self._joins else end) + self._behind <= held

    def _first_window(self, tape: _Tape, spans: list[tuple[int, int]]) -> tuple[int, int]:
        """The first stretch of speech, plus those after it that fit into the same window, except for much quieter or
        louder voices: beside a loud one, a model leaves a quiet one out. None beyond lost audio."""
        (start, end), *others = spans
        audio, lost = tape.audio, self._lost(tape.start)
        level_db = speech_level_db(audio[start:end])
        for begin, stop in others:
            is_word = min(stop - begin, end - start) < self._word
            if not self._joins or stop - start > self._longest:
                break
            if any(gap < begin and after > end for gap, after in lost):
                break
            if not is_word and abs(speech_level_db(audio[begin:stop]) - level_db) > _OTHER_VOICE_DB:
                break
            end = stop
        return start, end

    def _lost(self, start: int) -> list[tuple[int, int]]:
        """Where audio was lost, relative to a position of the clip."""
        lost = self._sound.lost
        return [(round(gap.start_s * SAMPLE_RATE) - start, round(gap.end_s * SAMPLE_RATE) - start) for gap in lost]

    def _speech(self, clean: Samples, start: int) -> list[tuple[int, int]]:
        """Where somebody speaks, according to faster-whisper's Silero detector: spans, none over the longest window,
        and none over lost audio. `start` is the position in the clip."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        if not len(clean):
            return []
        options = VadOptions(
            max_speech_duration_s=self._longest_s,
            min_silence_duration_ms=round(self._silence_s * 1000),
            speech_pad_ms=round(_PAD_S * 1000),
        )
        spans = [(span["start"], span["end"]) for span in get_speech_timestamps(audible(clean), options)]
        for gap, after in self._lost(start):
            spans = [part for begin, end in spans for part in _around(begin, end, gap, after)]
        return spans


def _around(begin: int, end: int, gap: int, after: int) -> list[tuple[int, int]]:
    """The parts of a span before and after a gap."""
    if after <= begin or gap >= end:
        return [(begin, end)]
    return [part for part in ((begin, gap), (after, end)) if part[0] < part[1]]


def _announced(blocks: Iterator[Samples], on_open: Callable[[], None]) -> Iterator[Samples]:
    """The same; `on_open` is called once the first is there, or it is clear that none will be."""
    first = next(blocks, None)
    on_open()
    if first is not None:
        yield first
        yield from blocks


def _until(count: int, blocks: Iterator[Samples]) -> Iterator[Samples]:
    """The first `count` samples."""
    for block in blocks:
        yield block[:count]
        count -= len(block)
        if count <= 0:
            return
