"""What the bench measures: frames, ear and brain, lateness, the first picture, a control's way to the picture.

In: nothing but the machine. Out: figures as medians with their 99th percentiles, each with a yardstick of its own run.
Main process; starts ears, windows and whole shows as children.
"""

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import moderngl
import numpy as np
import soundfile

from engine.controls.keys import Keyboard
from engine.errors import FileError, GraphicsError
from engine.hearing.listener import Listener
from engine.hearing.pipeline import Pipeline
from engine.hearing.sources import SourceSpec
from engine.moments import HOP_S
from engine.show.choices import Wishes, choose_screen
from engine.show.notices import Notices
from engine.show.player import Player
from engine.show.start import load_network, open_performance
from engine.sound.piece import demo_tape
from engine.stage.screen import Screen
from engine.stage.shader import Shader

_SIZE = (1280, 720)
_UNITS = 128
_WARM_UP_S = 3.0


@dataclass(frozen=True, slots=True)
class Figure:
    """`value`: the median, in `unit`; `p99`: its 99th percentile on the bad side. `target`: what it shall be.
    `yardstick`: what the figure is up against on this machine, in words with a number."""

    value: float
    unit: str
    p99: float
    target: str
    yardstick: str


def measure_frames(seconds: float) -> dict[str, Figure]:
    """The real frame loop in the best screen there is, while the ear listens to the built-in piece, from a file."""
    with tempfile.TemporaryDirectory() as folder:
        music = Path(folder) / "piece.wav"
        _write_music(music, _WARM_UP_S + seconds)
        return _measure_show(SourceSpec("file", str(music), output=None), seconds)


def _write_music(path: Path, seconds: float) -> None:
    """The groove of the built-in piece, so that composing is not in the figures."""
    tape = demo_tape()
    soundfile.write(path, next(iter(tape.blocks(round(seconds * tape.rate_hz), start=8.0))), tape.rate_hz)


def _measure_show(source: SourceSpec, seconds: float) -> dict[str, Figure]:
    weights, path = load_network(_UNITS, None)
    screen, where = choose_screen(Wishes(size=_SIZE))
    listener = Listener(source, path, weights.units)
    try:
        performance, _ = open_performance(screen.context, weights, None, (), 1)
        performance.board.set("/frame/adapt", False)
        copy_s = _copy_pass(screen)
        watch = _Stopwatch(listener)
        player = Player(
            screen=screen,
            performance=performance,
            listener=listener,
            keyboard=Keyboard(),
            inputs=[],
            notices=Notices(time.monotonic),
            rate_hz=0.0,
            watcher=watch,
            seconds=_WARM_UP_S + seconds,
        )
        gc.collect()
        player.run()
        copy_s = [*copy_s, *_copy_pass(screen)]
    finally:
        listener.close()
        screen.close()
    frame_s = np.diff(watch.frames[watch.frames > watch.frames[0] + _WARM_UP_S])
    late = watch.lateness()
    copy_ms = 1000.0 * float(np.median(copy_s))
    yardstick = f"a full-screen copy of half floats takes {copy_ms:.1f} ms in this run"
    return {
        "frame_rate": Figure(
            1.0 / float(np.median(frame_s)),
            "frames/s",
            1.0 / float(np.quantile(frame_s, 0.99)),
            "≥ 30",
            f"{yardstick}; {where}; {os.cpu_count()} cores",
        ),
        "hop_lateness": Figure(
            1000.0 * float(np.median(late)),
            "ms",
            1000.0 * float(np.quantile(late, 0.99)),
            "p99 < 8",
            f"a hop is {1000.0 * HOP_S:g} ms; {len(late)} hops while the stage drew",
        ),
        "ear_process": Figure(
            100.0 * watch.ear_share(),
            "% of a core",
            100.0 * watch.ear_share(),
            "≤ 15",
            "processor time of the whole ear's process, reading the file included",
        ),
    }


class _Stopwatch:
    """Notes when frames are shown and how late hops are."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._frames: list[float] = []
        self._late: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
        self._after = -1
        self._cpu: list[tuple[float, float]] = []

    @property
    def frames(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.array(self._frames)

    def see(self, t: float, screen: Screen) -> None:
        self._frames.append(time.monotonic())
        moments = self._listener.ring.read(after=self._after)
        if len(moments):
            self._after = int(moments["index"][-1])
            if t > _WARM_UP_S:
                self._late.append(moments["written"] - moments["heard"])
                self._cpu.append((time.monotonic(), self._listener.ring.health.cpu_time))

    def lateness(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.concatenate(self._late)

    def ear_share(self) -> float:
        (began, cpu_then), (ended, cpu_now) = self._cpu[0], self._cpu[-1]
        return (cpu_now - cpu_then) / (ended - began)


def measure_hearing(seconds: float) -> dict[str, Figure]:
    """Ear, brain and rhythm alone: processor time per hop, as a share of one core at the hop rate."""
    weights, _ = load_network(_UNITS, None)
    pipeline = Pipeline(weights)
    costs, products = [], []
    square = np.random.default_rng(1).standard_normal((3 * _UNITS, _UNITS)).astype(np.float32)
    row = np.ones(_UNITS, np.float32)
    hop = demo_tape().rate_hz // 100
    for number, block in enumerate(demo_tape().blocks(hop)):
        mono = np.ascontiguousarray(block.mean(axis=1), np.float32)
        began = time.perf_counter()
        for _ in pipeline.feed(mono, 0.0):
            pass
        costs.append(time.perf_counter() - began)
        began = time.perf_counter()
        np.dot(square, row)
        products.append(time.perf_counter() - began)
        if number * HOP_S >= seconds:
            break
    share = 100.0 * np.array(costs) / HOP_S
    product_us = 1e6 * float(np.median(products))
    return {
        "ear_brain_and_rhythm": Figure(
            float(np.median(share)),
            "% of a core",
            float(np.quantile(share, 0.99)),
            "≤ 4",
            f"one recurrent product ({3 * _UNITS} × {_UNITS}) takes {product_us:.0f} µs in this run",
        )
    }


def measure_start(seconds: float) -> dict[str, Figure]:
    """From the command to the first picture: whole processes, as a person starts them, about `seconds` in all."""
    until = time.monotonic() + seconds
    firsts: list[float] = []
    bare: list[float] = []
    while len(firsts) < 3 or time.monotonic() < until:
        firsts.append(_time_to_first_picture())
        bare.append(_time_command([sys.executable, "-c", "import numpy, moderngl, pygame"]))
    return {
        "first_picture": Figure(
            float(np.median(firsts)),
            "s",
            float(np.quantile(firsts, 0.99)),
            "< 3",
            f"Python with numpy, moderngl and pygame alone takes {float(np.median(bare)):.2f} s in this run; "
            f"{len(firsts)} starts",
        )
    }


def _time_to_first_picture() -> float:
    words = ["play", "--demo", "--mute", "--seconds", "0.1", "--osc-port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        show = subprocess.Popen(
            [sys.executable, "-m", "engine.commands", *words, "--record", f"{folder}/film.mp4"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert show.stdout is not None
        said = []
        for line in show.stdout:
            said.append(line)
            if line.startswith("ready"):
                shown = time.monotonic()
                show.communicate()
                return shown - began
    raise GraphicsError("The show did not start: " + "".join(said))


def measure_launcher(seconds: float) -> dict[str, Figure]:
    """What `run.py` adds to the command behind it, in a checkout that is set up."""
    root = Path(__file__).resolve().parents[2]
    run, command = root / "run.py", Path(sys.executable).with_name("asterism")
    if not run.exists() or not command.is_relative_to(root / ".venv"):
        raise FileError("The launcher is measured from a checkout that run.py has set up: python3 run.py bench")
    through: list[float] = []
    direct: list[float] = []
    until = time.monotonic() + seconds
    while len(through) < 5 or time.monotonic() < until:
        through.append(_time_command([sys.executable, str(run), "--version"]))
        direct.append(_time_command([str(command), "--version"]))
    added = np.array(through) - np.array(direct)
    return {
        "launcher": Figure(
            float(np.median(added)),
            "s",
            float(np.quantile(added, 0.99)),
            "< 0.3",
            f"the command alone takes {float(np.median(direct)):.2f} s in this run; {len(added)} starts of each",
        )
    }


def _time_command(words: Sequence[str]) -> float:
    """Seconds that a command takes, from its start to its end."""
    began = time.monotonic()
    subprocess.run(words, capture_output=True, check=True)
    return time.monotonic() - began


def _copy_pass(screen: Screen, times: int = 20) -> list[float]:
    """Seconds for copying a full-size half-float texture into another, finished."""
    context = screen.context
    source, target = (context.texture(screen.size_px, 4, dtype="f2") for _ in range(2))
    framebuffer = context.framebuffer([target])
    shader = Shader(context, "library/fullscreen.vert", "picture/copy.frag")
    array = context.vertex_array(shader.program, [])
    taken = []
    for _ in range(times):
        framebuffer.use()
        source.use(0)
        shader.set(image=0)
        context.finish()
        began = time.perf_counter()
        array.render(moderngl.TRIANGLES, vertices=3)
        context.finish()
        taken.append(time.perf_counter() - began)
    for part in (array, framebuffer, source, target):
        part.release()
    screen.framebuffer.use()
    return taken[times // 4 :]


MEASURES: Mapping[str, Callable[[float], dict[str, Figure]]] = {
    "frames": measure_frames,
    "hearing": measure_hearing,
    "start": measure_start,
    "launcher": measure_launcher,
}
