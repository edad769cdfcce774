"""The registry: sessions, runs and texts in SQLite. The only package with SQL."""
