"""asterism bench: figures of this machine.

In: the command line. Out: a table, and JSON on request.
Main process.
"""

import argparse
from dataclasses import asdict
from pathlib import Path

from engine.commands.arguments import positive
from engine.commands.figures import check_figures, write_figures

EPILOG = """\
frames: the first look in the real frame loop. scenes: the first look of every scene, so, and drawn alone. growth: a
frame of 512 units beside one of 128. memory: 500 changes of the look for each second. hearing, start, launcher: what
the ear costs, and how long a start takes. osc: a show under 10,000 messages a second; midi: under 5,000, through a real
port (for JACK, set MIDO_BACKEND=mido.backends.rtmidi/UNIX_JACK). clock: a MIDI clock that trembles, after four bars;
midi-clock, link: one on a real port of this machine, a Link peer in another process. Left out: all of them, which takes
some minutes.

Each figure is a median; p99 is its 99th percentile on the bad side. A yardstick from the same run says what the
machine gave at that time. Nothing else should run meanwhile."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `bench` takes."""
    parser.add_argument("measures", metavar="NAME", nargs="*", help="what to measure; all that is below if left out")
    parser.add_argument("--only", metavar="NAME", help="the same, for one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--seconds", type=positive, default=20.0, help="how long each is measured (default 20)")


def run(arguments: argparse.Namespace) -> int:
    """Measure."""
    from engine.errors import AsterismError, ControlError
    from engine.show.bench import MEASURES, Figure

    wanted = [*arguments.measures, *([arguments.only] if arguments.only is not None else [])]
    strange = [name for name in wanted if name not in MEASURES]
    if strange:
        raise ControlError(f"There is nothing to measure called {strange[0]!r}. There is: {', '.join(MEASURES)}.")
    if arguments.json is not None:
        check_figures(arguments.json)
    figures: dict[str, Figure] = {}
    failed = False
    for name, measure in MEASURES.items():
        if wanted and name not in wanted:
            continue
        try:
            measured = measure(arguments.seconds)
        except AsterismError as error:
            print(f"{name}: not measured. {error}")
            failed = failed or name in wanted
            continue
        figures.update(measured)
        for figure_name, figure in measured.items():
            print(figure.line(figure_name), flush=True)
    if arguments.json is not None:
        listed = {name: asdict(figure) for name, figure in figures.items()}
        write_figures(arguments.json, listed)
    return 1 if failed else 0
