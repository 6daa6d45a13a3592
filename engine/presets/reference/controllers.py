"""The page of controllers: how they are plugged in, what their files say, and what each of ours does.

In: the keys of profiles, the profiles that ship. Out: controllers.md.
Reads those files; main process.
"""

from collections.abc import Iterator, Sequence

from engine import files
from engine.controls.binding import Binding
from engine.controls.catalogue import CATALOGUE
from engine.controls.midi.feedback import REST_S
from engine.controls.midi.profile import Control, Profile
from engine.presets.control_table import KEYS as CONTROL_KEYS
from engine.presets.controller import BINDING_KEYS, KEYS, read_profile
from engine.presets.reference.markdown import MADE, code, meanings, number, table

EXAMPLE = """\
title = "My desk"
document = "Desk makers, MIDI implementation of 2021"
tried = true
inputs = ["My Desk"]
outputs = ["My Desk"]
avoid = ["My Desk DFU"]
greeting = ["F0 00 20 7F 01 F7"]
farewell = ["F0 00 20 7F 00 F7"]

[[controls]]
name = "fader {}"
source = "midi/{}/bend"
numbers = "1-8"
feedback = "same"
touch = "midi/1/note/104"

[[controls]]
name = "encoder {}"
source = "midi/1/cc/{}"
numbers = "16-23"
relative = "sign"
feedback = "midi/1/cc/{}"
lights = "48-55"
scale = [1, 11]

[[controls]]
name = "pad {}"
source = "midi/1/note/{}"
numbers = "0-15"
feedback = "same"
off = 1
on = 21
active = 3

[[bindings]]
control = "fader {}"
parameters = ["/color/intensity", "/line/amount", "/node/size"]
takeover = "pickup"

[[bindings]]
control = "encoder 1"
parameter = "/color/hue"

[[bindings]]
control = "pad {}"
parameter = "/preset/load"
argument = "{}"
"""
"""A profile with every key."""

_PAGE = """# Controllers

{made}

Plug a MIDI controller in, before or during the show. If a **profile** fits the name of its port, the controller is
put in the right mode, its knobs and buttons do what the profile says, and its lamps, rings and motor faders show
where things stand. Any other controller is treated as "{general}". `asterism devices` lists ports and the profile
that each would get.

What your rig or the look binds goes before a profile's bindings, control by control: key L [learns
others](../hands.md). Under `[midi]` in the [rig file](presets.md), `inputs` and `outputs` choose ports, `feedback =
false` keeps all outputs silent, and `profiles = false` leaves every controller plain.

Asterism sends nothing to an output that no profile knows, because that may be a synthesizer, or lead back to its own
input. Named under `outputs`, it is told the value of each of its bound controls by the message that the control
sends.

## What is told

Values are the ones that hands turn, without the modulation that the music adds. A control is told at most thirty
times a second, the newest value first; what a hand has just sent is not sent back, and a fader that was moved is left
alone for {rest} s, or as long as a finger is on it where it can tell. A lamp is dark when nothing is bound to its
control, and else shows *off*, *on*, or *active* just after it was pressed: a pad that recalls a look is on while that
look is. When a controller is plugged in again, and whenever a look is recalled, all is told anew.

A controller that is pulled out is opened again when it is back, by its name. This works for a whole MIDI system, too:
when JACK ends, the show goes on, and it is used again when it is there.

## The profile's file

`NAME.toml` in `presets/controllers`, ours or [yours](presets.md); a file of yours with the name of one of ours takes
its place.

{keys}

A control, or a row of controls, is a table `[[controls]]`:

{control_keys}

A binding is a table `[[bindings]]` with the [usual keys](sources.md), and these:

{binding_keys}

A full example:

```toml
{example}```

## Ours

The numbers are from the makers' documents. **None of them has been tried on the hardware yet**: tell us, or mend the
file and set `tried = true`.

{ours}
"""


def describe_controllers() -> str:
    """The page."""
    profiles = [read_profile(path, CATALOGUE) for path in sorted(files.shipped("controllers").glob("*.toml"))]
    general = next(profile for profile in profiles if not profile.inputs)
    return _PAGE.format(
        made=MADE,
        general=general.title,
        rest=number(REST_S),
        keys=meanings("key", KEYS),
        control_keys=meanings("key", CONTROL_KEYS),
        binding_keys=meanings("key", BINDING_KEYS),
        example=EXAMPLE,
        ours="\n\n".join(_profile(profile) for profile in [*(each for each in profiles if each.inputs), general]),
    )


def _profile(profile: Profile) -> str:
    named = {control.source: control for control in profile.controls}
    ports = ", ".join(f"“{part}”" for part in profile.inputs)
    first = f"Ports with {ports} in their names. " if ports else ""
    source = f"From: {profile.document.rstrip('.')}."
    rows = table(("control", "sends", "does"), _rows(profile.bindings, named))
    return f"### {profile.title}\n\n`{profile.name}.toml`. {first}{source}\n\n{rows}"


def _rows(bindings: Sequence[Binding], named: dict[str, Control]) -> Iterator[tuple[str, str, str]]:
    """A line for each binding; a row of controls that say the same verb is one line."""
    start = 0
    while start < len(bindings):
        end = start + 1
        while end < len(bindings) and _goes_on(bindings[start], bindings[end]):
            end += 1
        first, last = bindings[start], bindings[end - 1]
        is_row = end - start > 1
        names = [named[each.source.name].name for each in ((first, last) if is_row else (first,))]
        sources = [code(each.source.name) for each in ((first, last) if is_row else (first,))]
        argument = "" if first.argument is None else f" {first.argument}" + (f" … {last.argument}" if is_row else "")
        yield " … ".join(names), " … ".join(sources), code(first.parameter) + argument
        start = end


def _goes_on(first: Binding, other: Binding) -> bool:
    """Whether a binding is one of the first's row: the same verb with another number."""
    return first.parameter == other.parameter and first.argument is not None and other.argument is not None
