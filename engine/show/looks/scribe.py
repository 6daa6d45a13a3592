"""The scribe saves while the show goes on: a disk may take its time, and a frame may not wait for it.

In: what is to be saved. Out: files in the person's folder; what became of each.
A thread of its own writes; the frame loop asks for results.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from engine.errors import AsterismError, FileError
from engine.presets.preset import Preset

_END_S = 5.0


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that is on the disk now. said: what a person should know. preset: the look that it holds, if it is one."""

    path: Path
    said: str
    preset: Preset | None = None


Job: TypeAlias = Callable[[], Saved]
"""Writes one file. Raises an `AsterismError` where it cannot, and then nothing has changed."""


class Scribe:
    """Does one job after the other. `results` are for the frame loop, once a frame."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Saved | AsterismError] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether there is something whose result nobody has taken yet."""
        return self._waiting > 0

    def save(self, job: Job) -> None:
        """Do this soon."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="scribe", daemon=True)
            self._thread.start()
        self._waiting += 1
        self._jobs.put(job)

    def results(self) -> list[Saved | AsterismError]:
        """What was saved, or could not be, since the last call; never waits."""
        done: list[Saved | AsterismError] = []
        while not self._done.empty():
            done.append(self._done.get())
        self._waiting -= len(done)
        return done

    def close(self) -> None:
        """Finish what was ordered; wait for a slow disk, but not for ever."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(_END_S)
            self._thread = None

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._done.put(job())
            except AsterismError as error:
                self._done.put(error)
            except Exception as error:  # here, because the next job must be done all the same
                self._done.put(FileError(f"Trouble with saving: {error!r}."))
