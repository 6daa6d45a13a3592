"""The show: sound, hands and stage joined into an evening, or into a film.

In: what a person asked for on the command line. Out: a picture on the projector, recordings, contact sheets.
Runs in the main process; recordings are encoded in a thread of their own.
"""
