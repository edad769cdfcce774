"""What the window says, gathered for translation: `python -m tests.translations` (see there)."""
