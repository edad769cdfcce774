"""Integration of the window with the desktop around it."""
