"""The façade's part for known voices: remembering whose voice it is, and proposing names in later clips."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from engine.errors import EditError, VoiceError
from engine.events import EventKind, KnownVoice, Notice, RunEvent, VoicesChanged
from engine.processes.speakers import voices_file
from engine.processes.voices import HeardVoice, heard_voices
from engine.registry.registry import Registry
from engine.registry.thread import RegistryThread
from engine.run import Run
from engine.segments import Segment
from engine.speakers.likeness import MIN_HEARD_S, Proposal, print_of, proposals
from engine.text.speakers import NAMING, is_numbered

#: A longer name is none.
MAX_NAME = 200


class VoiceRequests:
    """Voices are personal data: none is remembered unless a person asks for it by name and has switched this on, and
    none names anybody by itself. A proposal becomes a name by the edit that renames a speaker."""

    def __init__(
        self,
        registry: RegistryThread,
        voices: Path,
        notify: Callable[[Notice], None],
        is_on: Callable[[], bool],
        naming: Callable[[], str],
    ) -> None:
        """`is_on` reads whether the person wants it, and may block; `naming` says what nameless speakers are called."""
        self._registry = registry
        self._voices = voices
        self._notify = notify
        self._is_on = is_on
        self._naming = naming

    async def known(self) -> list[KnownVoice]:
        """All voices that are known, by name."""
        return await self._registry(Registry.known_voices)

    async def remember(self, run_id: str, speaker: str, name: str = "") -> None:
        """Remember the voice of a speaker of a run under `name`, or what the speaker is called. A name that is known
        is heard in one clip more. Raises NotFound, VoiceError; EditError for a speaker that the text does not have."""
        name = " ".join((name or speaker).split())
        if not name or len(name) > MAX_NAME:
            raise VoiceError("voice_nameless")
        if not await self._wants():
            raise VoiceError("voices_off")
        run: Run = await self._registry(Registry.run, run_id)
        segments = [each for each in await self._registry(Registry.segments, run.run_id) if each.speaker == speaker]
        if not segments:
            raise EditError("no_such_speaker", speaker=speaker)
        heard = await self._heard(run, {speaker: segments})
        if not heard:
            raise VoiceError("voice_not_heard", speaker=speaker)
        print = print_of(heard[speaker].numbers, heard[speaker].heard_s)
        if print is None or print.heard_s < MIN_HEARD_S:
            raise VoiceError("voice_too_short", speaker=speaker, seconds=round(MIN_HEARD_S))
        await self._registry(Registry.remember_voice, name, run.clip.clip_id, print)
        self._notify(VoicesChanged())

    async def forget(self, names: Collection[str] | None = None) -> int:
        """Forget the voices of these names, or all, for good; texts keep their names. Returns how many were known."""
        known = [voice.name for voice in await self.known() if names is None or voice.name in names]
        await self._registry(Registry.forget_voices, names)
        self._notify(VoicesChanged())
        return len(known)

    async def rename(self, name: str, new: str) -> None:
        """Call a voice otherwise. Two voices that have one name then are one. Raises NotFound, VoiceError."""
        new = " ".join(new.split())
        if not new or len(new) > MAX_NAME:
            raise VoiceError("voice_nameless")
        await self._registry(Registry.rename_voice, name, new)
        self._notify(VoicesChanged())

    async def refuse(self, run_id: str, speaker: str, name: str) -> None:
        """A speaker of a run is not the one of that name: this is proposed no more, unless the run's speakers are found
        anew. Raises NotFound."""
        await self._registry(Registry.refuse_voice, run_id, speaker, name)

    async def proposals(self, run_id: str) -> list[Proposal]:
        """Who the speakers of a run that nobody has named may be, the likest first, without those that were refused.
        Nothing if it is switched off, or the clip's voices are not kept. Raises NotFound."""
        if not await self._wants() or not (known := await self.known()):
            return []
        run: Run = await self._registry(Registry.run, run_id)
        spoken: dict[str, list[Segment]] = {}
        for segment in await self._registry(Registry.segments, run.run_id):
            if segment.speaker:
                spoken.setdefault(segment.speaker, []).append(segment)
        nameless = {name: said for name, said in spoken.items() if self._is_nameless(name)}
        free = [voice for voice in known if voice.name not in spoken]
        if not nameless or not free:
            return []
        heard = await self._heard(run, nameless)
        voices = {name: voice.numbers for name, voice in heard.items() if voice.heard_s >= MIN_HEARD_S}
        return proposals(voices, free, _refused(await self._registry(Registry.events, run.run_id)))

    def _is_nameless(self, speaker: str) -> bool:
        return any(is_numbered(speaker, naming) for naming in (self._naming(), NAMING))

    async def _wants(self) -> bool:
        return await asyncio.to_thread(self._is_on)

    async def _heard(self, run: Run, spoken: dict[str, list[Segment]]) -> dict[str, HeardVoice]:
        """The voices of these speakers, as far as they were heard when the speakers were found."""
        kept = voices_file(self._voices, run.clip.clip_id)
        if kept is None:
            return {}
        stretches = [[(segment.start_s, segment.end_s) for segment in said] for said in spoken.values()]
        voices: Sequence[HeardVoice | None] = await heard_voices(kept, run.sound.track, stretches)
        return {name: voice for name, voice in zip(spoken, voices, strict=False) if voice is not None}


def _refused(events: Sequence[RunEvent]) -> set[tuple[str, str]]:
    """Who is not who, among the speakers that were found last."""
    refused: set[tuple[str, str]] = set()
    for event in events:
        if event.kind is EventKind.SPEAKERS_FOUND:  # they may be called as before, and be others
            refused.clear()
        elif event.kind is EventKind.VOICE_REFUSED:
            refused.add((str(event.detail.get("speaker")), str(event.detail.get("voice"))))
    return refused
