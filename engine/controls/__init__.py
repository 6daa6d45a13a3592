"""The hands: everything that a knob, a message, a key or the music can turn.

In: MIDI, OSC, keys, the ear's and the brain's numbers. Out: one immutable snapshot of values per frame.
Runs in the main process, polled by the frame loop; nothing in here starts a thread.
"""
