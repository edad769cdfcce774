"""The weights with which speakers are found; README.md beside them says what they are."""
