"""The display's delay from a sensor's signal: of every kind of sensor, weak and strong; and none where there is none.

In: made-up signals of flashes that begin at known times. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from engine.show.delay.estimate import LONGEST_S, find_delay
from engine.show.delay.flashes import Flashes

RATE_HZ = 48_000
SECONDS = 14.0
START = 100.0

Sound = NDArray[np.float64]


def light(delay: float) -> tuple[Flashes, Sound]:
    """Whether it is bright, sample by sample, of a recording that begins at START."""
    flashes = Flashes.plan(SECONDS)
    t = np.arange(round((SECONDS + 1.0) * RATE_HZ)) / RATE_HZ - delay
    which = np.searchsorted(flashes.on, t, side="right") - 1
    return flashes, ((which >= 0) & (t < flashes.off[np.maximum(which, 0)])).astype(np.float64)


def sensed(kind: str, delay: float) -> tuple[Flashes, Sound]:
    flashes, bright = light(delay)
    t = np.arange(len(bright)) / RATE_HZ
    if kind == "step":  # a solar cell on an input that passes direct current
        return flashes, 0.3 * bright + 0.1
    if kind == "blip":  # the same through the capacitor of a usual line input, 15 Hz, the other way round
        return flashes, -signal.lfilter(*signal.butter(1, 15.0, "high", fs=RATE_HZ), 0.3 * bright)
    if kind == "flicker":  # a display that makes its brightness by pulses
        return flashes, 0.3 * bright * (signal.square(2.0 * np.pi * 240.0 * t, 0.4) > 0.0)
    assert kind == "slow"  # a lamp or a liquid crystal takes 5 ms
    return flashes, signal.lfilter(*signal.butter(1, 1.0 / (2.0 * np.pi * 0.005), fs=RATE_HZ), 0.3 * bright)


def noise(seed: int, rms: float, count: int) -> Sound:
    return np.random.default_rng(seed).normal(0.0, rms, count)


def recorded(sound: Sound) -> NDArray[np.float32]:
    return sound.astype(np.float32)[:, None]


@pytest.mark.parametrize("delay", [0.0, 0.0173, 0.24])
@pytest.mark.parametrize("kind", ["step", "blip", "flicker", "slow"])
def test_every_sensor_tells_the_delay(kind: str, delay: float) -> None:
    flashes, sound = sensed(kind, delay)
    found = find_delay(recorded(sound + noise(1, 0.003, len(sound))), START, RATE_HZ, START + flashes.on)
    assert found is not None
    late = 0.004 if kind in ("slow", "flicker") else 0.0  # the flicker is dark for up to 2.5 ms when a flash begins
    assert delay - 0.0015 < found.seconds < delay + late + 0.0015
    assert found.error < 0.002
    assert found.seen == found.flashes >= 15


@pytest.mark.parametrize("kind", ["blip", "flicker"])
@pytest.mark.parametrize("level", [0.02, 0.05])
def test_a_weak_one_is_found_in_hiss_and_hum(kind: str, level: float) -> None:
    flashes, sound = sensed(kind, 0.085)
    t = np.arange(len(sound)) / RATE_HZ
    sound = level * sound + noise(2, 0.001, len(sound)) + 0.001 * np.sin(2.0 * np.pi * 100.0 * t)
    found = find_delay(recorded(sound), START, RATE_HZ, START + flashes.on)
    assert found is not None
    assert found.seconds == pytest.approx(0.086, abs=0.003)


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_no_sensor(seed: int) -> None:
    flashes, sound = light(0.0)
    assert find_delay(recorded(noise(seed, 0.1, len(sound))), START, RATE_HZ, START + flashes.on) is None


def test_music_is_no_sensor() -> None:
    """Beats at 128 a minute, each with an attack that would be a fine flash."""
    flashes, sound = light(0.0)
    t = np.arange(len(sound)) / RATE_HZ
    kick = np.exp(-((t * 128.0 / 60.0) % 1.0) * 12.0) * np.sin(2.0 * np.pi * 60.0 * t)
    assert find_delay(recorded(kick + noise(3, 0.01, len(sound))), START, RATE_HZ, START + flashes.on) is None


def test_flashes_at_other_times_are_not_ours() -> None:
    _, sound = sensed("blip", 0.05)
    others = Flashes.plan(SECONDS, seed=2)
    assert find_delay(recorded(sound), START, RATE_HZ, START + others.on) is None


def test_silence_and_too_little_are_none() -> None:
    flashes, sound = sensed("step", 0.05)
    assert find_delay(recorded(0.0 * sound), START, RATE_HZ, START + flashes.on) is None
    assert find_delay(recorded(sound), START, RATE_HZ, START + flashes.on[:7]) is None
    assert find_delay(np.zeros((0, 1), np.float32), START, RATE_HZ, START + flashes.on) is None


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_samples_that_are_no_numbers_neither_make_a_sensor_nor_hide_one(odd: float) -> None:
    flashes, sound = sensed("blip", 0.05)
    hiss = noise(6, 0.02, len(sound))
    sound[40_000] = hiss[40_000] = odd
    assert find_delay(recorded(hiss), START, RATE_HZ, START + flashes.on) is None
    found = find_delay(recorded(sound), START, RATE_HZ, START + flashes.on)
    assert found is not None and found.seconds == pytest.approx(0.05, abs=0.0015)


def test_it_finds_the_channel_with_the_sensor() -> None:
    flashes, sound = sensed("blip", 0.05)
    both = np.stack([noise(4, 0.05, len(sound)), sound + noise(5, 0.002, len(sound))], axis=1).astype(np.float32)
    found = find_delay(both, START, RATE_HZ, START + flashes.on)
    assert found is not None and found.channel == 2


def test_flashes_are_uneven_and_few_enough_for_the_eye() -> None:
    flashes = Flashes.plan(60.0)
    gaps = np.diff(flashes.on)
    assert gaps.min() > 1.0 / 3.0 and np.std(gaps) > 0.1
    assert np.all(flashes.off > flashes.on) and np.all(flashes.off[:-1] < flashes.on[1:])
    assert flashes.off[-1] < 60.0 and LONGEST_S < 1.0
    t = np.arange(0.0, 60.0, 0.001)
    shown = np.array([flashes.is_on(each) for each in t])
    assert shown.mean() == pytest.approx((flashes.off - flashes.on).sum() / 60.0, abs=0.01)
