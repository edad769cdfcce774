"""Where things lie, and how they get safely onto the disk."""
