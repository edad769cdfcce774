"""Backup, restore, move and repair, in the window."""
