"""asterism presets: the looks, banks and setlists there are.

In: the machine's folders. Out: a list for people.
Main process.
"""

import argparse

from engine import files

EPILOG = "A look of yours with the name of one of ours takes its place."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`presets` takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """List them; status 1 when one of them is broken."""
    from engine.controls.catalogue import show_catalogue
    from engine.presets.bank import EVERY, Banks
    from engine.presets.library import Library

    library = Library(show_catalogue())
    banks = Banks(library)
    for number, name in enumerate(library.names, start=1):
        preset = library.find(name)
        print(f"{number:3d}  {name:<16} {preset.description}")
    print("\nbanks")
    for number, name in enumerate(banks.names, start=1):
        bank = banks.find(name)
        print(f"{number:3d}  {name:<16} {', '.join(bank.looks) if name != EVERY else 'every look'}")
    print("\nsetlists")
    print(f"     {', '.join(files.listing('setlists', '.toml')) or 'none'}\n")
    errors = (*library.errors, *banks.errors)
    for error in errors:
        print(f"broken: {error}")
    print(f"Yours go in {files.user_folder('presets')}")
    return 1 if errors else 0
