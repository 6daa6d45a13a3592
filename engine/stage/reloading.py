"""Changed shaders, compiled one a frame and taken into use together.

In: the stage's shaders, now and then; the files on disk. Out: new programs, or the mistakes in the files.
Main process, on the thread that owns the OpenGL context.
"""

from collections.abc import Iterable

from engine.errors import ShaderError
from engine.stage.shader import Shader, Stamps, stamp


class Reloading:
    """Keeps the picture whole while files change.

    A file with a mistake is taken up by nobody: when a program does not compile, those that share the file that is to
    blame stay as they are, too, without an attempt of their own, until a file changes again. So a broken include costs
    one compile and one message, however many programs are made of it.
    """

    def __init__(self) -> None:
        self._waiting: dict[Shader, None] = {}
        self._ready: dict[Shader, None] = {}
        self._now: Stamps = {}

    def look(self, shaders: Iterable[Shader]) -> None:
        """Look at the disk: which of these programs have to be compiled anew."""
        known = list(shaders)
        self._now = stamp({name for shader in known for name in shader.stamps})
        self._waiting = {shader: None for shader in known if shader.changed(self._now)}
        # One that is gone by now, with its files, must not be touched again.
        self._ready = {shader: None for shader in self._ready if shader in known and shader not in self._waiting}

    def compile_one(self) -> ShaderError | None:
        """Compile one of them; after the last, take all that compiled into use. Returns the mistake, if any."""
        error = None
        if self._waiting:
            shader = next(iter(self._waiting))
            del self._waiting[shader]
            changed = shader.changed(self._now)
            error = shader.compile_next(self._now)
            if error is None:
                self._ready[shader] = None
            else:
                self._pass_over(_blame(error, self._now, changed), shader.stamps)
        if self._ready and not self._waiting:
            for ready in self._ready:
                ready.take_next()
            self._ready.clear()
        return error

    def _pass_over(self, guilty: set[str], watched: Stamps) -> None:
        """Leave out all that is made of these files; the mistake may be mended in any file that is `watched`."""
        for group in (self._waiting, self._ready):
            for shader in [shader for shader in group if guilty & {*shader.stamps}]:
                shader.drop_next()
                shader.pass_over(self._now, watched)
                del group[shader]


def _blame(error: ShaderError, now: Stamps, changed: set[str]) -> set[str]:
    """Which of the changed files the error names; if none, all: what a file lacks is often missed only in the next."""
    named = {name for name in changed if (stamped := now[name]) is not None and f"{stamped[0]}:" in str(error)}
    return named or changed
