"""Names of what moves by itself: `lfo/square/1beats/duty/0.2`, `steps/x..5-.3./0.25beats/glide/0.1`.

In: a source as a person writes it. Out: its canonical name and the motion, or None.
Pure functions; any process.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from engine.controls.motion.period import PATTERN, Motion, Period, read_period
from engine.controls.motion.steps import Steps, read_levels
from engine.controls.motion.wave import SHAPES, Wave

FORMS: tuple[tuple[str, str], ...] = (
    (
        "lfo/sine/0.25hz",
        "oscillator at a frequency: sine, triangle, ramp, fall, square, random (wanders), hold (steps)",
    ),
    (
        "lfo/sine/2beats",
        "the same with a period in beats; in bars: `lfo/triangle/4bars`, in parts: `lfo/ramp/1/2beats`",
    ),
    ("lfo/sine/4beats/phase/0.5", "the same, half a turn ahead"),
    ("lfo/square/1beats/duty/0.2", "up in the last fifth of every beat"),
    ("lfo/hold/1beats/seed/7", "another number at every beat, always the same ones; another seed has others"),
    ("steps/x..5-.3./0.25beats", "levels in turn, 0.25 beats each: x is 1, . is 0, 5 is five ninths, - stays"),
    ("steps/1,0.3,0.55/1bars", "the same with numbers from 0 to 1, a bar each"),
    ("steps/x.x./1beats/glide/0.2", "the same, with a fifth of a step from each level to the next"),
    ("steps/xxx.xx../0.5beats/gate/0.4", "the same, each step back to 0 when two fifths of it are over"),
)
"""Every form with its meaning, for messages and the reference."""

_OPTIONS: Final = r"(?P<options>(?:/[a-z]+/\d{1,9}(?:\.\d{1,9})?)*)"
_LFO: Final = re.compile(rf"lfo/(?P<shape>[a-z]+)/{PATTERN}{_OPTIONS}")
_STEPS: Final = re.compile(rf"steps/(?P<levels>[0-9x.,-]+)/{PATTERN}{_OPTIONS}")
_ALIASES: Final[Mapping[str, str]] = {"saw": "ramp"}
_CHANCE: Final = ("random", "hold")


def read_name(text: str) -> tuple[str, Motion] | None:
    """The canonical name and the motion; None when it is not written as one of FORMS."""
    text = text.lower()
    match = _LFO.fullmatch(text) or _STEPS.fullmatch(text)
    period = read_period(match) if match is not None else None
    options = _read_options(match["options"]) if match is not None else None
    if match is None or period is None or options is None:
        return None
    return _read_wave(match, period, options) if text.startswith("lfo") else _read_steps(match, period, options)


def name_steps(levels: str, each: Period, options: Mapping[str, float]) -> str:
    """The name of steps that a file describes. levels: as in a name."""
    return f"steps/{levels.lower()}/{each}{_write(options)}"


def _read_wave(match: re.Match[str], period: Period, options: dict[str, float]) -> tuple[str, Motion] | None:
    shape: Any = _ALIASES.get(match["shape"], match["shape"])
    allowed = {"phase", *(["duty"] if shape == "square" else []), *(["seed"] if shape in _CHANCE else [])}
    if shape not in SHAPES or not options.keys() <= allowed:
        return None
    duty, phase, seed = options.get("duty", 0.5), options.get("phase", 0.0), options.get("seed", 0.0)
    if not 0.0 < duty < 1.0 or not 0.0 <= phase <= 1.0 or seed != int(seed):
        return None
    return f"lfo/{shape}/{period}{_write(options)}", Wave(shape, period, duty, phase, int(seed))


def _read_steps(match: re.Match[str], period: Period, options: dict[str, float]) -> tuple[str, Motion] | None:
    levels = read_levels(match["levels"])
    if levels is None or not options.keys() <= {"glide", "gate"}:
        return None
    glide, gate = options.get("glide", 0.0), options.get("gate", 1.0)
    if not 0.0 <= glide <= gate <= 1.0 or gate == 0.0:
        return None
    return f"steps/{match['levels']}/{period}{_write(options)}", Steps(levels, period, glide, gate)


def _read_options(text: str) -> dict[str, float] | None:
    words = text.split("/")[1:]
    names = words[::2]
    return {name: float(number) for name, number in zip(names, words[1::2], strict=True)} if _once(names) else None


def _once(names: list[str]) -> bool:
    return len(set(names)) == len(names)


def _write(options: Mapping[str, float]) -> str:
    return "".join(f"/{name}/{number:.9g}" for name, number in sorted(options.items()))
