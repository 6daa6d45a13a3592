"""The stage: one frame's snapshot becomes one picture.

In: `Frame`s, the network's anatomy. Out: a picture in a framebuffer.
Main process, on the thread that owns the OpenGL context.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import moderngl
import numpy as np

from engine.controls.plugin import Plugin
from engine.errors import AsterismError, ShaderError
from engine.isf.shelf import Key
from engine.stage.ahead import Ahead
from engine.stage.anatomy import Anatomy
from engine.stage.camera import Camera, look
from engine.stage.cast import Cast
from engine.stage.effects import Effects
from engine.stage.frame import Frame
from engine.stage.layouts import Arrangement
from engine.stage.network import NetworkTextures
from engine.stage.outbreaks import Outbreaks
from engine.stage.palettes import Palettes
from engine.stage.picture import Picture
from engine.stage.reloading import Reloading
from engine.stage.scenes import PLANS, SCENES, Scene
from engine.stage.shader import stamp_folders
from engine.stage.sight import Sight
from engine.stage.tints import Tints
from engine.stage.xray import XRay

#: Seconds in which breathing comes when the sound has gone.
_CALM_S = 1.5
_FLUX_S = 0.08
_NO_PICTURES: Mapping[str, Path] = MappingProxyType({})


class Stage:
    """Draws a network in one context; the same frames and seed give the same pictures."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int = 1) -> None:
        self._context = context
        self._textures = NetworkTextures(context, anatomy.pace)
        self._arrangement = Arrangement(anatomy)
        self._palettes = Palettes()
        self._tints = Tints(anatomy)
        self._outbreaks = Outbreaks(anatomy.units, seed)
        plans = {name: Ahead(functools.partial(plan, anatomy)) for name, plan in PLANS.items()}

        def make(name: str) -> Scene:
            return SCENES[name](context, anatomy, seed, *([plans[name].result()] if name in plans else []))

        makers = {name: functools.partial(make, name) for name in SCENES}
        self._cast = Cast(makers, stamp_folders, {name: plan.ready for name, plan in plans.items()})
        self._rehearsed: set[Scene] = set()
        self._sight: Sight | None = None
        self._picture = Picture(context)
        self._effects = Effects(context, anatomy)
        self._reloading = Reloading()
        #: Names over the picture what the strongest units answer.
        self.xray = XRay(context, anatomy)
        self._hue_turn = 0.0
        self._breath_turn = 0.0
        self._flux = 0.0
        self._calm = 1.0
        #: Where the units stand now, (units, 3), in radii before `/layout/scale`; and the camera that sees them.
        self.places = self._arrangement.places
        self.camera: Camera

    def draw(
        self,
        frame: Frame,
        target: moderngl.Framebuffer,
        size: tuple[int, int],
        inner: tuple[int, int] | None = None,
    ) -> None:
        """Draw one frame into `target`, `size` pixels of it, whole.

        `inner`: the size in which scenes and effects are drawn, if another one; the last pass stretches it.
        """
        values = frame.values
        inner = inner or size
        sight = self._sight = self._look(frame, inner)
        chained = self._effects.begin(sight)
        fade_s = values.number("/master/crossfade") if frame.fade_s is None else frame.fade_s
        if self._effects.in_transition:
            fade_s = 0.0
        seen = self._cast.advance(frame.dt, frame.shares("/scene/choice"), fade_s)
        for scene, share in seen:
            scene.see(replace(sight, presence=share))
        scenes = [scene for scene, _ in seen]
        self._rehearsed.update(scenes)
        if self._picture.fade(inner, values.number("/trails/length"), frame.dt, size):
            for scene in scenes:
                scene.draw_trails()
        self._picture.expose()
        for scene in scenes:
            scene.draw_light()
        soft = [scene for scene in scenes if scene.is_soft]
        if soft:
            self._picture.soften()
        for scene in soft:
            scene.draw_soft()
        if chained:
            self._picture.develop(self._effects.canvas(inner), values, final=False)
            self._effects.finish(sight, target, size)
        else:
            self._picture.develop(target, values, size)
        self.xray.draw(target, size, sight, max(seen, key=lambda each: each[1])[0])

    def adopt(self, plugins: Mapping[Key, Plugin]) -> None:
        """Take these ISF files for layers, effects and transitions, in place of those before."""
        self._effects.adopt(plugins)

    def want(self, paths: Iterable[str]) -> None:
        """Let `prepare` rehearse the ISF files whose parameters these are, too."""
        self._effects.want(paths)

    def ask_transition(self, name: str, seconds: float) -> bool:
        """Keep the next picture, to go from it to another look with this ISF transition; False when there is none."""
        return self._effects.ask(name, seconds)

    def start_transition(self) -> bool:
        """The new look is set from now on. False when no picture was kept since `ask_transition`."""
        return self._effects.start()

    def reload(self, pictures: Mapping[str, Path] = _NO_PICTURES) -> Iterator[AsterismError]:
        """Look whether files have changed on disk. What has mistakes stays as it is; its errors are yielded.

        `pictures`: those for image inputs that there are, by name.
        Shaders that have changed are compiled by the calls of `compile_one` that follow.
        """
        scenes = [shader for scene in self._cast.scenes for shader in scene.shaders]
        self._reloading.look((*scenes, *self._picture.shaders, *self._effects.shaders, *self.xray.shaders))
        yield from self._palettes.refresh()
        yield from self._cast.retry()
        self._effects.refresh(pictures)
        yield from self._effects.complain()

    def compile_one(self) -> ShaderError | None:
        """Compile one of the shaders that `reload` has found, once a frame; the error when it has a mistake."""
        return self._reloading.compile_one()

    def prepare(self) -> bool:
        """In a quiet moment, one step towards what is not on stage yet, so that it comes without a hitch: plan, make or
        rehearse a scene, or compile an ISF file. False when there is nothing to do now.
        """
        return self._rehearse() or self._cast.prepare() or self._effects.prepare()

    def release(self) -> None:
        """Give the graphics card's memory back."""
        self._textures.release()
        self._cast.release()
        self._picture.release()
        self._effects.release()
        self.xray.release()

    def _rehearse(self) -> bool:
        """Let a scene that has not been seen draw once where nobody sees it; False when there is none."""
        scene = next((scene for scene in self._cast.scenes if scene not in self._rehearsed), None)
        if scene is None or self._sight is None:
            return False
        self._rehearsed.add(scene)
        frame = replace(self._sight.frame, moments=self._sight.frame.moments[:0])
        scene.see(replace(self._sight, frame=frame, presence=0.0))
        self._picture.rehearse(scene)
        return True

    def _look(self, frame: Frame, size: tuple[int, int]) -> Sight:
        """Bring the state up to this frame and gather what the scene needs."""
        values, dt = frame.values, frame.dt
        surges = self._outbreaks.watch(frame.moments)
        self._textures.remember(frame.moments, surges)
        if values.flag("/burst/fire"):
            self._outbreaks.burst(values.number("/burst/fire"))
        self._feel(frame)
        self.places = self._arrangement.advance(
            dt,
            frame.shares("/layout/choice"),
            frame.shares("/layout/towards"),
            values.number("/layout/morph"),
            values.number("/layout/glide"),
            values.number("/layout/spin"),
        )
        distance = values.number("/camera/distance")
        self.camera = look(
            frame.t,
            size[0] / size[1],
            distance,
            values.number("/camera/orbit"),
            values.number("/camera/tilt"),
            values.number("/camera/drift"),
        )
        self._hue_turn = (self._hue_turn + dt * values.number("/color/turn")) % 1.0
        hue = values.number("/color/hue") + self._hue_turn
        row = self._palettes.advance(
            dt,
            frame.shares("/color/palette"),
            hue,
            values.number("/color/saturation"),
            values.number("/color/temperature"),
        )
        tint = self._tints.advance(dt, values.name("/color/by"), frame.moments)
        uniforms = {
            **self._textures.bind(self.places, row, frame.playhead, tint),
            "view": self.camera.view.T.tobytes(),
            "projection": self.camera.projection.T.tobytes(),
            "resolution": (float(size[0]), float(size[1])),
            "layout_scale": values.number("/layout/scale"),
            "fog_near": distance - 1.0,
            "fog_far": distance + 1.8,
            "palette_spread": values.number("/color/spread"),
        }
        breath = self._calm * values.number("/breath/amount")
        return Sight(
            frame=frame,
            size=size,
            uniforms=uniforms,
            outbreaks=self._outbreaks,
            flux=self._flux,
            breath=breath,
            breath_turn=self._breath_turn,
            places=self.places,
            camera=self.camera,
            hubs=self._arrangement.hubs,
        )

    def _feel(self, frame: Frame) -> None:
        """Smooth what the newest Moments say about flux and silence; let the breath go on."""
        dt = frame.dt
        self._breath_turn = (self._breath_turn + dt * frame.values.number("/breath/rate")) % 1.0
        if len(frame.moments):
            flux = float(frame.moments["flux"].max())
            self._flux = max(flux, self._flux * float(np.exp(-dt / _FLUX_S)))
            quiet = 1.0 - float(frame.moments["gate"][-1])
            self._calm += (1.0 - float(np.exp(-dt / _CALM_S))) * (quiet - self._calm)
