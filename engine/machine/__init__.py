"""What this computer has, and the plans that follow from it."""
