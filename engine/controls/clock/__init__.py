"""The one clock: where in the beat, the bar and the phrase the show is, and who says so.

In: taps, Ableton Link, MIDI clock, OSC, Live, the ear's beat. Out: a position in beats that never jumps or runs back.
Main process, frame loop; time is always an argument (seconds, the show's clock).
"""

from engine.controls.clock.begun import Unit
from engine.controls.clock.clock import Clock
from engine.controls.clock.count import BEATS_PER_BAR

__all__ = ["BEATS_PER_BAR", "Clock", "Unit"]
