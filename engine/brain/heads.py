"""What the network says aloud: its heads, and how long after the sound each one answers.

In: nothing. Out: names and delays.
Plain data; used by training, by the show's step and by whoever reads its Moments.
"""

#: The heads in the order of their rows. Beat to crash: the probability that it sounded `BEAT_DELAY_S` or
#: `DRUM_DELAY_S` ago; build: how far into a build-up the music is; drop: how fresh a drop is.
HEADS = ("beat", "downbeat", "kick", "snare", "hat", "crash", "build", "drop")

#: The heads that mark drums.
DRUM_HEADS = ("kick", "snare", "hat", "crash")

#: Seconds between an attack and the hop at which its head answers. The ear's window is centred 21 ms back and the
#: attack must have come in for the most part; what predicts (the beat) loses nothing by answering later.
DRUM_DELAY_S = 0.03
BEAT_DELAY_S = 0.05

#: How long `drop` takes to fade from 1 to 0 after a drop, in seconds.
DROP_S = 4.0
