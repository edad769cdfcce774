"""From windows to segments: what a model hears, doubted, heard again where it is doubtful, with times of the clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from engine.doubts import REPEATED, Doubt, doubt_of, repeats
from engine.languages import Expectation, Guess, likeliest
from engine.run import Segment, Span, Word
from engine.segmenting import parted
from engine.unheard import without_words
from engine.whisper import ENCODER_FRAMES, SAMPLES_OF_FRAME, Decoded, Whisper, rows, view
from engine.windows import Window

if TYPE_CHECKING:
    from engine.whisper import Encoded

#: Where less than all frames will do, steps of this many: few enough for full batches, and short enough.
_PADDED_TO = 200
#: A window is silent if the model says so and is unsure of the text it heard; faster-whisper's rule, with 0.6 and -1.
_NO_SPEECH_PROB = 0.5
_UNSURE_LOGPROB = -0.8
#: One whose text says a thing again, however often it is heard, is silent from this on.
_NO_SPEECH_PROB_OF_REPEATS = 0.3
#: What is still doubtful is decoded by chance, at one temperature after the other. faster-whisper's defaults.
_TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)
#: A stretch of speech that was heard on its own, because the text left it out, is believed from this on.
_BELIEVED_LOGPROB = -0.7
#: Where a language is less likely than this by the sound alone, there may be a second one; if it is spoken for so long.
_ONE_LANGUAGE = 0.9
_PHRASE_S = 2.0
#: … and it is so many times likelier than the one before.
_OTHER_LANGUAGE = 5.0
#: What is kept on both sides of such a stretch.
_PAD_S = 0.2


@dataclass(frozen=True, slots=True)
class WindowText:
    """What was heard in a window."""

    segments: list[Segment]
    #: Of the window; whoever has said it before.
    language: str
    #: Why it was heard a second time; None if it was not.
    doubt: Doubt | None = None
    #: Words that only said again what stands before them, and were left out.
    left_out: str = ""
    #: Speech that has no text, even though it was heard again on its own.
    unheard: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Hearing:
    """A window, heard once."""

    window: Window
    guess: Guess
    decoded: Decoded
    encoded: Encoded
    #: That the encoder was given.
    frames: int
    #: How likely the language is by the sound alone, 0 to 1.
    share: float

    @property
    def doubt(self) -> Doubt | None:
        window = self.window
        doubt = doubt_of(self.decoded.text, window.length_s, window.speech_s, self.decoded.avg_logprob)
        if doubt is None and self.frames < ENCODER_FRAMES and not self.guess.is_sure:
            return Doubt.LANGUAGE
        return doubt

    def is_better_than(self, other: _Hearing) -> bool:
        """Whether it is rather to be trusted. What says a thing again is better than nothing only."""
        if self.doubt is None or other.doubt is None or self.doubt in REPEATED:
            return self.doubt is None and other.doubt is not None
        return other.doubt not in REPEATED and self.decoded.avg_logprob > other.decoded.avg_logprob


class Transcriber:
    """Turns windows into segments. May be used from as many threads at once as it has lanes.

    `encoder_margin_frames`: how many mel frames (10 ms each) of silence the encoder is given after a window's own. Its
    cost falls with its input. What is doubtful is heard again with the full 30 s that every Whisper model was trained
    with; from 3000 on, that is what every window gets at once.
    """

    def __init__(
        self,
        folder: Path,
        device: str = "cpu",
        compute_type: str = "int8",
        *,
        threads: int = 0,
        lanes: int = 1,
        encoder_margin_frames: int = ENCODER_FRAMES,
    ) -> None:
        """Load the model in `folder`. Raises ModelError as `Whisper` does."""
        self._whisper = Whisper(folder, device, compute_type, threads=threads, lanes=lanes)
        self.threads = threads
        self._margin = encoder_margin_frames

    @property
    def device(self) -> str:
        """What it runs on, for people: "cpu int8", "cuda:0 float16"."""
        return self._whisper.device

    @property
    def is_multilingual(self) -> bool:
        return self._whisper.is_multilingual

    def frames_of(self, window: Window) -> int:
        """The mel frames that the encoder is given for a window. Windows that share a batch must agree in it: the text
        of a window changes with its padding, and must not depend on what it happens to share a batch with."""
        own = len(window.audio) // SAMPLES_OF_FRAME
        # A margin is not enough for a digit that is said in half a second: whatever there is counts as one at least.
        padded = _PADDED_TO * ceil((max(own, self._margin) + self._margin) / _PADDED_TO)
        return min(ENCODER_FRAMES, padded)

    def transcribe_batch(
        self,
        windows: Sequence[Window],
        *,
        expected: Sequence[Expectation],
        task: str,
        words: bool,
        is_careful: bool = False,
        previous_text: str = "",
    ) -> list[WindowText]:
        """What was heard in each window, decoded together; the windows may be of different clips. `expected`: what is
        known of each one's language. Carefully, the encoder gets all it takes at once. `previous_text` is the context
        of all. Raises ModelError."""
        if not windows:
            return []
        frames = ENCODER_FRAMES if is_careful else max(self.frames_of(window) for window in windows)
        with self._whisper.memory_watched():
            first = self._hear(windows, expected, task, frames, previous_text)
            heard = self._hear_again(first, expected, task)
            return [
                self._in_several_languages(best, expectation, task, words)
                or replace(self._written(best, task, words), doubt=before.doubt)
                for before, best, expectation in zip(first, heard, expected, strict=True)
            ]

    def _hear(
        self,
        windows: Sequence[Window],
        expected: Sequence[Expectation],
        task: str,
        frames: int = ENCODER_FRAMES,
        previous_text: str = "",
    ) -> list[_Hearing]:
        """Hear each window, with so many frames for the encoder."""
        if not windows:
            return []
        encoded = self._whisper.encode([self._whisper.mel(window.audio) for window in windows], frames)
        is_told = all(each.told for each in expected)
        detected: Sequence[Mapping[str, float]] = (
            [{}] * len(windows) if is_told else self._whisper.detect_languages(encoded)
        )
        guesses = [
            likeliest(each, expectation, window.speech_s)
            for each, expectation, window in zip(detected, expected, windows, strict=True)
        ]
        decoded = self._whisper.decode(encoded, [guess.language for guess in guesses], task, previous_text)
        return [
            _Hearing(window, guess, _silenced(each), row, frames, shares.get(guess.language, 1.0))
            for window, guess, shares, each, row in zip(windows, guesses, detected, decoded, rows(encoded), strict=True)
        ]

    def _hear_again(self, heard: Sequence[_Hearing], expected: Sequence[Expectation], task: str) -> list[_Hearing]:
        """What is best for each window: what is doubtful is heard with all that an encoder takes, and without the text
        before it; and what is doubtful then, by chance."""
        best = list(heard)
        doubtful = [number for number, hearing in enumerate(heard) if hearing.doubt]
        again = self._hear(
            [heard[number].window for number in doubtful], [expected[number] for number in doubtful], task
        )
        for number, hearing in zip(doubtful, again, strict=True):
            second = self._by_chance(hearing, task)
            best[number] = best[number] if best[number].is_better_than(second) else second
        return best

    def _by_chance(self, hearing: _Hearing, task: str) -> _Hearing:
        """The best of what is decoded at one temperature after the other, until it is not doubtful."""
        best = hearing
        for temperature in _TEMPERATURES:
            if best.doubt is None:
                break
            encoded = view(hearing.encoded)
            [decoded] = self._whisper.decode(encoded, [hearing.guess.language], task, temperature=temperature)
            drawn = replace(hearing, decoded=_silenced(decoded))
            best = drawn if drawn.is_better_than(best) else best
        return best

    def _in_several_languages(
        self, hearing: _Hearing, expectation: Expectation, task: str, words: bool
    ) -> WindowText | None:
        """The text of a window in which the language changes, each part heard in its own; None if it does not. A model
        would translate one into the other."""
        window = hearing.window
        if expectation.told or hearing.share > _ONE_LANGUAGE or len(window.speech) < 2:
            return None
        parts: list[tuple[str, float]] = []  # each language, and where it begins
        for before, span in zip([None, *window.speech], window.speech, strict=False):
            part = window.part(span.start_s, span.end_s)
            shares = self._languages_of(part)
            language, _ = likeliest(shares, replace(expectation, of_clip=None), part.length_s)
            if not parts or (
                part.length_s >= _PHRASE_S and shares[language] > _OTHER_LANGUAGE * shares.get(parts[-1][0], 0.0)
            ):
                begins_s = (before.end_s + span.start_s) / 2 if before else window.start_s
                parts.append((language, begins_s))
        if len(parts) < 2:
            return None
        ends = [*(begins_s for _, begins_s in parts[1:]), window.end_s]
        texts = [
            self.transcribe_batch(
                [window.part(begins_s, end_s)], expected=[Expectation(told=language)], task=task, words=words
            )[0]
            for (language, begins_s), end_s in zip(parts, ends, strict=True)
        ]
        return WindowText(
            [segment for text in texts for segment in text.segments],
            texts[0].language,
            Doubt.LANGUAGE,
            " ".join(text.left_out for text in texts if text.left_out),
            tuple(span for text in texts for span in text.unheard),
        )

    def _languages_of(self, part: Window) -> Mapping[str, float]:
        [shares] = self._whisper.detect_languages(self._whisper.encode([self._whisper.mel(part.audio)], ENCODER_FRAMES))
        return shares

    # --- from what was heard to segments ---

    def _written(self, hearing: _Hearing, task: str, words: bool) -> WindowText:
        window, left_out = hearing.window, ""
        said = self._words(hearing, task)
        if hearing.doubt in REPEATED:
            said, left_out = _without_repeats(said, hearing.decoded.no_speech_prob)
        segments = _segments(said, hearing)
        unheard = []
        for span in without_words(window.speech, said):
            found = self._heard_alone(window, span, hearing.guess.language, task)
            segments += found
            unheard += [] if found else [span]
        segments.sort(key=lambda segment: segment.start_s)
        if not words:
            segments = [replace(segment, words=()) for segment in segments]
        return WindowText(segments, hearing.guess.language, left_out=left_out, unheard=tuple(unheard))

    def _heard_alone(self, window: Window, span: Span, language: str, task: str) -> list[Segment]:
        """What is heard in a stretch of a window that the text of the whole has left out; nothing unless it is sure."""
        part = window.part(span.start_s - _PAD_S, span.end_s + _PAD_S)
        [hearing] = self._hear([part], [Expectation(told=language)], task)
        if hearing.doubt or hearing.decoded.avg_logprob < _BELIEVED_LOGPROB:
            return []
        return _segments(self._words(hearing, task), hearing)

    def _words(self, hearing: _Hearing, task: str) -> list[Word]:
        """The words of a hearing, with times of the clip that do not leave the window."""
        window = hearing.window
        if not hearing.decoded.text:
            return []
        own = min(hearing.frames, len(window.audio) // SAMPLES_OF_FRAME)
        said = self._whisper.words(hearing.decoded, hearing.encoded, hearing.guess.language, task, own, window.length_s)
        of_clip = partial(_of_clip, window)
        return [replace(word, start_s=of_clip(word.start_s), end_s=of_clip(word.end_s)) for word in said]


def _silenced(decoded: Decoded) -> Decoded:
    """Without the text, where the model says that nobody speaks."""
    if decoded.no_speech_prob > _NO_SPEECH_PROB and decoded.avg_logprob < _UNSURE_LOGPROB:
        return replace(decoded, text="", tokens=())
    return decoded


def _of_clip(window: Window, seconds: float) -> float:
    return round(min(max(window.start_s, window.start_s + seconds), window.end_s), 3)


def _without_repeats(words: Sequence[Word], no_speech_prob: float) -> tuple[list[Word], str]:
    """The words less those that only say again what stands before them, and these."""
    if no_speech_prob > _NO_SPEECH_PROB_OF_REPEATS:
        return [], "".join(word.text for word in words).strip()
    left_out = {place for start, end in repeats([word.text for word in words]) for place in range(start, end)}
    kept = [word for place, word in enumerate(words) if place not in left_out]
    return kept, "".join(word.text for place, word in enumerate(words) if place in left_out).strip()


def _segments(words: Sequence[Word], hearing: _Hearing) -> list[Segment]:
    """Our own segments. What has no text is left out."""
    decoded = hearing.decoded
    return [
        Segment(
            start_s=said[0].start_s,
            end_s=said[-1].end_s,
            text=text,
            avg_logprob=decoded.avg_logprob,
            no_speech_prob=decoded.no_speech_prob,
            words=tuple(replace(word, text=word.text.strip()) for word in said),
        )
        for said in (words[start:end] for start, end in parted(words))
        if (text := "".join(word.text for word in said).strip())
    ]
