"""The command line on a computer whose clock is wrong: `python -m tests.support.set_clock BEFORE AFTER ARGUMENT...`.

So many seconds are added to what the clock says: BEFORE at first, AFTER from the moment on when clips are handed over.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from engine.engine import Engine


def main() -> None:
    before, after, *arguments = sys.argv[1:]
    wrong_s, right, accept = float(before), time.time, Engine.accept

    async def step_and_accept(self: Engine, *paths: Any, **how: Any) -> Any:
        nonlocal wrong_s
        wrong_s = float(after)
        return await accept(self, *paths, **how)

    time.time = lambda: right() + wrong_s
    Engine.accept = step_and_accept  # type: ignore[method-assign]
    from engine.__main__ import main as everyclip

    sys.argv[1:] = arguments
    everyclip()


if __name__ == "__main__":
    main()
