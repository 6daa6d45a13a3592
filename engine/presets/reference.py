"""All reference pages: those about controls, and the one about the files that presets and rigs are.

In: the keys of presets and rigs as they are declared, and the default rig. Out: Markdown, by file name.
Reads the rigs that ship; run by the command that writes the pages and by the test that finds stale ones.
"""

from collections.abc import Iterable, Mapping

from engine import files
from engine.controls import reference
from engine.controls.binding import Binding
from engine.controls.catalogue import CATALOGUE
from engine.controls.reference import page, table
from engine.presets.preset import KEYS
from engine.presets.rig import DEFAULT, TABLE_KEYS, read_rig
from engine.presets.rig import KEYS as RIG_KEYS

_EXAMPLE = """\
```toml
title = "Low tide"
description = "A slow blue ring with long trails"
order = 7

[values]
"/color/palette" = "ice"
"/layout/choice" = "ring"
"/trails/length" = 1.5

[[bindings]]
source = "ear/bass"
parameter = "/node/glow"
mode = "add"
high = 0.2
smoothing = 0.2
```"""


def pages() -> dict[str, str]:
    """Every page of the reference: file name and text."""
    return {**reference.pages(), "presets.md": _presets()}


def _presets() -> str:
    parts = [
        "## Presets",
        "A look is one file `NAME.toml` in `presets`, ours or yours: `asterism presets` says where yours go, and yours "
        "takes the place of ours with the same name. It is read again when it changes while the show runs; one that is "
        "broken leaves the last good look, and says file, line and key.",
        _EXAMPLE,
        _keys(KEYS),
        "The paths are in [parameters](parameters.md), the keys of a binding in [sources and bindings](sources.md).",
        "## Rigs",
        "What belongs to the venue and to your table is in a rig, a file `NAME.toml` in `presets/rigs`. "
        f"`asterism play --rig NAME` takes it; without a name it is `{DEFAULT}`, yours or else ours. Everything in it "
        "may be left out.",
        _keys(RIG_KEYS),
    ]
    for name, known in TABLE_KEYS.items():
        parts += [f"### `[{name}]`", _keys(known)]
    for name, path in files.listing("rigs", ".toml").items():
        if path.parent == files.shipped("rigs"):
            parts += [f"## The rig `{name}`", _bindings(read_rig(path, CATALOGUE).bindings)]
    return page("Presets and rigs", *parts)


def _keys(known: Mapping[str, str]) -> str:
    return table(("Key", "Meaning"), [(f"`{key}`", meaning) for key, meaning in known.items()])


def _bindings(bindings: Iterable[Binding]) -> str:
    """A table with a row for each parameter and manner, and the sources that move it so."""
    rows: dict[tuple[str, str], list[str]] = {}
    for binding in bindings:
        how = binding.mode if binding.takeover == "jump" else f"{binding.mode}, {binding.takeover}"
        rows.setdefault((f"`{binding.parameter}`", how), []).append(f"`{binding.source.name}`")
    return table(("Sources", "Move", "How"), [(", ".join(names), *moved) for moved, names in rows.items()])
