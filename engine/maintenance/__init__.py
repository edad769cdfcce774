"""Backup, restore, move and repair of the data folder."""
