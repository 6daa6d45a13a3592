"""A foreign program's flood: so many messages a second, begun and ended by words on its standard input.

In: how a message is sent; the words begin, end and finish. Out: messages; a line of JSON for each word.
A process of its own, started by `engine.show.bench.hands`.
"""

import json
import selectors
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_TICK_S = 0.001
_PROBE_S = 0.05
_MOST = 1000


@dataclass(slots=True)
class Flood:
    """`turn` sends message number so much; `probe` sends a probe, and returns what its parameter becomes by it.

    turned: how many messages were sent, besides the probes. cpu_s: the processor time that sending took.
    """

    rate_hz: float
    turn: Callable[[int], None]
    probe: Callable[[int], float]
    turned: int = 0
    cpu_s: float = 0.0
    probes: list[tuple[float, float]] = field(default_factory=list)
    _cpu_before: float = 0.0
    _flowing: float | None = None
    _flowed: int = 0
    _probe_at: float = 0.0

    @property
    def sent(self) -> int:
        """How many messages were sent in all."""
        return self.turned + len(self.probes)

    def begin(self) -> None:
        """From now on."""
        self._flowing, self._flowed = time.monotonic(), 0
        self._cpu_before = time.process_time()

    def end(self) -> None:
        """No more."""
        self.cpu_s += time.process_time() - self._cpu_before
        self._flowing = None

    def tick(self) -> None:
        """Send what is due."""
        now = time.monotonic()
        if self._flowing is None:
            return
        due = int((now - self._flowing) * self.rate_hz) - self._flowed
        for _ in range(min(due, _MOST)):
            self.turn(self.turned)
            self.turned += 1
        self._flowed += due
        if now >= self._probe_at:
            self._probe_at = now + _PROBE_S
            sent_at = time.monotonic()
            self.probes.append((self.probe(len(self.probes)), sent_at))

    def serve(self, newest: Callable[[], dict[str, float]]) -> None:
        """Obey until the end; then say what was sent, and what each parameter was last turned to."""
        selector = selectors.DefaultSelector()
        selector.register(sys.stdin, selectors.EVENT_READ)
        words: dict[str, Callable[[], None]] = {"begin": self.begin, "end": self.end}
        while True:
            if selector.select(_TICK_S):
                word = sys.stdin.readline().strip()
                if word not in words:
                    break
                words[word]()
                print("{}", flush=True)
            self.tick()
        said: dict[str, Any] = {"sent": self.sent, "newest": newest(), "probes": self.probes, "cpu_s": self.cpu_s}
        print(json.dumps(said), flush=True)
