"""Recording: the panel, its microphone and levels, and recovery."""
