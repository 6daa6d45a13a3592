"""All families of drum patterns, by name.

In: nothing. Out: `FAMILIES`.
Plain data; read by the drum writer.
"""

from engine.corpus.writing.band_grooves import BANDS
from engine.corpus.writing.broken_grooves import BROKEN
from engine.corpus.writing.groove import Family
from engine.corpus.writing.heavy_grooves import HEAVY
from engine.corpus.writing.machine_grooves import MACHINES
from engine.corpus.writing.rave_grooves import RAVE
from engine.corpus.writing.world_grooves import WORLD

FAMILIES: dict[str, Family] = {**MACHINES, **BROKEN, **RAVE, **BANDS, **HEAVY, **WORLD}
