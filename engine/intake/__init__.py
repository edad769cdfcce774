"""The way in: what doors hand over, until it is stored."""
