"""The X-ray: over any scene, what each of the strongest units answers, and its activation, in small type.

In: a `Sight`, the scene that is seen most, what a probe measured. Out: labels and leaders over a finished picture.
Main process, on the thread that owns the OpenGL context, after the picture.
"""

from collections.abc import Sequence

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.brain.tuning import ANSWERS_FROM, TUNINGS
from engine.stage.anatomy import Anatomy
from engine.stage.batch import Batch
from engine.stage.callouts import CAPACITY, Callouts, lay_slots
from engine.stage.overlay import Box
from engine.stage.panel import set_ink
from engine.stage.picture import master_light
from engine.stage.scenes.scene import Scene
from engine.stage.shader import Shader
from engine.stage.sight import Sight

#: The type's height as a share of the picture's: about 13 pixels at 720.
TYPE_SHARE = 0.0185
_SMALLEST_PX = 11
#: What is said of a unit that answers nothing clearly; and names that say more than the columns' own.
NOTHING = "–"
_SPOKEN = {"build": "build-up"}

_SEGMENTS = 24
_LABEL_DTYPE = np.dtype([("box_px", "f4", (4,)), ("said", "f4", (4,)), ("look", "f4", (3,))])
_LEADER_DTYPE = np.dtype([("ends_px", "f4", (4,)), ("sight", "f4", (2,))])
_INK = 4
_FADE_S = 0.12
#: Figures are set anew so often; the dial follows every frame.
_FIGURES_S = 0.12
#: The columns of labels keep off the units, but for this share at either side. They make room in the first time and
#: come back in the second, and only when that is this share of the picture's width.
_BEYOND = 0.06
_AWAY_S, _BACK_S, _FARTHER = 0.6, 8.0, 0.05
# In ems, an em being the height of the type.
_PADDING, _OUTER, _HIGH, _PITCH, _MARGIN, _SOFT = 0.55, 0.95, 2.1, 2.1, 1.2, 0.8
_DIAL, _NUMBER, _WORDS, _GAP, _AIR = 0.95, 1.75, 0.65, 0.5, 2.2
_DIM, _DIMMER = 0.74, 0.52


class XRay:
    """Names the strongest units of one network. Where something else is on the picture, `taken`, it puts no label.

    Raises `ShaderError`.
    """

    def __init__(self, context: moderngl.Context, anatomy: Anatomy) -> None:
        self._context = context
        self._words = answers(anatomy)
        self._callouts = Callouts(anatomy.units)
        self._label = Shader(context, "picture/xray.vert", "picture/xray.frag")
        self._leader = Shader(context, "picture/leader.vert", "picture/leader.frag")
        self.shaders = (self._label, self._leader)
        self._label_batch = Batch(context, self._label, 4, _LABEL_DTYPE, CAPACITY)
        self._leader_batch = Batch(context, self._leader, 2 * (_SEGMENTS + 2), _LEADER_DTYPE, CAPACITY)
        self._strips: _Strips | None = None
        self._scene: Scene | None = None
        self._size = (0, 0)
        self._amount = 0.0
        self._activity = np.zeros(anatomy.units, np.float32)
        self._figures = np.zeros(anatomy.units, np.int64)
        self._figures_s = 0.0
        self._middle: NDArray[np.float64] | None = None
        self._aim = np.zeros(2)
        self.taken: Sequence[Box] = ()

    def draw(self, target: moderngl.Framebuffer, size: tuple[int, int], sight: Sight, scene: Scene) -> None:
        """Draw over the picture in `target`, `size` pixels of it, for the units as `scene` shows them.

        How much is seen of it says `/xray/amount`.
        """
        values, dt, moments = sight.frame.values, sight.frame.dt, sight.frame.moments
        wanted = values.number("/xray/amount")
        if len(moments):
            self._activity = moments["activity"].mean(axis=0)
        if wanted <= 0.0 and self._amount < 0.01:
            self._rest()
            return
        self._amount += -float(np.expm1(-dt / _FADE_S)) * (wanted - self._amount)
        if size != self._size:
            self._set_up(size)
        if scene is not self._scene:
            self._callouts.freeze()
            self._scene, self._middle = scene, None
        self._callouts.hear(dt, np.nan_to_num(self._activity))
        self._place(dt, sight, scene)
        master = master_light(values)
        if len(self._callouts.labels) and self._amount * master > 0.0:
            self._draw(target, self._amount * master)

    def release(self) -> None:
        """Give the graphics card's memory back."""
        for batch in (self._label_batch, self._leader_batch):
            batch.release()
        for shader in self.shaders:
            shader.release()
        if self._strips is not None:
            self._strips.release()

    def _rest(self) -> None:
        self._amount = 0.0
        self._callouts.clear()
        self._middle, self._scene = None, None

    def _set_up(self, size: tuple[int, int]) -> None:
        """Another size of picture: labels start anew, in type of its size."""
        self._size = size
        self._callouts.clear()
        self._middle = None
        em_px = max(_SMALLEST_PX, round(TYPE_SHARE * min(size)))
        if self._strips is None or self._strips.em_px != em_px:
            if self._strips is not None:
                self._strips.release()
            self._strips = _Strips(self._context, self._words, em_px)

    def _place(self, dt: float, sight: Sight, scene: Scene) -> None:
        """Bring the labels up to this frame."""
        assert self._strips is not None
        em_px = self._strips.em_px
        width, height = self._size
        spots = scene.spots(sight, self._callouts.quick).astype(np.float64)
        seen = np.isfinite(spots).all(axis=1) & (np.abs(spots[:, :2]) < 0.985).all(axis=1) & (spots[:, 2] > 0.03)
        spots_px = 0.5 * (np.nan_to_num(spots[:, :2]) + 1.0) * (width, height)
        if seen.any():
            x = np.sort(spots_px[seen, 0])
            first = int(_BEYOND * x.size)
            self._keep_off(dt, np.array([x[first] - _AIR * em_px, x[-1 - first] + _AIR * em_px]))
        slots = lay_slots(
            self._size,
            (self._strips.longest_px, round(_PITCH * em_px)),
            round(_MARGIN * em_px),
            (float(self._aim[0]), float(self._aim[1])),
            self.taken,
        )
        self._callouts.advance(dt, spots_px, seen, slots, height)
        self._sides = slots.side
        self._figures_s += dt
        if self._figures_s >= _FIGURES_S or not self._figures.any():
            self._figures_s = 0.0
            self._figures = np.clip(np.rint(100.0 * self._callouts.quick), 0, 999).astype(np.int64)

    def _keep_off(self, dt: float, wanted: NDArray[np.float64]) -> None:
        """Let the columns follow, after a while and then all the way, what they leave free."""
        if self._middle is None:
            self._middle = self._aim = wanted
        outward = (wanted - self._middle) * (-1.0, 1.0) > 0.0
        self._middle = self._middle - np.expm1(-dt / np.where(outward, _AWAY_S, _BACK_S)) * (wanted - self._middle)
        if np.abs(self._middle - self._aim).max() > _FARTHER * self._size[0]:
            self._aim = self._middle

    def _draw(self, target: moderngl.Framebuffer, amount: float) -> None:
        strips, labels = self._strips, self._callouts.labels
        assert strips is not None
        em_px = float(strips.em_px)
        unit, side = labels["unit"], self._sides[labels["slot"]]
        shown = amount * labels["shown"] ** 2 * (3.0 - 2.0 * labels["shown"])
        row, long = strips.rows(unit, side)
        high = round(_HIGH * em_px)
        at = np.rint(labels["at"])
        records = np.zeros(len(labels), _LABEL_DTYPE)
        left = np.clip(np.where(side < 0, at[:, 0] - long, at[:, 0]), 0, self._size[0] - long)
        records["box_px"] = np.stack((left, at[:, 1] - high // 2, long, np.full(len(labels), high)), axis=1)
        figures = self._figures[unit]
        records["said"] = np.stack((row, figures // 100, figures // 10 % 10, figures % 10), axis=1)
        records["look"] = np.stack((side, self._callouts.quick[unit], shown), axis=1)
        leaders = np.zeros(len(labels), _LEADER_DTYPE)
        leaders["ends_px"][:, :2] = labels["at"] + side[:, None] * np.array([_PADDING * em_px, 0.0])
        leaders["ends_px"][:, 2:] = labels["spot"]
        leaders["sight"] = np.stack((side, shown), axis=1)

        context = self._context
        target.use()
        context.enable(moderngl.BLEND)
        context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        strips.texture.use(_INK)
        resolution = (float(self._size[0]), float(self._size[1]))
        self._leader.set(resolution=resolution, em_px=em_px, segments=float(_SEGMENTS))
        self._leader_batch.draw(leaders)
        self._label.set(
            resolution=resolution,
            em_px=em_px,
            ink=_INK,
            strips=float(CAPACITY),
            columns_px=strips.columns_px,
            cells_px=strips.cells_px,
        )
        self._label_batch.draw(records)
        context.disable(moderngl.BLEND)


def answers(anatomy: Anatomy) -> list[tuple[str, str]]:
    """For each unit what it answers, and how well it tells that (".91"); `NOTHING` and no number where nothing is
    told clearly."""
    if anatomy.tuning is None:
        return [(NOTHING, "")] * anatomy.units
    told = zip(anatomy.tuning.best, anatomy.tuning.best_strength, strict=True)
    return [
        (_SPOKEN.get(TUNINGS[best], TUNINGS[best]), f"{strength:.2f}".removeprefix("0"))
        if strength >= ANSWERS_FROM
        else (NOTHING, "")
        for best, strength in told
    ]


class _Strips:
    """Words and figures on the graphics card: a row for each label's words, set when they are first wanted."""

    def __init__(self, context: moderngl.Context, words: list[tuple[str, str]], em_px: int) -> None:
        self.em_px = em_px
        self._words = words
        figures = [set_ink(figure, em_px=em_px) for figure in "0123456789."]
        cell, point = max(ink.shape[1] for ink in figures[:10]), figures[10].shape[1]
        self._high = figures[0].shape[0]
        gap = round(_GAP * em_px)
        spoken = {_SPOKEN.get(name, name) for name in TUNINGS} | {NOTHING}
        widest = max(set_ink(word, em_px=em_px).shape[1] for word in spoken)
        self._wide = widest + 2 * gap + (2 * cell + point) + (1 + len(str(len(words)))) * cell
        self._wide = max(self._wide, 11 * cell)
        number = round(_NUMBER * em_px)
        #: As the shader takes them: the dial's middle, the number, the words, the soft edge; the cells' sizes.
        self.columns_px = (
            _DIAL * em_px,
            float(number),
            float(number + 3 * cell + point + round(_WORDS * em_px)),
            _SOFT * em_px,
        )
        self.cells_px = (float(cell), float(point), float(self._high))
        self._around = round(self.columns_px[2] + _OUTER * em_px)
        self.longest_px = self._around + self._wide
        self.texture = context.texture((self._wide, (CAPACITY + 1) * self._high), 1, alignment=1)
        self.texture.filter = moderngl.NEAREST, moderngl.NEAREST
        row = np.zeros((self._high, self._wide), np.uint8)
        for number, ink in enumerate(figures):
            start = number * cell + (cell - ink.shape[1]) // 2 * (number < 10)
            row[:, start : start + ink.shape[1]] = ink
        self._write(CAPACITY, row)
        self._row_of = np.full((len(words), 2), -1, np.int64)
        self._long_px = np.zeros(CAPACITY, np.int64)
        self._next = 0

    def rows(self, unit: NDArray[np.integer], side: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(The row of each label's words, how long the label is in pixels), for labels of `side` -1 or 1."""
        column = (side > 0).astype(np.int64)
        if self._next + (self._row_of[unit, column] < 0).sum() > CAPACITY:
            self._row_of[:] = -1
            self._next = 0
        for number in np.flatnonzero(self._row_of[unit, column] < 0):
            self._set(int(unit[number]), int(column[number]))
        row = self._row_of[unit, column]
        return row, self._long_px[row]

    def release(self) -> None:
        """Give the texture back."""
        self.texture.release()

    def _set(self, unit: int, column: int) -> None:
        """Set a unit's words into the next row: its number is at the outer end."""
        if self._row_of[unit, column] >= 0:
            return
        word, strength = self._words[unit]
        inks = [set_ink(word, em_px=self.em_px)]
        if strength:
            inks.append(_dim(set_ink(strength, em_px=self.em_px), _DIM))
        inks.insert(len(inks) if column else 0, _dim(set_ink(f"#{unit}", em_px=self.em_px), _DIMMER))
        gap = np.zeros((self._high, round(_GAP * self.em_px)), np.uint8)
        strip = np.concatenate([part for ink in inks for part in (ink, gap)][:-1], axis=1)[:, : self._wide]
        row = np.zeros((self._high, self._wide), np.uint8)
        start = 0 if column else self._wide - strip.shape[1]
        row[:, start : start + strip.shape[1]] = strip
        self._row_of[unit, column] = self._next
        self._long_px[self._next] = self._around + strip.shape[1]
        self._write(self._next, row)
        self._next += 1

    def _write(self, row: int, pixels: NDArray[np.uint8]) -> None:
        self.texture.write(pixels.tobytes(), viewport=(0, row * self._high, self._wide, self._high), alignment=1)


def _dim(ink: NDArray[np.uint8], light: float) -> NDArray[np.uint8]:
    return (ink * light).astype(np.uint8)
