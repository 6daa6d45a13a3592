"""The one declaration of every parameter: address, preset key, MIDI target and reference line follow from it.

In: the table below. Out: CATALOGUE, an immutable mapping from path to Parameter that suggests near names.
Pure data, and `show_catalogue` that adds ISF files and the person's own palettes; any process or thread.
"""

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine import files
from engine.controls.parameter import Curve, Parameter, suggest
from engine.controls.plugin import GLIDE, Plugin, plugin_of
from engine.errors import ControlError
from engine.isf.shelf import Key, Shelf

_log = logging.getLogger(__name__)

PALETTES = (
    *("ember", "ice", "aurora", "orchid", "gold", "spectrum"),
    *("frostfire", "neon", "opera", "peacock", "venom", "verdigris"),
    *("dusk", "iris", "lagoon", "moss", "rose", "jukebox", "opal", "prism", "tropic"),
    *("cobalt", "ink", "moon", "phosphor", "sodium"),
)
SCENES = ("constellation", "cortex", "membrane", "pen", "synapse")
COLOURED_BY = ("pace", "answer", "activity", "sign")
RECALL_AT = ("now", "beat", "bar", "phrase")
AUTOMATIC = "auto"
TIMEKEEPERS = ("tap", "link", "midi", "osc", "live", "ear")
METRES = (AUTOMATIC, *(str(beats) for beats in range(1, 17)))
MULTIPLES = ("1/4", "1/2", "1", "2", "4")
LAYOUTS = ("ring", "sunflower", "sphere", "layers", "spectral")

GROUPS: Mapping[str, str] = {
    "scene": "The scene",
    "color": "Colour",
    "pulse": "Pulses that travel along the lines",
    "layout": "Where the nodes are",
    "node": "Nodes",
    "line": "Lines between nodes",
    "ripple": "Ripples from units that surge",
    "burst": "Bursts of points on surprise",
    "tremble": "Trembling lines",
    "dust": "Light echoes around nodes",
    "cortex": "The land of the scene cortex",
    "membrane": "The water of the scene membrane",
    "pen": "The ink of the scene pen",
    "synapse": "The nerves of the scene synapse",
    "camera": "Camera",
    "breath": "Breathing in silence",
    "bloom": "Bloom",
    "trails": "Trails",
    "tone": "Tone map",
    "layer": "Layers behind the scene: ISF files that draw",
    "effect": "Effects over the scene: ISF files that change the picture",
    "transition": "The way from one look to the next",
    "recall": "When and how long the next look comes",
    "morph": "The morph between looks: a fader between two, a pad between four",
    "autopilot": "The autopilot, which chooses looks from the bank",
    "xray": "The X-ray: what the strongest units answer",
    "clock": "The clock",
    "loop": "The knob looper",
    "ear": "The ear",
    "frame": "Frame: how large the picture is drawn",
    "master": "Master",
}
"""Title of each group of parameters, in the order of the reference."""

KEPT_GROUPS = frozenset(
    {"autopilot", "clock", "ear", "frame", "loop", "master", "morph", "recall", "transition", "xray"},
)
"""Groups that belong to the venue and the table, not to a look: a recalled preset leaves them as they are."""

FILE_GROUPS = frozenset({"effect", "layer"})
"""Groups whose parameters ISF files bring: what a look says of a file that is not there must wait for it."""


class Catalogue(Mapping[str, Parameter]):
    """Immutable mapping path → Parameter, in the order of declaration. ControlError on one declared twice."""

    __slots__ = ("_parameters",)

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._parameters: dict[str, Parameter] = {}
        for parameter in parameters:
            if parameter.path in self._parameters:
                raise ControlError(f"parameter {parameter.path} is declared twice")
            self._parameters[parameter.path] = parameter

    def __getitem__(self, path: str) -> Parameter:
        return self._parameters[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def find(self, path: str) -> Parameter:
        """The parameter at a path that a person wrote. ControlError with near names when there is none."""
        parameter = self._parameters.get(path)
        if parameter is None:
            hint = suggest(path, self) or " docs/reference/parameters.md lists them all."
            raise ControlError(f"there is no parameter {path[:80]!r}.{hint}")
        return parameter

    def extended(self, parameters: Iterable[Parameter]) -> "Catalogue":
        """A new catalogue with more parameters (a shader's own inputs) after these."""
        return Catalogue([*self.values(), *parameters])


def _number(path: str, default: float, low: float, high: float, unit: str, curve: Curve, meaning: str) -> Parameter:
    return Parameter(path, "float", default, meaning, low, high, unit, curve)


def _choice(path: str, default: str, choices: tuple[str, ...], meaning: str) -> Parameter:
    return Parameter(path, "choice", default, meaning, choices=choices)


def _switch(path: str, default: bool, meaning: str) -> Parameter:
    return Parameter(path, "bool", default, meaning)


def _trigger(path: str, meaning: str) -> Parameter:
    return Parameter(path, "trigger", 0.0, meaning)


def plugins_of(shelf: Shelf) -> dict[Key, Plugin]:
    """The plug-ins that the shelf's documents are. One with a control that cannot be one is left out, and logged."""
    plugins = {}
    for key, document in shelf.documents.items():
        try:
            plugins[key] = plugin_of(key, document, shelf.pictures)
        except ControlError as error:
            _log.warning("%s:1: %s", document.path, error)
    return plugins


def show_catalogue(plugins: Mapping[Key, Plugin] | None = None, palettes: Iterable[str] | None = None) -> Catalogue:
    """CATALOGUE with what files add: parameters of ISF files, names of transitions and of the person's own palettes.

    `plugins`: those of the show; left out, of all files that there are now. So with the names of `palettes`.
    """
    palettes = files.listing("palettes", ".toml") if palettes is None else palettes
    own = [name for name in palettes if name not in PALETTES]
    return _extend(plugins if plugins is not None else plugins_of(Shelf()), own)


def shipped_catalogue() -> Catalogue:
    """What every machine has: CATALOGUE with what our own files add."""
    return _extend(plugins_of(Shelf(own=False)), ())


def _extend(plugins: Mapping[Key, Plugin], palettes: Iterable[str]) -> Catalogue:
    more = {
        "/color/palette": tuple(palettes),
        "/transition/choice": tuple(name for kind, name in plugins if kind == "transition"),
    }
    declared = (
        dataclasses.replace(parameter, choices=(*parameter.choices, *more.get(path, ())))
        for path, parameter in CATALOGUE.items()
    )
    return Catalogue(declared).extended(parameter for plugin in plugins.values() for parameter in plugin.parameters)


LIN: Final = "linear"
EXP: Final = "exponential"
SQR: Final = "square"

# fmt: off
CATALOGUE = Catalogue((
    #       path                 default   low   high  unit    curve  meaning
    _choice("/scene/choice", SCENES[0], SCENES, "the way in which the network is seen"),

    _choice("/color/palette", "ember", PALETTES, "the family of colours"),
    _choice("/color/by", "pace", COLOURED_BY, "a unit's colour: by its pace, the sound it answers, what it does now"),
    _number("/color/hue",           0.0,  -0.5,   0.5, "turns",   LIN, "turns every colour around the wheel"),
    _number("/color/saturation",    1.0,   0.0,   1.5, "",        LIN, "0 is grey, 1 the palette as it is"),
    _number("/color/temperature",   0.0,  -1.0,   1.0, "",        LIN, "-1 cold as shade, 1 warm as a lamp"),
    _number("/color/intensity",     1.0,   0.0,   4.0, "",        SQR, "light of the whole scene before bloom"),
    _number("/color/turn",          0.0,  -0.5,   0.5, "turns/s", SQR, "how fast the hue turns by itself"),
    _number("/color/spread",        1.0,   0.0,   2.0, "",        LIN, "how far the palette spreads over the units"),

    _number("/pulse/speed",         1.2,   0.1,   8.0, "radii/s", EXP, "travel speed; 1 crosses a radius in 1 s"),
    _number("/pulse/amount",        1.0,   0.0,   4.0, "",        SQR, "light of the pulses on the lines"),

    _choice("/layout/choice", "sunflower", LAYOUTS, "the layout at morph 0"),
    _choice("/layout/towards", "spectral", LAYOUTS, "the layout at morph 1"),
    _number("/layout/morph",        0.0,   0.0,   1.0, "",        LIN, "how far nodes are from choice to towards"),
    _number("/layout/glide",        2.0,   0.0,  20.0, "s",       SQR, "time in which nodes move to a new layout"),
    _number("/layout/scale",        1.0,   0.2,   3.0, "",        EXP, "size of the layout"),
    _number("/layout/spin",        0.01,  -1.0,   1.0, "turns/s", SQR, "turning of the layout; negative turns back"),

    _number("/node/size",           1.0,   0.1,   5.0, "",        EXP, "size of the nodes"),
    _number("/node/glow",           1.0,   0.0,   4.0, "",        SQR, "light of the nodes"),

    _number("/line/amount",         1.0,   0.0,   4.0, "",        SQR, "light of all lines"),
    _number("/line/width",          1.0,  0.25,   6.0, "",        EXP, "width of the lines"),
    _number("/line/bundling",       1.0,   0.0,   1.0, "",        LIN, "0 straight, 1 neighbours' lines run together"),
    _number("/line/reach",          0.5,   0.0,   1.0, "",        LIN, "how many lines may show at once"),
    _number("/line/weights",        1.0,   0.0,   2.0, "",        LIN, "light of lines of the network's weights"),
    _number("/line/coactivation",   1.0,   0.0,   2.0, "",        LIN, "light of lines of units that fire together"),

    _number("/ripple/amount",       1.0,   0.0,   4.0, "",        SQR, "light of rings from units that surge"),
    _number("/ripple/speed",        0.8,   0.1,   4.0, "radii/s", EXP, "growth of the rings"),

    _number("/burst/amount",        1.0,   0.0,   4.0, "",        SQR, "points thrown on surprise"),
    _number("/burst/size",          1.0,   0.2,   4.0, "",        EXP, "size and reach of the bursts"),
    _trigger("/burst/fire", "throws a burst now"),

    _number("/tremble/amount",      1.0,   0.0,   4.0, "",        SQR, "how far lines tremble with flux"),
    _number("/dust/amount",         0.5,   0.0,   4.0, "",        SQR, "light echoes around the nodes"),

    _number("/cortex/height",       1.0,   0.0,   3.0, "",        SQR, "height of the hills"),
    _number("/cortex/glow",         1.0,   0.0,   4.0, "",        SQR, "light of the ridges"),
    _number("/cortex/width",        1.0,  0.25,   6.0, "",        EXP, "width of their lines"),

    _number("/membrane/tension",    0.7,   0.1,   1.6, "radii/s", EXP, "pace of the rings"),
    _number("/membrane/damping",    0.9,   0.1,   8.0, "1/s",     EXP, "how fast rings fade"),
    _number("/membrane/push",       1.0,   0.0,   4.0, "",        SQR, "how strongly units push the water"),
    _number("/membrane/caustics",   1.0,   0.0,   4.0, "",        SQR, "light that the crests gather"),
    _number("/membrane/seeds",      1.0,   0.0,   4.0, "",        SQR, "light of the units themselves"),

    _number("/pen/reach",           1.0,   0.2,   3.0, "",        EXP, "how far the pens swing"),
    _number("/pen/width",           1.0,  0.25,   6.0, "",        EXP, "width of the nibs"),
    _number("/pen/drying",          0.8,   0.1,   5.0, "s",       EXP, "time in which ink dries"),
    _number("/pen/smoothness",      1.0,  0.25,   4.0, "",        EXP, "how calm the hand is"),
    _number("/pen/splatter",        1.0,   0.0,   4.0, "",        SQR, "light of what splashes on a surge"),
    _number("/pen/depth",           1.0,   0.0,   4.0, "",        SQR, "how fast older ink sinks away"),

    _number("/synapse/axons",       0.6,   0.0,   1.0, "",        LIN, "how many of the axons show"),
    _number("/synapse/width",       1.0,  0.25,   6.0, "",        EXP, "width of the axons"),
    _number("/synapse/bundling",    1.0,   0.0,   1.0, "",        LIN, "0 straight, 1 together like fibres of a nerve"),
    _number("/synapse/burst",       1.0,   0.0,   4.0, "",        SQR, "stars at the axons' ends"),
    _number("/synapse/somata",      1.0,   0.0,   4.0, "",        SQR, "light of the cell bodies"),

    _number("/camera/distance",     3.0,   1.0,  12.0, "radii",   EXP, "distance from the centre"),
    _number("/camera/orbit",        0.0,  -0.5,   0.5, "turns",   LIN, "place on the circle around the centre"),
    _number("/camera/tilt",         0.0, -0.25,  0.25, "turns",   LIN, "height: -0.25 from below, 0.25 from above"),
    _number("/camera/drift",        0.3,   0.0,   2.0, "",        LIN, "how much the camera wanders by itself"),

    _number("/breath/amount",       1.0,   0.0,   2.0, "",        LIN, "how deeply the picture breathes in silence"),
    _number("/breath/rate",        0.12,  0.02,   1.0, "Hz",      EXP, "breaths per second"),

    _number("/bloom/amount",        0.8,   0.0,   4.0, "",        SQR, "light that bleeds from what is bright"),
    _number("/bloom/radius",        0.5,   0.0,   1.0, "",        LIN, "how far it bleeds"),
    _number("/trails/length",      0.25,   0.0,   8.0, "s",       SQR, "half-life of light left behind; 0 is none"),
    _number("/tone/exposure",       1.0,   0.1,   8.0, "",        EXP, "exposure of the filmic tone map"),
    _number("/tone/vignette",       0.3,   0.0,   1.0, "",        LIN, "darkening towards the corners"),

    _choice("/transition/choice", GLIDE, (GLIDE,), "how the next look comes: it glides, or by an ISF file"),

    _choice("/recall/quantise", "now", RECALL_AT, "when a look comes: now, or as the next one begins"),
    _number("/recall/bars",         0.0,   0.0,  64.0, "bars",    SQR, "how long it glides; 0: /master/crossfade"),

    _number("/morph/fader",         0.0,   0.0,   1.0, "",        LIN, "from look a to look b"),
    _number("/morph/x",             0.0,   0.0,   1.0, "",        LIN, "the pad: from a and c to b and d"),
    _number("/morph/y",             0.0,   0.0,   1.0, "",        LIN, "the pad: from a and b to c and d"),
    _number("/morph/ease",          1.0,   0.0,  10.0, "s",       SQR, "a morph that is grabbed eases in for so long"),

    _switch("/autopilot/on", False, "looks of the bank come by themselves, at phrases and drops"),
    _number("/autopilot/phrases",   2.0,   1.0,  16.0, "phrases", LIN, "how long a look stays"),
    _number("/autopilot/energy",    0.7,   0.0,   1.0, "",        LIN, "0: any look; 1: those that fit the music only"),

    _number("/xray/amount",         0.0,   0.0,   1.0, "",        LIN, "labels over the picture: what units answer"),

    _choice("/clock/source", AUTOMATIC, (AUTOMATIC, *TIMEKEEPERS), "whose time counts; auto is who is trusted most"),
    _number("/clock/bpm",           0.0,   0.0, 300.0, "BPM",     LIN, "tempo by hand; below 30 it is none"),
    _choice("/clock/metre", AUTOMATIC, METRES, "beats a bar; auto is what is heard or told, or else 4"),
    _choice("/clock/multiple", "1", MULTIPLES, "beats shown for each beat that is told or heard: half, double"),
    _number("/clock/phrase",        8.0,   1.0,  64.0, "bars",    EXP, "bars a phrase"),
    _number("/clock/nudge",         0.0,-250.0, 250.0, "ms",      LIN, "the beat comes so much later, or earlier"),
    _number("/clock/lead",          0.0,-200.0, 500.0, "ms",      LIN, "the clock's lead: the delay of the display"),

    _number("/loop/bars",           2.0,  0.25,  32.0, "bars",    EXP, "length of the next loop that is recorded"),

    _number("/ear/gain",            0.0, -24.0,  24.0, "dB",      LIN, "gain on the sound before it is heard"),
    _number("/ear/gate",          -60.0, -90.0, -20.0, "dBFS",    LIN, "below this level the ear hears silence"),
    _switch("/ear/auto", True, "the gain follows the music; off, only /ear/gain decides"),

    _number("/frame/resolution",    1.0,  0.25,   1.0, "",        LIN, "the most of its width and height to draw in"),
    _switch("/frame/adapt", True, "a picture too dear for the display's rate is drawn smaller; off, never"),
    _number("/frame/floor",         0.5,  0.25,   1.0, "",        LIN, "no smaller than this, however late frames are"),

    _number("/master/intensity",    1.0,   0.0,   1.0, "",        LIN, "light of the final picture"),
    _switch("/master/blackout", False, "black picture while on"),
    _number("/master/crossfade",    2.0,   0.0,  30.0, "s",       SQR, "time in which a recalled preset glides in"),
))
# fmt: on
