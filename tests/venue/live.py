"""Ableton Live as a process of its own: the stand-in for AbletonOSC, and a person's hands in it.

In: ports. Out: `Live`. Runs in the test process; the stand-in is a child, ended by its own process id.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from venue.processes import stop

STAND_IN = Path(__file__).parent / "ableton_osc.py"
FASTER = 4.0
"""Its ticks follow each other so much faster than Live's: who talks to it lets time pass as much faster."""


class Live:
    """Live as a process. Whatever a person can do in it is a method: `live.do("launch", 1)`."""

    def __init__(self, port: int = 0, reply_port: int = 1, version: str = "new") -> None:
        command = [sys.executable, str(STAND_IN), "--port", str(port), "--reply-port", str(reply_port)]
        self.process = subprocess.Popen(
            [*command, "--tick", str(0.1 / FASTER), "--version", version],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.port: int = self._answer()

    def do(self, what: str, *given: object) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, *given]).encode() + b"\n")
        self.process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        stop(self.process)

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
