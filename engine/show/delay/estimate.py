"""When a light sensor has seen flashes that began at known times: after which delay, if it has seen them at all.

In: the sensor's signal as sound, the times of the flashes. Out: the delay and how sure it is, or None.
Pure; main process.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]

LONGEST_S = 0.5

_HOP_S = 0.0005
_WINDOW_S = 0.002
_STEADY_S = 0.1
_EDGE_S = 0.004
_BEFORE_S = 0.02
_NEAR_S = 0.012
_SURROGATES = 400
_CLEARLY = 1.6
_FEW = 8


@dataclass(frozen=True, slots=True)
class Delay:
    """`seconds`, and its standard `error`. `seen`: how many of the `flashes` stand out by themselves. `channel`: of the
    input, from 1, on which the sensor is.
    """

    seconds: float
    error: float
    seen: int
    flashes: int
    channel: int = 1


def find_delay(
    samples: NDArray[np.float32], start: float, rate_hz: float, flashes: Signal, longest: float = LONGEST_S
) -> Delay | None:
    """The delay that fits best. samples: (frames, channels), the first one at time `start`; flashes: when each began;
    longest: seconds up to which it is sought.

    The light's wave may be a step (a solar cell), a blip at each change (the same through a capacitor) or a tone (a
    display that flickers): of all three the power rises when a flash begins. It is averaged over all flashes, so that
    what has nothing to do with them levels out; that it has to do with them is tested against flashes at other times.
    None when it has not, or when there are fewer than 8 flashes.
    """
    best: tuple[float, Delay] | None = None
    for channel in range(samples.shape[1]):
        sound = samples[:, channel].astype(np.float64)
        power = _power(np.where(np.isfinite(sound), sound, 0.0), rate_hz)
        found = _find(power, start, flashes, longest)
        if found is not None and (best is None or found[0] > best[0]):
            clearness, delay = found
            best = clearness, Delay(delay.seconds, delay.error, delay.seen, delay.flashes, channel + 1)
    return best[1] if best is not None else None


def _power(sound: Signal, rate_hz: float) -> Signal:
    """The square root of the power in windows of 2 ms, every half millisecond; slow drift is taken away first."""
    if not len(sound):
        return sound
    steady = max(1, round(_STEADY_S * rate_hz))
    sums = np.cumsum(np.pad(sound, (steady, 0), mode="edge"))
    mean = (sums[steady:] - sums[:-steady]) / steady  # of the tenth of a second before
    sums = np.concatenate([[0.0], np.cumsum(np.square(sound - mean))])
    centres = np.arange(0.0, len(sound), _HOP_S * rate_hz)
    half = 0.5 * _WINDOW_S * rate_hz
    low = np.clip(np.round(centres - half).astype(int), 0, len(sound))
    high = np.clip(np.round(centres + half).astype(int), 0, len(sound))
    return np.asarray(np.sqrt((sums[high] - sums[low]) / np.maximum(high - low, 1)))


def _find(power: Signal, start: float, flashes: Signal, longest: float) -> tuple[float, Delay] | None:
    lags = np.arange(-round(_BEFORE_S / _HOP_S), round((longest + 2 * _EDGE_S) / _HOP_S))
    first = np.round((flashes - start) / _HOP_S).astype(int)
    first = first[(first + lags[0] >= 0) & (first + lags[-1] < len(power))]
    if len(first) < _FEW or not power.any():
        return None
    # One loud click must not outweigh all else.
    power = np.minimum(power, 8.0 * np.quantile(power, 0.9) + 1e-12)
    rises = _rises(power)
    average = rises[first[:, None] + lags].mean(axis=0)
    lag = int(average.argmax())
    other = _others(rises, first, lags)
    clearness = average[lag] / max(float(np.quantile(other, 0.99)), 1e-12)
    if clearness < _CLEARLY:
        return None
    shape = power[first[:, None] + lags].mean(axis=0)
    seconds = (_half_way(shape, lag) + lags[0]) * _HOP_S
    places, seen = _single(rises, first + lags[lag])
    spread = 1.4826 * float(np.median(np.abs(places - np.median(places)))) * _HOP_S
    error = max(spread / np.sqrt(len(places)), 0.5 * _HOP_S)
    return float(clearness), Delay(float(seconds), float(error), seen, len(first))


def _rises(power: Signal) -> Signal:
    """How much higher it is after each place than before it, over 4 ms."""
    edge = round(_EDGE_S / _HOP_S)
    sums = np.concatenate([[0.0], np.cumsum(power)])
    places = np.arange(len(power))
    low, high = np.clip(places - edge, 0, len(power)), np.clip(places + edge, 0, len(power))
    return np.asarray((sums[high] - 2.0 * sums[places] + sums[low]) / edge)


def _others(rises: Signal, first: NDArray[np.int_], lags: NDArray[np.int_]) -> Signal:
    """What the best average would be, were the flashes at other times: as many of them, anywhere."""
    rng = np.random.default_rng(1)
    least, most = -lags[0], len(rises) - lags[-1] - 1
    return np.array(
        [rises[rng.integers(least, most, len(first))[:, None] + lags].mean(axis=0).max() for _ in range(_SURROGATES)]
    )


def _half_way(shape: Signal, lag: int) -> float:
    """Where the average power has risen by half, near a place, in hops."""
    edge = round(_EDGE_S / _HOP_S)
    low, high = max(lag - edge, 0), min(lag + edge + 1, len(shape))
    before, after = float(shape[low:lag].mean()) if lag > low else float(shape[lag]), float(shape[lag:high].max())
    middle = 0.5 * (before + after)
    for place in range(low + 1, high):
        if shape[place - 1] <= middle <= shape[place]:
            return place - 1 + float((middle - shape[place - 1]) / max(shape[place] - shape[place - 1], 1e-12))
    return float(lag)


def _single(rises: Signal, places: NDArray[np.int_]) -> tuple[Signal, int]:
    """Where each flash by itself rises most, near where all do, in hops; and how many rise more than is usual."""
    near = round(_NEAR_S / _HOP_S)
    offsets = np.arange(-near, near + 1)
    around = rises[np.clip(places[:, None] + offsets, 0, len(rises) - 1)]
    usual = 4.0 * float(np.median(np.abs(rises))) / 0.6745
    return np.asarray(around.argmax(axis=1) - near, np.float64), int((around.max(axis=1) > usual).sum())
