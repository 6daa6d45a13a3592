"""The binding that is about to be: from the control that was found and what it is to move; turned this way and that.

In: a `Found` control, a `Target`, what a hand has corrected. Out: a `Binding`, or a BindingError that says why not.
Pure functions; main process.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, get_args

from engine.controls.binding import Binding, BindingError, Mode
from engine.controls.encoder import RELATIVES
from engine.controls.learn.gesture import Found
from engine.controls.learn.target import Target
from engine.controls.parameter import Parameter
from engine.controls.source import parse_source
from engine.controls.takeover import TAKEOVERS, Takeover

_PAD_MODES: Mapping[str, Mode] = {"bool": "toggle", "choice": "toggle", "float": "momentary", "trigger": "trigger"}


def draft_binding(found: Found, target: Target, parameter: Parameter | None, corrected: Mapping[str, Any]) -> Binding:
    """The binding that a person most likely wants. corrected: fields that a hand has set otherwise. BindingError."""
    fields: dict[str, Any] = {
        "relative": found.relative,
        "port": found.port if found.source.startswith("midi/") else "",
    }
    fields |= {"mode": _mode(found, parameter), "argument": target.argument}
    if found.kind == "osc" and found.lowest < found.highest and not 0.0 <= found.lowest <= found.highest <= 1.0:
        fields |= {"from_": _tidy(found.lowest), "to": _tidy(found.highest)}
    fields |= corrected
    if fields["relative"]:
        fields |= {"mode": fields["mode"] if fields["mode"] in ("set", "trigger") else "set", "takeover": "jump"}
    elif fields["mode"] == "set":
        fields.setdefault("takeover", _takeover(found, parameter))
    return Binding(parse_source(found.source), target.path, **fields)


def _tidy(number: float) -> float:
    """A number as a person would write it: OSC's floats have seven figures, of which the last is chance."""
    return float(f"{number:.6g}")


def _mode(found: Found, parameter: Parameter | None) -> Mode:
    if parameter is None or parameter.kind == "trigger":
        return "trigger"
    return _PAD_MODES[parameter.kind] if found.button else "set"


def _takeover(found: Found, parameter: Parameter | None) -> Takeover:
    """A program that sends numbers means them, once they have met; a hand likes to see that it does something."""
    return "scale" if found.kind != "osc" and parameter is not None and parameter.continuous else "pickup"


def inverted(binding: Binding) -> dict[str, Any]:
    """Fields that turn a binding round."""
    return {"low": binding.high, "high": binding.low}


def next_encoder(binding: Binding) -> dict[str, Any]:
    """Fields of the next kind of encoder: none, two's complement, binary offset, sign and magnitude."""
    kinds = ("", *RELATIVES)
    return {"relative": kinds[(kinds.index(binding.relative) + 1) % len(kinds)]}


def next_takeover(binding: Binding) -> dict[str, Any]:
    """Fields of the next takeover."""
    return {"takeover": TAKEOVERS[(TAKEOVERS.index(binding.takeover) + 1) % len(TAKEOVERS)]}


def next_mode(binding: Binding, parameter: Parameter | None) -> dict[str, Any]:
    """Fields of the next mode that this parameter and this source can have."""
    modes: tuple[Mode, ...] = get_args(Mode)
    start = modes.index(binding.mode)
    for mode in (*modes[start + 1 :], *modes[:start]):
        if (mode == "add" and (parameter is None or not parameter.continuous)) or _is_wrong(parameter, mode):
            continue
        try:
            dataclasses.replace(binding, mode=mode)
        except BindingError:
            continue
        return {"mode": mode}
    return {}


def _is_wrong(parameter: Parameter | None, mode: str) -> bool:
    return (parameter is None or parameter.kind == "trigger") and mode != "trigger"
