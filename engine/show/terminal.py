"""The terminal, spoken to by a thread of its own: one that is stopped, closed or gone stops nobody.

In: lines of text. Out: the same lines on standard output and standard error, in order.
Called from any thread of the main process; the writing thread waits for the terminal, and nobody waits for that thread.
"""

import contextlib
import queue
import sys
import threading
from typing import Literal, TypeAlias

Stream: TypeAlias = Literal["stdout", "stderr"]

_WAITING = 200
_END_S = 1.0


class Terminal:
    """Prints lines. When the terminal takes none (Ctrl-S), later ones wait, and those beyond 200 are lost."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[tuple[str, Stream] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._print, name="terminal", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many lines are not printed yet, besides the one that is being printed."""
        return self._lines.qsize()

    def say(self, what: str, text: str) -> None:
        """One line about a choice, on standard output."""
        self._put(f"{what:<8} {text}", "stdout")

    def warn(self, text: str) -> None:
        """One line about trouble, on standard error."""
        self._put(text, "stderr")

    def close(self) -> None:
        """Wait until all is printed, but no longer than a second."""
        self._lines.put(None)
        self._thread.join(_END_S)

    def _put(self, text: str, stream: Stream) -> None:
        if self.waiting < _WAITING:
            self._lines.put((text, stream))

    def _print(self) -> None:
        while (line := self._lines.get()) is not None:
            text, stream = line
            # A pipe that nobody reads, a terminal that was closed, a stream that cannot write a letter.
            with contextlib.suppress(OSError, ValueError):
                print(text, file=getattr(sys, stream), flush=True)
