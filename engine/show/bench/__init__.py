"""What the bench measures: frames, scenes, growth, memory, hearing, OSC, MIDI, clocks, start and launcher.

In: nothing but the machine. Out: figures as medians with their 99th percentiles, each with a yardstick of its own run.
Main process; starts ears, windows and whole shows as children.
"""

from collections.abc import Callable, Mapping
from typing import Final

from engine.show.bench.clock import measure_clock, measure_link, measure_midi_port
from engine.show.bench.figures import Figure
from engine.show.bench.frames import measure_frames
from engine.show.bench.growth import measure_growth
from engine.show.bench.hearing import measure_hearing
from engine.show.bench.memory import measure_memory
from engine.show.bench.midi import measure_midi
from engine.show.bench.osc import measure_osc
from engine.show.bench.scenes import measure_scenes
from engine.show.bench.start import measure_launcher, measure_start

__all__ = ["MEASURES", "Figure"]

MEASURES: Final[Mapping[str, Callable[[float], dict[str, Figure]]]] = {
    "frames": measure_frames,
    "scenes": measure_scenes,
    "growth": measure_growth,
    "memory": measure_memory,
    "hearing": measure_hearing,
    "osc": measure_osc,
    "midi": measure_midi,
    "clock": measure_clock,
    "midi-clock": measure_midi_port,
    "link": measure_link,
    "start": measure_start,
    "launcher": measure_launcher,
}
"""Everything there is to measure; each is told for how many seconds."""
