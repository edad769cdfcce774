"""Choosing and downloading models, and the options of a run."""
