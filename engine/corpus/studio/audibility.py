"""What can be heard of the truth: classes that are hidden as a whole, and single strokes that the rest covers.

In: a truth, the sound of a drum alone, the sound of all the rest. Out: the truth that is left; beats always are.
Pure functions; run wherever a lesson is made. Only the instants of the strokes are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.corpus.song import Truth
from engine.corpus.studio.filters import RATE_HZ, Sound

#: A stroke is covered where it is this far below the rest in every band.
COVERED_DB = 12.0
#: Edges of the bands, in Hz: thump, body, voice of the drum, presence, sizzle.
_EDGES_HZ = (30.0, 200.0, 1000.0, 4000.0, 8000.0, 17_000.0)
#: 21 ms.
_FRAME = 1024
#: A mean square, per band, that is nothing at all: -110 dB of full scale.
_NOTHING = 1e-11

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Track:
    """Sounds of one length with their factors, added up, then equalised by `curve`, as of `filters` (None for flat)."""

    sounds: Sequence[tuple[Sound, float]]
    curve: Curve | None = None


def hear(truth: Truth, hidden: frozenset[str]) -> Truth:
    """The truth without the onsets of the classes in `hidden`; beats stay, one can still feel them."""
    nothing = np.zeros(0)
    drums = {name: nothing if name in hidden else times for name, times in truth.drums.items()}
    return replace(truth, drums=drums, bass=nothing if "bass" in hidden else truth.bass)


def audible(times: NDArray[np.float64], stroke: Track, rest: Sequence[Track]) -> NDArray[np.bool_]:
    """Which of the strokes at `times` (n,) in s can be heard: (n,).

    A stroke's energy in the 21 ms that it begins with is held against that of the rest in the 21 ms around the attack,
    band by band; what lies more than `COVERED_DB` below in all of them is not heard, silence neither.
    """
    attacks = np.rint(times * RATE_HZ).astype(np.int64)
    loud = _measure(stroke, attacks)
    cover = np.zeros_like(loud)
    for track in rest:
        cover += _measure(track, attacks - _FRAME // 2)
    return np.asarray((loud > np.maximum(cover * 10.0 ** (-COVERED_DB / 10.0), _NOTHING)).any(axis=1))


def _measure(track: Track, starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean square of a track in each band, in the frames at `starts`: (frames, bands)."""
    places = starts[:, None] + np.arange(_FRAME)
    frames = np.zeros(places.shape, np.float32)
    for sound, factor in track.sounds:
        # What lies outside the sound is its first or last sample; both are as good as silent.
        frames += sound.take(places, mode="clip") * np.float32(factor)
    frames *= _WINDOW
    spectrum = np.fft.rfft(frames)
    weights = _BANDS if track.curve is None else _BANDS * (10.0 ** (_thin(track.curve) / 10.0))[:, None]
    return np.asarray((spectrum.real**2 + spectrum.imag**2) @ weights.astype(np.float32), np.float32)


def _thin(curve: Curve) -> Curve:
    """A curve at the bins of a frame."""
    return curve[:: (len(curve) - 1) // (_FRAME // 2)]


def _bands() -> NDArray[np.float64]:
    """(bins, bands): 1 for a bin inside a band, scaled so that the sum over a spectrum is a mean square."""
    hz = np.fft.rfftfreq(_FRAME, 1.0 / RATE_HZ)[:, None]
    inside = (hz >= np.array(_EDGES_HZ[:-1])) & (hz < np.array(_EDGES_HZ[1:]))
    return inside.astype(np.float64) * (2.0 / (_FRAME * float(np.sum(_WINDOW**2, dtype=np.float64))))


_WINDOW = np.hanning(_FRAME).astype(np.float32)
_BANDS = _bands()
