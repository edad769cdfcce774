"""What a client asks for with a clip: the fields of the form, checked, and what they mean for its run and answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from starlette.datastructures import Headers

from engine.language_names import LANGUAGES
from engine.registry.uploads import Key, Terms
from engine.run import Options, Ordering, Quality, Task
from engine.server.form import Form
from engine.server.refusals import Refusal, bad_field
from engine.text.vocabulary import joined, terms_of
from models.store import id_of

#: Names that stand for the model that is set, whatever that is: what clients made for OpenAI's API ask for.
USUAL_MODELS = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "default")
#: How long a key of a client may be, in characters, and a session's name.
MAX_KEY_LENGTH = 255
MAX_SESSION_LENGTH = 200


class Answer(StrEnum):
    """The form of an answer."""

    JSON = "json"
    TEXT = "text"
    SRT = "srt"
    VTT = "vtt"
    VERBOSE_JSON = "verbose_json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that makes sense."""

    options: Options
    session: str
    ordering: Ordering | None
    answer: Answer
    #: Whether the text is sent as it comes.
    streams: bool = False
    has_segments: bool = True
    has_words: bool = False
    #: The fields that make the run what it is, as they were sent.
    shaping: tuple[str, ...] = ()

    def terms(self, key: str | None, sha256: str, max_waiting: int) -> Terms:
        """On which terms the clip becomes a run. A key stands for this clip and these fields."""
        digest = hashlib.sha256(json.dumps([*self.shaping, sha256]).encode()).hexdigest()
        return Terms(self.session, self.ordering, None if key is None else Key(key, digest), max_waiting)


def key_of(headers: Headers) -> str | None:
    """The client's own name for its request, if it has one. Raises Refusal."""
    key = headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
        raise Refusal(400, "invalid_value", f"An Idempotency-Key has 1 to {MAX_KEY_LENGTH} characters.")
    return key


def asked(form: Form, headers: Headers, task: Task, usual: Options, models: Collection[str], session: str) -> Asked:
    """What a form asks for. `usual`: what is set; `models`: the ids of those that are here; `session`: for clips that
    name none. Raises Refusal."""
    answer, streams = _answer(form), _streams(form)
    if streams and answer not in (Answer.JSON, Answer.TEXT):
        raise bad_field("stream", "Only json and text can be streamed.")
    granularities = set(form.values("timestamp_granularities"))
    if unknown := granularities - {"segment", "word"}:
        raise bad_field("timestamp_granularities", f"There are segment and word, and no “{min(unknown)}”.")
    if granularities and answer is not Answer.VERBOSE_JSON:
        raise bad_field("timestamp_granularities", "Times are part of verbose_json only: set response_format to it.")
    if form.values("include"):
        raise bad_field("include", "There is nothing to include: log probabilities of tokens are not kept.")
    _check_temperature(form)
    name, ordering = _session(form, headers, session)
    shaping = [task.value, name, ordering or ""]
    shaping += [form.value(each) for each in ("model", "language", "prompt", "vocabulary", "quality")]
    return Asked(
        options=_options(form, task, usual, models),
        session=name,
        ordering=ordering,
        answer=answer,
        streams=streams,
        has_segments=granularities != {"word"},
        has_words="word" in granularities,
        shaping=tuple(shaping),
    )


def _answer(form: Form) -> Answer:
    name = form.value("response_format", Answer.JSON)
    try:
        return Answer(name)
    except ValueError:
        raise bad_field("response_format", f"There are {', '.join(Answer)}, and no “{name}”.") from None


def _streams(form: Form) -> bool:
    value = form.value("stream", "false").lower()
    if value not in ("true", "false", "1", "0"):
        raise bad_field("stream", "It is true or false.")
    return value in ("true", "1")


def _check_temperature(form: Form) -> None:
    """It is accepted, and not needed: what is doubtful is heard again at rising temperatures anyway."""
    try:
        is_sound = 0.0 <= float(form.value("temperature", "0")) <= 1.0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise bad_field("temperature", "It is a number from 0 to 1.")


def _session(form: Form, headers: Headers, usual: str) -> tuple[str, Ordering | None]:
    name = " ".join((form.value("session") or _decoded(headers.get("x-session", "")) or usual).split())
    if not 0 < len(name) <= MAX_SESSION_LENGTH or "\x00" in name:
        raise bad_field("session", f"The name of a session has 1 to {MAX_SESSION_LENGTH} characters.")
    order = form.value("session_order") or headers.get("x-session-order", "")
    try:
        return name, Ordering(order) if order else None
    except ValueError:
        raise bad_field("session_order", f"There are {' and '.join(Ordering)}, and no “{order}”.") from None


def _decoded(header: str) -> str:
    """A header's text, which servers read as Latin-1, where its sender meant UTF-8."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def _options(form: Form, task: Task, usual: Options, models: Collection[str]) -> Options:
    return replace(
        usual,
        model=_model(form.value("model"), usual.model, models),
        language=_language(form.value("language"), usual.language),
        task=task,
        quality=_quality(form.value("quality"), usual.quality),
        vocabulary=joined(terms_of(form.value("prompt")), terms_of(form.value("vocabulary")), usual.vocabulary),
    )


def _model(name: str, usual: str, models: Collection[str]) -> str:
    """The id of the model. Only one that is here: no client has one fetched, or read from a folder of its choice."""
    if not name:
        raise bad_field("model", "Say which model: whisper-1 stands for the one that is set.")
    if name in USUAL_MODELS or name == usual:
        return usual
    if (model_id := id_of(name)) in models:
        return model_id
    message = f"The model “{name}” is not on this computer. GET /v1/models has those that are."
    raise Refusal(404, "model_not_found", message, param="model")


def _language(code: str, usual: str | None) -> str | None:
    if not code:
        return usual
    if code == "auto":
        return None
    if code.lower() not in LANGUAGES:
        raise bad_field("language", f"“{code}” is no code of a language that Whisper knows, such as en or de.")
    return code.lower()


def _quality(name: str, usual: Quality) -> Quality:
    try:
        return Quality(name) if name else usual
    except ValueError:
        raise bad_field("quality", f"There are {', '.join(Quality)}, and no “{name}”.") from None
