"""Ableton Live as it is told of and asked through AbletonOSC: its set, what plays in it, and what is launched.

In: OSC messages from AbletonOSC (ideoforms). Out: sources, Live's time, looks that scenes recall; questions to Live.
Main process, polled by the frame loop; nothing in here starts a thread.
"""
