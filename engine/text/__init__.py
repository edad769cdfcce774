"""Texts, what makes them better, and the edits made to them."""
