"""Takes the finished pictures to a film and a contact sheet while the show goes on.

In: the screen, each frame. Out: an MP4 and a PNG.
Main process, frame loop, which never waits for it: pictures come from the card two frames late, and encoding is in the
recorder's own thread.
"""

from pathlib import Path

from engine.errors import FileError
from engine.show.contact import ContactSheet
from engine.show.film import Pixels
from engine.show.recorder import Recorder
from engine.stage.readback import Readback
from engine.stage.screen import Screen

# By so much of a period a picture may be early: the display's clock and the film's are two.
_EARLY = 0.25


class Capture:
    """Records to `film`, and a contact sheet beside it, at `fps`. The screen's first size stays the film's: pictures of
    another size are made to fit. Nothing is written over: where either file is there already, `film` gets a number.
    Raises `FileError` when the film cannot be started.
    """

    def __init__(self, film: Path, screen: Screen, fps: float) -> None:
        self.film = _find_free(film)
        self.sheet = _sheet_of(self.film)
        self._period = 1.0 / fps
        self._due = 0.0
        self._recorder = Recorder(self.film, screen.size_px, fps, live=True)
        self._readback = Readback(screen.context)
        self._contact = ContactSheet()

    def see(self, t: float, screen: Screen) -> None:
        """Take the picture of show time `t`, if the film has a frame due, and write those that have come."""
        for shown, picture in self._readback.ready():
            self._write(shown, picture)
        if t < self._due - _EARLY * self._period:
            return
        self._due = max(self._due + self._period, t - self._period)
        self._readback.take(screen.framebuffer, screen.size_px, t)

    def close(self) -> str:
        """Finish both files; says where they are, and what is wrong with them. To be called before the screen goes."""
        for shown, picture in self._readback.flush():
            self._write(shown, picture)
        self._readback.release()
        self._recorder.close()
        said = str(self._recorder.problem or self.film)
        try:
            self._contact.save(self.sheet)
        except FileError as error:
            return f"{said} {error}"
        return f"{said} and {self.sheet}"

    def _write(self, t: float, picture: Pixels) -> None:
        self._recorder.write_frame(picture, t)
        self._contact.offer(t, picture)


def _find_free(film: Path) -> Path:
    """`film`, or show-2.mp4 for show.mp4: a show that starts again keeps what was recorded before."""
    if film.is_dir():
        raise FileError(f"Cannot write {film}: it is a folder. Name a film in it, such as {film / 'show.mp4'}.")
    if _sheet_of(film) == film:
        raise FileError(f"{film} is the name of a picture; name a film, such as {film.with_suffix('.mp4')}.")
    free, number = film, 1
    while free.exists() or _sheet_of(free).exists():
        number += 1
        free = film.with_name(f"{film.stem}-{number}{film.suffix}")
    return free


def _sheet_of(film: Path) -> Path:
    return film.with_name(f"{film.stem}.png")
