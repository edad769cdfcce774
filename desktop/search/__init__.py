"""Search in all texts."""
