"""Saving and copying texts."""
