"""MIDI: any number of controllers, by the names of their ports.

In: what the MIDI system has. Out: events of knobs, pads, keys and wheels.
Main process, polled by the frame loop.
"""
