"""How well the show hears: sound files with known beats and drums, heard as on stage and scored.

In: sound files, annotations beside them, weights. Out: scores per clip and their means.
Runs in the main process, or with several clips at a time in processes of its own.
"""
