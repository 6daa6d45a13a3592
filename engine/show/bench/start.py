"""How long the show and the launcher take to start.

In: nothing but the machine. Out: seconds, beside those of a bare start of the same kind.
Main process; starts whole commands as children, as a person does.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.errors import FileError, GraphicsError
from engine.show.bench.figures import Figure


def measure_start(seconds: float) -> dict[str, Figure]:
    """From the command to the first picture: whole processes, as a person starts them, about `seconds` in all."""
    until = time.monotonic() + seconds
    firsts: list[float] = []
    bare: list[float] = []
    while len(firsts) < 3 or time.monotonic() < until:
        firsts.append(_time_to_first_picture())
        bare.append(_time_command([sys.executable, "-c", "import numpy, moderngl, pygame"]))
    return {
        "first_picture": Figure.of(
            firsts,
            "s",
            "< 3",
            f"Python with numpy, moderngl and pygame alone takes {float(np.median(bare)):.2f} s in this run; "
            f"{len(firsts)} starts",
        )
    }


def _time_to_first_picture() -> float:
    words = ["play", "--demo", "--mute", "--seconds", "0.1", "--osc-port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        show = subprocess.Popen(
            [sys.executable, "-m", "engine.commands", *words, "--record", f"{folder}/film.mp4"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert show.stdout is not None
        said = []
        for line in show.stdout:
            said.append(line)
            if line.startswith("ready"):
                shown = time.monotonic()
                show.communicate()
                return shown - began
    raise GraphicsError("The show did not start: " + "".join(said))


def measure_launcher(seconds: float) -> dict[str, Figure]:
    """What `run.py` adds to the command behind it, in a checkout that is set up."""
    root = Path(__file__).resolve().parents[3]
    run, command = root / "run.py", Path(sys.executable).with_name("asterism")
    if not run.exists() or not command.is_relative_to(root / ".venv"):
        raise FileError("The launcher is measured from a checkout that run.py has set up: python3 run.py bench")
    through: list[float] = []
    direct: list[float] = []
    until = time.monotonic() + seconds
    while len(through) < 5 or time.monotonic() < until:
        through.append(_time_command([sys.executable, str(run), "--version"]))
        direct.append(_time_command([str(command), "--version"]))
    added = np.array(through) - np.array(direct)
    return {
        "launcher": Figure.of(
            added,
            "s",
            "< 0.3",
            f"the command alone takes {float(np.median(direct)):.2f} s in this run; {len(added)} starts of each",
        )
    }


def _time_command(words: Sequence[str]) -> float:
    """Seconds that a command takes, from its start to its end."""
    began = time.monotonic()
    subprocess.run(words, capture_output=True, check=True)
    return time.monotonic() - began
