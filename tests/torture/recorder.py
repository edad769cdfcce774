"""`python -m tests.torture.recorder MODEL FILE...`: the engine's recorder with files instead of a microphone.

Each file becomes a recording that is taken in, as fast as it can be written.
"""

from __future__ import annotations

import asyncio
import sys
import wave
from pathlib import Path

from engine.engine import Engine
from engine.recording.recording import Recording
from engine.recording.samples import SampleFormat
from engine.run import Options
from engine.storage.paths import Paths

BLOCK = 8_000


async def record(model: str, files: list[Path]) -> None:
    paths = Paths.default()
    engine = await Engine.open(paths, works=False)
    session = await engine.open_session("Dictation")
    for file in files:
        with wave.open(str(file)) as voice:
            recording = Recording.begin(
                paths.vault, name=file.name, source=str(file), session_id=session.session_id,
                options=Options(model=model), form=SampleFormat(voice.getframerate(), voice.getnchannels()),
            )  # fmt: skip
            while block := voice.readframes(BLOCK):
                recording.write(block)
        recording.finish()
        await engine.accept_recording(recording)
    await engine.close()


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1], [Path(name) for name in sys.argv[2:]]))
