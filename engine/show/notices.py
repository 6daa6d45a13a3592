"""Notices: what a person should know, said once, on the terminal and for a while in the overlay.

In: texts, and the program's log from warnings on. Out: the newest notices.
Main process; log records may come from any thread.
"""

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable

#: Seconds for which a notice stays in the overlay.
SHOWN_S = 8.0
_SHOWN = 3


def _print(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Notices(logging.Handler):
    """Collects notices. One that repeats itself while it is still shown is not said again."""

    def __init__(self, now: Callable[[], float], say: Callable[[str], None] = _print) -> None:
        super().__init__(logging.WARNING)
        self._now = now
        self._say = say
        self._mutex = threading.Lock()
        self._newest: deque[tuple[float, str]] = deque(maxlen=16)

    def add(self, text: str) -> None:
        """Tell the person."""
        now = self._now()
        with self._mutex:
            known = any(text == said and now - at < SHOWN_S for at, said in self._newest)
            if not known:
                self._newest.append((now, text))
        if not known:
            self._say(text)

    def shown(self) -> list[str]:
        """The notices for the overlay now, oldest first."""
        now = self._now()
        with self._mutex:
            return [text for at, text in self._newest if now - at < SHOWN_S][-_SHOWN:]

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the program's log."""
        self.add(record.getMessage())
