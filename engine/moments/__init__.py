"""Moments: what was heard and thought at one hop, and the shared memory they travel through.

In: nothing from the engine. Out: `Shape`, the record layout, `Ring`.
Written in the ear's process, read in any process.
"""

from engine.moments.moment import HOP_S, WAVE, Moments, Shape, moment_dtype
from engine.moments.ring import Health, Ring

__all__ = ["HOP_S", "WAVE", "Health", "Moments", "Ring", "Shape", "moment_dtype"]
