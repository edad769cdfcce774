"""What the two networks hear: who of up to three speaks when in ten seconds, and what a voice is like.

pyannote's segmentation-3.0 (MIT) and CAM++ of 3D-Speaker (Apache-2.0), by ONNX Runtime on one thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import models.speakers

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    from numpy.typing import NDArray

    from engine.worker.audio import Samples

    #: Whether each of `AT_ONCE` speaks in each frame: (FRAMES, AT_ONCE).
    Activity: TypeAlias = NDArray[np.bool_]
    #: A voice, of length 1: (VOICE_SIZE,).
    Voice: TypeAlias = NDArray[np.float32]

#: What is listened to at once, in samples, how many speakers are told apart in it, and in how many frames.
WINDOW = 160_000
AT_ONCE = 3
FRAMES = 589
#: The samples from one frame to the next, and to the middle of the first.
FRAME = 270
FIRST_FRAME = 495
VOICE_SIZE = 192
#: Nobody speaks where it is so little louder than in the quietest frames of what is listened to, so much quieter than
#: in its loud ones (both in dB), and that for so many frames. The segmentation goes on through such pauses.
_ABOVE_QUIET_DB, _BELOW_LOUD_DB, _QUIET_FRAMES = 6.0, 25.0, 12
#: The classes that the segmentation knows: nobody, one of three, two of three.
_CLASSES = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1))
_MELS = 80
_FOLDER = Path(models.speakers.__file__).parent


class Ears:
    """Both networks, loaded."""

    def __init__(self) -> None:
        self._segmentation = _loaded(_FOLDER / "segmentation-3.0.onnx")
        self._voices = _loaded(_FOLDER / "campplus-zh-en-int8.onnx")

    def activity(self, samples: Samples) -> Activity:
        """Who speaks when in up to `WINDOW` samples at 16 kHz. The speakers are numbered by this window alone."""
        import numpy as np

        padded = np.pad(samples, (0, WINDOW - len(samples))).astype(np.float32)
        [found] = self._segmentation.run(None, {"x": padded[np.newaxis, np.newaxis]})
        activity: Activity = np.array(_CLASSES, bool)[found[0].argmax(axis=-1)]
        activity[_quiet(samples)] = False
        return activity

    def voice(self, samples: Samples) -> Voice:
        """The voice in these samples, of which half a second is the least that says something."""
        import numpy as np

        features = _features(samples)
        features -= features.mean(axis=0)
        [found] = self._voices.run(None, {"x": features[np.newaxis]})
        voice: Voice = found[0] / max(float(np.linalg.norm(found[0])), 1e-9)
        return voice


def _loaded(path: Path) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _quiet(samples: Samples) -> NDArray[np.bool_]:
    """The frames in which it is too quiet for speech, and those after the end: (FRAMES,)."""
    import numpy as np

    heard = min(FRAMES, max(0, (len(samples) - FIRST_FRAME) // FRAME))
    quiet = np.ones(FRAMES, bool)
    if not heard:
        return quiet
    power = (samples[FIRST_FRAME - FRAME // 2 :][: heard * FRAME].reshape(heard, FRAME) ** 2).mean(axis=1)
    level_db = 10 * np.log10(np.convolve(power, np.full(3, 1 / 3), "same")[:heard] + 1e-8)
    quietest_db, loud_db = np.percentile(level_db, [2, 95])
    is_quiet = level_db < min(quietest_db + _ABOVE_QUIET_DB, loud_db - _BELOW_LOUD_DB)
    quiet[:heard] = False
    changes = np.flatnonzero(np.diff(np.concatenate([[False], is_quiet, [False]]).astype(np.int8)))
    for begin, end in changes.reshape(-1, 2):
        quiet[begin:end] = end - begin >= _QUIET_FRAMES
    return quiet


def _features(samples: Samples) -> NDArray[np.float32]:
    """Kaldi's filter bank, as the network was trained with: (frames of 10 ms, mels)."""
    import kaldi_native_fbank
    import numpy as np

    from engine.worker.sound import SAMPLE_RATE

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.samp_freq = SAMPLE_RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = False
    options.mel_opts.num_bins = _MELS
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(SAMPLE_RATE, samples)
    bank.input_finished()
    return np.stack([bank.get_frame(number) for number in range(bank.num_frames_ready)])
