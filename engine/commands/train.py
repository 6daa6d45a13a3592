"""asterism train: a network learns to foresee music.

In: a size and a seed. Out: a weights file.
Main process; imports torch.
"""

import argparse
from pathlib import Path

from engine.brain.weights import UNIT_CHOICES

EPILOG = """\
It listens to composed pieces that no seed but the given one makes, and learns to predict the coming features.
The same size, seed and machine give the same weights. A few minutes on two cores."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `train` takes."""
    parser.add_argument("out", type=Path, help="the weights to write (safetensors)")
    parser.add_argument("--units", type=int, default=128, choices=UNIT_CHOICES, help="default 128")
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument("--steps", type=int, default=None, help="training steps (default 600)")


def run(arguments: argparse.Namespace) -> int:
    """Train."""
    from dataclasses import replace

    from engine.brain.train import Course, train

    course = Course(units=arguments.units, seed=arguments.seed)
    if arguments.steps is not None:
        course = replace(course, steps=arguments.steps)
    train(course, arguments.out, lambda line: print(line, flush=True))
    return 0
