"""asterism live: what is in Ableton Live's set, and what it is called in a binding.

In: a Live that has AbletonOSC. Out: scenes with their looks, tracks, devices and parameters, for people.
Main process; waits for Live's answers.
"""

import argparse
import sys
from dataclasses import replace

EPILOG = """\
Live must have AbletonOSC as a Control Surface (docs/live.md). While a show plays with Live, the answers go there."""

_MOST = 16
_EVERY = 1 << 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `live` takes."""
    parser.add_argument(
        "address", nargs="?", help="the machine that Live runs on (default: as the rig says, or this one)"
    )
    parser.add_argument("--rig", metavar="NAME", help="a rig file: where Live is, and what its scenes recall")
    parser.add_argument("--all", action="store_true", help=f"every parameter of a device, not only the first {_MOST}")


def run(arguments: argparse.Namespace) -> int:
    """List it; status 1 when nobody answers."""
    from engine.controls.catalogue import show_catalogue
    from engine.controls.live.client import LiveSettings
    from engine.controls.live.interview import Interview
    from engine.controls.live.link import Link
    from engine.controls.live.listing import list_set
    from engine.presets.library import Library
    from engine.presets.rig import load_rig

    catalogue = show_catalogue()
    settings = load_rig(arguments.rig, catalogue).live or LiveSettings()
    if arguments.address:
        settings = replace(settings, host=arguments.address)
    link = Link(settings.host, settings.port, settings.reply_port)
    try:
        interview = Interview(link)
        if not interview.find():
            print(
                f"Live does not answer at {settings.host}:{settings.port}. Is AbletonOSC chosen as Control Surface in "
                "Live's settings, is it that machine, and do firewalls let UDP through?",
                file=sys.stderr,
            )
            return 1
        told = interview.read()
    finally:
        link.close()
    for line in list_set(told, settings.recalls, Library(catalogue).slugs(), _EVERY if arguments.all else _MOST):
        print(line)
    return 0
