"""Search in all transcripts."""
