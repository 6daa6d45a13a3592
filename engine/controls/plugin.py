"""A shader file as hands see it: the file itself declares its parameters.

In: ISF documents by kind and name. Out: their parameters, each with its path, for the catalogue.
Pure; any process.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.controls.parameter import Parameter, Value
from engine.isf.control import Control
from engine.isf.document import IsfDocument, Kind, flatten
from engine.isf.pictures import NONE, SCENE
from engine.isf.shelf import Key

GLIDE = "glide"
"""The choice of `/transition/choice` that is no file: numbers glide."""

GROUPS: Mapping[Kind, str] = {"filter": "effect", "generator": "layer", "transition": "transition"}
"""The first part of the path of each kind's parameters."""

MIX, PLACE = "mix", "place"

# Where in the chain a filter belongs by what its CATEGORIES say, first that fits: what bends the picture comes before
# what colours it, and what the film and the lamp do to it comes last. (ISF has no fixed list of categories.)
_PLACES = (
    (80.0, ("film", "grain", "noise", "vintage", "retro", "vignette")),
    (70.0, ("light", "strobe", "flash")),
    (10.0, ("geometry", "tile", "kaleido", "mirror", "transform")),
    (20.0, ("distort", "displace", "warp", "glitch")),
    (30.0, ("feedback", "trail", "echo", "time")),
    (40.0, ("blur", "glow", "bloom", "sharpen", "focus")),
    (50.0, ("styliz", "halftone", "sketch", "edge")),
    (60.0, ("color", "colour", "grade", "lut", "tone")),
)
_PLACE = 50.0


@dataclass(frozen=True, slots=True)
class Plugin:
    """A document with its parameters. paths: of its controls, by their names; `base` begins them all.

    pictures: paths of the choices of what is on its image inputs, by their names. mix, place: paths of the two
    parameters that are not the file's own; "" where there is none.
    """

    key: Key
    document: IsfDocument
    parameters: tuple[Parameter, ...]
    paths: Mapping[str, str]
    pictures: Mapping[str, str]
    mix: str = ""
    place: str = ""

    @property
    def base(self) -> str:
        """What its parameters' paths begin with: /effect/bloom."""
        return base_of(self.key)

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """What its controls are turned to, by their names, in a frame's values.

        What is missing or of another kind there (the file has changed since) is left out.
        """
        found = {}
        for parameter, name in zip(self.parameters[-len(self.paths) :], self.paths, strict=False):
            value = given.get(parameter.path)
            is_name = isinstance(value, str)
            if value is not None and is_name == (parameter.kind == "choice"):
                found[name] = value
        return found


def plugin_of(key: Key, document: IsfDocument, pictures: Iterable[str] = ()) -> Plugin:
    """The plug-in that a document is, under its kind and name. `pictures`: those that its image inputs may show."""
    kind, base = key[0], base_of(key)
    own: list[Parameter] = []
    taken: tuple[str, ...] = ()
    mix = place = ""
    if kind != "transition":
        mix, taken = f"{base}/{MIX}", (MIX,)
        own.append(Parameter(mix, "float", 0.0, "how much of it there is; at 0 it costs nothing"))
    if kind == "filter":
        place, taken = f"{base}/{PLACE}", (MIX, PLACE)
        where = place_of(document.categories)
        own.append(Parameter(place, "float", where, "its place in the chain; smaller ones come first", 0.0, 100.0))
    controls = flatten(document)
    # A file may have an input of the name of one of ours.
    clear = {part: part + "-own" * (part in taken) for part in (control.name.partition("/")[0] for control in controls)}
    shown = {}
    for name in document.free_images:
        shown[name] = f"{base}/{name}" + "-own" * (name in (*taken, *clear))
        meaning = f"what is on {name}: nothing, the picture so far, or a file of yours"
        own.append(Parameter(shown[name], "choice", NONE, meaning, choices=(NONE, SCENE, *pictures)))
    paths = {}
    for control in controls:
        part, slash, rest = control.name.partition("/")
        paths[control.name] = f"{base}/{clear[part]}{slash}{rest}"
    parameters = (*own, *(_parameter(paths[control.name], control) for control in controls))
    return Plugin(key, document, parameters, paths, shown, mix, place)


def base_of(key: Key) -> str:
    """What the paths of a file's parameters begin with."""
    kind, name = key
    return f"/{GROUPS[kind]}/{name}"


def place_of(categories: Iterable[str]) -> float:
    """Where in the chain, 0 to 100, an effect of these categories stands unless a hand moves it."""
    words = " ".join(categories).lower()
    return next((place for place, parts in _PLACES if any(re.search(rf"\b{part}", words) for part in parts)), _PLACE)


def _parameter(path: str, control: Control) -> Parameter:
    return Parameter(
        path, control.kind, control.default, control.meaning, control.low, control.high, choices=control.choices
    )
