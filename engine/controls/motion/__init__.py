"""What moves by itself, on the clock: oscillators, steps, and moves of a hand that come round again.

In: time and the clock. Out: numbers from 0 to 1; the same at any frame rate, and again at every run.
Main process, frame loop.
"""

from engine.controls.motion.names import FORMS, read_name
from engine.controls.motion.period import Motion

__all__ = ["FORMS", "Motion", "read_name"]
