"""The panel of learning: on the left what can be learnt, on the right what was found, at the foot what keys do.

In: a `LearnView`, the type's size, the width there is. Out: a `Panel`.
Main process; pure memory, no OpenGL and no display.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.controls.learn.view import ROWS, LearnView, Row
from engine.stage.lettering import (
    CALM,
    HINT,
    INK,
    LABEL,
    MARK,
    NOTICE,
    VALUE,
    Colour,
    Type,
    blank,
    break_rows,
    bytes_of,
    cut,
    faint,
    type_of,
)
from engine.stage.panel import GUTTER, LEADING, PADDING, Panel
from engine.stage.sdl import pygame

# In ems.
WIDEST = 54.0
_PROMPT = 1.35
_LABELS = 5.0
_BETWEEN = 1.6
_LEFT = 0.46  # of the width
_OWN = 3
_HINT_ROWS = 2
_MOST_NEW = 12  # texts in a frame: some five milliseconds
_WARNINGS = 2


@dataclass(slots=True)
class _Purse:
    """How many new texts may still be set in this frame; the others come with the next ones."""

    left: int
    missed: bool = False

    def pays(self) -> bool:
        """Whether there is time for one more."""
        self.left -= 1
        self.missed |= self.left < 0
        return self.left >= 0


@dataclass(slots=True)
class _Pen:
    """Writes rows downwards on a surface, from `x` on, no wider than `width`."""

    surface: "pygame.Surface"
    font: Type
    em_px: int
    x: int
    y: int
    width: int
    purse: _Purse

    @property
    def leading(self) -> int:
        return round(LEADING * self.em_px)

    def write(self, text: str, colour: Colour, indent: int = 0, font: Type | None = None) -> None:
        """A row of its own; the next one is below it."""
        self.put(text, colour, indent, font)
        self.y += self.leading

    def put(self, text: str, colour: Colour, indent: int = 0, font: Type | None = None) -> None:
        """A text in the present row."""
        font = font or self.font
        text = cut(font, text, self.width - indent)
        if font.knows(text, colour) or self.purse.pays():
            self.surface.blit(font.set(text, colour), (self.x + indent, self.y), special_flags=INK)

    def narrower(self, width: int) -> "_Pen":
        """A pen in the present row that has less room."""
        return replace(self, width=width)

    def put_right(self, text: str, colour: Colour) -> int:
        """A text at the right end of the present row. Returns the width that is left of it."""
        text = cut(self.font, text, self.width // 2)
        start = self.width - self.font.width(text)
        self.put(text, colour, start)
        return start

    def bullet(self, colour: Colour) -> None:
        """A small square before the present row."""
        side = round(0.42 * self.em_px)
        self.surface.fill((*colour, 255), (self.x, self.y + (self.font.height_px - side) // 2, side, side))


def set_learning(view: LearnView, *, em_px: int, widest_px: int) -> Panel:
    """The whole panel. It is as wide and as high whatever it says, so that it does not jump about."""
    font = type_of(em_px)
    padding, leading = round(PADDING * em_px), round(LEADING * em_px)
    width = min(round(WIDEST * em_px), widest_px) - 2 * padding
    between = round(_BETWEEN * em_px)
    left = round(_LEFT * (width - between))
    hints = _break_hints(view.hints, font, width, em_px)
    body = (ROWS + 4) * leading
    foot = body + em_px // 2 if hints else body
    height = foot + max(len(hints), _HINT_ROWS * bool(hints)) * leading - (leading - em_px)
    surface = blank(width + 2 * padding, height + 2 * padding)
    purse = _Purse(_MOST_NEW)
    _write_list(view, _Pen(surface, font, em_px, padding, padding, left, purse))
    x = padding + left + between
    surface.fill(faint(HINT, 0.18), (x - between // 2, padding, max(1, em_px // 16), body - em_px // 2))
    _write_found(view, _Pen(surface, font, em_px, x, padding, width - left - between, purse))
    pen = _Pen(
        surface, font, em_px, padding, padding + (ROWS + 4) * leading + (em_px // 2 if hints else 0), width, purse
    )
    _write_hints(hints, pen)
    return Panel(bytes_of(surface), (0, 0, 0, 0), complete=not purse.missed)


def _write_list(view: LearnView, pen: _Pen) -> None:
    room = pen.put_right(view.place, LABEL) if view.place else pen.width
    pen.narrower(room - pen.em_px).put(view.group, NOTICE if view.group.startswith("find") else VALUE)
    pen.y += pen.leading + pen.em_px // 2
    for number, row in enumerate(view.rows):
        _write_row(row, pen, chosen=number == view.row)
    pen.y += pen.leading * (ROWS - len(view.rows)) + pen.em_px // 2
    for text, _ in break_rows(pen.font, view.meaning, pen.width)[:2]:
        pen.write(text, HINT)


def _write_row(row: Row, pen: _Pen, *, chosen: bool) -> None:
    if chosen:
        rise = (pen.leading - pen.font.height_px) // 2
        box = (pen.x - pen.em_px // 3, pen.y - rise, pen.width + 2 * (pen.em_px // 3), pen.leading)
        pygame.draw.rect(pen.surface, faint(CALM, 0.3), box, border_radius=pen.em_px // 3)
    if row.bound:
        pen.bullet(MARK)
    room = pen.put_right(row.value, VALUE if chosen else LABEL) if row.value else pen.width
    pen.narrower(room - pen.em_px // 2).put(row.name, VALUE if chosen else HINT, indent=pen.em_px)
    pen.y += pen.leading


def _write_found(view: LearnView, pen: _Pen) -> None:
    large = type_of(round(_PROMPT * pen.em_px))
    pen.put(view.prompt, VALUE, font=large)
    pen.y += pen.leading + pen.em_px // 2
    top = pen.y
    for label, value in view.facts:
        pen.put(label, LABEL)
        pen.write(value, VALUE, indent=round((_LABELS + GUTTER) * pen.em_px))
    for text, first in _warnings(view, pen):
        if first:
            pen.bullet(MARK)
        pen.write(text, NOTICE, indent=pen.em_px)
    # What is bound already stands at the bottom, however much was found.
    shown = _window(view)
    foot = top + (ROWS + 2) * pen.leading - (1 + max(1, len(shown)) + bool(view.message)) * pen.leading
    pen.y = max(pen.y, foot)
    more = len(view.own) - len(shown)
    pen.write(f"bound to it now{f', and {more} more' if more else ''}" if view.own else "nothing is bound to it", LABEL)
    for number, text in shown:
        picked = number == view.picked
        if picked:
            pen.bullet(CALM)
        pen.write(text, VALUE if picked else HINT, indent=pen.em_px)
    if view.message:
        pen.y = max(pen.y, top + (ROWS + 1) * pen.leading)
        pen.write(view.message, CALM if view.message.startswith(("kept", "unlearnt", "held")) else NOTICE)


def _warnings(view: LearnView, pen: _Pen) -> list[tuple[str, bool]]:
    texts = list(view.warning[:_WARNINGS])
    if len(view.warning) > _WARNINGS:
        texts[-1] += f" (and {len(view.warning) - _WARNINGS} more)"
    return [row for text in texts for row in break_rows(pen.font, text, pen.width - pen.em_px)]


def _window(view: LearnView) -> list[tuple[int, str]]:
    """As many of the bindings as there is room for: the newest, or those around the picked one."""
    last = len(view.own) - _OWN
    first = max(0, min(view.picked - 1, last) if view.picked >= 0 else last)
    return list(enumerate(view.own))[first : first + _OWN]


def _break_hints(hints: Sequence[tuple[str, str]], font: Type, width: int, em_px: int) -> list[list[tuple[str, str]]]:
    """Keys and what they do, in rows no wider than that."""
    rows: list[list[tuple[str, str]]] = []
    used = width
    for key, does in hints:
        wide = _hint_width(key, does, font, em_px)
        if used + wide > width:
            rows.append([])
            used = 0
        rows[-1].append((key, does))
        used += wide
    return rows


def _hint_width(key: str, does: str, font: Type, em_px: int) -> int:
    return font.width(key) + font.width(does) + round(2.4 * em_px)


def _write_hints(rows: Sequence[Sequence[tuple[str, str]]], pen: _Pen) -> None:
    for row in rows:
        start = pen.x
        for key, does in row:
            cap = pen.font.width(key) + round(0.8 * pen.em_px)
            box = (start, pen.y - pen.em_px // 8, cap, pen.font.height_px + pen.em_px // 4)
            pygame.draw.rect(pen.surface, faint(HINT, 0.2), box, border_radius=pen.em_px // 4)
            pen.put(key, VALUE, indent=start - pen.x + round(0.4 * pen.em_px))
            pen.put(does, LABEL, indent=start - pen.x + cap + round(0.4 * pen.em_px))
            start += _hint_width(key, does, pen.font, pen.em_px)
        pen.y += pen.leading
