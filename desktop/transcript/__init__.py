"""A run's transcript with its player and editor."""
