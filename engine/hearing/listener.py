"""The stage's handle on the ear's process: starts it, hears its notices, starts it again when it dies.

In: a `SourceSpec` and a weights file. Out: a `Ring` to read Moments from, and `Notice`s for the overlay.
Used by the main process; one small thread waits for notices.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from engine.ear import BANDS
from engine.hearing.sources import SourceSpec
from engine.moments import Ring, Shape

_log = logging.getLogger(__name__)

_ROOT = str(Path(__file__).resolve().parents[2])
_RESTART_S = 1.0
_END_S = 2.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know. `kind`: "source" (what is heard), "lost" or "error"."""

    kind: str
    text: str


class Listener:
    """One ear's process at a time, watched. Call `poll` once per frame."""

    def __init__(self, spec: SourceSpec, weights: Path, units: int) -> None:
        self.ring = Ring.create(Shape(units, BANDS))
        self.restarts = 0
        self._command = [
            # -P: whatever the folder is that the person is in, a folder called engine there is not ours.
            *(sys.executable, "-P", "-m", "engine.hearing.process"),
            *(str(self.ring.path), str(weights), spec.to_json()),
        ]
        self._notices: deque[Notice] = deque(maxlen=64)
        self._process = self._start()
        self._died_at: float | None = None

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def poll(self, now: float) -> list[Notice]:
        """The notices since the last call; restarts a dead process a second after its death (`now`: monotonic)."""
        if self._process.poll() is not None:
            self._restart_when_due(now)
        notices = []
        while self._notices:
            notices.append(self._notices.popleft())
        return notices

    def close(self) -> None:
        """End the process and remove the ring."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.ring.close()

    def _start(self) -> "subprocess.Popen[str]":
        # One BLAS thread: the network's products are too small to share, and waking others makes hops late.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = os.pathsep.join([_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])])
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
            env=environment,
            # Ctrl-C and the end of the terminal go to the foreground's group; the ear ends when its input closes.
            process_group=0 if os.name == "posix" else None,
        )
        threading.Thread(target=self._hear_notices, args=(process,), daemon=True).start()
        return process

    def _hear_notices(self, process: "subprocess.Popen[str]") -> None:
        if process.stdout is None:
            return
        for line in process.stdout:
            try:
                notice = Notice(**json.loads(line))
            except (ValueError, TypeError):
                _log.warning("the ear said something that is not a notice: %s", line.strip())
                continue
            self._notices.append(notice)
        process.stdout.close()

    def _restart_when_due(self, now: float) -> None:
        if self._died_at is None:
            self._died_at = now
            self._notices.append(
                Notice("error", f"The ear's process ended with {self._process.returncode}; starting it again.")
            )
        elif now - self._died_at >= _RESTART_S:
            self._died_at = None
            self.restarts += 1
            self._process = self._start()
