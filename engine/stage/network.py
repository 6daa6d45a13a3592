"""The network on the graphics card: what its units did, where they stand, in which colours.

In: Moments with their surges, places, a palette's row. Out: three textures, bound, and the uniforms that go with them.
Main process, on the thread that owns the OpenGL context.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.moments import HOP_S, Moments
from engine.stage.palettes import PALETTE_SIZE

#: Rows of the history: hops that light can look back (5.12 s).
HISTORY_ROWS = 512

_HISTORY, _PLACES, _PALETTE = 0, 1, 2


class NetworkTextures:
    """The textures that `shaders/library/network.glsl`, `places.glsl` and `palette.glsl` read.

    history: (HISTORY_ROWS, units) floats; a Moment lies in row `index % HISTORY_ROWS`: red its activity,
    green its surge, blue its state. places: (2, units): xyz and, in w, the pace; in the second row, in x, the tint.
    palette: (1, PALETTE_SIZE).
    """

    def __init__(self, context: moderngl.Context, pace: NDArray[np.float32]) -> None:
        self._units = pace.size
        self._pace = pace
        self._newest = -1
        self.history = context.texture((self._units, HISTORY_ROWS), 4, dtype="f4")
        self.history.repeat_x, self.history.repeat_y = False, True
        self._places = context.texture((self._units, 2), 4, dtype="f4")
        self._places.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._palette = context.texture((PALETTE_SIZE, 1), 4, dtype="f4")
        self._palette.repeat_x = False
        self._forget()

    def remember(self, moments: Moments, surges: NDArray[np.float32]) -> None:
        """Write new Moments into the history. Hops that were never seen are written as rest."""
        if not len(moments):
            return
        first, last = int(moments["index"][0]), int(moments["index"][-1])
        if not 0 < first - self._newest <= HISTORY_ROWS and self._newest >= 0:
            self._forget()
            start = first
        else:
            start = self._newest + 1 if self._newest >= 0 else first
        start = max(start, last - HISTORY_ROWS + 1)
        rows = np.zeros((last - start + 1, self._units, 4), np.float32)
        kept = moments["index"] >= start
        at = moments["index"][kept] - start
        rows[at, :, 0] = moments["activity"][kept]
        rows[at, :, 1] = surges[kept]
        rows[at, :, 2] = moments["state"][kept]
        self._write(start % HISTORY_ROWS, rows)
        self._newest = last

    def bind(
        self,
        places: NDArray[np.float32],
        palette: NDArray[np.float32],
        playhead: float,
        tint: NDArray[np.float32] | None = None,
    ) -> dict[str, object]:
        """Put this frame's textures in place; returns the uniforms that let the library's functions read them.

        `places` (units, 3); `palette` (PALETTE_SIZE, 3), linear; `playhead` in hops. `tint` (units,): where in the
        palette each unit is, 0 deep .. 1 pale; by default its pace.
        """
        rows = np.zeros((2, self._units, 4), np.float32)
        rows[0, :, :3], rows[0, :, 3] = places, self._pace
        rows[1, :, 0] = self._pace if tint is None else tint
        self._places.write(rows.tobytes())
        self._palette.write(np.column_stack((palette, np.ones(len(palette)))).astype(np.float32).tobytes())
        self.history.use(_HISTORY)
        self._places.use(_PLACES)
        self._palette.use(_PALETTE)
        return {
            "history": _HISTORY,
            "places": _PLACES,
            "palette": _PALETTE,
            "play_row": float(playhead % HISTORY_ROWS),
            "hop_s": HOP_S,
        }

    def release(self) -> None:
        """Give the textures back."""
        for texture in (self.history, self._places, self._palette):
            texture.release()

    def _forget(self) -> None:
        self.history.write(bytes(self._units * HISTORY_ROWS * 16))

    def _write(self, row: int, rows: NDArray[np.float32]) -> None:
        before_end = HISTORY_ROWS - row
        for place, part in ((row, rows[:before_end]), (0, rows[before_end:])):
            if len(part):
                self.history.write(part.tobytes(), viewport=(0, place, self._units, len(part)))
