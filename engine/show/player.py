"""The frame loop: sound, hands, picture, sixty times a second, and nothing that stops it.

In: what `engine.show.start` has opened. Out: pictures on the screen, and to the recording if there is one.
Main process, main thread, which owns the window and its OpenGL context.
"""

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.controls.event import Control, Verb
from engine.controls.keys import Keyboard, ask_to_quit
from engine.controls.standing import Outlet
from engine.hearing.listener import Listener
from engine.moments import Moments
from engine.show.company import Input, Monitor, Partner, Watcher
from engine.show.dashboard import Dashboard, Readings
from engine.show.learning import Learning
from engine.show.notices import Notices
from engine.show.pacing import Bounds, Pacing, Timetable, inner_size
from engine.show.performance import Heard, Performance
from engine.stage.gauge import Gauge
from engine.stage.screen import Clicked, CloseRequested, KeyboardLost, KeyPressed, KeyReleased, Screen

_LONGEST_STEP_S = 0.1
_RELOAD_EVERY_S = 0.5
_COACTIVATION_EVERY_S = 0.1
_PREPARE_EVERY_S = 1.0
# Of a frame's period: so long, and the frame may be late for it.
_LONG = 0.2
# A display that says it makes us wait, and does not, as one that shows nothing of the window, gets this much too many.
_TOO_FAST = 1.1


@dataclass(slots=True)
class Player:
    """Plays until somebody quits, or for `seconds`.

    `rate_hz`: the most frames a second; None is the display's rate, and 0 as many as there can be.
    """

    screen: Screen
    performance: Performance
    listener: Listener
    keyboard: Keyboard
    inputs: list[Input]
    notices: Notices
    outlets: list[Outlet] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    rate_hz: float | None = None
    watcher: Watcher | None = None
    seconds: float | None = None
    overlay_on: bool = False
    learning: Learning | None = None
    monitor: Monitor | None = None
    monitor_on: bool = False
    first_picture: Callable[[], None] = lambda: None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    source: str = ""
    _playing: bool = False
    _shown: bool = False
    _newest: int = -1
    _moment: np.void | None = None
    _bonds_at: float = 0.0
    _reload_at: float = 0.0
    _prepare_at: float = 1.0
    _pacing: Pacing = field(default_factory=Pacing)
    _timetable: Timetable = field(default_factory=Timetable)
    _gauge: Gauge = field(init=False)
    _dashboard: Dashboard = field(init=False)

    def __post_init__(self) -> None:
        self._gauge = Gauge(self.screen.context)
        self._dashboard = Dashboard(
            *(self.screen, self.performance, self.listener, self.notices),
            inputs=self.inputs,
            partners=self.partners,
            learning=self.learning,
            monitor=self.monitor,
        )

    def run(self) -> None:
        """The loop: one snapshot of time, hands and sound a frame, and the picture that follows from it."""
        self._playing = True
        start = before = self.clock()
        while self._playing:
            now = self.clock()
            t, took = now - start, now - before
            dt, before = min(took, _LONGEST_STEP_S), now
            controls: list[Control] = []
            heard = _nothing(self.listener)
            with self._unstoppable("controls"):
                controls = self._read_hands(t)
            with self._unstoppable("the ear"):
                heard = self._read_ear(now)
            with self._unstoppable("the performance"):
                self._obey(self.performance.advance(t, dt, heard, controls))
                for trouble in self.performance.take_troubles():
                    self.notices.add(trouble)
                question = self.performance.desk.take_question()
                if question is not None:
                    self.keyboard.ask(question)
            self._tell()
            inner = None
            with self._unstoppable("the pace"):
                inner = self._pick_size(now, took)
            with self._gauge.frame():
                with self._unstoppable("the picture"):
                    self.performance.draw(self.screen.framebuffer, self.screen.size_px, inner)
                with self._unstoppable("the recording"):
                    if self.watcher is not None:
                        self.watcher.see(t, self.screen)
                with self._unstoppable("the chooser"):
                    self._dashboard.choosing.see(t, self.performance.values)
                with self._unstoppable("the overlay"):
                    self._dashboard.draw(self._readings(t, took), self.overlay_on, self.monitor_on)
            with self._unstoppable("the screen"):
                self.screen.present()
            if not self._shown:
                self.first_picture()
            self._shown = True
            with self._unstoppable("reloading"):
                self._look_after(t)
            self._playing &= self.seconds is None or t < self.seconds
            self._rest()

    @contextlib.contextmanager
    def _unstoppable(self, what: str) -> Iterator[None]:
        """Whatever goes wrong in one part of a frame, the rest of it and the next one follow."""
        try:
            yield
        except Exception as error:  # here, because on stage nothing may stop the picture
            self.notices.add(f"Trouble with {what}: {error!r}. Playing on.")

    def _read_hands(self, t: float) -> list[Control]:
        controls: list[Control] = [*self.keyboard.expire(t)]
        for event in self.screen.poll():
            if isinstance(event, KeyPressed):
                controls += self._press(event.name, t)
            elif isinstance(event, KeyReleased):
                if self.learning is not None:
                    self.learning.release(event.name)
                controls += self.keyboard.release(event.name, t)
            elif isinstance(event, KeyboardLost):
                if self.learning is not None:
                    self.learning.release()
                controls += self.keyboard.release_all(t)
            elif isinstance(event, Clicked):
                self._dashboard.choosing.click(event.place_px)
            elif isinstance(event, CloseRequested):
                self._playing = self._playing and self.keyboard.question(t) is None
                self.keyboard.ask(ask_to_quit(t))
        for source in self.inputs:
            with self._unstoppable("controls"):  # one that fails leaves the keys and the others
                controls += source.poll(t)
        return controls if self.learning is None else self.learning.take(controls, t)

    def _press(self, name: str, t: float) -> list[Control]:
        """A key goes down: it answers a question, or is learning's, or else a key like any other."""
        if self.learning is not None and self.learning.takes_keys and self.keyboard.question(t) is None:
            self.learning.press(name, t)
            return []
        if self.keyboard.question(t) is None and self._dashboard.choosing.press(name):
            return []
        return self.keyboard.press(name, t)

    def _tell(self) -> None:
        """Tell motor faders, lights and other programs how things stand."""
        for outlet in self.outlets:
            with self._unstoppable("what is sent to others"):
                outlet.tell(self.performance.standing)

    def _read_ear(self, now: float) -> Heard:
        for notice in self.listener.poll(now):
            if notice.kind == "source":
                if self.source:
                    self.notices.add(f"Hearing again: {notice.text}")
                self.source = notice.text
            else:
                self.notices.add(notice.text)
        ring = self.listener.ring
        values = self.performance.values
        ring.set_ear(values.number("/ear/gain"), values.number("/ear/gate"), values.flag("/ear/auto"))
        moments = ring.read(after=self._newest)
        if len(moments):
            self._newest = int(moments["index"][-1])
            self._moment = moments[-1]
        bonds = None
        if now - self._bonds_at >= _COACTIVATION_EVERY_S:
            self._bonds_at = now
            bonds = ring.read_coactivation()
        return Heard(moments, bonds, now - float(moments["heard"][-1]) if len(moments) else 0.0)

    def _obey(self, verbs: list[Verb]) -> None:
        """The verbs that are about the window and the evening, not about the picture."""
        for verb in verbs:
            if verb.name == "fullscreen":
                self.screen.set_fullscreen(not self.screen.fullscreen)
            elif verb.name == "overlay":
                self.overlay_on = not self.overlay_on
            elif verb.name == "monitor":
                self.monitor_on = not self.monitor_on
            elif verb.name == "quit":
                self._playing = False
            elif self.learning is not None and self.learning.obey(verb):
                continue
            elif not any(partner.obey(verb) for partner in self.partners):
                self.notices.add(f"Nobody does {verb.name} here. For Ableton Live: [live] in the rig file, or --live.")

    def _pick_size(self, now: float, took: float) -> tuple[int, int]:
        """How large to draw, given how long the frame before took."""
        number, flag = self.performance.values.number, self.performance.values.flag
        bounds = Bounds(number("/frame/resolution"), number("/frame/floor"), flag("/frame/adapt"))
        scale = self._pacing.advance(now, took, self._gauge.cost, self._period, bounds)
        return inner_size(self.screen.size_px, scale)

    @property
    def _period(self) -> float:
        """Seconds that a frame shall take; 0 for as few as can be. The display is another when the window has moved."""
        rate_hz = self.screen.rate_hz if self.rate_hz is None else self.rate_hz
        if self.screen.vsync:
            rate_hz = min(rate_hz or math.inf, self.screen.rate_hz)
        return 1.0 / rate_hz if rate_hz > 0.0 else 0.0

    def _readings(self, t: float, took: float) -> Readings:
        question = self.keyboard.question(t)
        text = question.text if question else ""
        return Readings(t, took, self._period, self._pacing.scale, self._moment, self.source, text)

    def _look_after(self, t: float) -> None:
        """What is not drawing, now that the frame is shown. If it takes long, that is not the picture's fault."""
        began = self.clock()
        for text in self.learning.take_news() if self.learning is not None else ():
            self.notices.add(text)
        self._reload(t)
        self._prepare(t)
        if self.clock() - began > _LONG * self._period:
            self._pacing.excuse()

    def _reload(self, t: float) -> None:
        """Look whether files have changed on disk, now and then; compile what has, a shader a frame."""
        if t - self._reload_at >= _RELOAD_EVERY_S:
            self._reload_at = t
            for error in self.performance.reload():
                self.notices.add(str(error))
            for error in self.learning.refresh() if self.learning is not None else ():
                self.notices.add(str(error))
        mistake = self.performance.stage.compile_one()
        if mistake is not None:
            self.notices.add(str(mistake))

    def _prepare(self, t: float) -> None:
        """Once the show runs, make what may be wanted later, a scene at a time, so that a switch finds it compiled."""
        if t >= self._prepare_at:
            self._prepare_at = t + _PREPARE_EVERY_S  # for ever: what was broken may be mended
            self.performance.stage.prepare()

    def _rest(self) -> None:
        """Wait for the next frame's time, where the display does not make us wait for it."""
        period = self._period
        if self.screen.vsync and period <= 1.0 / self.screen.rate_hz:
            period /= _TOO_FAST
        self.sleep(self._timetable.wait(self.clock(), period))


def _nothing(listener: Listener) -> Heard:
    moments: Moments = listener.ring.read(limit=0)
    return Heard(moments, None)
