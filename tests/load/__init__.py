"""Much at once, and for long: 10,000 clips handed over together, and a day of steady use. See `__main__`."""
