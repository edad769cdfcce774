"""Watched folders: what comes into them is handed over by itself, each file once."""
