"""How late the display is: the picture flashes, a light sensor on the sound input sees it, and the difference is told.

In: a screen and a sound source. Out: the delay of the display chain.
Main process, in a loop of its own.
"""
