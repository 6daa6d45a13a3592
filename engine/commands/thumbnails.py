"""asterism thumbnails: a small picture of every look, for the chooser.

In: the command line. Out: pictures in the person's cache folder.
Main process.
"""

import argparse
import sys

EPILOG = """\
The chooser (key G while playing) shows them. Only looks that have none, or have changed since, are drawn: about a
second each. Ctrl-C keeps what is drawn. A look that is saved while playing gets a picture of the show."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `thumbnails` takes."""
    parser.add_argument("--only", metavar="NAME", action="append", default=[], help="draw this look; once or more")
    parser.add_argument("--again", action="store_true", help="draw looks that have a picture, too")


def run(arguments: argparse.Namespace) -> int:
    """Draw; 1 when a look is broken, after the others are drawn."""
    from engine.commands.progress import Progress
    from engine.controls.catalogue import show_catalogue
    from engine.presets.library import Library
    from engine.show.looks import thumbnails
    from engine.show.start import load_network
    from engine.show.studio import draw_thumbnails

    library = Library(show_catalogue())
    looks = [library.find(name).name for name in arguments.only] or list(library.names)
    wanted = looks if arguments.again else thumbnails.missing(looks)
    if wanted:
        progress = Progress(len(wanted))
        try:
            draw_thumbnails(wanted, load_network(128, None)[0], lambda done, whole: progress.show(done))
        finally:
            progress.end()
    print(f"{len(wanted)} of {len(looks)} drawn, in {thumbnails.folder()}")
    for error in library.errors:
        print(f"broken: {error}", file=sys.stderr)
    return 1 if library.errors else 0
