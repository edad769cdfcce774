"""Widgets that more than one package uses."""
