"""How well the clock keeps the time of others: of a trembling MIDI clock, of one on a real port, of a Link peer.

In: ticks with jitter of known seeds; a sequencer and a Link peer as children. Out: errors of tempo and phase.
Main process; sleeps between frames, as a show does.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.controls.clock import Clock
from engine.controls.clock.link import Link
from engine.controls.clock.midi import TICKS_PER_BEAT
from engine.controls.event import Sync
from engine.controls.midi.inputs import MidiInputs
from engine.errors import DeviceError
from engine.show.bench.figures import Figure

JITTER_S: Final = 0.003
BEATS: Final = 16
_TEMPI: Final = (62.0, 90.0, 124.0, 140.0, 174.0)
_SEEDS: Final = 20
_FRAME_S: Final = 1.0 / 60.0
_BPM: Final = 126.0
_OTHERS_BPM: Final = 132.0
_SETTLE_S: Final = 8.0
_PORT: Final = "asterism-bench"


def measure_clock(seconds: float) -> dict[str, Figure]:
    """A MIDI clock whose ticks come up to 3 ms early or late (standard deviation), after four bars: 20 seeds a tempo.

    The phase is the shown clock's, frame by frame, over four beats more; the tempo is the same.
    """
    rng = np.random.default_rng(7)
    tempo_off, phase_off, naive = [], [], []
    for bpm in _TEMPI:
        for _ in range(max(1, round(_SEEDS * min(1.0, seconds / 20.0)))):
            tempo, phase, single = _run(bpm, rng)
            tempo_off.append(tempo)
            phase_off.append(phase)
            naive.append(single)
    by_hand = f"one beat alone says it to {np.median(naive):.1f} BPM; at {_TEMPI[0]:g} to {_TEMPI[-1]:g} BPM"
    jitter = f"a tick is off by {1000.0 * JITTER_S:g} ms (1 σ); {len(naive)} runs"
    return {
        "midi_clock_tempo": Figure.of(tempo_off, "BPM", "≤ 0.1", by_hand),
        "midi_clock_phase": Figure.of(phase_off, "ms", "≤ 5", jitter),
    }


def _run(bpm: float, rng: np.random.Generator) -> tuple[float, float, float]:
    """The largest error of tempo (BPM) and of phase (ms) in the four beats after four bars; and what one beat says."""
    tick = 60.0 / bpm / TICKS_PER_BEAT
    due = 1.0 + tick * np.arange((BEATS + 4) * TICKS_PER_BEAT)
    arrived = np.sort(due + rng.normal(0.0, JITTER_S, len(due)))
    clock = Clock()
    clock.take(Sync("sequencer", "start", 0.9))
    taken, tempo, off = 0, 0.0, []
    frames = np.arange(1.0, due[-1], _FRAME_S) + rng.uniform(0.0, _FRAME_S)
    for t in frames:
        while taken < len(due) and arrived[taken] <= t:
            clock.take(Sync("sequencer", "tick", float(arrived[taken])))
            taken += 1
        clock.advance(float(t))
        beats = (t - 1.0) * bpm / 60.0
        if beats >= BEATS:
            tempo = max(tempo, abs(clock.bpm - bpm))
            off.append(clock.beat(float(t)) - beats)
    last = arrived[(BEATS + 3) * TICKS_PER_BEAT - 1 :: TICKS_PER_BEAT]
    phase = 60_000.0 / bpm * float(np.abs(_wrap(np.array(off))).max())
    return tempo, phase, abs(60.0 / (last[1] - last[0]) - bpm)


def measure_midi_port(seconds: float) -> dict[str, Figure]:
    """The same from a sequencer in another process, through the machine's MIDI system. `DeviceError` without one."""
    inputs = MidiInputs([_PORT], insist=False, virtual_name=_PORT)
    try:
        if inputs.absence:
            raise DeviceError(inputs.absence)
        clock, start = Clock(midi_ports=(_PORT,)), time.monotonic()

        def frame(t: float) -> None:
            for control in inputs.poll(t):
                if isinstance(control, Sync):
                    clock.take(control)

        with _child("ticker", _SETTLE_S + seconds, _BPM, _PORT) as ticker:
            shown = _show(clock, start, _SETTLE_S + seconds + 3.0, frame, lambda: ticker.poll() is not None)
            told = ticker.stdout.readline() if ticker.stdout is not None else ""
        if not told or not len(shown):
            raise DeviceError("no MIDI clock came through a port of this machine.")
        first = float(told)
        kept = shown[shown[:, 0] >= first + _SETTLE_S]
        off = 60_000.0 / _BPM * np.abs(_wrap(kept[:, 1] - (kept[:, 0] - first) * _BPM / 60.0))
        reading = clock.reading
        about = f"at {_BPM:g} BPM from another process; {reading.note if reading is not None else 'it has ended'}"
        return {"midi_port_phase": Figure.of(off, "ms", "≤ 5", about)}
    finally:
        inputs.close()


def measure_link(seconds: float) -> dict[str, Figure]:
    """A second Link peer in another process: how far our place in the bar is from its own. `DeviceError` without."""
    clock, start = Clock(link=Link()), time.monotonic()
    try:
        with _child("peer", _SETTLE_S + seconds, _OTHERS_BPM) as peer:
            shown = _show(clock, start, _SETTLE_S + seconds, lambda t: None, lambda: False)
            peer.kill()
            lines = peer.stdout.readlines() if peer.stdout is not None else []
    finally:
        clock.close()
    told = np.array([[float(word) for word in line.split()] for line in lines if line.count(" ") == 3])
    kept = shown[(shown[:, 0] > start + _SETTLE_S) & (shown[:, 2] > 0.0)] if len(shown) else shown
    if not len(kept) or not len(told):
        raise DeviceError("no other Link peer could be heard on this machine: multicast may be off.")
    kept = kept[kept[:, 0] <= told[-1, 0]]
    off = kept[:, 2] * 4.0 - np.interp(kept[:, 0], told[:, 0], told[:, 1])
    off_ms = 60_000.0 / clock.bpm * np.abs(off - 4.0 * np.round(off / 4.0))
    about = f"at {clock.bpm:.2f} BPM, {int(told[-1, 3])} peer to it, another process; {len(kept)} frames"
    return {"link_phase": Figure.of(off_ms, "ms", "≤ 3", about)}


def _show(
    clock: Clock, start: float, seconds: float, frame: Callable[[float], None], is_over: Callable[[], bool]
) -> NDArray[np.float64]:
    """Frames of a show, 60 a second: of each the time (monotonic), the beat, and the bar; -1 while nobody leads."""
    shown = []
    while (t := time.monotonic() - start) < seconds and not is_over():
        frame(t)
        clock.advance(t)
        shown.append((t + start, clock.beat(t), clock.bar(t) if clock.reading is not None else -1.0))
        time.sleep(_FRAME_S)
    return np.array(shown)


@contextlib.contextmanager
def _child(module: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"engine.show.bench.{module}", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wrap(beats: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far from a beat they are, at most half a one."""
    return beats - np.round(beats)
