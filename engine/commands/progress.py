"""How far a long piece of work is: a bar on the terminal.

In: how much is done of how much. Out: a line on standard error that is written over; a line now and then in a log.
Main process.
"""

import sys
import time

_WIDTH = 32


class Progress:
    """`whole`: how much there is to do, in whatever is counted."""

    def __init__(self, whole: int) -> None:
        self._whole = whole
        self._began = time.monotonic()
        self._shown = self._began
        self._live = sys.stderr is not None and sys.stderr.isatty()

    def show(self, done: int) -> None:
        """So much of it is done, at least 1; says so ten times a second at most."""
        now = time.monotonic()
        if done < self._whole and now - self._shown < (0.1 if self._live else 10.0):
            return
        self._shown = now
        left = (now - self._began) * (self._whole - done) / done
        filled = _WIDTH * done // self._whole
        text = f"{'█' * filled}{'·' * (_WIDTH - filled)} {100 * done // self._whole:3d}%  {_clock(left)} left"
        print(f"\r{text}" if self._live else text, end="" if self._live else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Nothing more comes: go on to the next line."""
        if self._live:
            print(file=sys.stderr)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
