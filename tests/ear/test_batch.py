"""A whole sound heard at once is what the show's ear hears hop by hop.

In: synthetic sounds. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest

from engine.ear import BANDS, HOP, INPUTS, RATE_HZ, Ear
from engine.ear.batch import hear_bands, with_rises
from engine.ear.features import RISE_HOPS


def sound(seconds: float, seed: int) -> np.ndarray:
    """Bursts of noise and tones over silence and hiss."""
    generator = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    bursts = np.exp(-8.0 * (t % 0.37)) * generator.standard_normal(t.size) * (np.floor(t) % 3 < 2)
    tone = np.sin(2.0 * np.pi * 110.0 * 2.0 ** np.floor(t) * t)
    return (0.2 * bursts + 0.1 * tone * (t > 1.0) + 1e-4 * generator.standard_normal(t.size)).astype(np.float32)


@pytest.mark.parametrize(("seconds", "level"), [(4.0, 1.0), (7.13, 0.02)])
def test_batch_is_the_stream(seconds: float, level: float) -> None:
    heard = np.float32(level) * sound(seconds, seed=3)
    ear = Ear()
    hops = heard[: heard.size // HOP * HOP].reshape(-1, HOP)
    expected = np.stack([ear.step(hop).inputs for hop in hops])
    batch = with_rises(hear_bands(heard))
    assert batch.shape == (len(hops), INPUTS)
    assert expected.max() > 0.8  # there was something to hear
    np.testing.assert_allclose(batch, expected, atol=2e-5)


def test_rises_go_on_over_the_border_of_two_parts() -> None:
    bands = np.random.default_rng(1).random((3, 50, BANDS)).astype(np.float32)
    whole = with_rises(bands)
    later = with_rises(bands[:, 20:], bands[:, 20 - RISE_HOPS : 20])
    np.testing.assert_array_equal(later, whole[:, 20:])


def test_sound_shorter_than_a_hop_is_no_hop() -> None:
    assert hear_bands(np.zeros(HOP - 1, np.float32)).shape == (0, BANDS)
