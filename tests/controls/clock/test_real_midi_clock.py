"""A sequencer in another process sends its clock through a real JACK port: the show's beat is where the sequencer's is.

In: a MIDI clock on JACK, frames in real time. Out: proof. JACK and the sequencer are children of the test process.
"""

import subprocess
import sys
import time

import numpy as np
import pytest
from venue import Jack, wait_until

from engine.controls.clock import Clock
from engine.controls.event import Sync
from engine.controls.midi.inputs import MidiInputs

BPM = 126.0
PORT = "asterism-test"
SETTLE_BEATS = 8.0


def test_the_beat_of_a_sequencer_on_jack(jack: Jack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", jack.private_env["MIDO_BACKEND"])
    inputs = MidiInputs([], virtual_name=PORT)
    clock, start = Clock(), time.monotonic()
    shown: list[tuple[float, float]] = []

    def frame() -> None:
        t = time.monotonic() - start
        for control in inputs.poll(t):
            if isinstance(control, Sync):
                clock.take(control)
        clock.advance(t)
        if clock.reading is not None and clock.reading.playing:
            shown.append((t + start, clock.bar(t) * 4.0))
        time.sleep(0.01)

    words = [sys.executable, "-m", "engine.show.bench.ticker", "8", str(BPM), PORT]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sequencer:
        try:
            wait_until(lambda: frame() or sequencer.poll() is not None, timeout=90.0, what="the sequencer's end")
            assert sequencer.stdout is not None
            first = float(sequencer.stdout.readline())
        finally:
            sequencer.kill()
            inputs.close()
    t, beats = np.array(shown).T
    due = (t - first) * BPM / 60.0
    settled = due > SETTLE_BEATS
    off_ms = (beats - due)[settled] * 60_000.0 / BPM
    assert clock.source == "midi"
    assert 60.0 * np.polyfit(t[settled], beats[settled], 1)[0] == pytest.approx(BPM, abs=1.0)
    # How exact it is, the bench tells: on a busy machine the sequencer itself is late.
    assert abs(float(np.median(off_ms))) < 40.0
