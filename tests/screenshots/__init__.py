"""Pictures of the real window at work, for the README and for looking at: `python -m tests.screenshots`."""
