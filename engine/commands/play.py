"""asterism play: the show.

In: the command line. Out: light, until somebody quits.
Main process.
"""

import argparse
from pathlib import Path

from engine.commands.arguments import add_look, channels, positive, rate, size
from engine.controls.osc import DEFAULT_PORT, LOOPBACK

EPILOG = """\
keys: F fullscreen, B blackout, N/P next and previous look, 1-9 a look of the bank, Tab next bank, Page Down and Up
next and previous cue, A autopilot, S save the look, U undo the recall, R redo, T tap the tempo, H overlay, O OSC,
X X-ray, Esc quit

Without a sound input the built-in piece plays; without a display the show is recorded to a film."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `play` takes."""
    sound = parser.add_argument_group("sound").add_mutually_exclusive_group()
    sound.add_argument("--device", metavar="NAME", help="a sound input by name, part of it, or number")
    sound.add_argument("--file", metavar="FILE", type=Path, help="play a sound file (wav, flac, mp3, ogg, m4a)")
    sound.add_argument("--demo", action="store_true", help="play the built-in piece")
    parser.add_argument("--channels", type=channels, default=(), help="which inputs of the device, such as 1,2")
    parser.add_argument("--output", metavar="NAME", default="", help="where a file or the piece is heard")
    parser.add_argument("--mute", action="store_true", help="a file or the piece is heard by nobody but the network")
    picture = parser.add_argument_group("picture")
    picture.add_argument("--fullscreen", action="store_true", help="fill a display")
    picture.add_argument("--display", metavar="NAME", help="which one, by name or number")
    picture.add_argument("--size", type=size, default=(1280, 720), help="size of the window (default 1280x720)")
    picture.add_argument("--fps", type=rate, help="most frames a second (default: the display's rate)")
    picture.add_argument("--headless", action="store_true", help="no window, even if there is a display")
    picture.add_argument("--record", metavar="FILE", type=Path, help="film what is shown (mp4)")
    picture.add_argument("--overlay", action="store_true", help="show the overlay from the start (key H)")
    look = parser.add_argument_group("look")
    add_look(look)  # type: ignore[arg-type]
    look.add_argument("--bank", metavar="NAME", help="the bank that keys 1-9 mean, by name or number")
    look.add_argument("--setlist", metavar="NAME", help="the evening's cues: a file of yours in presets/setlists")
    hands = parser.add_argument_group("hands")
    hands.add_argument("--rig", metavar="NAME", help="a rig file: devices, ports and bindings of your table")
    hands.add_argument("--midi", metavar="NAME", action="append", help="only MIDI inputs like this (again for more)")
    hands.add_argument("--osc-port", metavar="N", type=int, default=None, help=f"OSC port (default {DEFAULT_PORT})")
    hands.add_argument(
        "--osc-host", metavar="ADDRESS", default=None, help=f"OSC address (default {LOOPBACK}: this machine only)"
    )
    hands.add_argument(
        "--live",
        metavar="ADDRESS",
        nargs="?",
        const=LOOPBACK,
        default=None,
        help="play with Ableton Live, which has AbletonOSC, on this machine or the one of this address",
    )
    hands.add_argument("--link", action="store_true", help="join Ableton Link (needs the package aalink)")
    hands.add_argument(
        "--osc-log", metavar="FILE", type=Path, help="write there what arrives by OSC and what it did (key O shows it)"
    )
    parser.add_argument("--seconds", type=positive, help="end by itself after so long")


def run(arguments: argparse.Namespace) -> int:
    """Play."""
    from engine.show.choices import Wishes
    from engine.show.start import Evening, play

    wishes = Wishes(
        file=arguments.file,
        demo=arguments.demo,
        device=arguments.device,
        channels=arguments.channels,
        output=None if arguments.mute else arguments.output,
        headless=arguments.headless,
        fullscreen=arguments.fullscreen,
        display=arguments.display,
        size=arguments.size,
        rate_hz=arguments.fps,
    )
    evening = Evening(
        preset=arguments.preset,
        bank=arguments.bank,
        setlist=arguments.setlist,
        units=arguments.units,
        weights=Path(arguments.weights) if arguments.weights else None,
        seed=arguments.seed,
        rig=arguments.rig,
        midi=tuple(arguments.midi) if arguments.midi else None,
        osc_host=arguments.osc_host,
        osc_port=arguments.osc_port,
        osc_log=arguments.osc_log,
        live=arguments.live,
        link=arguments.link,
        record=arguments.record,
        overlay=arguments.overlay,
        seconds=arguments.seconds,
    )
    play(wishes, evening)
    return 0
