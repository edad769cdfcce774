"""How far the times of words are from the truth, on clips made of real recordings: `python -m tests.word_times`."""
