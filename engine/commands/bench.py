"""asterism bench: figures of this machine.

In: the command line. Out: a table, and JSON on request.
Main process.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from engine.commands.arguments import positive

EPILOG = """\
Each figure is a median; p99 is its 99th percentile on the bad side. A yardstick from the same run says what the
machine gave at that time. Nothing else should run meanwhile."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `bench` takes."""
    parser.add_argument("--only", metavar="NAME", help="frames, hearing, start or launcher")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--seconds", type=positive, default=20.0, help="how long each is measured (default 20)")


def run(arguments: argparse.Namespace) -> int:
    """Measure."""
    from engine.errors import AsterismError, ControlError
    from engine.show.bench import MEASURES, Figure

    if arguments.only is not None and arguments.only not in MEASURES:
        raise ControlError(f"There is nothing to measure called {arguments.only!r}. There is: {', '.join(MEASURES)}.")
    figures: dict[str, Figure] = {}
    failed = False
    for name, measure in MEASURES.items():
        if arguments.only in (None, name):
            try:
                measured = measure(arguments.seconds)
            except AsterismError as error:
                print(f"{name}: not measured. {error}")
                failed = failed or arguments.only == name
                continue
            figures.update(measured)
            for figure_name, figure in measured.items():
                print(
                    f"{figure_name:<20} {figure.value:8.2f} {figure.unit:<12} p99 {figure.p99:8.2f}   "
                    f"target {figure.target:<9} {figure.yardstick}",
                    flush=True,
                )
    if arguments.json is not None:
        listed = {name: asdict(figure) for name, figure in figures.items()}
        arguments.json.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return 1 if failed else 0
