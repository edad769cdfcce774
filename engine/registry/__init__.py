"""The registry: what is known of sessions, runs and texts, in SQLite. The only SQL."""
