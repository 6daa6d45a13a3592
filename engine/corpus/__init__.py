"""The corpus: annotated music that the network learns from, composed and rendered here, true to the sample.

In: seeds. Out: songs, their sound, and the truth about them.
Runs in training and in tests only; the show never imports it.
"""
