"""The controls of a controller's profile: tables, each of one control or of a row of them.

In: a profile's document. Out: `Control`s, or a `PresetError` with file, line and key.
Pure; main process, at the start.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from engine.controls.encoder import RELATIVES, Relative
from engine.controls.midi.profile import Control, Lamp
from engine.controls.midi.target import GAP, HIGHEST, LONGEST, is_message, target_of
from engine.controls.parameter import suggest
from engine.controls.source import parse_source
from engine.errors import ControlError
from engine.presets.document import Document

KEYS: Mapping[str, str] = {
    "name": "what people call it; in a row, `{}` stands for its place from 1",
    "source": "the source that it is, with its channel; in a row, `{}` stands for its number",
    "numbers": 'the numbers of a row, such as `"13-20"` or `"41-44, 57-60"`; without them it is one control',
    "relative": f"{', '.join(RELATIVES)}: an encoder without an end, which sends steps",
    "feedback": "what tells it its value or light, written as a source, or a system exclusive message in hexadecimal "
    f'with `{GAP}` for the number; `"same"` as its source; left out, nothing does',
    "lights": "the numbers that `{}` stands for in `feedback`, if they are not the same ones",
    "scale": "two numbers: what `feedback` says for the lowest and the highest value, if that is not all there is",
    "off": "of a lamp, the number while what it is bound to is off; 0 is always no light",
    "on": "the number while it is on; a control with this key has a lamp",
    "active": "the number just after it was pressed; left out, that of `on`",
    "touch": "the source that is held while a finger is on a motor fader",
}
"""Every key of the table and its meaning."""

_RANGE = re.compile(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?")
_MOST = 128


def read_controls(document: Document) -> Iterator[Control]:
    """The controls of `[[controls]]`, each row one after the other. Raises `PresetError`."""
    names: dict[str, int] = {}
    sources: dict[str, str] = {}
    for place, table in enumerate(document.tables("controls")):
        for key in table:
            if key not in KEYS:
                message = f"there is no such key; there is {', '.join(KEYS)}.{suggest(key, KEYS)}"
                raise document.problem(message, "controls", place, key)
        for control in _read_row(document, place, table):
            if control.name in names:
                raise document.problem(f"there are two controls called {control.name!r}", "controls", place, "name")
            if control.source in sources:
                message = f"{control.source} is {sources[control.source]!r} already"
                raise document.problem(message, "controls", place, "source")
            names[control.name], sources[control.source] = place, control.name
            yield control


def _read_row(document: Document, place: int, table: Mapping[str, Any]) -> Iterator[Control]:
    """The controls of one table."""

    def text(key: str, default: str = "") -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or (not value.strip() and key in ("name", "source")):
            raise document.problem(f"must be text, not {value!r}", "controls", place, key)
        return value

    numbers = _numbers(document, place, table, "numbers")
    lights = _numbers(document, place, table, "lights") or numbers
    if len(lights) != len(numbers):
        raise document.problem(f"needs {len(numbers)} numbers, as many as the row has", "controls", place, "lights")
    lamp, scale, relative = (
        _lamp(document, place, table),
        _scale(document, place, table),
        _relative(document, place, table),
    )
    row: list[tuple[int | None, int | None]] = [*zip(numbers, lights, strict=True)] or [(None, None)]
    for count, (number, light) in enumerate(row, start=1):
        source = _source(document, place, "source", _fill(text("source"), number))
        feedback = source if text("feedback") == "same" else _fill(text("feedback"), light)
        if feedback:
            feedback = _feedback(document, place, feedback, lamp)
        touch = _fill(text("touch"), number)
        yield Control(
            name=_fill(text("name"), count if numbers else None),
            source=source,
            relative=relative,
            feedback=feedback,
            lamp=lamp,
            scale=scale,
            touch=_source(document, place, "touch", touch) if touch else "",
        )


def _fill(text: str, number: int | None) -> str:
    """A text of a row for one of its numbers, which a message in hexadecimal has in hexadecimal, too."""
    if number is None:
        return text
    return text.replace("{}", f"{number:02X}" if text.upper().startswith("F0") else str(number))


def _source(document: Document, place: int, key: str, name: str) -> str:
    try:
        source = parse_source(name)
    except ControlError as error:
        raise document.problem(str(error), "controls", place, key) from error
    if source.family != "midi":
        raise document.problem(f"a controller sends MIDI, not {source.name}", "controls", place, key)
    return source.name


def _feedback(document: Document, place: int, name: str, lamp: Lamp | None) -> str:
    """What tells a control its value, checked."""
    is_sysex = name.upper().startswith("F0")
    if is_sysex:
        try:
            is_right = name.count(GAP) == 1 and is_message(bytes.fromhex(name.replace(GAP, "00")))
        except ValueError:
            is_right = False
        if not is_right or len(name) > 3 * LONGEST:
            message = f"must be a message in hexadecimal with one {GAP}, such as F0 00 20 {GAP} F7, not {name!r}"
            raise document.problem(message, "controls", place, "feedback")
        return name
    name = _source(document, place, "feedback", name)
    target = target_of(name)
    if target is None or (lamp is not None and target.highest != HIGHEST["note"]):
        kinds = "cc or note" if lamp else ", ".join(kind for kind in HIGHEST if kind != "sysex")
        raise document.problem(f"must be {kinds}, not {name!r}", "controls", place, "feedback")
    return name


def _numbers(document: Document, place: int, table: Mapping[str, Any], key: str) -> list[int]:
    text = table.get(key)
    if text is None:
        return []
    matches = [_RANGE.fullmatch(part) for part in text.split(",")] if isinstance(text, str) else [None]
    numbers: list[int] = []
    for match in matches:
        if match is None:
            raise document.problem(f'must be numbers, such as "13-20, 25", not {text!r}', "controls", place, key)
        first, last = int(match[1]), int(match[2] or match[1])
        numbers += range(first, last + 1)
    if not 1 <= len(numbers) <= _MOST:
        raise document.problem(f"must be from 1 to {_MOST} numbers", "controls", place, key)
    return numbers


def _number(document: Document, place: int, table: Mapping[str, Any], key: str, default: int) -> int:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 127:
        raise document.problem(f"must be a whole number from 0 to 127, not {value!r}", "controls", place, key)
    return value


def _lamp(document: Document, place: int, table: Mapping[str, Any]) -> Lamp | None:
    if "on" not in table:
        for key in ("off", "active"):
            if key in table:
                raise document.problem("a lamp needs the key `on`", "controls", place, key)
        return None
    on = _number(document, place, table, "on", 127)
    return Lamp(_number(document, place, table, "off", 0), on, _number(document, place, table, "active", on))


def _relative(document: Document, place: int, table: Mapping[str, Any]) -> Relative:
    value = table.get("relative", "")
    for kind in get_args(Relative):
        if value == kind:
            return kind  # type: ignore[no-any-return]
    raise document.problem(f"must be one of {', '.join(RELATIVES)}, not {value!r}", "controls", place, "relative")


def _scale(document: Document, place: int, table: Mapping[str, Any]) -> tuple[int, int] | None:
    value = table.get("scale")
    if value is None:
        return None
    is_pair = isinstance(value, list) and len(value) == 2
    if not is_pair or not all(isinstance(end, int) and not isinstance(end, bool) and 0 <= end <= 127 for end in value):
        raise document.problem(f"must be two numbers from 0 to 127, not {value!r}", "controls", place, "scale")
    return value[0], value[1]
