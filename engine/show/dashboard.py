"""What the VJ reads over the picture: how things stand, notices, the question, learning, messages, and the chooser.

In: the show's parts, and a frame's readings. Out: type and pictures, drawn over a finished picture.
Main process, on the thread that owns the OpenGL context, after the picture was seen by everybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.hearing.listener import Listener
from engine.show.choosing import Choosing
from engine.show.company import Input, Monitor, Partner
from engine.show.learning import Learning
from engine.show.notices import Notices
from engine.show.performance import Performance
from engine.show.status import Pace, describe_picture, describe_status
from engine.stage.overlay import Overlay
from engine.stage.panel import HandLine
from engine.stage.screen import Screen


@dataclass(frozen=True, slots=True)
class Readings:
    """Of one frame: show time `t`, how long the frame before `took` and should have, `period`, all in seconds.

    `scale`: how large the picture is drawn, 0..1. `moment`: the newest, None before the first. `source`: what is heard.
    `question`: what is asked before something is lost, "" for nothing.
    """

    t: float
    took: float
    period: float
    scale: float
    moment: np.void | None
    source: str
    question: str = ""


class Dashboard:
    """Call `draw` once a frame."""

    def __init__(
        self,
        screen: Screen,
        performance: Performance,
        listener: Listener,
        notices: Notices,
        *,
        inputs: Sequence[Input],
        partners: Sequence[Partner],
        learning: Learning | None,
        monitor: Monitor | None,
    ) -> None:
        #: The pictures of looks to choose from.
        self.choosing = Choosing(screen, performance.desk)
        self._screen = screen
        self._performance = performance
        self._listener = listener
        self._notices = notices
        self._inputs = inputs
        self._partners = partners
        self.learning = learning
        self.monitor = monitor
        self._pace = Pace()
        self._overlay = Overlay(screen.context)

    def draw(self, readings: Readings, status_on: bool, monitor_on: bool) -> None:
        """Draw what is to be read now; nothing where there is nothing. What it covers, the X-ray leaves free."""
        self._pace.count(readings.t, readings.took, readings.period)
        remark = self.choosing.follow(status_on)
        if remark:
            self._notices.add(remark)
        # An audience should not read our troubles: on a full screen they are in the overlay and the terminal only.
        notices = self._notices.shown() if status_on or not self._screen.fullscreen else []
        xray = self._performance.stage.xray
        xray.taken = ()
        foot = self.monitor.lines() if monitor_on and self.monitor is not None else []
        learning = self.learning.view() if self.learning is not None else None
        if not (status_on or readings.question or notices or foot or learning or self.choosing.shown):
            return
        # Who chooses a look wants to see the looks.
        status = status_on and not self.choosing.shown
        level = float(readings.moment["level_db"]) if status and readings.moment is not None else None
        self._overlay.show(
            self._status(readings) if status else [],
            notices,
            level,
            gate_db=self._performance.values.number("/ear/gate"),
            question=readings.question,
            foot=foot,
            hands=self._hands(readings.t) if status else [],
            learning=learning,
        )
        chooser = self.choosing.draw()
        xray.taken = (*chooser, *self._overlay.draw(self._screen.framebuffer, self._screen.size_px))

    def _status(self, readings: Readings) -> list[tuple[str, str]]:
        """Labels and values of how things stand."""
        last = self.learning.last() if self.learning is not None else None
        health = self._listener.ring.health
        lines = describe_status(
            self._performance, readings.moment, health, readings.source, self._pace, self._inputs, last
        )
        lines.insert(1, ("picture", describe_picture(self._screen.size_px, readings.scale)))
        return [*lines, *(partner.describe() for partner in self._partners)]

    def _hands(self, t: float) -> list[HandLine]:
        """Where hands are against where their parameters are."""
        touches = self.learning.touches(t) if self.learning is not None else ()
        return [HandLine(each.name, each.hand, each.value, each.advice) for each in touches]
