"""Records a show or a rendering to an MP4 with sound.

In: pictures and blocks of sound with their times. Out: a film that plays even if the program is killed.
Encodes in a thread of its own, where no Ctrl-C can hit it between two halves of a write.
"""

import contextlib
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np

from engine.errors import FileError
from engine.show.film import Film, FilmFormat, Pixels, Samples

_Job = Callable[[Film], None]
_Places = threading.BoundedSemaphore

_log = logging.getLogger(__name__)

#: Live: how many pictures may wait for the encoder before further ones are dropped.
WAITING_FRAMES = 8
#: Live: how many blocks of sound may wait; some ten seconds.
WAITING_BLOCKS = 2000

# Sound that starts later than it should by no more than this follows without a gap: clocks differ a little.
_SLACK_S = 0.04
# Live: sound that is later than the picture by this will not come. Pictures wait in memory for their sound.
_PATIENCE_S = 1.0
_NICENESS = 5


class Recorder:
    """Writes an MP4: H.264 (BT.709) and, with `rate_hz`, AAC stereo.

    `size`: (width, height) in pixels. `fps`: frames a second. `live`: a show does not wait for its recording; when
    the encoder cannot keep up, frames are dropped and counted in `dropped`, and when the disk is full, the
    recording ends with a line in the log and the error in `problem`, and what is given from then on is passed over.
    Not live, the caller waits for the encoder, nothing is dropped, and trouble is raised by the next call.
    `encoder`, `crf`, `preset`: as in `FilmFormat`. Raises `FileError` when the film cannot be started: no such
    folder, no right to write, no encoder.
    """

    def __init__(
        self,
        path: Path | str,
        size: tuple[int, int],
        fps: float,
        rate_hz: int | None = None,
        *,
        live: bool = False,
        encoder: str = "libx264",
        crf: int = 18,
        preset: str = "veryfast",
    ) -> None:
        self.path = Path(path)
        # Live, half of the cores are the show's.
        threads = max(1, (os.cpu_count() or 2) // 2) if live else 0
        self._form = FilmFormat(size, fps, rate_hz, encoder, crf, preset, threads)
        self._rate_hz = rate_hz
        self._live = live
        self._newest = -1
        self._closed = False
        self._raised = False
        self.frames = 0
        self.dropped = 0
        self.problem: FileError | None = None
        self._jobs: queue.SimpleQueue[tuple[_Places, _Job] | None] = queue.SimpleQueue()
        self._frame_places = threading.BoundedSemaphore(WAITING_FRAMES)
        self._block_places = threading.BoundedSemaphore(WAITING_BLOCKS)
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()
        self._opened.wait()
        self._raise_problem()

    def write_frame(self, rgb: Pixels, t: float | None = None) -> None:
        """A picture, (height, width, 3 or 4) uint8, first row on top, shown at `t` seconds from the film's beginning.

        Without `t` it follows the one before. A second picture for the same frame is passed over. An array that
        can be written to is copied; one that cannot is kept, and must stay as it is. A picture of another size
        than the film's is made to fit. Raises `FileError` (not live).
        """
        number = self._newest + 1 if t is None else round(t * float(self._form.rate))
        if number > self._newest:
            kept = rgb.copy() if rgb.flags.writeable else rgb
            if self._do(self._frame_places, lambda film: self._add_frame(film, kept, number)):
                self._newest = number
            else:
                self.dropped += 1

    def write_sound(self, samples: Samples, t: float | None = None) -> None:
        """Sound, (n, 2) float32, -1..1, whose first sample is heard at `t` seconds from the film's beginning.

        Without `t` it follows what came before. A gap is filled with silence; what overlaps is left out.
        Raises `FileError` (not live).
        """
        if self._rate_hz is not None:
            kept = samples.copy()
            self._do(self._block_places, lambda film: self._add_sound(film, kept, t))

    def close(self) -> None:
        """Encode what still waits and finish the film. May be called again. Raises `FileError` (not live)."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()
            if not self._live:
                self._raise_problem()

    def _do(self, places: _Places, job: _Job) -> bool:
        """Put a job in the queue; False when there is no place for it. After trouble or the end, nothing is done."""
        if not self._live:
            self._raise_problem()
        if self._closed or self.problem is not None:
            return True
        if not places.acquire(blocking=not self._live):
            return False
        self._jobs.put((places, job))
        return True

    def _raise_problem(self) -> None:
        """Once, so that closing after an error does not raise it again."""
        if self.problem is not None and not self._raised:
            self._raised = True
            raise self.problem

    def _work(self) -> None:
        if self._live:
            _step_back()
        try:
            film = Film(self.path, self._form)
        except Exception as error:  # for the thread that waits for us
            self.problem = self._explain(error)
            return
        finally:
            self._opened.set()
        while (waiting := self._jobs.get()) is not None:
            places, job = waiting
            if self.problem is None:
                self._attempt(film, job)
            places.release()
        self._attempt(film, Film.close)

    def _attempt(self, film: Film, job: _Job) -> None:
        try:
            job(film)
        except Exception as error:  # whatever it is, it ends the recording and not the show
            self.problem = self.problem or self._explain(error)
            if self._live:
                _log.warning("%s The show goes on without the recording.", self.problem)

    def _explain(self, error: Exception) -> FileError:
        return error if isinstance(error, FileError) else FileError(f"The film {self.path} failed: {error!r}.")

    def _add_frame(self, film: Film, rgb: Pixels, number: int) -> None:
        film.add_frame(rgb, number)
        self.frames += 1
        if self._live and self._rate_hz is not None:
            shown = round(number / self._form.rate * self._rate_hz)
            if shown - film.samples > _PATIENCE_S * self._rate_hz:
                _add_silence(film, shown - film.samples - round(0.5 * _PATIENCE_S * self._rate_hz), self._rate_hz)

    def _add_sound(self, film: Film, samples: Samples, t: float | None) -> None:
        if t is not None and self._rate_hz is not None:
            gap = round(t * self._rate_hz) - film.samples
            if gap > _SLACK_S * self._rate_hz:
                _add_silence(film, gap, self._rate_hz)
            elif gap < -_SLACK_S * self._rate_hz:
                samples = samples[-gap:]
        film.add_sound(samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _add_silence(film: Film, count: int, block: int) -> None:
    for start in range(0, count, block):
        film.add_sound(np.zeros((min(block, count - start), 2), np.float32))


def _step_back() -> None:
    """Let the picture and the ear go first where this thread's rank can be set by itself."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
