"""asterism probe: what each unit of a network answers.

In: a network, seeds of songs. Out: a table, JSON on request, and the tuning in the weights file.
Main process, and more while songs are rendered.
"""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.brain.weights import UNIT_CHOICES
from engine.commands.arguments import whole
from engine.commands.figures import check_figures, write_figures

if TYPE_CHECKING:
    from engine.evaluation.context import ContextReport
    from engine.evaluation.probe import Piece, Probe

EPILOG = """\
It composes and renders songs that no training by the given words has heard, plays them to the network, and measures
every unit. answer: what it tells best, with the area under the ROC curve (1 always right, 0.5 guessing; - before it
where the unit goes down). tau: seconds in which its activity forgets. range: 1st to 99th percentile of its state.
twin: the unit that it is most like, with their correlation. The songs want fluidsynth and a soundfont."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `probe` takes."""
    network = parser.add_mutually_exclusive_group()
    network.add_argument(
        "--units", type=int, default=128, choices=UNIT_CHOICES, help="size of the network (default 128)"
    )
    network.add_argument("--weights", type=Path, metavar="FILE", help="another network than ours")
    parser.add_argument("--batches", type=whole, default=8, help="batches of three songs to play (default 8)")
    parser.add_argument(
        "--lessons", type=Path, metavar="FOLDER", help="where rendered songs are kept (default: nowhere)"
    )
    parser.add_argument("--jobs", type=whole, default=os.cpu_count() or 1, help="processes that render songs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there, too")
    parser.add_argument(
        "--demo", action="store_true", help="compare with the ear's direct features on the built-in piece, and no more"
    )
    parser.add_argument("--store", action="store_true", help="keep the tuning in the weights file, for the stage")


def run(arguments: argparse.Namespace) -> int:
    """Probe."""
    from tqdm import tqdm

    from engine import files
    from engine.brain.container import check_writable
    from engine.brain.tuning import store_tuning
    from engine.brain.weights import load_weights
    from engine.errors import ControlError
    from engine.evaluation.context import context_report
    from engine.evaluation.probe import probe

    out: Path | None = arguments.json
    if arguments.demo and (out is not None or arguments.store):
        raise ControlError("--demo prints a table and no more; leave out --json and --store.")
    if out is not None:
        check_figures(out)
    path: Path = arguments.weights or files.find("brains", str(arguments.units), ".safetensors")
    weights = load_weights(path)
    if arguments.store:
        check_writable(path)
    if arguments.demo:
        from engine.evaluation.comparison import as_table, compare
        from engine.sound.piece import DEMO_STYLE, compose

        print("\n".join(as_table(compare(weights, compose(DEMO_STYLE)))))
        return 0
    pieces = _pieces(arguments.batches, arguments.lessons, arguments.jobs)
    with tqdm(total=len(pieces), desc="probing", unit="piece") as bar:
        result = probe(weights, pieces, lambda done: bar.update(done - bar.n))
    context = context_report(weights, pieces)
    print("\n".join(table(result)))
    print("\n".join(summary(result, context)))
    if out is not None:
        write_figures(out, as_json(result, context))
    if arguments.store:
        store_tuning(path, result.tuning)
        print(f"stored in {path}")
    return 0


def _pieces(batches: int, folder: Path | None, jobs: int) -> "list[Piece]":
    """The songs to probe with; without a folder they are forgotten afterwards."""
    from tempfile import TemporaryDirectory

    import numpy as np
    from tqdm import tqdm

    from engine.corpus.lessons import UNHEARD, prepare
    from engine.ear.batch import with_rises
    from engine.evaluation.probe import Piece

    with TemporaryDirectory() as passing, tqdm(total=batches, desc="songs", unit="batch") as bar:
        seeds = range(UNHEARD, UNHEARD + batches)
        lessons = prepare(folder or Path(passing), seeds, jobs, lambda done: bar.update(done - bar.n))
    # A medley repeats the songs, and its joints are no music to be tuned to.
    songs = [lesson for lesson in lessons if lesson.genre != "medley"]
    return [Piece(with_rises(song.bands.astype(np.float32)), song.truth) for song in songs]


def table(result: "Probe") -> list[str]:
    """A heading, and a line for every unit."""
    from engine.brain.tuning import TUNINGS

    tuning = result.tuning
    lines = ["unit  answer        area    tau s   range          twin"]
    for unit, best in enumerate(tuning.best):
        sign = "-" if tuning.curve_area[unit, best] < 0.5 else " "
        state = "dead" if result.dead[unit] else "saturated" if result.saturated[unit] else ""
        low, high = result.range[unit]
        area = f"{sign}{tuning.best_strength[unit]:.3f} {tuning.time_constant[unit]:8.3f}"
        twin = f"{int(result.twin[unit]):4d} {tuning.redundancy[unit]:.2f}"
        lines.append(f"{unit:4d}  {TUNINGS[best]:<12} {area}   {low:5.2f} {high:5.2f}  {twin}  {state}".rstrip())
    return lines


def summary(result: "Probe", context: "ContextReport | None") -> list[str]:
    """What all units are together, in a few lines."""
    import numpy as np

    from engine.brain.tuning import ANSWERS_FROM, TUNINGS

    tuning = result.tuning
    telling = tuning.best[tuning.best_strength >= ANSWERS_FROM]
    counts = np.bincount(telling, minlength=len(TUNINGS))
    slow = np.percentile(tuning.time_constant, (0.0, 25.0, 50.0, 75.0, 100.0))
    lines = [
        f"{result.seconds / 60.0:.1f} minutes of music",
        f"{100.0 * result.telling:.0f}% of units answer something with {ANSWERS_FROM} or more: "
        + ", ".join(f"{name} {count}" for name, count in zip(TUNINGS, counts, strict=True) if count),
        f"dead {int(result.dead.sum())}, saturated {int(result.saturated.sum())}, "
        f"redundant pairs {result.redundant_pairs}",
        "time constants: " + ", ".join(f"{value:.2f}" for value in slow) + " s (least, quartiles, most)",
    ]
    if context is None:
        return [*lines, "the same kick in two contexts: too few breakdowns and drops in these songs"]
    return [
        *lines,
        f"the same kick in breakdowns and after drops, {context.songs} songs: states {context.distance:.3f} apart "
        f"(by chance {context.chance:.3f}; the kick itself moves them by {context.response:.3f}); "
        f"in {100.0 * context.told_apart:.0f}% of the songs the others tell which is which",
    ]


def as_json(result: "Probe", context: "ContextReport | None") -> dict[str, object]:
    """Every figure, as plain numbers."""
    from dataclasses import asdict

    from engine.brain.tuning import TUNINGS

    tuning = result.tuning
    units = [
        {
            "unit": unit,
            "answer": TUNINGS[best],
            "areas": {name: round(float(tuning.curve_area[unit, at]), 4) for at, name in enumerate(TUNINGS)},
            "time_constant_s": round(float(tuning.time_constant[unit]), 4),
            "range": [round(float(value), 4) for value in result.range[unit]],
            "twin": int(result.twin[unit]),
            "redundancy": round(float(tuning.redundancy[unit]), 4),
            "dead": bool(result.dead[unit]),
            "saturated": bool(result.saturated[unit]),
        }
        for unit, best in enumerate(tuning.best)
    ]
    return {
        "seconds": result.seconds,
        "telling": result.telling,
        "redundant_pairs": result.redundant_pairs,
        "context": None if context is None else {**asdict(context), "differs": context.differs},
        "units": units,
    }
