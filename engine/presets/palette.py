"""The words of a palette file: its keys, what each means, and the names that two of them choose from.

In: nothing. Out: declarations, for who reads such a file and for the reference page.
Pure data; any process or thread.
"""

from typing import Literal

Way = Literal["short", "long", "straight"]
"""How the hue gets from one stop to the next: around the wheel, or straight through grey."""

Kind = Literal["two-colour", "analogous", "spectrum", "mono"]
"""Families of palettes."""

KEYS = {
    "stops": "colours from calm to hot, at least two, as `#rrggbb`",
    "stop": "more of them, as tables: `oklch = [lightness 0 to 1, chroma 0 to 0.4, hue in degrees]`",
    "places": "where each of them stands, rising from 0 to 1; evenly if not said",
    "path": "`short` or `long` way around the wheel of hues from one to the next, or `straight` through grey; `short`",
    "kind": "the family: `two-colour`, `analogous`, `spectrum` or `mono`",
    "even": "`true` when light does not climb from calm to hot, so that hues alone tell",
    "about": "a line that says what it shows",
}
"""Keys of a palette file."""
