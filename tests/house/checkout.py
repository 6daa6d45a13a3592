"""run.py in a checkout of its own, as a module; what it leaves behind.

In: a folder. Out: the module, its marks, the commands that it ran.
Runs in the test process.
"""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]


Call = tuple[list[str], dict[str, Any]]


def load(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", checkout / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pip_installs(calls: list[Call]) -> list[list[str]]:
    return [command[command.index("install") :] for command, _ in calls if "pip" in command[:4]]


def mark_ready(run: ModuleType, level: str = "play") -> None:
    """What a finished set-up leaves behind."""
    Path(run.PYTHON).parent.mkdir(parents=True, exist_ok=True)
    Path(run.PYTHON).touch()
    run.READY.write_text(f"{level} {run.pins()} {run.soil()}\n")
