"""The overlay: what the VJ wants to know, in the picture's corner; and the question before the end, at its foot.

In: labels and values, notices, the input level, a question. Out: type drawn over a finished picture.
Main process, on the thread that owns the OpenGL context, after the picture.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import moderngl

from engine.controls.learn.view import LearnView
from engine.stage.learn_panel import set_learning
from engine.stage.panel import HandLine, Line, Panel, set_question, set_status
from engine.stage.shader import Shader

#: The level's bar reaches from here to 0 dBFS.
QUIETEST_DB = -72.0
#: The type's height as a share of the picture's: about 16 pixels at 720, 48 at 2160.
TYPE_SHARE = 0.022

#: A place on the picture: x and y of its lower left corner from the picture's, width and height, in pixels.
Box = tuple[int, int, int, int]

_SMALLEST_PX = 11
_REFRESH_S = 0.1
_BACKING = (0.022, 0.026, 0.038, 0.82)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is to be read."""

    lines: tuple[Line, ...] = ()
    notices: tuple[str, ...] = ()
    bar: bool = False
    question: str = ""
    foot: tuple[Line, ...] = ()
    hands: tuple[HandLine, ...] = ()
    learning: LearnView | None = None

    @property
    def status(self) -> tuple[object, ...]:
        """What stands in the corner."""
        return self.lines, self.notices, self.bar, self.hands

    @property
    def frame(self) -> tuple[object, ...]:
        """All but the numbers: when this changes, a person waits for it."""
        learning = None if self.learning is None else self.learning.frame
        labels = tuple(label for label, _ in self.lines)
        return labels, self.notices, self.bar, self.question, bool(self.foot), learning


@dataclass(slots=True)
class _Sheet:
    """A panel on the graphics card."""

    panel: Panel
    texture: moderngl.Texture


class Overlay:
    """Shows text above whatever is in a framebuffer, sized to it. The bar moves with every frame; type is set anew
    at most ten times a second, unless a line, a notice or the question comes or goes.

    `clock`: monotonic seconds. Raises `ShaderError`.
    """

    def __init__(self, context: moderngl.Context, clock: Callable[[], float] = time.monotonic) -> None:
        self._context = context
        self._clock = clock
        self._shader = Shader(context, "picture/overlay.vert", "picture/overlay.frag")
        self._array = context.vertex_array(self._shader.program, [])
        self._wanted = _Text()
        self._set = _Text()
        self._size_px: tuple[int, int] = (0, 0)
        self._set_at = 0.0
        self._status: _Sheet | None = None
        self._question: _Sheet | None = None
        self._foot: _Sheet | None = None
        self._learning: _Sheet | None = None
        self._level = self._gate = 0.0

    def show(
        self,
        lines: Sequence[Line] = (),
        notices: Sequence[str] = (),
        level: float | None = None,
        *,
        gate_db: float | None = None,
        question: str = "",
        foot: Sequence[Line] = (),
        hands: Sequence[HandLine] = (),
        learning: LearnView | None = None,
    ) -> None:
        """What the coming `draw`s show; nothing at all when everything is empty.

        `lines`: (label, value). `level`: the input in dBFS, drawn as a bar with a mark at `gate_db`; None for
        no bar. `question`: large, up to its question mark; the rest of it is smaller. `foot`: (label, value) of a list
        at the picture's foot, as wide as it needs. `hands`: the controls that were touched. `learning`: above the rest.
        """
        bar = level is not None
        self._wanted = _Text(tuple(lines), tuple(notices), bar, question, tuple(foot), tuple(hands), learning)
        self._level = 0.0 if level is None else _place(level)
        self._gate = -1.0 if gate_db is None else _place(gate_db)

    def draw(self, framebuffer: moderngl.Framebuffer, size_px: tuple[int, int]) -> tuple[Box, ...]:
        """Draw over the picture in `framebuffer`, whose (width, height) is `size_px`. Returns what that covers."""
        self._typeset(size_px)
        em_px = _em_px(size_px)
        width_px, height_px = size_px
        margin = round(1.2 * em_px)
        framebuffer.use()
        context = self._context
        context.enable(moderngl.BLEND)
        context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        covered: list[Box] = []
        top = height_px - margin
        for sheet in (self._learning, self._status):
            if sheet is not None:
                top -= sheet.panel.size_px[1]
                covered.append(self._draw(sheet, (margin, top), size_px))
                top -= margin // 2
        if self._foot is not None:
            covered.append(self._draw(self._foot, (margin, margin), size_px))
        if self._question is not None:
            panel_width_px = self._question.panel.size_px[0]
            origin_px = (width_px - panel_width_px) // 2, round(0.1 * height_px)
            covered.append(self._draw(self._question, origin_px, size_px))
        context.disable(moderngl.BLEND)
        return tuple(covered)

    def release(self) -> None:
        """Give the graphics card's memory back."""
        for sheet in (self._status, self._question, self._foot, self._learning):
            if sheet is not None:
                sheet.texture.release()
        self._status = self._question = self._foot = self._learning = None
        self._set = _Text()
        self._array.release()
        self._shader.program.release()

    def _draw(self, sheet: _Sheet, origin_px: tuple[int, int], size_px: tuple[int, int]) -> Box:
        em_px = _em_px(size_px)
        sheet.texture.use(0)
        self._shader.set(
            image=0,
            origin_px=origin_px,
            size_px=sheet.panel.size_px,
            resolution=size_px,
            radius_px=0.55 * em_px,
            backing=_BACKING,
            bar=sheet.panel.bar,
            reading=(self._level, self._gate),
        )
        self._array.render(moderngl.TRIANGLE_STRIP, vertices=4)
        return (*origin_px, *sheet.panel.size_px)

    def _typeset(self, size_px: tuple[int, int]) -> None:
        wanted, done, now = self._wanted, self._set, self._clock()
        resized = size_px != self._size_px
        unfinished = self._learning is not None and not self._learning.panel.complete
        if wanted == done and not resized and not unfinished:
            return
        reframed = resized or wanted.frame != done.frame
        if not (reframed or unfinished) and now - self._set_at < _REFRESH_S:
            return
        em_px = _em_px(size_px)
        widest_px = size_px[0] - 2 * round(1.2 * em_px)
        if resized or wanted.status != done.status:
            self._status = self._upload(self._set_status(reframed, em_px, widest_px), self._status)
        if resized or wanted.foot != done.foot:
            self._foot = self._upload(self._set_foot(reframed, em_px, widest_px), self._foot)
        if resized or wanted.question != done.question:
            asked = set_question(wanted.question, em_px=em_px, widest_px=widest_px) if wanted.question else None
            self._question = self._upload(asked, self._question)
        if resized or unfinished or wanted.learning != done.learning:
            view = wanted.learning
            learning = None if view is None else set_learning(view, em_px=em_px, widest_px=widest_px)
            self._learning = self._upload(learning, self._learning)
        self._set, self._size_px, self._set_at = wanted, size_px, now

    def _set_status(self, reframed: bool, em_px: int, widest_px: int) -> Panel | None:
        wanted = self._wanted
        if not (wanted.lines or wanted.notices or wanted.bar or wanted.hands):
            return None
        return set_status(
            wanted.lines,
            wanted.notices,
            bar=wanted.bar,
            em_px=em_px,
            widest_px=min(widest_px, 38 * em_px),
            narrowest_px=0 if reframed or self._status is None else self._status.panel.size_px[0],
            hands=wanted.hands,
        )

    def _set_foot(self, reframed: bool, em_px: int, widest_px: int) -> Panel | None:
        if not self._wanted.foot:
            return None
        narrowest_px = 0 if reframed or self._foot is None else min(self._foot.panel.size_px[0], widest_px)
        return set_status(self._wanted.foot, (), bar=False, em_px=em_px, widest_px=widest_px, narrowest_px=narrowest_px)

    def _upload(self, panel: Panel | None, old: _Sheet | None) -> _Sheet | None:
        if old is not None and panel is not None and old.panel.size_px == panel.size_px:
            old.texture.write(panel.pixels)
            return _Sheet(panel, old.texture)
        if old is not None:
            old.texture.release()
        if panel is None:
            return None
        texture = self._context.texture(panel.size_px, 4, panel.pixels)
        texture.filter = moderngl.NEAREST, moderngl.NEAREST
        return _Sheet(panel, texture)


def _em_px(size_px: tuple[int, int]) -> int:
    width_px, height_px = size_px
    return max(_SMALLEST_PX, round(TYPE_SHARE * min(height_px, width_px)))


def _place(level_db: float) -> float:
    """Where on the bar a level lies, 0..1; anything that is no number lies at the quiet end."""
    place = 1.0 - level_db / QUIETEST_DB
    return min(1.0, place) if place > 0.0 else 0.0
