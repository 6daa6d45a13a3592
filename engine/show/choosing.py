"""The chooser in the window, where it disturbs no audience; and pictures of the show for looks that have none.

In: the desk, the screen, keys and clicks. Out: the wall over the picture; thumbnails for the keeper.
Main process, on the thread that owns the OpenGL context.
"""

from engine.controls.board import Values
from engine.show.looks.desk import Desk
from engine.stage.picture import master_light
from engine.stage.readback import Readback
from engine.stage.screen import Screen
from engine.stage.wall import Box, Wall

_HIDDEN = "The chooser is open. On a full screen it shows together with the overlay: press H."
# A picture of a show that is dark says nothing of the look.
_LEAST_LIGHT = 0.25


class Choosing:
    """`shown`: on a full screen the chooser shows with the overlay only, as notices do."""

    def __init__(self, screen: Screen, desk: Desk) -> None:
        self.shown = False
        self._screen = screen
        self._desk = desk
        self._wall = Wall(screen.context)
        self._readback = Readback(screen.context)
        self._sitting: str | None = None
        self._told = False

    def follow(self, overlay_on: bool) -> str:
        """Once a frame. Returns what a person should know, or ""."""
        chooser = self._desk.chooser
        shown = chooser.on and (overlay_on or not self._screen.fullscreen)
        if shown != self.shown:
            self._screen.set_pointing(shown)
            self.shown = shown
        tells = chooser.on and not shown and not self._told
        self._told = chooser.on and not shown
        return _HIDDEN if tells else ""

    def press(self, name: str) -> bool:
        """A key goes down. Whether it was the chooser's."""
        return self.shown and self._desk.chooser.press(name)

    def click(self, place_px: tuple[int, int]) -> None:
        """The mouse's button goes down at a place from the picture's upper left."""
        tile = self._wall.hit(place_px, self._screen.size_px) if self.shown else None
        if tile is not None:
            self._desk.chooser.click(tile)

    def draw(self) -> tuple[Box, ...]:
        """Draw the chooser, if it is shown, over the picture. Returns what it covers."""
        self._wall.show(*(self._desk.chooser.tiles() if self.shown else ((), "")))
        return self._wall.draw(self._screen.framebuffer, self._screen.size_px)

    def see(self, t: float, values: Values) -> None:
        """The picture of show time `t` is drawn, of these values, and nothing over it."""
        keeper = self._desk.keeper
        for _, picture in self._readback.ready():
            if self._sitting is not None:
                keeper.keep_picture(self._sitting, picture[:, :, :3], self._desk.chooser.album)
                self._sitting = None
        if keeper.portraits and self._sitting is None:
            look = keeper.portraits.pop(0)
            if master_light(values) >= _LEAST_LIGHT:
                self._sitting = look
                self._readback.take(self._screen.framebuffer, self._screen.size_px, t)
