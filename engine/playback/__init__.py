"""Plays clips aloud, in a child process that decodes and speaks to the sound system."""
