"""Child processes, watched and ended."""
