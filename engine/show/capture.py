"""Takes the finished pictures to a film and a contact sheet while the show goes on.

In: the screen, each frame. Out: an MP4 and a PNG.
Main process, frame loop; encoding is in the recorder's own thread.
"""

from pathlib import Path

from engine.show.contact import ContactSheet
from engine.show.recorder import Recorder
from engine.stage.screen import Screen


class Capture:
    """Records to `film`, and a contact sheet beside it, at `fps`; the screen's first size stays the film's."""

    def __init__(self, film: Path, screen: Screen, fps: float) -> None:
        self.film = film
        self.sheet = film.with_suffix(".png")
        self._size = screen.size_px
        self._period = 1.0 / fps
        self._due = 0.0
        self._recorder = Recorder(film, self._size, fps, live=True)
        self._contact = ContactSheet()

    def see(self, t: float, screen: Screen) -> None:
        """Take the picture of show time `t`, if the film has a frame due."""
        if t < self._due or screen.size_px != self._size:
            return
        self._due = max(self._due + self._period, t - self._period)
        picture = screen.read_pixels()
        self._recorder.write_frame(picture, t)
        self._contact.offer(t, picture)

    def close(self) -> str:
        """Finish both files; says where they are."""
        self._recorder.close()
        self._contact.save(self.sheet)
        return f"{self.film} and {self.sheet}"
