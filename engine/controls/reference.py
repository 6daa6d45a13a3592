"""The reference pages about parameters, OSC, sources and bindings, made from their declarations.

In: the catalogue, verbs, sources and bindings as they are declared. Out: Markdown, by file name.
Pure; run by the command that writes the pages and by the test that finds stale ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from engine.controls.binding import KEYS, MODES, TAKEOVERS, Binding
from engine.controls.catalogue import CATALOGUE, GROUPS, KEPT_GROUPS
from engine.controls.keys import QUIT_PATIENCE, VERB_KEYS
from engine.controls.osc import DEFAULT_PORT, LOOPBACK
from engine.controls.parameter import CURVES, Parameter
from engine.controls.source import FORMS, WAVES
from engine.controls.verbs import LOCAL_VERBS, VERBS

MADE = "<!-- Made from the code by `asterism reference docs/reference`: change it there. -->"

_FAMILIES: Mapping[str, str] = {
    "midi": "MIDI",
    "osc": "OSC",
    "ear": "The ear",
    "brain": "The network",
    "clock": "The beat",
    "lfo": "Oscillators",
    "key": "Keys",
}
_CHOICES = {"curve": CURVES, "mode": MODES, "takeover": TAKEOVERS}


def pages() -> dict[str, str]:
    """Every page that is about controls alone: file name and text."""
    return {"parameters.md": _parameters(), "osc.md": _osc(), "sources.md": _sources()}


def page(title: str, *parts: str) -> str:
    """A page of Markdown: a title, the remark that it is made, and parts with an empty line between them."""
    return "\n\n".join((f"# {title}", MADE, *(part.strip("\n") for part in parts))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _parameters() -> str:
    parts = [
        "A parameter's path is its OSC address, its key in a preset's `[values]`, and its name in a binding. "
        "The curve says how a knob's way is spread over the range: linear in equal steps, exponential in equal ratios, "
        "square with fine steps near the low end (near zero where the range has two signs).",
        f"The groups {' and '.join(f'`/{group}`' for group in sorted(KEPT_GROUPS))} belong to the table: "
        "a recalled preset leaves them as they are.",
    ]
    for group, title in GROUPS.items():
        rows = [_row(parameter) for parameter in CATALOGUE.values() if parameter.group == group]
        parts += [f"## {title}", table(("Path", "Takes", "Default", "Curve", "Meaning"), rows)]
    return page("Parameters", *parts)


def _row(parameter: Parameter) -> tuple[str, ...]:
    default = {"float": f"{parameter.default:g}" if isinstance(parameter.default, float) else "", "trigger": ""}
    return (
        f"`{parameter.path}`",
        parameter.allowed,
        default.get(parameter.kind, str(parameter.default).lower()),
        parameter.curve if parameter.kind == "float" else "",
        parameter.meaning,
    )


def _osc() -> str:
    verbs = [
        (f"`{verb.address}`", "a preset's name or number, 1 is the first" if verb.argument else "", verb.meaning)
        for verb in VERBS.values()
        if verb.name not in LOCAL_VERBS
    ]
    groups = [(f"`{parameter.path}`", parameter.allowed, parameter.meaning) for parameter in CATALOGUE.values()]
    return page(
        "OSC",
        f"Asterism listens on UDP port {DEFAULT_PORT} of this machine ({LOOPBACK}). `--osc-port` and `--osc-host`, or "
        "`[osc]` in the rig file, choose another port, or an address that the network reaches.",
        "```sh\n"
        f"oscsend localhost {DEFAULT_PORT} /pulse/speed f 3.5\n"
        f"oscsend localhost {DEFAULT_PORT} /color/palette s ice\n"
        f"oscsend localhost {DEFAULT_PORT} /preset/load i 2\n"
        "```",
        "## Parameters",
        "The first argument counts. A number may be a float, a double or an integer, and is clamped to the range; true "
        "and false are 1 and 0. A choice takes its name or its number from 0. A switch is on from 0.5. A trigger fires "
        "with its argument as strength, and with none at full strength. What is not finite, or no such name, is "
        "ignored and counted.",
        table(("Address", "Takes", "Meaning"), groups),
        "## Patterns",
        "An address may be a pattern of OSC 1.0, and then sets every parameter that it matches and that can take the "
        "argument: `?` is one character, `*` any number, `[a-d]` one of these, `[!a-d]` none of these, `{line,node}` "
        "either word. `/{line,ripple,burst}/amount` is such an address. A pattern has at most 128 characters and 4 "
        "stars.",
        "## Verbs",
        "A button that sends 1 when it is pressed and 0 when it is let go speaks once. `/blackout` with a number is no "
        f"toggle: 1 is on and 0 is off. The verbs {' and '.join(sorted(LOCAL_VERBS))} are for the keyboard only.",
        table(("Address", "Argument", "Meaning"), verbs),
        "## Any other address",
        "It is a source for bindings: `/deck/fader` is the source `osc/deck/fader`, and its second argument is "
        "`osc/deck/fader#2`. Sources are clamped to 0 to 1. A message without arguments is a press: 1, and at once 0. "
        "See [sources and bindings](sources.md).",
        "## Bundles and floods",
        "Bundles are taken apart and done at once: time tags are not waited for. Between two frames only the newest "
        "message of each parameter counts. What is malformed is counted and dropped.",
    )


def _sources() -> str:
    parts = [
        "A source is anything that gives a number from 0 to 1. A binding joins it to a parameter. Bindings stand in a "
        "[preset](presets.md) when they belong to the look, and in the rig file when they belong to your table.",
        '```toml\n[[bindings]]\nsource = "ear/bass"\nparameter = "/node/glow"\nmode = "add"\nhigh = 0.3\n'
        'smoothing = 0.2\n\n[[bindings]]\nsource = "midi/cc/21"\nparameter = "/color/hue"\ntakeover = "scale"\n```',
        "## Sources",
    ]
    for family, title in _FAMILIES.items():
        forms = [(f"`{form}`", meaning) for form, meaning in FORMS if form.startswith(f"{family}/")]
        parts += [f"### {title}", table(("Source", "Gives"), forms)]
    defaults = {field.name: field.default for field in fields(Binding)}
    rows = []
    for key, meaning in KEYS.items():
        default = defaults[key]
        given = "" if key in ("source", "parameter") else f"{default:g}" if isinstance(default, float) else str(default)
        rows.append((f"`{key}`", ", ".join(_CHOICES.get(key, ())), given, meaning))
    return page(
        "Sources and bindings",
        *parts,
        f"An oscillator's wave is one of {', '.join(WAVES)}. The beat comes from taps, or else from the ear; "
        "its phase strikes a trigger on the beat.",
        "## Bindings",
        table(("Key", "One of", "Default", "Meaning"), rows),
        'The default mode is "trigger" where the parameter is a trigger or a verb. A preset\'s binding takes the place '
        'of the rig\'s for the same source and parameter. What the bindings in mode "add" add is summed, in shares of '
        "the parameter's range along its curve, and never changes what the parameter is set to.",
        "## The keyboard's own keys",
        "They can be sources too, and do what they do all the same.",
        table(
            ("Key", "Does"),
            [
                *((key.upper(), VERBS[verb].meaning) for key, verb in VERB_KEYS.items()),
                ("1 to 9", "recall a preset by its number"),
                ("Esc", f"ask whether to quit: Esc or Y within {QUIT_PATIENCE:g} s quits, any other key plays on"),
            ],
        ),
    )
