"""The page of files: looks, rigs and palettes, every key of theirs, and where a person's own go.

In: the keys that presets and rigs declare, the kinds of files, our default rig. Out: presets.md.
Reads that rig's file; main process.
"""

from collections.abc import Iterable

from engine import files
from engine.controls.binding import Binding
from engine.controls.catalogue import CATALOGUE, KEPT_GROUPS, PALETTES
from engine.presets.osc_table import TARGET_KEYS
from engine.presets.palette import KEYS as PALETTE_KEYS
from engine.presets.preset import KEYS as PRESET_KEYS
from engine.presets.reference.markdown import MADE, code, meanings, table
from engine.presets.rig import KEYS as RIG_KEYS
from engine.presets.rig import TABLE_KEYS, read_rig
from engine.presets.rig_bindings import DEFAULT
from engine.presets.steps_table import KEYS as STEPS_KEYS

PRESET_EXAMPLE = """\
title = "Low tide"
description = "Ice on a ring; the bass opens the lines, every bar sends a burst"
order = 10
energy = 0.3
version = 1
scene = "constellation"

[values]
"/color/palette" = "ice"
"/color/spread" = 1.3
"/layout/choice" = "ring"
"/layout/towards" = "sphere"
"/pulse/speed" = 0.6
"/trails/length" = 1.5

[[bindings]]
source = "ear/bass"
parameter = "/line/amount"
mode = "add"
low = 0.0
high = 0.3
curve = "square"
smoothing = 0.2

[[bindings]]
source = "lfo/sine/32beats"
parameter = "/layout/morph"
mode = "add"

[[bindings]]
source = "clock/bar"
parameter = "/burst/fire"

# A step sequencer of its own: every second beat, and the fourth a little.
[steps.offbeat]
levels = [0.0, 1.0, 0.0, 0.4]
each = "1beats"
glide = 0.1
gate = 0.5

[[bindings]]
source = "steps/offbeat"
parameter = "/node/glow"
mode = "add"
high = 0.2
"""
"""A preset with every key."""

RIG_EXAMPLE = """\
title = "The club, small table"
version = 1

[sound]
device = "Scarlett"
channels = [1, 2]

[picture]
display = "Epson"
delay_ms = 48

[midi]
inputs = ["nanoKONTROL", "Keystation"]
outputs = ["nanoKONTROL"]
feedback = true
profiles = true

[osc]
host = "0.0.0.0"
port = 9000
tcp_port = 9001
query = true
query_port = 9000

[[osc.targets]]
host = "192.168.0.20"
port = 7700
addresses = ["/asterism/kick", "/asterism/unit/17", "/color/*"]
rate_hz = 20

[[osc.targets]]
host = "lights.local"
port = 8000
transport = "tcp"
framing = "size"

[clock]
trust = ["tap", "link", "midi", "ear"]
link = true
midi = ["Drum"]

[show]
look = "moonpool"
bank = "calm"
setlist = "friday"
locks = ["/color/hue"]

[values]
"/master/crossfade" = 4.0
"/recall/quantise" = "bar"

[live]
host = "192.168.1.20"
port = 11000
reply_port = 11001
scenes = "name"
recall = "launch"
looks = { drop = "fever", "7" = "undertow" }
clips = "Visuals"
locators = true

[[bindings]]
source = "midi/cc/16"
parameter = "/pulse/speed"
takeover = "scale"

[[bindings]]
source = "midi/cc/7"
parameter = "/master/intensity"
takeover = "pickup"
smoothing = 0.05

[[bindings]]
source = "osc/push/crowd"
parameter = "/burst/fire"

[steps.blink]
levels = "x..."
each = "1beats"

[[bindings]]
source = "steps/blink"
parameter = "/xray/amount"
high = 0.3
"""
"""A rig with every key."""

PALETTE_EXAMPLE = """\
about = "Ash between a cold fire and a warm one"
kind = "two-colour"
path = "straight"
even = false
stops = ["#0b1b4d"]
places = [0.0, 0.5, 1.0]

[[stop]]
oklch = [0.62, 0.0, 0]

[[stop]]
oklch = [0.83, 0.139, 72]
"""
"""A palette with every key."""

_PAGE = """# Preset files

{made}

A **preset** is a look: values, and the bindings that belong to them. A **rig** is the table and the venue: devices,
display, controllers. So a look can travel, and the rig stays. Both are [TOML](https://toml.io), in UTF-8.

## Where files go

Yours go below your own folder, and a file of yours with the name of one of ours takes its place. Remove it, and ours is
back. `asterism presets` lists the looks and says where your folder is:

{homes}

{folders}

## The preset file

`NAME.toml` in `presets` is the look called NAME. Keys 1 to 9 recall looks by their place in the [bank](banks.md).

{preset_keys}

A value is written in the [parameter's own unit](parameters.md), its path in quotes. A number outside the range is an
error, not a guess. What belongs to the table cannot be set or bound in a look:
{kept}, and all [verbs](sources.md) but those of presets. Triggers have no value, but may be bound.

A step sequencer may stand in a source's own name, or in a table `[steps.NAME]` with these keys:

{steps_keys}

A full example:

```toml
{preset_example}```

Save the file while the show runs, and the look glides in. A mistake leaves the last good look on, and the overlay tells
file, line and key. A look that is broken when the show starts is left out, with the same notice; if it is the one that
was asked for, the show does not start.

## The rig file

`NAME.toml` in `presets/rigs` is the rig that `--rig NAME` takes; without it, the one called `default`. What the command
line says goes before what the rig says. A rig is read at the start, and a mistake in it is an error there; but a
binding of a parameter that is not there waits until it is. Bindings are read anew when the file changes while it plays.

{rig_keys}

{table_keys}

A full example:

```toml
{rig_example}```

A rig without `bindings` has those of ours. Key L [learns others](../hands.md), and writes them into your file; or copy
`presets/rigs/default.toml` and change the copy. Controllers bring [bindings of their own](controllers.md), which count
wherever the rig and the look bind nothing. This is what ours binds:

{bindings}

## The palette file

`NAME.toml` in `presets/palettes` is one more choice for `/color/palette`, beside
{palettes}.
Between its colours it is mixed in OKLCH, evenly for the eye, with no more chroma than the display has.

{palette_keys}

A full example:

```toml
{palette_example}```
"""

_HOMES = (
    ("Linux", "`~/.local/share/asterism`, or `asterism` in `$XDG_DATA_HOME`"),
    ("macOS", "`~/Library/Application Support/asterism`"),
    ("Windows", r"`%LOCALAPPDATA%\asterism`"),
    (f"any, with `{files.HOME_VARIABLE}` set", "the folder that it names"),
)
_FOLDERS = {
    "presets": "looks: `NAME.toml`",
    "rigs": "rigs: `NAME.toml`",
    "controllers": "[profiles of controllers](controllers.md): `NAME.toml`",
    "palettes": "palettes: `NAME.toml`",
    "setlists": "[setlists](setlists.md): `NAME.toml`",
    "banks": "[banks](banks.md): `NAME.toml`",
    "brains": "networks: `UNITS.safetensors`, as `asterism train` writes them",
    "shaders": "ISF files, here or in `effects`, `layers` and `transitions`; and shaders, in the folders of ours",
}


def describe_files() -> str:
    """The page."""
    kept = [f"`/{group}/…`" for group in sorted(KEPT_GROUPS)]
    rows = [(code(f"[{name}]"), code(key), what) for name, keys in TABLE_KEYS.items() for key, what in keys.items()]
    rows += [(code("[[osc.targets]]"), code(key), what) for key, what in TARGET_KEYS.items()]
    return _PAGE.format(
        made=MADE,
        homes=table(("system", "your folder"), _HOMES),
        folders=table(("in it", "for"), ((code(files.KINDS[kind]), what) for kind, what in _FOLDERS.items())),
        preset_keys=meanings("key", PRESET_KEYS),
        kept=" and ".join(kept),
        steps_keys=meanings("key", STEPS_KEYS),
        preset_example=PRESET_EXAMPLE,
        rig_keys=meanings("key", RIG_KEYS),
        table_keys=table(("table", "key", "meaning"), rows),
        rig_example=RIG_EXAMPLE,
        bindings=_bindings(read_rig(files.shipped("rigs") / f"{DEFAULT}.toml", CATALOGUE).bindings),
        palettes=", ".join(map(code, PALETTES)),
        palette_keys=meanings("key", PALETTE_KEYS),
        palette_example=PALETTE_EXAMPLE,
    )


def _bindings(bindings: Iterable[Binding]) -> str:
    """A row for each parameter and manner, with the sources that move it so."""
    rows: dict[tuple[str, str], list[str]] = {}
    for binding in bindings:
        how = binding.mode if binding.takeover == "jump" else f"{binding.mode}, {binding.takeover}"
        rows.setdefault((code(binding.parameter), how), []).append(code(binding.source.name))
    return table(("sources", "move", "how"), ((", ".join(names), *moved) for moved, names in rows.items()))
