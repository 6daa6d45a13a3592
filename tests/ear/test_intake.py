"""The intake: any rate and any number of channels arrive as the same mono stream, without anything that is no number.

In: synthetic blocks. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ear import RATE_HZ, Ear, Intake
from engine.ear.intake import LOUDEST

Samples = NDArray[np.float32]


def tone(rate_hz: int, frequency_hz: float = 1000.0, seconds: float = 1.0, amplitude: float = 0.5) -> Samples:
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    return (amplitude * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


def feed_in_blocks(intake: Intake, samples: Samples, frames: int) -> Samples:
    return np.concatenate([intake.feed(samples[at : at + frames]) for at in range(0, len(samples), frames)])


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 48_000, 88_200, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_a_sine_arrives_at_its_frequency_and_strength(rate_hz: int, channels: int) -> None:
    block = np.repeat(tone(rate_hz)[:, None], channels, axis=1)
    heard = feed_in_blocks(Intake(rate_hz, RATE_HZ), block, 256)
    assert heard.dtype == np.float32
    assert 0.95 * RATE_HZ < heard.size <= RATE_HZ
    settled = heard[4096 : 4096 + 32_768].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(settled * np.hanning(settled.size)))
    assert np.argmax(spectrum) * RATE_HZ / settled.size == pytest.approx(1000.0, abs=1.0)
    assert np.sqrt(np.mean(settled**2)) == pytest.approx(0.5 / np.sqrt(2), rel=2e-3)
    # All else together is 40 dB below: no images, no clicks at the blocks' borders.
    peak = int(np.argmax(spectrum))
    rest = np.delete(spectrum, np.arange(peak - 4, peak + 5))
    assert np.sum(rest**2) < 1e-4 * np.sum(spectrum**2)


@pytest.mark.parametrize("rate_hz", [44_100, 47_999, 48_000, 88_200, 96_000, 176_400, 192_000])
def test_every_block_comes_out_at_once(rate_hz: int) -> None:
    """A resampler that collects samples and hands them over in bursts makes hops late."""
    intake = Intake(rate_hz, RATE_HZ)
    taken = given = 0
    for block in range(400):
        taken += 256
        given += intake.feed(np.zeros((256, 2), np.float32)).size
        if block >= 50:
            assert 0.0 <= taken / rate_hz - given / RATE_HZ < 0.0055


def test_what_is_above_the_ear_s_range_does_not_fold_into_it() -> None:
    heard = Intake(96_000, RATE_HZ).feed(tone(96_000, 30_000.0))
    assert np.abs(heard[4096:-4096]).max() < 0.01


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_the_size_of_the_blocks_does_not_matter(rate_hz: int) -> None:
    samples = np.random.default_rng(3).uniform(-1, 1, (rate_hz // 4, 2)).astype(np.float32)
    whole = Intake(rate_hz, RATE_HZ).feed(samples)
    for frames in (1, 64, 255, 256, 5000):
        pieces = feed_in_blocks(Intake(rate_hz, RATE_HZ), samples, frames)
        shared = min(whole.size, pieces.size)
        assert shared > 0.9 * RATE_HZ // 4
        np.testing.assert_allclose(pieces[:shared], whole[:shared], atol=1e-6)


def test_channels_are_averaged_and_flat_arrays_are_mono() -> None:
    left, right = tone(RATE_HZ), tone(RATE_HZ, 300.0)
    both = Intake(RATE_HZ, RATE_HZ).feed(np.stack((left, right), axis=1))
    np.testing.assert_allclose(both, (left + right) / 2, atol=1e-7)
    np.testing.assert_array_equal(Intake(RATE_HZ, RATE_HZ).feed(left), left)
    assert Intake(44_100, RATE_HZ).feed(np.empty((0, 2), np.float32)).size == 0


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_samples_that_are_no_numbers_become_silence_and_are_counted(rate_hz: int) -> None:
    block = np.repeat(tone(rate_hz, seconds=0.5)[:, None], 2, axis=1)
    block[100, 0] = np.nan
    block[200] = np.inf
    block[300, 1] = -np.inf
    block[400] = 3e38  # finite, but not once squared
    block[500] = 2 * LOUDEST
    block[600] = 0.9 * LOUDEST
    intake = Intake(rate_hz, RATE_HZ)
    with np.errstate(over="ignore"):  # two such numbers add up to infinity
        heard = feed_in_blocks(intake, block, 256)
    assert intake.repaired == 5
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.2 * LOUDEST
    # It leaves nothing behind: a while later all is as if it had not been.
    clean = feed_in_blocks(Intake(rate_hz, RATE_HZ), np.repeat(tone(rate_hz, seconds=0.5)[:, None], 2, axis=1), 256)
    np.testing.assert_allclose(heard[4000:], clean[4000:], atol=1e-5)


def test_loudest_samples_that_pass_do_not_blind_the_ear() -> None:
    ear = Ear()
    for block in (LOUDEST * np.ones(480, np.float32), np.zeros(480, np.float32)):
        for _ in range(10):
            features = ear.step(Intake(RATE_HZ, RATE_HZ).feed(block))
            assert np.isfinite(features.inputs).all()
            assert np.isfinite(features.level_db)
