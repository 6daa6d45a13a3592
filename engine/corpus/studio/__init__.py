"""What happens between the players and the ear: mixing, mastering, a DJ, a room, a codec.

In: stems and clips. Out: mono float32 sound at 48 kHz, and the truth about what is left of it.
Pure functions; run where lessons are made.
"""
