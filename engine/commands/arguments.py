"""Arguments that several words share, and how their values are read.

In: texts from the command line. Out: values, or a message that says what is right.
Main process, at the start.
"""

import argparse

from engine.brain.weights import UNIT_CHOICES


def add_look(parser: argparse.ArgumentParser) -> None:
    """What is shown: preset, network, seed."""
    parser.add_argument("--preset", metavar="NAME", help="a look by name or number; asterism presets lists them")
    parser.add_argument(
        "--units", type=int, default=128, choices=UNIT_CHOICES, help="size of the network (default 128)"
    )
    parser.add_argument("--weights", metavar="FILE", help="another network than ours, as asterism train writes it")
    parser.add_argument("--seed", type=int, default=1, help="for what is left to chance (default 1)")


def size(text: str) -> tuple[int, int]:
    """1280x720 as (1280, 720): even numbers from 16 to 16384."""
    try:
        width, height = (int(part) for part in text.lower().replace("×", "x").split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; write 1920x1080") from None
    if not all(16 <= side <= 16384 and side % 2 == 0 for side in (width, height)):
        raise argparse.ArgumentTypeError(f"{text}: width and height must be even and from 16 to 16384")
    return width, height


def positive(text: str) -> float:
    """A number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def rate(text: str) -> float:
    """Frames a second, from 1 to 1000."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1.0 <= number <= 1000.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of frames a second from 1 to 1000")
    return number


def channels(text: str) -> tuple[int, ...]:
    """1,2 as (1, 2): input channels, counted from 1."""
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of channels; write 1,2")
    return numbers


def whole(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)
