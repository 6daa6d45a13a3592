"""Looks in a show: which one is on, how the next one comes, and what was before.

In: verbs, presets, time. Out: the board and the patch bay as a look wants them.
Main process, frame loop.
"""
