"""Reports on recordings that were cut short when the program ended unexpectedly."""

from __future__ import annotations

from collections.abc import Callable

from desktop import text
from desktop.widgets.status_area import StatusArea
from engine.recording.recording import Recovered
from engine.run import Run


def report_recovered(recovered: Recovered, status: StatusArea, show: Callable[[Run], object]) -> None:
    """Say how many became clips and link to the first; for one that could not be taken in, say why."""
    if recovered.runs:
        words = text.counted(
            len(recovered.runs),
            "1 recording was cut short when Everyclip ended. It is recovered.",
            "{n} recordings were cut short when Everyclip ended. They are recovered.",
        )
        status.show_until_dismissed(words, text.say("Show"), lambda: show(recovered.runs[0]))
    for reason in recovered.troubles:
        status.warn(text.sentence(reason))
