"""A show under five thousand MIDI messages a second.

In: the machine's MIDI system. Out: what the flood costs the frames, how late a message is, whether the newest wins.
Main process; opens a window where it can, and starts an ear and a flood as children.
"""

import numpy as np

from engine.controls.binding import Binding
from engine.controls.midi.controllers import Controllers
from engine.controls.midi.inputs import MidiInputs
from engine.controls.source import parse_source
from engine.errors import DeviceError
from engine.show.bench.figures import SIZE, UNITS, Figure
from engine.show.bench.hands import (
    RATE_HZ,
    SMALL,
    FloodProcess,
    Sent,
    Timed,
    Watch,
    describe_cost,
    describe_way,
    drain,
    frames_late,
    play,
)
from engine.show.bench.loop import WARM_UP_S
from engine.show.bench.midi_flood import CONTROLS, PROBE_CONTROL
from engine.show.bench.osc_flood import PROBE
from engine.show.choices import Wishes, choose_screen
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Screen

_FLOOD_HZ = 5_000.0
_PORT = "asterism-bench"


def measure_midi(seconds: float) -> dict[str, Figure]:
    """First as many frames as there can be, with and without the flood; then sixty a second of a small picture.

    Raises `DeviceError` where there is no MIDI system, or none that lets programs open ports.
    """
    check_ports()
    screen, where = choose_screen(Wishes(size=SIZE))
    try:
        watch, *_, about = _flooded(screen, seconds, always=False, rate_hz=0.0)
    finally:
        screen.close()
    figures = describe_cost("midi", watch, f"{about}; {where}")
    with HeadlessWindow(SMALL) as small:
        watch, hand, sent, share, about = _flooded(small, seconds, always=True, rate_hz=RATE_HZ)
    late = frames_late(sent.probes, hand.polled, watch.probed)
    first = 100.0 * float(np.mean(np.array(late) <= 1.0))
    about += f"; {first:.1f} % in the first frame; {1.0 / float(np.median(np.diff(hand.polled))):.0f} frames/s"
    return figures | describe_way("midi", late, share, about)


def check_ports() -> None:
    """Raises `DeviceError` where the flood would find no port of ours."""
    inputs = MidiInputs([], insist=False, virtual_name=_PORT)
    try:
        if not inputs.ports:
            raise DeviceError(inputs.absence or "this machine's MIDI system lets no program open a port of its own.")
    finally:
        inputs.close()


def bindings() -> list[Binding]:
    """What the flood turns, and its probe."""
    bound = {**CONTROLS, PROBE_CONTROL: PROBE}
    return [Binding(parse_source(f"midi/1/cc/{number}"), path) for number, path in bound.items()]


def _flooded(screen: Screen, seconds: float, *, always: bool, rate_hz: float) -> tuple[Watch, Timed, Sent, float, str]:
    performance, _ = open_performance(screen.context, load_network(UNITS, None)[0], None, bindings(), 1)
    controllers = Controllers(MidiInputs([], insist=False, virtual_name=_PORT), {})
    hand = Timed(controllers)
    try:
        with FloodProcess("midi_flood.py", _PORT, str(_FLOOD_HZ)) as flood:
            watch = Watch(performance, flood, PROBE, WARM_UP_S + seconds - 0.5, always)
            play(performance, screen, hand, [controllers], watch, seconds, rate_hz)
            sent = flood.finish()
            read_s = hand.cpu_s
        share = drain(performance, controllers, sent.newest)
        about = (
            f"{sent.count:,} messages at {_FLOOD_HZ:,.0f} a second through a port; "
            f"each costs its sender {1e6 * sent.cpu_s / sent.count:.1f} µs, "
            f"and the show {1e6 * read_s / sent.count:.1f} µs to read; {controllers.dropped} dropped"
        )
        return watch, hand, sent, share, about
    finally:
        controllers.close()
