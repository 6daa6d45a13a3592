"""asterism train: a network learns to hear.

In: a size, a seed, a folder for the lessons. Out: a weights file.
Main process; imports torch. Under torchrun, one process of several.
"""

import argparse
import os
from pathlib import Path

from engine.brain.weights import UNIT_CHOICES
from engine.commands.arguments import whole
from engine.corpus.playing.soundfonts import INSTALL

EPILOG = f"""\
It composes and renders songs that no seed but the given one makes, and learns from them to mark beats and drums and
to foresee. The same words, seed and machine give the same weights. The songs want FluidSynth and soundfonts:

  {INSTALL}

Which soundfonts there are decides how the songs sound. Interrupt the training whenever you like: the same command goes
on from the last checkpoint. Several processes, here or on several machines:
torchrun --nproc-per-node 2 -m engine.commands train ..."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `train` takes."""
    parser.add_argument("out", type=Path, help="the weights to write (safetensors)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--units", type=int, default=128, choices=UNIT_CHOICES, help="default 128")
    which.add_argument("--count", action="store_true", help="the small network that counts bars, in one process")
    parser.add_argument("--seed", type=whole, default=1, help="default 1")
    parser.add_argument("--batches", type=whole, default=None, help="batches of three songs to learn from (240)")
    parser.add_argument("--steps", type=whole, default=None, help="training steps (7200; 1200 with --count)")
    parser.add_argument("--streams", type=whole, default=None, help="lessons heard at once by each process (48; 64)")
    parser.add_argument("--lessons", type=Path, metavar="FOLDER", help="where lessons are kept (default: beside OUT)")
    parser.add_argument("--jobs", type=whole, default=os.cpu_count() or 1, help="processes that make lessons")


def run(arguments: argparse.Namespace) -> int:
    """Train."""
    from dataclasses import replace

    from engine.brain.count_train import CountCourse, train_count
    from engine.brain.train import Course, train

    asked = {name: getattr(arguments, name) for name in ("batches", "steps", "streams")}
    asked = {name: value for name, value in asked.items() if value is not None}
    lessons = arguments.lessons or arguments.out.parent / "lessons"
    if arguments.count:
        counting = replace(CountCourse(seed=arguments.seed), **asked)
        train_count(counting, arguments.out, lessons, arguments.jobs, _say)
    else:
        course = replace(Course(units=arguments.units, seed=arguments.seed), **asked)
        train(course, arguments.out, lessons, arguments.jobs, _say)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
