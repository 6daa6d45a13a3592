"""asterism gallery: a picture of every look, and a page that shows them.

In: the command line. Out: Markdown and WebP pictures in a folder.
Main process.
"""

import argparse
import sys
from pathlib import Path

from engine.commands.arguments import positive, size
from engine.commands.progress import Progress

EPILOG = """\
In a checkout: asterism gallery docs --shipped. It takes some seconds a look; Ctrl-C keeps what is drawn.
Looks of your own are drawn like ours. The page shows every look whose picture is in the folder."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `gallery` takes."""
    parser.add_argument("folder", type=Path, help="where gallery.md and the folder gallery with the pictures go")
    parser.add_argument("--only", metavar="NAME", action="append", default=[], help="draw this look; once or more")
    parser.add_argument("--shipped", action="store_true", help="leave out looks of your own")
    parser.add_argument("--size", type=size, default=(960, 540), help="of the pictures (default 960x540)")
    parser.add_argument("--seconds", type=positive, default=7.0, help="drawn before each picture (default 7)")


def run(arguments: argparse.Namespace) -> int:
    """Draw; 1 when a look is broken, after the others are drawn."""
    from engine.show.gallery import Gallery, list_looks, open_library
    from engine.show.start import load_network

    library = open_library()
    looks = list_looks(library, shipped=arguments.shipped)
    weights, _ = load_network(128, None)
    gallery = Gallery(arguments.folder, looks, weights, arguments.size, arguments.seconds)
    progress: Progress | None = None

    def note(done: int, whole: int) -> None:
        nonlocal progress
        progress = progress or Progress(whole)
        progress.show(done)

    try:
        page = gallery.make(arguments.only, note)
    finally:
        if progress is not None:
            progress.end()
    print(page)
    for error in library.errors:
        print(f"broken: {error}", file=sys.stderr)
    return 1 if library.errors else 0
