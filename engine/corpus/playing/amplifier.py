"""A guitar amplifier: a valve driven too hard, and the box with the loudspeaker.

In: float32 (n,), how hard it is driven, a seed. Out: float32 (n,), peaking near 1.
Pure functions; run wherever a song is rendered.
"""

import numpy as np
from numpy.typing import NDArray

TAPS = 512
_BLOCK = 8192

Mono = NDArray[np.float32]


def amplify(sound: Mono, drive: float, seed: int, rate_hz: int) -> Mono:
    """Play a guitar through it: `drive` 1 is warm, 40 is metal. Silence stays silence.

    A little of the low end is taken away before the valve, as pedals do, so that chords stay clear.
    """
    top = float(np.abs(sound).max(initial=0.0))
    if top == 0.0:
        return sound.copy()
    rng = np.random.default_rng([seed, 311])
    # One zero at the bottom: what a small coupling capacitor does.
    tight = sound / np.float32(top)
    tight[1:] -= np.float32(rng.uniform(0.9, 0.985)) * tight[:-1]
    tight /= np.float32(np.abs(tight).max())
    # The bias makes even harmonics; it is taken away again, as the next stage's capacitor would.
    bias = np.float32(rng.uniform(0.0, 0.25))
    hot = np.tanh(tight * np.float32(drive) + bias) - np.tanh(bias)
    boxed = convolve(hot.astype(np.float32), cabinet(rng, rate_hz))
    return boxed / np.float32(np.abs(boxed).max(initial=1e-9))


def cabinet(rng: np.random.Generator, rate_hz: int) -> Mono:
    """Impulse response (TAPS,) of a loudspeaker in a box: 80 Hz to 5 kHz with some resonances, minimum phase."""
    f = np.fft.rfftfreq(8 * TAPS, 1.0 / rate_hz)
    low, high = rng.uniform(70.0, 120.0), rng.uniform(3800.0, 6000.0)
    gain = 1.0 / np.sqrt(1.0 + (low / np.maximum(f, 1.0)) ** 4) / np.sqrt(1.0 + (f / high) ** 8)
    for centre, width, boost_db in ((110.0, 0.4, 4.0), (400.0, 0.5, -4.0), (2600.0, 0.5, 6.0), (1200.0, 0.3, 3.0)):
        place = np.log2(np.maximum(f, 1.0) / (centre * 2.0 ** rng.normal(0.0, 0.25)))
        gain *= 10.0 ** (boost_db * rng.uniform(0.2, 1.3) / 20.0 * np.exp(-((place / width) ** 2)))
    # Minimum phase by the folded cepstrum (Oppenheim and Schafer, "Discrete-Time Signal Processing").
    cepstrum = np.fft.irfft(np.log(np.maximum(gain, 1e-5)))
    half = len(cepstrum) // 2
    cepstrum[1:half] *= 2.0
    cepstrum[half + 1 :] = 0.0
    response = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[:TAPS]
    response *= np.linspace(1.0, 0.0, TAPS) ** 0.5
    return np.asarray(response, np.float32)


def convolve(sound: Mono, response: Mono) -> Mono:
    """`sound` (n,) through an impulse response shorter than a block, by overlap-add; float32 (n,), the tail cut."""
    hop = _BLOCK - len(response) + 1
    count = -(-len(sound) // hop)
    padded = np.zeros(count * hop, np.float32)
    padded[: len(sound)] = sound
    spectrum = np.fft.rfft(response, n=_BLOCK)
    out = np.zeros(count * hop + _BLOCK, np.float32)
    for start in range(0, count * hop, hop):
        out[start : start + _BLOCK] += np.fft.irfft(np.fft.rfft(padded[start : start + hop], n=_BLOCK) * spectrum)
    return out[: len(sound)]
