"""The theme and the icons."""
