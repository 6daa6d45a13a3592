"""All families of drum patterns, by name.

In: nothing. Out: `FAMILIES`.
Plain data; read by the drum writer.
"""

from engine.corpus.band_grooves import BANDS
from engine.corpus.broken_grooves import BROKEN
from engine.corpus.groove import Family
from engine.corpus.machine_grooves import MACHINES
from engine.corpus.world_grooves import WORLD

FAMILIES: dict[str, Family] = {**MACHINES, **BROKEN, **BANDS, **WORLD}
