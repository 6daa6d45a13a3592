"""A log of what arrives by OSC, as a file, written by a thread of its own: a slow disk makes nobody wait.

In: lines. Out: the same lines in a file, as long as they are not more than a disk can take.
Called from the main process's frame loop; the writing thread waits for the disk.
"""

import contextlib
import queue
import threading
from pathlib import Path
from typing import TextIO

from engine.errors import FileError

LINES_A_SECOND = 200.0
"""More are left out, and counted."""

_WAITING = 2000
_END_S = 2.0


class OscLog:
    """Appends to a file. FileError when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: TextIO = path.open("a", encoding="utf-8")
        except OSError as error:
            raise FileError(f"{path}: the OSC log cannot be written: {error.strerror or error}") from error
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._allowance = LINES_A_SECOND
        self._left_out = 0
        self._t = 0.0
        self._thread = threading.Thread(target=self._write, name="osc-log", daemon=True)
        self._thread.start()

    def tick(self, t: float) -> None:
        """A frame at show time `t`: so much time for so many lines more."""
        self._allowance = min(LINES_A_SECOND, self._allowance + (t - self._t) * LINES_A_SECOND)
        self._t = t
        if self._left_out and self._allowance >= 1.0:
            line, self._left_out = f"{t:10.3f}  … {self._left_out} lines left out", 0
            self.write(line)

    def write(self, line: str) -> None:
        """Take a line; never waits."""
        if self._allowance < 1.0 or self._lines.qsize() >= _WAITING:
            self._left_out += 1
            return
        self._allowance -= 1.0
        self._lines.put(line)

    def close(self) -> None:
        """Wait until all is written, but no longer than two seconds."""
        self._lines.put(None)
        self._thread.join(_END_S)

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._file:
            while (line := self._lines.get()) is not None:
                self._file.write(line + "\n")
                if self._lines.empty():
                    self._file.flush()
