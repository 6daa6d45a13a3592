"""A show under ten thousand OSC messages a second.

In: nothing but the machine. Out: what the flood costs the frames, how late a message is, whether the newest value wins.
Main process; opens a window where it can, and starts an ear and a flood as children.
"""

import numpy as np

from engine.controls.osc import OscServer
from engine.controls.osc.monitor import Monitor
from engine.controls.osc.outgoing import Outgoing
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
from engine.show.bench.osc_flood import PROBE
from engine.show.choices import Wishes, choose_screen
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Screen

_FLOOD_HZ = 10_000.0


def measure_osc(seconds: float) -> dict[str, Figure]:
    """First as many frames as there can be, with and without the flood; then sixty a second of a small picture."""
    screen, where = choose_screen(Wishes(size=SIZE))
    try:
        watch, *_, about = _flooded(screen, seconds, always=False, rate_hz=0.0)
    finally:
        screen.close()
    figures = describe_cost("osc", watch, f"{about}; {where}")
    with HeadlessWindow(SMALL) as small:
        watch, hand, sent, share, about = _flooded(small, seconds, always=True, rate_hz=RATE_HZ)
    late = frames_late(sent.probes, hand.polled, watch.probed)
    about += f"; {1.0 / float(np.median(np.diff(hand.polled))):.0f} frames/s"
    return figures | describe_way("osc", late, share, about)


def _flooded(screen: Screen, seconds: float, *, always: bool, rate_hz: float) -> tuple[Watch, Timed, Sent, float, str]:
    performance, _ = open_performance(screen.context, load_network(UNITS, None)[0], None, (), 1)
    catalogue = performance.board.catalogue
    monitor = Monitor(catalogue)
    server = OscServer(catalogue, port=0, monitor=monitor)
    hand = Timed(server)
    try:
        with FloodProcess("osc_flood.py", str(server.port), str(_FLOOD_HZ)) as flood:
            watch = Watch(performance, flood, PROBE, WARM_UP_S + seconds - 0.5, always)
            play(performance, screen, hand, [Outgoing(server, catalogue, UNITS), monitor], watch, seconds, rate_hz)
            sent = flood.finish()
            read_s = hand.cpu_s
        share = drain(performance, server, sent.newest)
        about = (
            f"{sent.count:,} messages at {_FLOOD_HZ:,.0f} a second, {sent.count - server.received:,} lost on the way; "
            f"each costs its sender {1e6 * sent.cpu_s / sent.count:.1f} µs, "
            f"and the show {1e6 * read_s / sent.count:.1f} µs to read"
        )
        return watch, hand, sent, share, about
    finally:
        server.close()
