"""The store of Whisper models: which exist, where they are stored, and how each is best used."""
