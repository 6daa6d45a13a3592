"""The page of OSC: how to reach the program, every address, and what becomes of everything else.

In: the catalogue and the verbs. Out: osc.md.
Pure; main process.
"""

from collections.abc import Mapping

from engine.controls.catalogue import CATALOGUE
from engine.controls.osc import DEFAULT_PORT, LOOPBACK
from engine.controls.osc.client import RATE_HZ
from engine.controls.osc.features import FEATURES, UNIT, Feature
from engine.controls.osc.log import LINES_A_SECOND
from engine.controls.osc.query.tree import ATTRIBUTES, MOST_CONNECTIONS
from engine.controls.osc.subscribers import MOST as SUBSCRIBERS
from engine.controls.osc.subscribers import SILENCE_S
from engine.controls.osc.timetag import LONGEST_S, MOST
from engine.controls.parameter import Parameter
from engine.controls.verbs import LOCAL_VERBS, VERBS, VerbKind
from engine.presets.reference.markdown import MADE, code, table
from engine.presets.reference.parameters import range_of

TYPES: Mapping[str, tuple[str, str]] = {
    "float": ("`f`", "{range}"),
    "choice": ("`s`, `i`", "{range}; or a number from 0"),
    "bool": ("`T`, `F`, `f`", "{range}; or a number, on from 0.5"),
    "trigger": ("none, `f`", "fires, with a strength of {range}"),
}
"""OSC type tags of each kind of parameter, and how its range is written."""

ARGUMENTS: Mapping[str, str] = {
    "": "none",
    "preset": "a name (`s`) or a number from 1 (`i`)",
    "number": "a number (`f`, `i`)",
    "text": "a text (`s`)",
}
"""What verbs take."""

COUNTERS: Mapping[str, str] = {
    "received": "packets that came",
    "malformed": "packets and messages that are not OSC",
    "ignored": "messages with values, names or verbs that are of no use: not a number, unknown, refused",
    "dropped": "messages that a newer one of the same address replaced, or that were too many for one frame",
}
"""What the port counts."""

_PAGE = """# OSC

{made}

Asterism listens for OSC over UDP on port {port}, and only to this machine ({loopback}) unless told otherwise:
`--osc-host 0.0.0.0` listens to every machine on the network, `--osc-port` chooses another port, and `host` and `port`
under `[osc]` in the [rig file](presets.md) do the same for good. `tcp_port` there opens a TCP port beside it, for
packets in SLIP (OSC 1.1) or behind their sizes (OSC 1.0): the first byte tells which, and answers come in the same
way. [How to connect](../osc.md) TouchOSC, Chataigne, TouchDesigner and lights has a page of its own.

With liblo's `oscsend`:

```sh
oscsend localhost {port} /pulse/speed f 3.5
oscsend localhost {port} /color/palette s ice
oscsend localhost {port} /layout/choice s sphere
oscsend localhost {port} /burst/fire
oscsend localhost {port} /preset/next
oscsend localhost {port} /preset/load s undertow
oscsend localhost {port} /preset/load i 3
oscsend localhost {port} /blackout i 1
oscsend localhost {port} /tap
```

## Parameters

Every parameter is at its own path and takes one argument, in its own unit; further arguments are left alone. `f` stands
for every kind of number: `f`, `i`, `d` and `h`, and `T` and `F` as 1 and 0. A number outside the range is clamped into
it; one that is infinite or not a number, and a name that is none of the choices, is ignored. What they do is told in
[parameters.md](parameters.md), which also has those of our layers, effects and transitions; they are addresses like
these.

{parameters}

## Verbs

{verbs}

A verb may come with a number, as a button sends one: anything but 0 says it, and 0, the button let go, says nothing.
{local} cannot be said over the network: nobody out there ends the show or moves its window,
nor teaches a control to by `/learn`.

## Patterns

An address may be a pattern of OSC 1.0, and then sets every parameter that it fits and that can take the argument: `?`
is one character, `*` any number of them, `[a-z]` one of these, `[!a-z]` none of these, `{{node,line}}` either word.
None reaches across a slash, but for `//` (OSC 1.1), any number of names between two slashes. So `/*/amount` with 0
takes away pulses, lines, ripples and all else that has an amount. Verbs and sources are not reached by patterns. A
pattern has at most 128 characters, and four stars, double slashes and pairs of words of which one begins the other.

## Being told

What others may know is sent to whoever asks, and to fixed targets. Numbers are sent as `f`, switches as `T` or `F`,
choices as `s`.

| message | does |
| --- | --- |
| a parameter's path without arguments | sends its value back to the sender |
| `/subscribe` | sends every parameter once, and from then on what changes |
| `/subscribe s…` | the same for addresses or patterns, such as `/subscribe "/color/*" "/asterism/kick"`; they add up |
| `/subscribe s… i` | the same, sent to this port of the sender instead of the one that it sends from |
| `/unsubscribe s… i` | takes patterns back; without any, everything |
| `/ping`, `/ping i` | answered with `/pong`, to the sender or to this port of it |

Of one address a subscriber hears at most {rate:g} messages a second, and the newest value always arrives. Who has sent
a value does not hear it back, unless it was clamped or something else has moved the parameter; all others hear it. A
trigger is told when it fires. A subscriber that is silent for {silence:g} seconds is forgotten: any message of its
own, or a `/ping`, keeps it; over TCP the connection does. There are at most {subscribers} subscribers.

Fixed targets stand in the rig, as `[[osc.targets]]` with `host` and `port`; `addresses` are patterns of what is sent,
`rate_hz` how often. A target that is not there costs nothing, and is not waited for. One on another machine hears
nothing back of what that machine sends; one on this machine, nothing of what comes from its own port.

### What the music does

These can be subscribed to and asked for like parameters, and are sent to targets that name them. Hits and beats go out
in their frame, whatever the rate.

{features}

## OSCQuery

Other programs can ask what there is: `http://127.0.0.1:{port}/color` is the tree below `/color`, as JSON, after the
[OSCQuery proposal](https://github.com/Vidvox/OSCQueryProposal). `/color/hue?VALUE` asks for one attribute,
`/?HOST_INFO` for the ports and for what of the proposal there is. Attributes are {attributes}. What has no such
attribute is answered with 204, what is no attribute with 400, what is no address with 404. Verbs and triggers have the
type `N` and only take.

Over a WebSocket at the same port, `{{"COMMAND": "LISTEN", "DATA": "/color/hue"}}` asks for a value as it changes, as
OSC packets in binary messages, and `IGNORE` ends it; a container stands for all that is below it. OSC packets that
come that way do what they do over UDP. `PATH_ADDED`, `PATH_REMOVED` and `PATH_CHANGED` tell when shader files have
come, gone or changed.

All this is announced by zeroconf, as `_oscjson._tcp` and `_osc._udp`, on the loopback or wherever `--osc-host` opens
the show to. Web pages of other hosts are refused. `query = false` under `[osc]` in the rig leaves it out, `query_port`
gives it another port than the number of the UDP port. At most {connections} may be connected.

## Everything else is a source

An address that is neither a parameter nor a verb can move a parameter through a [binding](sources.md): its first number
is the source `osc/` with the address behind it, its second number the same with `#2`, and so on. A fader that sends
`/mixer/1/volume` is `osc/mixer/1/volume`. Numbers count from 0 to 1 and are clamped to that; texts among them are
passed over; a message without arguments is a button that is pressed and let go. An address with `#` cannot be a source.

## What arrives

Key O, or the verb `/monitor`, shows the newest messages at the picture's foot: who sent each, and what it did. A near
miss gets the path that was meant. `--osc-log FILE` writes the same to a file, at most {lines:g} lines a second.

## Many messages

Bundles are taken apart. One whose time tag is in the future waits for its frame, by the clock of this machine; one
that is for now, for the past or for later than {longest:g} seconds is done at once. At most {most} messages wait. What
arrives within one frame counts together: of a parameter's messages the newest, of another address the highest and the
newest number, so that a short press is not missed. What is malformed or of no use is counted and never stops the
picture:

{counters}
"""


def describe_osc() -> str:
    """The page."""
    local = [code(kind.address) for kind in VERBS.values() if kind.name in LOCAL_VERBS]
    return _PAGE.format(
        made=MADE,
        port=DEFAULT_PORT,
        loopback=LOOPBACK,
        parameters=table(("address", "types", "range", "unit"), map(_parameter, CATALOGUE.values())),
        verbs=table(("address", "argument", "does"), map(_verb, VERBS.values())),
        local=" and ".join(local),
        attributes=", ".join(map(code, ATTRIBUTES)),
        connections=MOST_CONNECTIONS,
        rate=RATE_HZ,
        silence=SILENCE_S,
        subscribers=SUBSCRIBERS,
        features=table(("sent to", "types", "says"), [*map(_feature, FEATURES.values()), _UNIT]),
        lines=LINES_A_SECOND,
        longest=LONGEST_S,
        most=MOST,
        counters=table(("counter", "counts"), ((code(name), meaning) for name, meaning in COUNTERS.items())),
    )


def _feature(feature: Feature) -> tuple[str, ...]:
    types = "`f`…" if feature.kind == "list" else code(feature.types)
    is_share = feature.kind == "number" and (feature.low, feature.high) == (0.0, 1.0)
    return code(feature.address), types, feature.meaning + (", 0 to 1" if is_share else "")


_UNIT = (code(f"{UNIT}N"), code("f"), "how strongly unit `N` of the network is active, 0 to 1")


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    types, meant = TYPES[parameter.kind]
    return code(parameter.path), types, meant.format(range=range_of(parameter)), parameter.unit


def _verb(kind: VerbKind) -> tuple[str, ...]:
    argument = ARGUMENTS[kind.argument]
    if kind.name == "blackout":
        argument = "none: the other way; a number: 0 is off, anything else on"
    return code(kind.address), argument, kind.meaning + ("; refused" if kind.name in LOCAL_VERBS else "")
