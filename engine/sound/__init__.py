"""The sound station: everything that yields samples.

In: a sound card, a file or a composed piece. Out: `Block`s in real time (sources), arrays on demand (tapes).
Sources run in the ear's process; tapes also in tests, training and the offline renderer.
"""
