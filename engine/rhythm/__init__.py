"""The rhythm: beat, bar and drum strikes, decoded online from what the network believes.

In: activations, one hop at a time. Out: `Beat` and `Strike`, in the sample clock's time.
Runs in the ear's process, and in the main process when rendering offline.
"""

from engine.rhythm.beat import Beat, StruckBeat
from engine.rhythm.settings import RhythmSettings
from engine.rhythm.strikes import Strike, StrikePicker
from engine.rhythm.tracker import Tracker

__all__ = ["Beat", "RhythmSettings", "Strike", "StrikePicker", "StruckBeat", "Tracker"]
