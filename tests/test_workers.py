"""Processes that share work end with the one that they work for, however it ends.

In: a child that has two at work. Out: proof. Runs children.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from venue import wait_until

ROOT = Path(__file__).parents[1]

#: Tells who works, and then waits for work that never ends.
PARENT = """
import os, pathlib, sys, threading
from engine.workers import Workers

def work(folder):
    pathlib.Path(folder, str(os.getpid())).touch()
    threading.Event().wait()

if __name__ == "__main__":
    pool = Workers(2)
    for result in [pool.submit(work, sys.argv[1]) for _ in range(2)]:
        result.result()
"""


def is_there(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return not Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].startswith(" Z")
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_they_end_with_their_parent(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    folder = tmp_path / "at work"
    folder.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script), str(folder)], env=env) as parent:
        wait_until(lambda: len(list(folder.iterdir())) == 2, 60.0)
        parent.send_signal(how)
        assert parent.wait(30.0) == -how
    workers = [int(file.name) for file in folder.iterdir()]
    wait_until(lambda: not any(map(is_there, workers)), 30.0)
