"""The store of Whisper models: which there are, where they lie, and how each wants to be used."""
