"""Makes the clips of `tests.support.starter` anew from `fixtures/samples/samples.toml`:
`python -m tests.support.make_samples`.

Needs the commands flite, espeak-ng and sox. Made twice with the same versions, the files are the same to the byte.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.support.starter import Sample, samples


def speak(sample: Sample, wave: Path) -> None:
    """Have the sample's text spoken by its voice into `wave`."""
    program, voice = sample.voice.split()
    commands = {
        "flite": ["flite", "-voice", voice, "-t", sample.text, "-o", str(wave)],
        "espeak-ng": ["espeak-ng", "-v", voice, "-w", str(wave), sample.text],
    }
    subprocess.run(commands[program], check=True)


def store(wave: Path, flac: Path) -> None:
    """Write `wave` as 16 kHz mono FLAC with a breath of silence around it, and no dither, so that it stays small."""
    form = ["-r", "16000", "-c", "1", "-b", "16", "-C", "8"]
    subprocess.run(["sox", "-D", "-V1", str(wave), *form, str(flac), "pad", "0.25", "0.35"], check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "spoken.wav"
        for sample in samples():
            speak(sample, wave)
            store(wave, sample.path)
            print(sample.path.name)


if __name__ == "__main__":
    main()
