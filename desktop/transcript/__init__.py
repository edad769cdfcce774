"""The text of a run, its player, and its editor."""
