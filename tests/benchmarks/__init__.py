"""Benchmarks: `make bench`. Ratios within one run, since machines differ and are shared."""

from __future__ import annotations

import os

# Programs keep their bytecode, as installed ones do, also where a developer's environment says otherwise.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
