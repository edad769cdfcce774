"""The HTTP door: an API like OpenAI's for audio, on this computer, over the same engine as every other door."""
