"""A child process to talk with: PortAudio reads its environment and its devices once, at the process's start.

In: Python code and an environment. Out: the lines that the code prints, as they come.
Runs in the test process; a thread takes in the child's lines.
"""

import queue
import subprocess
import sys
import threading
from pathlib import Path

from venue.processes import stop

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


class Child:
    """Python code in a process of its own; `hear` awaits its lines, `say` sends it one."""

    def __init__(self, code: str, env: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.lines: list[str] = []
        self._arriving: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def say(self, line: str = "") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, beginning: str = "") -> str:
        """The rest of the next line that starts with `beginning`; fails with all that was said when there is none."""
        while True:
            try:
                line = self._arriving.get(timeout=PATIENCE_S)
            except queue.Empty:
                line = None
            if line is None:
                said = "\n".join(self.lines)
                raise AssertionError(f"waited in vain for {beginning!r}; the child said:\n{said}")
            self.lines.append(line)
            if line.startswith(beginning):
                return line.removeprefix(beginning).strip()

    def end(self) -> int:
        """Close its input, await its end, and return its exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        stop(self.process)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._arriving.put(line.decode(errors="replace").rstrip("\n"))
        self._arriving.put(None)
