"""Everyclip killed over and over, and what it makes of it: `python -m tests.torture` or `make torture`.

The real programs (command line, window, worker, download) are killed with SIGKILL at random moments and at every step
of `steps`, and started again. Then `verdict` looks for clips that are lost, done twice, wrong or stuck.
"""
