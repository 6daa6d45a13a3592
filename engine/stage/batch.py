"""A batch: many shapes of one kind, drawn by one call.

In: a shader, and one record per shape. Out: light in the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.shader import Shader


class Batch:
    """Shapes of `vertices` corners each, made by the vertex shader from `gl_VertexID` and the shape's own record.

    `record`: its dtype (floats only), whose field names are the shader's inputs; None when `gl_InstanceID` says it all.
    """

    def __init__(
        self, context: moderngl.Context, shader: Shader, vertices: int, record: np.dtype[np.void] | None, capacity: int
    ) -> None:
        self._context = context
        self._shader = shader
        self._vertices = vertices
        self._record = record
        self._buffer = context.buffer(reserve=max(1, capacity) * record.itemsize, dynamic=True) if record else None
        self._capacity = capacity
        self._program: moderngl.Program | None = None
        self._array: moderngl.VertexArray | None = None

    def draw(self, shapes: NDArray[np.void] | int) -> None:
        """Draw the shapes: their records, or only how many there are. More than `capacity` are left out."""
        if isinstance(shapes, int):
            count = shapes
        else:
            count = min(len(shapes), self._capacity)
            if self._buffer is not None and count:
                self._buffer.write(shapes[:count].tobytes())
        if count:
            self._current_array().render(moderngl.TRIANGLE_STRIP, vertices=self._vertices, instances=count)

    def release(self) -> None:
        """Give the vertex array and the records back."""
        if self._array is not None:
            self._array.release()
        if self._buffer is not None:
            self._buffer.release()

    def _current_array(self) -> moderngl.VertexArray:
        """The vertex array, made anew when the shader was reloaded."""
        if self._array is None or self._program is not self._shader.program:
            if self._array is not None:
                self._array.release()
            self._program = self._shader.program
            content = []
            if self._buffer is not None and self._record is not None and self._record.names:
                formats = [f"{(self._record[name].shape or (1,))[0]}f" for name in self._record.names]
                content = [(self._buffer, " ".join(formats) + "/i", *self._record.names)]
            # An input that the compiler found unused is no mistake.
            self._array = self._context.vertex_array(self._program, content, skip_errors=True)
        return self._array
