"""The ear: samples in, spectral features out, one hop at a time.

In: mono samples at the ear's rate. Out: `Features` for the network and for bindings.
Runs in the ear's process, and in the main process when rendering offline.
"""

from engine.ear.features import INPUTS, Ear, Features
from engine.ear.intake import Intake
from engine.ear.spectrum import BANDS, HOP, RATE_HZ

__all__ = ["BANDS", "HOP", "INPUTS", "RATE_HZ", "Ear", "Features", "Intake"]
