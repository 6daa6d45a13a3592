"""asterism delay: how late the display shows its picture, by flashes and a light sensor on a sound input.

In: the command line. Out: the delay, and how to keep it.
Main process.
"""

import argparse

from engine.commands.arguments import channels, positive, size

EPILOG = """\
Put a solar cell or a photodiode on a line input, hold it to the picture where that is bright, and start this. The
picture flashes, at most twice a second and not evenly; nobody who does not bear flashing light should look. The delay
counts from the time for which a frame is made to the light: everything in between is in it, projector included.
Keep it in the rig, [picture] delay_ms, and all that runs on the clock is ahead by it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words that `delay` takes."""
    parser.add_argument("--device", metavar="NAME", help="the sound input with the sensor, by name or number")
    parser.add_argument("--channels", type=channels, default=(), help="which inputs of the device, such as 1,2")
    parser.add_argument(
        "--fullscreen", action="store_true", help="fill a display: the delay may be another in a window"
    )
    parser.add_argument("--display", metavar="NAME", help="which one, by name or number")
    parser.add_argument("--size", type=size, default=(1280, 720), help="size of the window (default 1280x720)")
    parser.add_argument("--seconds", type=positive, default=20.0, help="how long (default 20)")


def run(arguments: argparse.Namespace) -> int:
    """Measure."""
    from engine.show.choices import Wishes, choose_screen
    from engine.show.delay.measure import measure_delay
    from engine.sound.card import Card, find_input

    wishes = Wishes(fullscreen=arguments.fullscreen, display=arguments.display, size=arguments.size)
    card = Card(find_input(arguments.device), channels=arguments.channels or None)
    screen, described = choose_screen(wishes)
    try:
        card.start()
        print(f"picture   {described}\nsensor    {card.description}", flush=True)
        delay = measure_delay(screen, card, arguments.seconds)
    finally:
        card.close()
        screen.close()
    milliseconds = 1000.0 * delay.seconds
    print(
        f"delay     {milliseconds:.0f} ms (± {1000.0 * delay.error:.1f}), on input {delay.channel}; "
        f"{delay.seen} of {delay.flashes} flashes stand out by themselves\n"
        f"keep it   in your rig file: [picture] delay_ms = {milliseconds:.0f}\n"
        f"          for this evening: oscsend localhost 9000 /clock/lead f {milliseconds:.0f}"
    )
    return 0
