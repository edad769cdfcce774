"""The sessions at the side."""
