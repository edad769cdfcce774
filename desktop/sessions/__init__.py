"""The side: what can be listed, the sessions, and how the window turns to them."""
