"""What ISF files make of the developed picture: layers behind it, effects over it, the way to the next look.

In: a frame, the developed picture on a canvas. Out: the picture in the target framebuffer, 8 bits.
Main process, on the thread that owns the OpenGL context. Nothing that is not turned up costs anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import moderngl

from engine.controls.board import Values
from engine.controls.parameter import Value
from engine.controls.plugin import Plugin
from engine.errors import ShaderError
from engine.isf.pictures import NONE, SCENE
from engine.isf.shelf import Key
from engine.stage.anatomy import Anatomy
from engine.stage.canvas import EXACT, SMOOTH, Canvas, Cover
from engine.stage.isf_images import IsfImages
from engine.stage.isf_shader import IsfMoment
from engine.stage.picture import master_of
from engine.stage.pictures import Pictures
from engine.stage.rack import Rack, Unit
from engine.stage.shader import Shader
from engine.stage.sight import Sight
from engine.stage.transition import Transition

#: A mix below this is not seen in 8 bits.
_LEAST = 1.0 / 512.0
#: Seconds without anything to do after which the canvases are given back.
_IDLE_S = 5.0
_IMAGE = 4
_SCRAP_PX = 16
_BEFORE = IsfMoment(0.0, 0.0, 0, (2000.0, 1.0, 1.0, 0.0))


class Effects:
    """The chain. A frame is: `begin`; when that is true, develop into `canvas`, then `finish`.

    Layers are light, and so are scenes: they add up as two lamps on film do, 1 - (1 - scene)(1 - layer). Effects come
    by place. A file that does not compile is left out.
    """

    def __init__(self, context: moderngl.Context, anatomy: Anatomy) -> None:
        self._context = context
        self._rack = Rack(context)
        self._images = IsfImages(context, anatomy)
        self._pictures = Pictures(context)
        self._blend = Shader(context, "library/fullscreen.vert", "picture/blend.frag")
        self._print = Shader(context, "library/fullscreen.vert", "picture/print.frag")
        self.shaders = (self._blend, self._print, *self._images.shaders)
        self._cover = Cover(context)
        self._layers: list[tuple[Unit, float]] = []
        self._filters: list[tuple[Unit, float]] = []
        self._transition = Transition()
        # What is being drawn, what the next pass draws into, and the picture that a transition starts from.
        self._canvases: dict[str, Canvas] = {}
        self._idle_s = 0.0
        self._wanted: frozenset[str] = frozenset()

    @property
    def in_transition(self) -> bool:
        """Whether an ISF transition covers what changes beneath it."""
        return self._transition.key is not None

    def adopt(self, plugins: Mapping[Key, Plugin]) -> None:
        """Take other plug-ins: files have come or changed."""
        self._rack.adopt(plugins)

    def want(self, paths: Iterable[str]) -> None:
        """What looks say something of, and the chosen transition: these files are rehearsed before they are needed."""
        self._wanted = frozenset("/".join(path.split("/")[:3]) for path in paths)

    def refresh(self, paths: Mapping[str, Path]) -> None:
        """Look at the pictures for image inputs: the files that there are now, by name."""
        self._pictures.adopt(paths)
        self._pictures.refresh()

    def ask(self, name: str, seconds: float) -> bool:
        """Keep the next picture, for the transition of this name to start from. False when there is no such one."""
        key: Key = ("transition", name)
        if seconds <= 0.0 or self._rack.get(key) is None:
            return False
        self._transition.ask(key, seconds)
        return True

    def start(self) -> bool:
        """The new look's values are set now. False when no picture was kept since `ask`."""
        return self._transition.start()

    def begin(self, sight: Sight) -> bool:
        """Find out what is to be drawn in this frame; False when nothing is."""
        frame = sight.frame
        self._images.see(sight)
        if self._transition.key is not None:
            self._transition.advance(frame.dt)
        values = frame.values
        self._layers = list(self._active("generator", values))
        placed = [(values.number(unit.plugin.place), unit, mix) for unit, mix in self._active("filter", values)]
        self._filters = [(unit, mix) for _, unit, mix in sorted(placed, key=lambda entry: entry[0])]
        if self._layers or self._filters or self._transition.key or self._transition.holds:
            self._idle_s = 0.0
            return True
        self._idle_s += frame.dt
        if self._canvases and self._idle_s > _IDLE_S:
            self._release_canvases()
        return False

    def canvas(self, size: tuple[int, int]) -> moderngl.Framebuffer:
        """Where to develop the picture."""
        return self._fit("live", size).framebuffer

    def finish(self, sight: Sight, target: moderngl.Framebuffer, size: tuple[int, int]) -> None:
        """Work on the picture, which has the size that `sight` says, and print it into `size` pixels of `target`."""
        frame, inner = sight.frame, sight.size
        self._fit("spare", inner)
        for unit, mix in self._layers:
            if self._run(unit, sight):
                self._lay_over(moderngl.ONE_MINUS_DST_COLOR, moderngl.ONE, mix, 1.0)
        for unit, mix in self._filters:
            if self._run(unit, sight, inputImage="live"):
                if mix < 1.0:
                    self._lay_over(moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA, 1.0, mix)
                else:
                    self._swap("live", "spare")
        key = self._transition.key
        going = self._rack.get(key) if key is not None and "start" in self._canvases else None
        if going is not None and self._run(going, sight, startImage="start", endImage="live"):
            self._swap("live", "spare")
        self._print_out(frame.values, target, inner != size)
        if self._transition.holds:
            self._transition.holds = False
            self._swap("live", "start")

    def complain(self) -> Iterator[ShaderError]:
        """What is wrong with files that were wanted, each error once."""
        yield from self._rack.complain()
        yield from self._pictures.complain()

    def prepare(self) -> bool:
        """In a quiet moment, compile a file that is not in use yet, or let one draw where nobody sees it.

        False when all have.
        """
        return self._rack.prepare() or self._rehearse()

    def release(self) -> None:
        """Give the graphics card's memory back."""
        self._rack.release()
        self._images.release()
        self._pictures.release()
        self._release_canvases()

    def _rehearse(self) -> bool:
        """Drivers finish compiling when a program first draws, for the very format that it draws on: so long that only
        what looks ask for is worth it.
        """
        unit = self._rack.unrehearsed(self._wanted)
        if unit is None:
            return False
        unit.rehearsed = True
        scrap = Canvas.make(self._context, (_SCRAP_PX, _SCRAP_PX))
        try:
            images = self._images.of(unit.plugin.document)
            unit.shader.draw(scrap.framebuffer, (_SCRAP_PX, _SCRAP_PX), _BEFORE, {}, images)
        except ShaderError as error:
            self._rack.give_up(unit.plugin.key, error)
        else:
            unit.shader.forget()
        scrap.release()
        return True

    def _active(self, kind: str, values: Values) -> Iterator[tuple[Unit, float]]:
        for key, plugin in self._rack.plugins.items():
            mix = values.number(plugin.mix) if key[0] == kind and plugin.mix in values else 0.0
            if mix >= _LEAST:
                unit = self._rack.get(key)
                if unit is not None:
                    yield unit, mix

    def _run(self, unit: Unit, sight: Sight, **names: str) -> bool:
        """Draw a file's picture on the spare canvas; `names` of canvases by its inputs. False when it fails."""
        plugin, frame = unit.plugin, sight.frame
        values: dict[str, Value] = plugin.values(frame.values)
        if plugin.key == self._transition.key:
            values["progress"] = self._transition.progress
        # The show's own time, and not the calendar's: the same show gives the same pictures.
        moment = IsfMoment(frame.t, frame.dt, unit.count(frame.t), (2000.0, 1.0, 1.0, frame.t))
        own = {name: self._canvases[canvas].texture for name, canvas in names.items()}
        try:
            images = {**self._images.of(plugin.document), **dict(self._chosen(plugin, frame.values)), **own}
            unit.shader.draw(self._canvases["spare"].framebuffer, sight.size, moment, values, images)
        except ShaderError as error:
            self._rack.give_up(plugin.key, error)
            return False
        return True

    def _chosen(self, plugin: Plugin, values: Values) -> Iterator[tuple[str, moderngl.Texture]]:
        """What hands have put on the image inputs, by their names."""
        for name, path in plugin.pictures.items():
            choice = values.name(path) if path in values else NONE
            texture = self._canvases["live"].texture if choice == SCENE else self._pictures.get(choice)
            if texture is not None:
                yield name, texture

    def _lay_over(self, source: int, destination: int, gain: float, share: float) -> None:
        """Lay the spare canvas over the live one, whose alpha stays."""
        context = self._context
        self._canvases["live"].framebuffer.use()
        context.enable(moderngl.BLEND)
        context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        context.blend_func = source, destination, moderngl.ZERO, moderngl.ONE  # type: ignore[assignment]
        texture = self._canvases["spare"].texture
        texture.filter = EXACT
        texture.use(_IMAGE)
        self._blend.set(image=_IMAGE, gain=gain, share=share)
        self._cover.run(self._blend)
        context.disable(moderngl.BLEND)

    def _print_out(self, values: Values, target: moderngl.Framebuffer, scaled: bool) -> None:
        target.use()
        texture = self._canvases["live"].texture
        texture.filter = SMOOTH if scaled else EXACT
        texture.use(_IMAGE)
        master = master_of(values)
        self._print.set(image=_IMAGE, master=master, grain=1.0 / 255.0 if master > 0.0 else 0.0)
        self._cover.run(self._print)

    def _fit(self, name: str, size: tuple[int, int]) -> Canvas:
        canvas = self._canvases.get(name)
        if canvas is None or canvas.texture.size != size:
            if canvas is not None:
                canvas.release()
            canvas = self._canvases[name] = Canvas.make(self._context, size)
        return canvas

    def _swap(self, one: str, other: str) -> None:
        canvases = self._canvases
        first, second = canvases.pop(one, None), canvases.pop(other, None)
        if first is not None:
            canvases[other] = first
        if second is not None:
            canvases[one] = second

    def _release_canvases(self) -> None:
        for canvas in self._canvases.values():
            canvas.release()
        self._canvases.clear()
