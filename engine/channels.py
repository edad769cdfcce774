"""What is to become of a clip's two channels."""

from __future__ import annotations

from enum import StrEnum

#: Where channels are transcribed apart, there are so many.
CHANNELS = 2


class Channels(StrEnum):
    """`split`: each is transcribed on its own, as one speaker. `mix`: both together. `detect`: as they sound."""

    DETECT = "auto"
    SPLIT = "split"
    MIX = "mix"
