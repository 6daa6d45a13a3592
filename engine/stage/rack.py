"""The ISF files' programs: compiled when they are wanted, or ahead of that; the last good one stays.

In: plug-ins, now and then others. Out: programs to draw with; errors, each once.
Main process, on the thread that owns the OpenGL context.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import moderngl

from engine.controls.plugin import Plugin
from engine.errors import ShaderError
from engine.isf.document import IsfDocument
from engine.isf.shelf import Key
from engine.stage.isf_shader import IsfShader

#: Seconds after which a file that was not drawn has forgotten what its persistent buffers held: what comes back then
#: would be a ghost. A mix that moves with the music may rest for shorter.
_PAUSE_S = 2.0


@dataclass(slots=True)
class Unit:
    """A program with the plug-in that it was made of; how many frames it has drawn, and when the last.

    `rehearsed`: whether it has drawn at all, if only where nobody sees it.
    """

    plugin: Plugin
    shader: IsfShader
    frames: int = 0
    rehearsed: bool = False
    _last: float = 0.0

    def count(self, t: float) -> int:
        """The number of the frame that it draws at `t`. After a pause it begins anew, without what it remembers."""
        if self.frames and not 0.0 <= t - self._last <= _PAUSE_S:
            self.shader.forget()
            self.frames = 0
        self._last, self.rehearsed = t, True
        self.frames += 1
        return self.frames - 1


class Rack:
    """One program for each plug-in."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._plugins: Mapping[Key, Plugin] = {}
        self._units: dict[Key, Unit] = {}
        self._broken: dict[Key, IsfDocument] = {}
        self._errors: list[ShaderError] = []

    @property
    def plugins(self) -> Mapping[Key, Plugin]:
        """Those that there are now."""
        return self._plugins

    def adopt(self, plugins: Mapping[Key, Plugin]) -> None:
        """Take other plug-ins. Programs of files that have changed are made anew; what does not compile stays."""
        self._plugins = plugins
        for key, unit in list(self._units.items()):
            plugin = plugins.get(key)
            if plugin is None:
                unit.shader.release()
                del self._units[key]
            elif plugin.document is not unit.plugin.document:
                self._make(plugin)
        self._broken = {key: document for key, document in self._broken.items() if key in plugins}

    def get(self, key: Key) -> Unit | None:
        """The program of a plug-in; None where there is none that compiles."""
        unit = self._units.get(key)
        plugin = self._plugins.get(key)
        if unit is None and plugin is not None and self._broken.get(key) is not plugin.document:
            self._make(plugin)
            unit = self._units.get(key)
        return unit

    def prepare(self) -> bool:
        """Make one program that nobody has asked for yet; False when there is none left."""
        for key in self._plugins:
            if key not in self._units and key not in self._broken:
                self.get(key)
                return True
        return False

    def unrehearsed(self, bases: Collection[str]) -> Unit | None:
        """One of these whose program has not drawn yet; `bases`: what their parameters' paths begin with."""
        return next((unit for unit in self._units.values() if not unit.rehearsed and unit.plugin.base in bases), None)

    def give_up(self, key: Key, error: ShaderError) -> None:
        """A program that fails while it draws is not asked again until its file changes."""
        unit = self._units.pop(key)
        self._broken[key] = unit.plugin.document
        self._errors.append(error)
        unit.shader.release()

    def complain(self) -> Iterator[ShaderError]:
        """What did not compile, each error once."""
        errors, self._errors = self._errors, []
        yield from errors

    def release(self) -> None:
        """Give everything back."""
        for unit in self._units.values():
            unit.shader.release()
        self._units.clear()

    def _make(self, plugin: Plugin) -> None:
        try:
            shader = IsfShader(self._context, plugin.document)
        except ShaderError as error:
            self._broken[plugin.key] = plugin.document
            self._errors.append(error)
            return
        self._errors += [ShaderError(trouble) for trouble in shader.troubles]
        last = self._units.pop(plugin.key, None)
        if last is not None:
            last.shader.release()
        self._units[plugin.key] = Unit(plugin, shader)
        self._broken.pop(plugin.key, None)
