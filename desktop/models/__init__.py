"""Choosing and fetching models, and the options of a run."""
