"""Chance that is the same at every run: a number for each step of each seed.

In: a seed, a step. Out: a number from 0 to 1.
Pure; any process.
"""

_GOLDEN = 0x9E3779B97F4A7C15
_ALL = 0xFFFFFFFFFFFFFFFF


def chance(seed: int, step: int) -> float:
    """A number from 0 to 1, exclusive, that has to do with no other step's and no other seed's.

    SplitMix64's finalizer (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014) over both.
    """
    return (_mix(_mix(seed & _ALL) + step * _GOLDEN & _ALL) >> 11) * 2.0**-53


def _mix(z: int) -> int:
    z = z + _GOLDEN & _ALL
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _ALL
    return z ^ z >> 31
