"""Step sequencers that a file gives a name: `[steps.hats]`, and then `source = "steps/hats"` in its bindings.

In: a preset's or rig's document. Out: for each name the source that it stands for; a `PresetError` with its line.
Pure; main process.
"""

import contextlib
import re
from collections.abc import Mapping
from typing import Any

from engine.controls.motion.names import name_steps, read_name
from engine.controls.motion.period import PATTERN, read_period
from engine.controls.motion.steps import MOST_STEPS, read_levels
from engine.presets.document import Document

TABLE = "steps"

KEYS: Mapping[str, str] = {
    "levels": f"2 to {MOST_STEPS} numbers from 0 to 1, or a word such as `x..5-.3.`",
    "each": 'how long a step lasts: `"0.25beats"`, `"1bars"`, `"2hz"`; left out, a quarter of a beat',
    "glide": "the share of a step, 0 to 1, in which it moves from the level before; left out, 0",
    "gate": "the share of a step after which it is back at 0; left out, 1: never",
}
"""Every key of such a table and its meaning."""

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_USUAL = "0.25beats"


class _StepsError(Exception):
    """Wrong steps. `key`: the one that is wrong; "" where none is alone to blame."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def read_steps(document: Document) -> dict[str, str]:
    """The sources of the file's own names, by `steps/NAME`. Raises `PresetError`."""
    sources = {}
    for name, table in document.table(TABLE).items():
        try:
            sources[f"{TABLE}/{name}"] = _read(name, table)
        except _StepsError as error:
            raise document.problem(str(error), TABLE, name, *([error.key] if error.key else [])) from error
    return sources


def known_steps(data: Mapping[str, Any]) -> dict[str, str]:
    """The same of a file's data, leaving out what is wrong in it."""
    sources, tables = {}, data.get(TABLE)
    for name, table in tables.items() if isinstance(tables, dict) else ():
        with contextlib.suppress(_StepsError):
            sources[f"{TABLE}/{name}"] = _read(name, table)
    return sources


def with_steps(table: Mapping[str, Any], steps: Mapping[str, str]) -> Mapping[str, Any]:
    """A binding's table, with what the file's own name of a source stands for."""
    source = table.get("source")
    return {**table, "source": steps[source]} if isinstance(source, str) and source in steps else table


def _read(name: str, table: object) -> str:
    """The source that a table says. Raises `_StepsError`."""
    if not isinstance(table, dict):
        raise _StepsError(f"must be a table, [{TABLE}.{name}], not {table!r}")
    if not _NAME.fullmatch(name) or read_levels(name) is not None:
        raise _StepsError("a name is of small letters and digits, begins with a letter, and is no row of steps itself")
    for key in table:
        if key not in KEYS:
            raise _StepsError(f"there is no such key; there is {', '.join(KEYS)}", key)
    levels, each = table.get("levels"), table.get("each", _USUAL)
    text = ",".join(f"{level:.7g}" for level in levels or ()) if _are_numbers(levels) else levels
    if not isinstance(text, str) or read_levels(text) is None:
        message = f'must be {MOST_STEPS} different levels at most, such as [1.0, 0.0, 0.5] or "x..5", not {levels!r}'
        raise _StepsError(message, "levels" if "levels" in table else "")
    match = re.fullmatch(PATTERN, each.lower()) if isinstance(each, str) else None
    period = read_period(match) if match is not None else None
    if period is None:
        raise _StepsError(f'must be a length such as "0.25beats" or "1bars", not {each!r}', "each")
    options = {key: table[key] for key in ("glide", "gate") if key in table}
    for key, value in options.items():
        if not _are_numbers([value]) or not 0.0 <= value <= 1.0:
            raise _StepsError(f"must be a number from 0 to 1, not {value!r}", key)
    source = name_steps(text, period, options)
    if read_name(source) is None:
        raise _StepsError("the gate must be above 0 and not before the glide is over")
    return source


def _are_numbers(values: Any) -> bool:
    if not isinstance(values, list):
        return False
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
