"""Music of which all is known: a loop of drums, and what is true of it.

In: a length. Out: samples, times, the files beside a clip.
Pure but for the files; in the test process.
"""

from pathlib import Path

import numpy as np

from engine.sound.drums import hat, kick, snare
from engine.sound.source import Samples

RATE_HZ = 22_050
BPM = 120.0


def drum_loop(seconds: float, rate_hz: int = RATE_HZ) -> Samples:
    """Kick, snare and hats at 120 BPM, four to the bar, from 0.25 s on: float32 (n,)."""
    sound = np.zeros(round(seconds * rate_hz), np.float32)
    voices = {"kick": kick(rate_hz), "snare": snare(rate_hz), "hat": 0.5 * hat(rate_hz)}
    for name, times in strokes(seconds).items():
        for t in times:
            at = round(t * rate_hz)
            voice = voices[name][: len(sound) - at]
            sound[at : at + len(voice)] += 0.4 * voice
    return sound


def strokes(seconds: float) -> dict[str, list[float]]:
    beats = np.arange(0.25, seconds, 60.0 / BPM)
    return {
        "kick": [float(t) for t in beats[::2]],
        "snare": [float(t) for t in beats[1::2]],
        "hat": [float(t) for t in np.arange(0.25, seconds, 30.0 / BPM)],
    }


def annotate(sound: Path, seconds: float, drums: bool = True) -> None:
    beats = np.arange(0.25, seconds, 60.0 / BPM)
    sound.with_suffix(".beats").write_text("".join(f"{t:.3f}\t{n % 4 + 1}\n" for n, t in enumerate(beats)))
    if drums:
        classes = {"kick": "KD", "snare": "SD", "hat": "HH"}
        lines = [f"{t:.3f}\t{classes[name]}\n" for name, times in strokes(seconds).items() for t in times]
        sound.with_suffix(".drums").write_text("".join(lines))
