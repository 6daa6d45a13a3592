"""asterism reference: the reference pages, from the declarations.

In: the declarations. Out: pages in Markdown.
Main process.
"""

import argparse
from pathlib import Path

EPILOG = "In a checkout: asterism reference docs/reference. A test fails when the pages there are not these."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `reference` takes."""
    parser.add_argument("folder", type=Path, help="where to write the pages")


def run(arguments: argparse.Namespace) -> int:
    """Write them."""
    from engine.presets.reference import pages

    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (arguments.folder / name).write_text(text, encoding="utf-8")
        print(arguments.folder / name)
    return 0
