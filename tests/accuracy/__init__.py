"""How well Everyclip hears real people, beside those who use the same weights: `make accuracy`."""
