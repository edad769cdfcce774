"""From windows to segments: text is checked, decoded again if doubtful, and given the clip's times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from engine.machine.plans import CPU
from engine.run import Quality
from engine.segments import Segment, Span, Word
from engine.text.unheard import without_words
from engine.text.vocabulary import is_echo, sounds_alike
from engine.worker.languages import Expectation, Guess, likeliest
from engine.worker.levels import levels_db
from engine.worker.plausibility import MIN_WORDS_TWICE, REPEATED, Doubt, Repeat, doubt_of, is_said_in, repeats
from engine.worker.segmenting import parted
from engine.worker.sound import SAMPLE_RATE
from engine.worker.whisper import ENCODER_FRAMES, SAMPLES_OF_FRAME, Decoded, Prompt, Whisper, rows, view
from engine.worker.windows import Window
from engine.worker.word_times import LEVEL_S, settled, stretches

if TYPE_CHECKING:
    from engine.worker.whisper import Encoded

#: Fewer frames are padded to a multiple of this: coarse enough for full batches, and fine enough to stay short.
_PADDED_TO = 100
#: A margin alone is not enough for a digit that is said in half a second: a window counts as this many at least, or as
#: another margin.
_MIN_FRAMES = 400
#: A window is silent if the model says so and is unsure of the text; faster-whisper's rule, with 0.6 and -1.
_NO_SPEECH_PROB = 0.5
_UNSURE_LOGPROB = -0.8
#: A window whose text is still repetitive however often it is decoded is silent above this.
_NO_SPEECH_PROB_OF_REPEATS = 0.3
#: Nobody repeats a short word faster than this.
_SHORTEST_WORD_S = 0.2
#: Text that stays doubtful is sampled, at one temperature after another. faster-whisper's defaults.
_TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)
#: If a language is less likely than this by the sound alone, there may be a second: if it is spoken for this long …
_ONE_LANGUAGE = 0.9
_PHRASE_S = 2.0
#: … and is at least this likely, and this many times likelier than the one before.
_LIKELY_LANGUAGE = 0.45
_OTHER_LANGUAGE = 5.0
#: The minimum for text from speech that the first pass left out and that was transcribed again on its own.
_BELIEVED_LOGPROB = -0.7
#: The padding on both sides of such a stretch.
_PAD_S = 0.2


@dataclass(frozen=True, slots=True)
class WindowText:
    """The text of a window."""

    segments: list[Segment]
    #: The window's language, whether set or detected.
    language: str
    #: Why it was decoded a second time; None if it was not.
    doubt: Doubt | None = None
    #: Words that only repeated the words before them, and were left out.
    left_out: str = ""
    #: Speech without text, even after it was transcribed again on its own.
    unheard: tuple[Span, ...] = ()
    #: How many vocabulary terms did not fit into the model's prompt.
    terms_left_out: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Hypothesis:
    """What a window may say: the result of decoding it once."""

    window: Window
    guess: Guess
    #: How likely the language is by the sound alone, 0 to 1.
    share: float
    decoded: Decoded
    encoded: Encoded
    #: The number of frames that the encoder was given.
    frames: int

    @property
    def doubt(self) -> Doubt | None:
        window = self.window
        doubt = doubt_of(self.decoded.text, window.length_s, window.speech_s, self.decoded.avg_logprob)
        if doubt is None and self.frames < ENCODER_FRAMES and not self.guess.is_sure:
            return Doubt.LANGUAGE
        return doubt

    def is_better_than(self, other: _Hypothesis) -> bool:
        """Whether it deserves more trust. One that repeats itself never does, nor one in a language that was no longer
        found when the encoder was given more."""
        if self.frames < other.frames and self.guess.language != other.guess.language:
            return self.doubt is None
        if self.doubt is None or other.doubt is None or self.doubt in REPEATED:
            return self.doubt is None and other.doubt is not None
        return other.doubt not in REPEATED and self.decoded.avg_logprob > other.decoded.avg_logprob


class Transcriber:
    """Turns windows into segments. May be used from as many threads at once as it has lanes.

    `encoder_margin_frames`: how many mel frames (10 ms each) of silence the encoder is given after a window's own. Its
    cost falls with its input. Doubtful windows are decoded again with the full 30 s that Whisper was trained with; from
    3000 on, every window gets that at once. A draft makes do with half the margin. A graphics card always
    gets the full 30 s: there the cost hardly depends on the input, and all windows share batches.
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
        self._is_on_card = device != CPU

    @property
    def device(self) -> str:
        """What it runs on, for people: "cpu int8", "cuda:0 float16"."""
        return self._whisper.device

    @property
    def is_multilingual(self) -> bool:
        return self._whisper.is_multilingual

    def frames_of(self, window: Window, quality: Quality = Quality.FAST) -> int:
        """The mel frames that the encoder is given for a window. Windows in a batch must have the same number: a
        window's text changes with its padding, and must not depend on what it happens to share a batch with."""
        if quality is Quality.CAREFUL or self._is_on_card:
            return ENCODER_FRAMES
        margin = self._margin // 2 if quality is Quality.DRAFT else self._margin
        own = max(len(window.audio) // SAMPLES_OF_FRAME, min(_MIN_FRAMES, margin))
        return min(ENCODER_FRAMES, _PADDED_TO * ceil((own + margin) / _PADDED_TO))

    def transcribe_batch(
        self,
        windows: Sequence[Window],
        expected: Sequence[Expectation],
        prompt: Prompt,
        quality: Quality = Quality.FAST,
    ) -> list[WindowText]:
        """Transcribe windows in one batch; they may be of different clips. `expected`: what is known about the language
        of each. Raises ModelError."""
        if not windows:
            return []
        frames = max(self.frames_of(window, quality) for window in windows)
        with self._whisper.memory_watched():
            fitting = self._whisper.fitting(prompt)
            first = self._transcribe(windows, expected, fitting, frames)
            if quality is Quality.DRAFT:
                texts = [self._draft_text_of(hypothesis, fitting.task) for hypothesis in first]
            else:
                hypotheses = self._retry_doubtful(first, expected, fitting)
                texts = [
                    self._in_several_languages(best, expectation, fitting) or self._text_of(best, fitting, before.doubt)
                    for before, best, expectation in zip(first, hypotheses, expected, strict=True)
                ]
        return [replace(text, terms_left_out=len(prompt.vocabulary) - len(fitting.vocabulary)) for text in texts]

    # --- decoding ---

    def _transcribe(
        self,
        windows: Sequence[Window],
        expected: Sequence[Expectation],
        prompt: Prompt,
        frames: int = ENCODER_FRAMES,
    ) -> list[_Hypothesis]:
        """Decode each window, with this many frames for the encoder."""
        if not windows:
            return []
        encoded = self._whisper.encode([self._whisper.mel(window.audio) for window in windows], frames)
        are_fixed = all(each.fixed for each in expected)
        detected: Sequence[Mapping[str, float]] = (
            [{}] * len(windows) if are_fixed else self._whisper.detect_languages(encoded)
        )
        guesses = [
            likeliest(each, expectation, window.speech_s)
            for each, expectation, window in zip(detected, expected, windows, strict=True)
        ]
        decoded = self._whisper.decode(encoded, [guess.language for guess in guesses], prompt)
        return [
            _Hypothesis(window, guess, shares.get(guess.language, 1.0), _silenced(each), row, frames)
            for window, guess, shares, each, row in zip(windows, guesses, detected, decoded, rows(encoded), strict=True)
        ]

    def _retry_doubtful(
        self, hypotheses: Sequence[_Hypothesis], expected: Sequence[Expectation], prompt: Prompt
    ) -> list[_Hypothesis]:
        """The best hypothesis for each window: doubtful ones are decoded again, with the full encoder input and without
        the text before them; those that stay doubtful are sampled. A vocabulary can make a model say something where
        nobody speaks: a doubtful hypothesis with it does not count."""
        best = list(hypotheses)
        doubtful = [number for number, hypothesis in enumerate(hypotheses) if hypothesis.doubt]
        alone = replace(prompt, vocabulary=(), previous_text="")
        # What was decoded so at first would only be the same again.
        other = [n for n in doubtful if prompt != alone or hypotheses[n].frames < ENCODER_FRAMES]
        again = self._transcribe([hypotheses[n].window for n in other], [expected[n] for n in other], alone)
        retried = dict(enumerate(hypotheses)) | dict(zip(other, again, strict=True))
        for number in doubtful:
            second = self._sampled(retried[number], alone)
            is_first_better = not prompt.vocabulary and best[number].is_better_than(second)
            best[number] = best[number] if is_first_better else second
        return [self._without_echo(hypothesis, prompt) for hypothesis in best]

    def _sampled(self, hypothesis: _Hypothesis, prompt: Prompt) -> _Hypothesis:
        """The best of the texts sampled at one temperature after another, until one is not doubtful."""
        best = hypothesis
        for temperature in _TEMPERATURES:
            if best.doubt is None:
                break
            encoded = view(hypothesis.encoded)
            [decoded] = self._whisper.decode(encoded, [hypothesis.guess.language], prompt, temperature)
            drawn = replace(hypothesis, decoded=_silenced(decoded))
            best = drawn if drawn.is_better_than(best) else best
        return best

    def _without_echo(self, hypothesis: _Hypothesis, prompt: Prompt) -> _Hypothesis:
        """If the text is nothing but the vocabulary, decode once more without it: perhaps nobody said any of it."""
        if not is_echo(hypothesis.decoded.text, prompt.vocabulary):
            return hypothesis
        without_vocabulary = replace(prompt, vocabulary=(), previous_text="")
        [decoded] = self._whisper.decode(view(hypothesis.encoded), [hypothesis.guess.language], without_vocabulary)
        without = replace(hypothesis, decoded=_silenced(decoded))
        return hypothesis if sounds_alike(hypothesis.decoded.text, without.decoded.text) else without

    # --- several languages ---

    def _in_several_languages(
        self, hypothesis: _Hypothesis, expectation: Expectation, prompt: Prompt
    ) -> WindowText | None:
        """The text of a window in which the language changes, each part decoded in its own; None if it does not. A
        model would translate one into the other."""
        window = hypothesis.window
        phrases = sum(span.length_s >= _PHRASE_S for span in window.speech)
        if expectation.fixed or hypothesis.share > _ONE_LANGUAGE or phrases < 2:
            return None
        parts = self._parts(window, expectation)
        if len(parts) < 2:
            return None
        ends = [*(begins_s for _, begins_s in parts[1:]), window.end_s]
        texts = [
            self.transcribe_batch([window.part(begins_s, end_s)], [Expectation(fixed=language)], prompt)[0]
            for (language, begins_s), end_s in zip(parts, ends, strict=True)
        ]
        return WindowText(
            [segment for text in texts for segment in text.segments],
            texts[0].language,
            Doubt.LANGUAGE,
            " ".join(text.left_out for text in texts if text.left_out),
            tuple(span for text in texts for span in text.unheard),
        )

    def _parts(self, window: Window, expectation: Expectation) -> list[tuple[str, float]]:
        """The successive languages of a window, and where in the clip each begins."""
        parts: list[tuple[str, float]] = []
        before_s = window.start_s
        for span in window.speech:
            begins_s = (before_s + span.start_s) / 2 if parts else window.start_s
            before_s = span.end_s
            if span.length_s < _PHRASE_S:
                continue  # too little to go on: it stays with the part before it
            audio = window.part(span.start_s, span.end_s).audio
            [shares] = self._whisper.detect_languages(self._whisper.encode([self._whisper.mel(audio)], ENCODER_FRAMES))
            language, _ = likeliest(shares, replace(expectation, of_clip=None), span.length_s)
            is_other = not parts or shares[language] > _OTHER_LANGUAGE * shares.get(parts[-1][0], 0.0)
            if is_other and shares[language] >= _LIKELY_LANGUAGE:
                parts.append((language, begins_s))
        return parts

    # --- from hypotheses to segments ---

    def _draft_text_of(self, hypothesis: _Hypothesis, task: str) -> WindowText:
        """The segments of a hypothesis, as it is."""
        words, left_out = self._kept_words(hypothesis, task)
        unheard = tuple(without_words(hypothesis.window.speech, words))
        return WindowText(_segments(words, hypothesis), hypothesis.guess.language, left_out=left_out, unheard=unheard)

    def _text_of(self, hypothesis: _Hypothesis, prompt: Prompt, doubt: Doubt | None) -> WindowText:
        """The segments of a hypothesis, plus those of speech in its window that it left out. `doubt`: why it was
        decoded more than once."""
        window, language = hypothesis.window, hypothesis.guess.language
        words, left_out = self._kept_words(hypothesis, prompt.task)
        text = "".join(word.text for word in words)
        found: list[Segment] = []
        unheard: list[Span] = []
        for span in without_words(window.speech, words):
            alone = self._transcribe_alone(window, span, Expectation(fixed=language), replace(prompt, previous_text=""))
            if not alone:
                unheard.append(span)
            elif not is_said_in(" ".join(segment.text for segment in alone), text):
                found += alone
        segments = sorted([*_segments(words, hypothesis), *found], key=lambda segment: segment.start_s)
        return WindowText(segments, language, doubt, left_out, tuple(unheard))

    def _transcribe_alone(self, window: Window, span: Span, expectation: Expectation, prompt: Prompt) -> list[Segment]:
        """Transcribe a stretch of a window that the text of the whole has left out; empty unless the model is sure."""
        part = window.part(span.start_s - _PAD_S, span.end_s + _PAD_S)
        for frames in sorted({self.frames_of(part), ENCODER_FRAMES}):
            [hypothesis] = self._transcribe([part], [expectation], prompt, frames)
            if not hypothesis.doubt and hypothesis.decoded.avg_logprob >= _BELIEVED_LOGPROB:
                return _segments(self._words(self._without_echo(hypothesis, prompt), prompt.task), hypothesis)
        return []

    def _kept_words(self, hypothesis: _Hypothesis, task: str) -> tuple[list[Word], str]:
        """The words of a hypothesis without repetitions, and the repetitions."""
        words = self._words(hypothesis, task)
        return (
            _without_repeats(words, hypothesis.decoded.no_speech_prob) if hypothesis.doubt in REPEATED else (words, "")
        )

    def _words(self, hypothesis: _Hypothesis, task: str) -> list[Word]:
        """The words of a hypothesis, with clip times clamped to the window."""
        window = hypothesis.window
        if not hypothesis.decoded.text:
            return []
        own = min(hypothesis.frames, len(window.audio) // SAMPLES_OF_FRAME)
        words = self._whisper.words(hypothesis.decoded, hypothesis.encoded, hypothesis.guess.language, task, own)

        def of_clip(seconds: float) -> float:
            return min(window.start_s + seconds, window.end_s)

        words = [replace(word, start_s=of_clip(word.start_s), end_s=of_clip(word.end_s)) for word in words]
        sounds = stretches(levels_db(window.audio, round(LEVEL_S * SAMPLE_RATE)).tolist(), window.start_s)
        return [
            replace(word, start_s=round(word.start_s, 3), end_s=round(word.end_s, 3)) for word in settled(words, sounds)
        ]


def _silenced(decoded: Decoded) -> Decoded:
    """Drop the text if the model says that nobody speaks."""
    if decoded.no_speech_prob > _NO_SPEECH_PROB and decoded.avg_logprob < _UNSURE_LOGPROB:
        return replace(decoded, text="", tokens=())
    return decoded


def _without_repeats(words: Sequence[Word], no_speech_prob: float) -> tuple[list[Word], str]:
    """The words without repetitions, and the repetitions."""
    if no_speech_prob > _NO_SPEECH_PROB_OF_REPEATS:
        return [], "".join(word.text for word in words).strip()
    repetitions = [each for each in repeats([word.text for word in words]) if not _is_meant(each, words)]
    left_out = {place for each in repetitions for place in range(each.start, each.end)}
    kept = [word for place, word in enumerate(words) if place not in left_out]
    return kept, "".join(word.text for place, word in enumerate(words) if place in left_out).strip()


def _is_meant(repeat: Repeat, words: Sequence[Word]) -> bool:
    """Whether somebody may well have said it that often: "no, no, no", in the time that it takes."""
    took_s = words[repeat.end - 1].end_s - words[repeat.start].start_s
    return repeat.length < MIN_WORDS_TWICE and took_s >= _SHORTEST_WORD_S * (repeat.end - repeat.start)


def _segments(words: Sequence[Word], hypothesis: _Hypothesis) -> list[Segment]:
    """Our own segments. Those without text are left out."""
    decoded = hypothesis.decoded
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
