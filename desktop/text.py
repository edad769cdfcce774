"""Everything the window says about a run: turns codes, states, counts and times into translated words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from engine.errors import EngineError
from engine.events import EventKind, RunEvent, SpeakerJob, Wait
from engine.language_names import LANGUAGES
from engine.messages import PHASES, REASONS, WAITS, clock_time, explain, explain_wait, state_words, without_text
from engine.registry.stored_values import finite
from engine.run import ONLY_SILENCE, Outcome, Phase, Reason, Run, State
from engine.speakers.likeness import Proposal
from models.catalogue import find_entry
from models.errors import ModelStoreError


def say(words: str) -> str:
    """`words` in the language of the window."""
    return QCoreApplication.translate("window", words)


def sentence_case(words: str) -> str:
    """The words as a line begins: with a capital letter."""
    return words[:1].upper() + words[1:]


def counted(count: int, one: str, many: str, **fields: str) -> str:
    """`one` or `many`, with `{n}` replaced by the count, and other fields: counted(3, "1 clip", "{n} clips").

    A translation is found under `many` and has as many forms as its language needs.
    """
    translated = QCoreApplication.translate("window", many, None, count)
    words = one if count == 1 and translated == many else translated
    return words.format(n=QLocale().toString(count), **fields)


def sentence(reason: Reason) -> str:
    """The sentence for a reason: what happened and what to do, and what was tried before, if anything."""
    if "first" in reason.facts:
        facts = {name: value for name, value in reason.facts.items() if name != "first"}
        return f"{sentence(Reason(str(reason.facts['first']), facts))} {sentence(Reason(reason.code, facts))}"
    template = REASONS.get(reason.code)
    return explain(reason, QCoreApplication.translate("reasons", template) if template else None)


def trouble(error: BaseException) -> str:
    """The sentence for an error that stopped something the user asked for."""
    if isinstance(error, EngineError | ModelStoreError):
        return sentence(Reason(error.code, error.facts))
    detail = str(error) or type(error).__name__
    if isinstance(error, OSError):
        return say("The system refused: {detail}").format(detail=detail)
    return say("Something in the window went wrong: {detail}").format(detail=detail)


def waiting(wait: Wait) -> str:
    """Why a run has not started yet."""
    return explain_wait(wait, QCoreApplication.translate("waits", WAITS[wait.why]))


def status(run: Run, wait: Wait | None = None) -> str:
    """A run's status in a few words: the line below its stages."""
    if run.state is State.QUEUED:
        return waiting(wait) if wait is not None else say("in the queue")
    if run.state is State.RUNNING and run.requested is not None:
        return say("stopping after this stretch")
    words = say(state_words(run))
    return f"{words} {run.progress:.0%}" if run.phase is Phase.TRANSCRIBING and run.progress > 0 else words


def seeking(job: SpeakerJob, run: Run) -> str:
    """How far it is to know who speaks in a run."""
    share = min(1.0, job.done_s / run.clip.duration_s) if run.clip.duration_s else 0.0
    return say("finding speakers {share}").format(share=f"{share:.0%}") if share else say("finding speakers…")


def speakers_found(count: int) -> str:
    """How many speakers were found."""
    return counted(count, "1 speaker found", "{n} speakers found") if count else say("No speakers found")


def sounds_like(proposal: Proposal) -> str:
    """Who a speaker may be, and how sure that is."""
    words = say("{speaker} sounds like {name} ({certainty})")
    return words.format(speaker=proposal.speaker, name=proposal.name, certainty=f"{proposal.certainty:.0%}")


def second_line(run: Run) -> str:
    """The line below a clip's name: its text so far, or why there is none."""
    if run.state is State.FAILED and run.reason is not None:
        return sentence(run.reason)
    if run.preview:
        return " ".join(run.preview.split())
    if run.state is State.QUEUED and run.reason is not None:
        return sentence(run.reason)
    if run.outcome is Outcome.NO_SPEECH:
        return no_speech(run)
    return ""


def no_speech(run: Run) -> str:
    """Why a completed run has no text."""
    return sentence(without_text(run))


def unheard_places(count: int) -> str:
    """How many places have speech without text."""
    return counted(count, "1 place of speech without text", "{n} places of speech without text")


def clock(seconds: float | None) -> str:
    """A position in a clip or its length: 0:07, 12:40, 1:02:03."""
    return "–" if seconds is None else clock_time(seconds)


def stretch(start_s: float, end_s: float | None) -> str:
    """A part of a clip: 0:12.4–0:18.0."""
    return "–".join(_moment(at_s) for at_s in (start_s, end_s))


def _moment(at_s: float | None) -> str:
    return clock(at_s) if at_s is None else f"{clock(round(at_s, 1))}.{round(at_s * 10) % 10}"


def title(run: Run) -> str:
    """A run's title: the name of its clip, and the stretch if it covers only one."""
    options = run.options
    if options.end_s is None:
        return name(run)
    return f"{name(run)}  ·  {stretch(options.start_s, options.end_s)}"


#: How much of its text names a recording, in characters.
_MAX_TITLE_LENGTH = 60


def name(run: Run) -> str:
    """The name of a run's clip as it is shown: a recording without a name from a person is told apart by its first
    words, once it has a text."""
    words = " ".join(run.preview.split())
    if not words or run.clip.is_renamed or not run.clip.is_recorded:
        return run.clip.name
    if len(words) <= _MAX_TITLE_LENGTH:
        return words
    whole_words = words[: _MAX_TITLE_LENGTH + 1].rpartition(" ")[0]
    return f"{(whole_words or words[:_MAX_TITLE_LENGTH]).rstrip('.,;:!?–- ')}…"


def length(seconds: float | None) -> str:
    """The length of a clip, with tenths if they matter."""
    if seconds is None:
        return "–"
    return elapsed(seconds) if seconds < 10 else clock(seconds)


def elapsed(seconds: float) -> str:
    """How long something took: 0.8 s, 12 s, 3 min 05 s, 2 h 10 min."""
    if seconds < 9.95:
        return f"{QLocale().toString(float(max(0.0, seconds)), 'f', 1)} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def whole_seconds(seconds: float) -> str:
    """A duration without tenths, and at least a second: 4 s."""
    return f"{max(1, round(seconds))} s" if seconds < 9.5 else elapsed(seconds)


def left(seconds: float) -> str:
    """The estimated time left, no more precise than an estimate can be."""
    if seconds < 10:
        return say("a few seconds left")
    if seconds < 55:
        return say("about {n} s left").format(n=round(seconds / 5) * 5)
    if seconds < 3570:
        return say("about {n} min left").format(n=max(1, round(seconds / 60)))
    return say("about {time} left").format(time=elapsed(round(seconds / 300) * 300))


def speed(times: float | None) -> str:
    """How much faster than real time something was transcribed."""
    if times is None:
        return "–"
    return f"{times:.1f} ×" if times < 10 else f"{times:.0f} ×"


def summary(counts: Mapping[State, int]) -> str:
    """A session in one line: "12 clips · 9 completed · 2 in progress · 1 failed"."""
    total = sum(counts.values())
    if not total:
        return say("No clips yet")
    parts = [counted(total, "1 clip", "{n} clips")]
    going = counts.get(State.QUEUED, 0) + counts.get(State.RUNNING, 0)
    for count, one, many in (
        (counts.get(State.COMPLETED, 0), "1 completed", "{n} completed"),
        (going, "1 in progress", "{n} in progress"),
        (counts.get(State.PAUSED, 0), "1 paused", "{n} paused"),
        (counts.get(State.FAILED, 0), "1 failed", "{n} failed"),
        (counts.get(State.CANCELLED, 0), "1 cancelled", "{n} cancelled"),
    ):
        if count:
            parts.append(counted(count, one, many))
    return "  ·  ".join(parts)


def ended(counts: Mapping[State, int]) -> str:
    """What has ended: "12 clips completed, 1 failed"."""
    parts = []
    if done := counts.get(State.COMPLETED, 0):
        parts.append(counted(done, "1 clip completed", "{n} clips completed"))
    if failed := counts.get(State.FAILED, 0):
        parts.append(
            counted(failed, "1 failed", "{n} failed") if done else counted(failed, "1 clip failed", "{n} clips failed")
        )
    return ", ".join(parts)


def about(run: Run) -> str:
    """What a person wants to know of a run beside its text: the day and time, the length, the language and the model,
    by names for people; and how far it is, while it is on its way."""
    parts = [spoken_day(run.created_at)] if run.created_at else []
    if run.clip.duration_s:
        parts.append(clock(max(1.0, run.clip.duration_s)))
    if run.sound.channels > 1:
        parts.append(say("{n} channels, one speaker each").format(n=run.sound.channels))
    if run.language:
        parts.append(language(run.language))
    parts.append(model(run.options.model))
    if run.state in (State.RUNNING, State.PAUSED, State.CANCELLED):
        parts.append(sentence_case(status(run)))
    return "  ·  ".join(parts)


def model(model_id: str) -> str:
    """The name of a model for people: its title in the catalogue, or the name of its folder or repository."""
    entry = find_entry(model_id)
    return entry.title if entry is not None else PurePath(model_id).name or model_id


def hour(unix_s: float) -> str:
    """The time of day as people write it: 15:54."""
    then = datetime.fromtimestamp(unix_s)
    return QLocale().toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)


def day(unix_s: float) -> str:
    """A day as people say it: Today, Yesterday, Friday, 3 November 2025."""
    then = datetime.fromtimestamp(unix_s)
    days = (datetime.now().date() - then.date()).days
    if days in (0, 1):
        return say("Today") if days == 0 else say("Yesterday")
    date, locale = QDate(then.year, then.month, then.day), QLocale()
    return locale.toString(date, "dddd") if 1 < days < 7 else locale.toString(date, QLocale.FormatType.LongFormat)


def spoken_day(unix_s: float) -> str:
    """A moment as people say it: Today 15:54, Yesterday 9:02, Friday 18:20, 3 November 2025 18:20."""
    return f"{day(unix_s)} {hour(unix_s)}"


def facts(run: Run) -> str:
    """The small print of a run: its model by its id, and the device. Its attempts are counted in its timeline, where an
    orderly end of Everyclip counts as none."""
    parts = [run.options.model]
    if run.device:
        parts.append(run.device)
    return "  ·  ".join(parts)


def notes(run: Run) -> list[str]:
    """What is missing from a run's text, in sentences."""
    said = [sentence(note) for note in run.sound.notes if note.code != ONLY_SILENCE]  # said in the text's place
    if run.state.is_terminal and run.unheard_places:
        one = "There is speech in 1 place for which no text was found."
        said.append(counted(run.unheard_places, one, "There is speech in {n} places for which no text was found."))
    return said


def language(code: str) -> str:
    """The name of a language, or its code if it has none here."""
    return say(LANGUAGES[code]) if code in LANGUAGES else code


def track_language(code: str) -> str:
    """The name of the language that a container gives for a track, by a code of two or three letters."""
    known = QLocale.languageToCode(QLocale.codeToLanguage(code), QLocale.LanguageCodeType.ISO639Part1)
    return language(known or code)


def moment(unix_s: float) -> tuple[str, str]:
    """A day and a local time; for today, only the time."""
    then = datetime.fromtimestamp(unix_s)
    if then.date() == datetime.now().date():
        return time_of_day(unix_s), ""
    return time_of_day(unix_s), QLocale().toString(
        QDate(then.year, then.month, then.day), QLocale.FormatType.ShortFormat
    )


def time_of_day(unix_s: float) -> str:
    """A moment as local time."""
    return datetime.fromtimestamp(unix_s).strftime("%H:%M:%S")


def event(happened: RunEvent, tries: Mapping[int, int]) -> str:
    """One event of a run in words. `tries`: the numbers that its attempts have for people."""
    detail = happened.detail
    match happened.kind:
        case EventKind.ACCEPTED:
            return say("Added")
        case EventKind.CLAIM:
            number = tries.get(happened.attempt, happened.attempt)
            goes_on = tries.get(happened.attempt - 1) == number
            words = say("Attempt {n} goes on") if goes_on else say("Attempt {n} begins")
            return words.format(n=number)
        case EventKind.PHASE:
            begun = next((value for value in Phase if value == detail.get("phase")), Phase.STARTING)
            return say(PHASES[begun]).capitalize()
        case EventKind.FAIL | EventKind.REQUEUE:
            why = sentence(Reason(str(detail["code"]), detail)) if "code" in detail else ""
            words = say("Failed") if happened.kind is EventKind.FAIL else say("Back in the queue")
            return f"{words}: {why}" if why else words
        case EventKind.REQUESTED:
            asked = str(detail.get("requested", detail.get("request", "")))
            return say("Cancel requested") if asked == "cancel" else say("Pause requested")
        case EventKind.SPEAKERS_FOUND:
            return speakers_found(int(finite(detail.get("speakers")) or 0))
        case EventKind.SPEAKERS_FAILED:
            return sentence(Reason(str(detail.get("code")), detail))
        case EventKind.VOICE_REFUSED:
            who = {"speaker": detail.get("speaker", "?"), "name": detail.get("voice", "?")}
            return say("{speaker} is not {name}").format(**who)
        case EventKind.RENAMED:
            return say("Renamed to “{name}”").format(name=detail.get("name", "?"))
        case EventKind.MOVED:
            return say("Moved to “{name}”").format(name=detail.get("session", "?"))
        case EventKind.EXPORTED:
            return say("Exported to {path}").format(path=detail.get("path", "?"))
        case EventKind.FILE_MOVED:
            return say("The file was moved to {path}").format(path=detail.get("path", "?"))
        case EventKind.EXPORT_FAILED:
            return sentence(Reason(str(detail.get("code", "not_written")), detail))
        case EventKind.HEARD_AGAIN:
            place = clock(finite(detail.get("start_s")))
            if left_out := detail.get("left_out"):
                words = say("The text at {place} repeated itself, and this was left out: “{text}”")
                return words.format(place=place, text=left_out)
            words = say("The text at {place} was doubtful, so it was transcribed again more thoroughly")
            return words.format(place=place)
        case EventKind.VOCABULARY_CUT:
            words = say("The model had no room for the last {n} terms of the vocabulary")
            return words.format(n=detail.get("terms", "?"))
        case EventKind.COMPLETE:
            words = say("No speech found") if detail.get("outcome") == Outcome.NO_SPEECH else say("Completed")
            count = int(finite(detail.get("unheard_places")) or 0)
            return f"{words}: {unheard_places(count)}" if count else words
    return say(_EVENTS[happened.kind])


_EVENTS = {
    EventKind.PAUSE: "Paused",
    EventKind.RESUME: "Resumed",
    EventKind.CANCEL: "Cancelled",
    EventKind.RETRY: "Retried by you",
    EventKind.LATE_RESULT: "A late result of an earlier attempt was ignored",
    EventKind.AUDIO_REMOVED: "The audio was removed, as your settings say; the text is kept",
    EventKind.SPEAKERS_SOUGHT: "Looking for speakers",
    EventKind.SPEAKERS_CANCELLED: "Speakers are looked for no more",
    EventKind.TO_BE_WRITTEN: "To be written as a document",
    EventKind.UNREADABLE: "Unreadable entry",
}


def size(size_bytes: int) -> str:
    """A size in the unit used by the settings: 1 GB is 10⁹ bytes."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


#: The most common languages, by Whisper's codes; the settings file accepts any other.
COMMON_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "fi",
    "tr",
    "cs",
    "uk",
    "ru",
    "ar",
    "hi",
    "zh",
    "ja",
    "ko",
)
