"""A session's page: its run table, and what can be done with runs."""
