"""The façade: everything a door or a screen may ask of Everyclip's engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from engine.clock import Clock, SystemClock
from engine.events import Notice, RunEvent, Session, WaitReason
from engine.paths import Paths
from engine.run import Options, Ordering, Run, Segment, State


class Engine:
    """One open registry with, if it works, the workers that serve it. Lives on one asyncio loop; no method blocks it.

    Open it with `await Engine.open(paths)`, end it with `await engine.close()`: running runs go back to the queue with
    every finished window kept.
    """

    @classmethod
    async def open(
        cls,
        paths: Paths,
        *,
        works: bool = True,
        only: Iterable[str] | None = None,
        clock: Clock | None = None,
    ) -> Engine:
        """Open the registry in `paths`, making it if needed, and start to work on what is queued.

        `works=False` only looks and accepts: no lease is taken, no worker started. `only` limits the work to runs
        accepted through this engine (pass an empty iterable to start with none).
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Hand running runs back, end the workers, close the registry. Idempotent."""

    # --- sessions ---
    async def sessions(self) -> list[Session]:
        """All sessions, newest first, with their counts."""

    async def open_session(self, name: str, ordering: Ordering = Ordering.CONCURRENT) -> Session:
        """The session of that name, made if there is none."""

    async def rename_session(self, session_id: str, name: str) -> None: ...

    # --- the way in ---
    async def accept(
        self, paths: Sequence[Path], *, session_id: str, options: Options | None = None
    ) -> list[Run]:
        """Take files in: audio copied to the vault and rows committed, one run per path, in the order given.

        Durable when it returns; each group is told to subscribers as it is committed. A path that cannot be read
        becomes a failed run with its reason: this never raises for a bad path.
        """

    # --- what there is ---
    async def runs(self, *, session_id: str | None = None, state: State | None = None) -> list[Run]:
        """Runs in arrival order."""

    async def run(self, run_id: str) -> Run:
        """Raises NotFound. A unique beginning of the id (4 characters or more) is enough."""

    async def segments(self, run_id: str) -> list[Segment]:
        """The text of the run's current attempt, in time order."""

    async def events(self, run_id: str) -> list[RunEvent]:
        """The run's story, oldest first."""

    def waits(self) -> Mapping[str, WaitReason]:
        """Why each queued run waits, by run_id, as of the last decision. Cheap; from memory."""

    async def search(self, text: str, limit: int = 50) -> list[Found]:
        """Segments that hold the words, best first."""

    # --- what a person can do ---
    async def cancel(self, run_ids: Sequence[str]) -> None:
        """Stop these runs; audio and the text so far are kept. Terminal ones are left as they are."""

    async def pause(self, run_ids: Sequence[str]) -> None: ...
    async def resume(self, run_ids: Sequence[str]) -> None: ...

    async def retry(self, run_ids: Sequence[str], options: Options | None = None) -> None:
        """Open the next attempt of terminal runs, with other options if given."""

    async def export(self, run_id: str, format: str, path: Path, *, overwrite: bool = False) -> Path:
        """Write the run's text to `path` (txt, srt, vtt, json, tsv). Never overwrites unless told to: a number is
        added to the name. Returns the file written. Raises OSError; the text is untouched by that."""

    def audio_path(self, run: Run) -> Path | None:
        """The clip's file in the vault."""

    def subscribe(self, listener: Callable[[Notice], None]) -> Callable[[], None]:
        """Call `listener` with every notice, on the loop, after the commit. Returns the way to stop it."""

    async def wait(self, run_ids: Sequence[str]) -> list[Run]:
        """Until every one of these runs is terminal or paused."""

    async def wait_idle(self) -> None:
        """Until nothing this engine may work on is queued or running."""
