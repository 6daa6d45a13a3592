"""The page of sources and bindings, and what the computer's own keys do.

In: the forms of sources, the binding's fields, the keys. Out: sources.md.
Pure; main process.
"""

import dataclasses
from collections.abc import Iterator, Mapping

from engine.controls.binding import MODES, Binding
from engine.controls.encoder import RELATIVES
from engine.controls.keys import QUIT_PATIENCE, VERB_KEYS
from engine.controls.parameter import CURVES
from engine.controls.source import FORMS
from engine.controls.takeover import STEEPEST, TAKEOVERS
from engine.controls.verbs import VERBS
from engine.presets.reference.markdown import MADE, code, meanings, number, table

KEY_MEANINGS: Mapping[str, str] = {
    "source": "what gives the number: one of the sources above",
    "parameter": "what it moves: a parameter's path, or a verb's address",
    "low": "place in the parameter's range, 0 to 1, when the source is at 0; in mode `add` a depth, -1 to 1",
    "high": "the same when the source is at 1; below `low`, the source works the other way round",
    "curve": "shape of the source's way from 0 to 1, before `low` and `high`",
    "mode": "what the source does; with a trigger or a verb always `trigger`, which need not be said",
    "takeover": "what a knob does that is not where its parameter is",
    "smoothing": "seconds in which the parameter goes 63 % of the way to where the source is, 0 to 60",
    "attack": "the same while the source rises, if that is another time",
    "release": "the same while it falls: with 0.5, what the music strikes dies away like an envelope",
    "port": "part of a MIDI port's name, in any case: only what comes from there counts",
    "relative": "what an encoder without an end sends; left out, the control has an end",
    "step": "a step of such an encoder, as a share of the parameter's range",
    "from": "the source's number, as it comes, that counts as 0: for an OSC address that sends 0 to 127, or decibels",
    "to": "the number that counts as 1; below `from`, the source works the other way round",
    "argument": "what a verb is told that asks for something, such as the name of a look",
}
"""What the keys of a binding are."""

FAMILIES: Mapping[str, str] = {
    "midi": "MIDI",
    "osc": "OSC",
    "live": "Ableton Live",
    "ear": "The ear",
    "brain": "The network",
    "clock": "The beat",
    "lfo": "Oscillators",
    "steps": "Step sequencers",
    "key": "Keys",
}
"""Title of each family of sources, in the order of the page."""

RELATIVE_MEANINGS: Mapping[str, str] = {
    "twos": "two's complement: 1, 2, 3 forwards; 127, 126, 125 back",
    "offset": "binary offset: 65, 66, 67 forwards; 63, 62, 61 back",
    "sign": "sign and magnitude: 1, 2, 3 forwards; 65, 66, 67 back",
}
"""What encoders without an end send."""

CURVE_MEANINGS: Mapping[str, str] = {
    "linear": "as it is",
    "exponential": "finest near `low`",
    "square": "fine near `low`",
}
"""What a binding's curve makes of its source."""

MODE_MEANINGS: Mapping[str, str] = {
    "set": "sets the parameter",
    "add": "adds to what the parameter is set to, without changing that: a knob and the music can move the same one",
    "trigger": "does something once when the source rises: fires a trigger, as strongly as the source says; says a "
    "verb; or sets any other parameter to `high`",
    "toggle": "the same, there and back: a switch flips, a choice steps on, a number goes to the other end",
    "momentary": "a button: the parameter is at `high` while it is held, and goes back when it is let go, unless "
    "something else has moved it meanwhile",
    "velocity": "a pad: the parameter goes to where the strength of the hit says, and stays there",
}
"""What a binding does with its parameter."""

TAKEOVER_MEANINGS: Mapping[str, str] = {
    "jump": "the parameter jumps to the knob",
    "pickup": "nothing, until the knob passes the place where the parameter is",
    "scale": "the parameter moves with the knob at once, in proportion, until both meet; it never jumps",
}
"""What a knob does that is not where its parameter is, after a look was recalled."""

_PAGE = """# Sources and bindings

{made}

A source is anything that gives a number from 0 to 1. A binding joins a source to a [parameter](parameters.md). Bindings
that belong to a look stand in the look's file, those of your controllers in the rig file: see
[preset files](presets.md).

## Sources

{forms}

Ear, network, beat, oscillators, steps and Live's meters are read in every frame; MIDI, OSC, keys and all else of Live
speak when they move. Names in Live are written in small letters, with a dash for all that is no letter or digit; a
number counts from 1, and [live.md](../live.md) tells more. The beat is the clock's: [clock.md](../clock.md) tells whose
that is, and how oscillators, steps and loops run on it. What a controller sends shows in the overlay (key H) as the
last control seen.

## Bindings

Key L makes them: [Controllers under your hands](../hands.md). A binding is a table `[[bindings]]` with these keys. Only
`source` and `parameter` have to be there.

{keys}

While a look has a binding for some source and parameter, the rig's binding for the same two is silent.

### Modes

{modes}

A source that is read in every frame has risen when it passes 0.5, and must fall below 0.4 before it can rise again; a
clock rises on its beat or bar. A note rises each time it is struck, a knob or key when it leaves 0.

### Curves

{curves}

### Takeover

{takeovers}

A recalled look moves parameters away from their knobs: this is when takeover counts. `pickup` and `scale` are for knobs
and faders. By `scale` a parameter never goes more than {steepest} times as far as its knob: one that is almost at its
end, with its parameter far away, is turned back to meet it.

### Encoders

{relatives}

An encoder moves its parameter from wherever that is, so it never jumps and needs no takeover. It goes one step for each
that it says, or as many as a controller says that counts faster turning for more; a choice goes one name on. With
`high` below `low` it turns the other way. In mode `trigger` it says its verb at each click forwards.

### Examples

```toml
# A fader for the lines: fine near the bottom, eased over a tenth of a second.
[[bindings]]
source = "midi/1/cc/7"
parameter = "/line/amount"
curve = "square"
takeover = "scale"
smoothing = 0.1

# The bass lets the nodes grow, from wherever the knob has them.
[[bindings]]
source = "ear/bass"
parameter = "/node/size"
mode = "add"
low = 0.0
high = 0.15
smoothing = 0.1

# An encoder of the left controller, of two of the same kind; a fader that OSC sends in decibels.
[[bindings]]
source = "midi/cc/16"
port = "Twister 1"
parameter = "/pulse/speed"
relative = "offset"
[[bindings]]
source = "osc/mixer/main"
from = -60.0
to = 6.0
parameter = "/master/intensity"
takeover = "pickup"

# Every bar, the next layout.
[[bindings]]
source = "clock/bar"
parameter = "/layout/choice"
mode = "toggle"

# A pad throws bursts, harder when it is hit harder; another one taps the tempo.
[[bindings]]
source = "midi/note/36"
parameter = "/burst/fire"
[[bindings]]
source = "midi/note/40"
parameter = "/tap"

# One recalls a look; another holds the picture black.
[[bindings]]
source = "midi/note/41"
parameter = "/preset/load"
argument = "fever"
[[bindings]]
source = "midi/note/42"
parameter = "/master/blackout"
mode = "momentary"
```

## Verbs as targets

In a rig file a source can say these. A look's bindings may go to the verbs of presets only.

{verbs}

A verb that asks for something is told the `argument` of its binding. `/preset/load` goes with `midi/program`, too,
whose programs count from the first look.

## The keyboard

These keys work without a binding; every key is a source too, such as `key/space`. What they do while a control is
learnt, [Controllers under your hands](../hands.md) tells.

{keyboard}
"""


def describe_sources() -> str:
    """The page."""
    return _PAGE.format(
        made=MADE,
        forms="\n\n".join(_family(family, title) for family, title in FAMILIES.items()),
        keys=table(("key", "default", "meaning"), _keys()),
        modes=meanings("mode", {mode: MODE_MEANINGS[mode] for mode in MODES}),
        curves=meanings("curve", {curve: CURVE_MEANINGS[curve] for curve in CURVES}),
        steepest=number(STEEPEST),
        relatives=meanings("relative", {relative: RELATIVE_MEANINGS[relative] for relative in RELATIVES}),
        takeovers=meanings("takeover", {takeover: TAKEOVER_MEANINGS[takeover] for takeover in TAKEOVERS}),
        verbs=table(("address", "does"), ((code(kind.address), kind.meaning) for kind in VERBS.values())),
        keyboard=table(("key", "does"), _keyboard()),
    )


def _family(family: str, title: str) -> str:
    forms = ((code(form), meaning) for form, meaning in FORMS if form.startswith(f"{family}/"))
    return f"### {title}\n\n{table(('source', 'gives'), forms)}"


def _keys() -> Iterator[tuple[str, str, str]]:
    for field in dataclasses.fields(Binding):
        default = "" if field.default in (dataclasses.MISSING, None) else field.default
        shown = number(default) if isinstance(default, float) else str(default)
        key = field.name.rstrip("_")
        yield code(key), code(shown) if shown else "", KEY_MEANINGS[key]


def _keyboard() -> Iterator[tuple[str, str]]:
    said: dict[str, list[str]] = {}
    for key, name in VERB_KEYS.items():
        said.setdefault(name, []).append(key.capitalize())
    for name, keys in said.items():
        yield ", ".join(keys), VERBS[name].meaning
    yield "1 … 9", "recall a look by its number in the bank"
    yield "Esc", f"{VERBS['quit'].meaning}, after a question; the answer, Esc or Y, has {number(QUIT_PATIENCE)} seconds"
