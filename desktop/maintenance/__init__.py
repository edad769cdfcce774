"""The dialogs for backup, restore, move and repair."""
