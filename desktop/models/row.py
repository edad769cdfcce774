"""One model as shown in the window: its status, the actions it allows, and the words for both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QLocale

from desktop import text
from desktop.text import size
from engine.model_requests import Offer
from engine.processes.downloads import Download, DownloadState
from models.catalogue import DEFAULT, Figure, catalogue
from models.memory import needed_bytes
from models.progress import DownloadPhase
from models.store import ModelState


class ModelStatus(StrEnum):
    """The status of a model, as shown to the user."""

    HERE = "here"
    #: Placed there by hand and never verified.
    UNCHECKED = "unchecked"
    #: Being verified.
    READING = "reading"
    DAMAGED = "damaged"
    COMING = "coming"
    PAUSED = "paused"
    DELAYED = "delayed"
    FAILED = "failed"
    #: A partial download left behind by an earlier process.
    PARTIAL = "partial"
    ABSENT = "absent"


_OF_DOWNLOADS = {
    DownloadState.COMING: ModelStatus.COMING,
    DownloadState.PAUSED: ModelStatus.PAUSED,
    DownloadState.DELAYED: ModelStatus.DELAYED,
    DownloadState.FAILED: ModelStatus.FAILED,
}
_OF_MODELS = {
    ModelState.VERIFIED: ModelStatus.HERE,
    ModelState.UNCHECKED: ModelStatus.UNCHECKED,
    ModelState.DAMAGED: ModelStatus.DAMAGED,
    ModelState.PARTIAL: ModelStatus.PARTIAL,
    ModelState.ABSENT: ModelStatus.ABSENT,
}

#: Being downloaded, now or once something allows it to continue.
_ON_THE_WAY = frozenset({ModelStatus.COMING, ModelStatus.PAUSED, ModelStatus.DELAYED})
_ON_THE_DISK = frozenset({ModelStatus.HERE, ModelStatus.UNCHECKED, ModelStatus.READING})


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model that is installed, being downloaded or available."""

    offer: Offer
    download: Download | None = None
    #: How much of its files has been verified, from 0 to 1; None if no verification is running.
    read_share: float | None = None
    #: Whether new clips are transcribed with it.
    is_used: bool = False
    #: What went wrong with the last request, as a sentence; empty if nothing did.
    trouble: str = ""

    @property
    def model_id(self) -> str:
        return self.offer.model_id

    @property
    def title(self) -> str:
        """Its name on screen."""
        return self.offer.title

    @property
    def stand(self) -> ModelStatus:
        if self.read_share is not None:
            return ModelStatus.READING
        if self.download is not None and not self.is_here:
            return _OF_DOWNLOADS[self.download.state]
        return _OF_MODELS[self.offer.state]

    @property
    def is_here(self) -> bool:
        """Whether runs can use it now."""
        return self.offer.state in (ModelState.VERIFIED, ModelState.UNCHECKED)

    @property
    def is_on_its_way(self) -> bool:
        """Whether runs can wait for it."""
        return self.stand in _ON_THE_WAY

    @property
    def comes_by_itself(self) -> bool:
        """Whether the window downloads it at startup, being Everyclip's default model and not installed."""
        return self.model_id == DEFAULT and self.stand in (ModelStatus.ABSENT, ModelStatus.PARTIAL)

    @property
    def share(self) -> float | None:
        """The progress of the current operation, from 0 to 1; None if there is none."""
        if self.read_share is not None:
            return self.read_share
        if self.download is not None and self.is_on_its_way:
            return self.download.done_bytes / self.download.total_bytes if self.download.total_bytes else 0.0
        return None

    # --- what can be requested ---
    @property
    def can_download(self) -> bool:
        """Whether it can be downloaded, which includes resuming, and replacing a damaged one."""
        is_known = self.offer.entry is not None or self.download is not None
        return is_known and self.stand in (
            ModelStatus.ABSENT,
            ModelStatus.PARTIAL,
            ModelStatus.PAUSED,
            ModelStatus.FAILED,
            ModelStatus.DAMAGED,
        )

    @property
    def can_pause(self) -> bool:
        return self.stand in (ModelStatus.COMING, ModelStatus.DELAYED)

    @property
    def can_cancel(self) -> bool:
        """Whether there is a download to cancel."""
        return self.is_on_its_way or self.stand in (ModelStatus.FAILED, ModelStatus.PARTIAL)

    @property
    def can_use(self) -> bool:
        return not self.is_used and (self.stand in _ON_THE_DISK or self.is_on_its_way)

    @property
    def can_verify(self) -> bool:
        return self.stand in (ModelStatus.HERE, ModelStatus.UNCHECKED, ModelStatus.DAMAGED)

    @property
    def can_remove(self) -> bool:
        return self.stand in (ModelStatus.HERE, ModelStatus.UNCHECKED, ModelStatus.DAMAGED)


# --- words ---
def state_words(row: ModelRow) -> str:
    """Its status in a few words."""
    if row.stand is ModelStatus.READING:
        return text.say("Checking its files, {percent} %").format(percent=round((row.read_share or 0.0) * 100))
    if row.stand in (ModelStatus.HERE, ModelStatus.UNCHECKED) and row.is_used:
        return text.say("Installed, used for new clips")
    if row.download is None or row.is_here:
        return text.say(_STANDS[row.stand])
    return _of_download(row.stand, row.download)


_STANDS = {
    ModelStatus.HERE: "Installed",
    ModelStatus.UNCHECKED: "Installed, not checked yet",
    ModelStatus.DAMAGED: "Damaged",
    ModelStatus.PARTIAL: "Partly downloaded",
    ModelStatus.ABSENT: "Not on this computer",
    ModelStatus.FAILED: "Could not be downloaded",
}


def _of_download(stand: ModelStatus, download: Download) -> str:
    if stand is ModelStatus.FAILED:
        return text.say(_STANDS[stand])
    if stand is ModelStatus.PAUSED:
        return text.say("Paused at {percent} %").format(percent=download.percent)
    if stand is ModelStatus.DELAYED or download.phase is DownloadPhase.RETRYING:
        return text.say("No connection, {percent} % downloaded").format(percent=download.percent)
    if download.phase is DownloadPhase.DOWNLOADING:
        return text.say("Downloading, {percent} %").format(percent=download.percent)
    return text.say(
        {
            DownloadPhase.WAITING: "Another program is downloading it",
            DownloadPhase.LISTING: "Asking the hub",
            DownloadPhase.CHECKING: "Checking the download",
        }[download.phase]
    )


def pace_words(row: ModelRow) -> str:
    """Its download speed and remaining time; empty if unknown."""
    download = row.download
    if download is None or row.stand is not ModelStatus.COMING or not download.bytes_per_s:
        return ""
    parts = [text.say("{size}/s").format(size=size(round(download.bytes_per_s)))]
    if download.left_s is not None:
        parts.append(text.left(download.left_s))
    return "  ·  ".join(parts)


def about(row: ModelRow) -> str:
    """Notes on its status, in sentences: trouble first, else its own limits; may be empty."""
    if row.trouble:
        return row.trouble
    if row.download is not None and row.download.reason is not None and not row.is_here:
        return text.sentence(row.download.reason)
    if row.stand is ModelStatus.DAMAGED:
        return text.say("Its files are not what they should be. Download or import it again, or remove it.")
    return row.offer.model.note if row.offer.model else ""


def is_bad(row: ModelRow) -> bool:
    """Whether `about` reports trouble."""
    return bool(row.trouble) or row.stand in (ModelStatus.FAILED, ModelStatus.DELAYED, ModelStatus.DAMAGED)


def languages(row: ModelRow) -> str:
    """The languages it understands, by name if they are few."""
    entry, model = row.offer.entry, row.offer.model
    codes = model.languages if model else entry.languages if entry else ()
    if not codes:
        known = entry is not None or model is not None
        return text.say("About 100 languages") if known else text.say("Languages unknown")
    return ", ".join(text.language(code) for code in codes)


def why_no_translation(row: ModelRow | None) -> str:
    """Why it cannot translate into English; empty if it can, as far as is known."""
    if row is None:
        return ""
    entry, model = row.offer.entry, row.offer.model
    codes = model.languages if model else entry.languages if entry else ()
    if list(codes) == ["en"]:
        return text.say("{model} understands English only.").format(model=row.title)
    if entry is not None and not entry.translates:
        return text.say("{model} was not made to translate: it writes down what is said.").format(model=row.title)
    return ""


def kind(row: ModelRow) -> str:
    """The line below its title: languages and licence."""
    parts = [languages(row)]
    if row.offer.entry:
        parts.append(row.offer.entry.licence)
    return "  ·  ".join(parts)


def size_words(row: ModelRow) -> str:
    """Its size on disk, or its download size."""
    size_bytes = row.offer.size_bytes or (row.download.total_bytes if row.download else 0)
    return size(size_bytes) if size_bytes else "–"


def errors_words(row: ModelRow) -> str:
    """Its word error rate in percent, as published."""
    figure = _errors(row)
    return f"{QLocale().toString(figure.value, 'f', 1)} %" if figure else "–"


def speed_words(row: ModelRow) -> str:
    """Its speed relative to the large model, as published."""
    figure = _speed(row)
    return f"{QLocale().toString(figure.value, 'g', 3)} ×" if figure else "–"


def memory_words(row: ModelRow, device: str) -> str:
    """The memory it needs while working on `device`, "cpu" or "cuda", with the compute type tried first there."""
    compute_type = "int8" if device == "cpu" else "float16"
    needed = needed_bytes(row.offer.size_bytes, device, compute_type)
    return size(round(needed, -8)) if row.offer.size_bytes else "–"  # an estimate, to 100 MB


def errors_source(row: ModelRow) -> str:
    """The source of its word error rate."""
    return _source(_errors(row))


def speed_source(row: ModelRow) -> str:
    """The source of its relative speed."""
    return _source(_speed(row))


def _errors(row: ModelRow) -> Figure | None:
    return row.offer.entry.word_errors_percent if row.offer.entry else None


def _speed(row: ModelRow) -> Figure | None:
    return row.offer.entry.relative_speed if row.offer.entry else None


def _source(figure: Figure | None) -> str:
    return catalogue().sources[figure.source] if figure else text.say("Nobody has published a figure.")
