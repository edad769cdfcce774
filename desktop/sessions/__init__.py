"""The list of sessions at the side."""
