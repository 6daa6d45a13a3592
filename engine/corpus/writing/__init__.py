"""Songs written down: form, drums, harmony and melody by genre, and the truth about them.

In: seeds, genres. Out: `engine.corpus.song.Song`; no sound yet.
Pure functions; run where lessons are made.
"""
