"""Clips as they come in life, made at test time: containers, codecs, channels, late beginnings, gaps, breaks, lies.

Each holds speech at known times. What is read of it must have these times, the right length, and the right notes."""
