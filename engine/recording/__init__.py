"""Microphones, and clips as they are recorded."""
