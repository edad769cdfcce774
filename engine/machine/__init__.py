"""This computer's hardware, and the plans that follow from it."""
