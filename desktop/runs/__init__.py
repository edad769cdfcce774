"""A session's page: its run table and the actions on runs."""
