"""The mel filter bank against its definition, drawn on a fine grid of frequencies.

In: nothing. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest

from engine.ear.mel import hz_to_mel, mel_centres_hz, mel_filters, mel_to_hz

SIZES = [(64, 2048, 48_000, 30.0, 16_000.0), (40, 1024, 44_100, 0.0, 20_000.0), (128, 512, 48_000, 20.0, 12_000.0)]


def edges_hz(bands: int, low_hz: float, high_hz: float) -> np.ndarray:
    """Equal steps on the mel scale in its natural-logarithm form, 1127.01 ln(1 + f / 700), by hand."""
    low, high = (1127.01048 * np.log1p(f / 700.0) for f in (low_hz, high_hz))
    return 700.0 * np.expm1(np.linspace(low, high, bands + 2) / 1127.01048)


def test_scale_has_its_known_points_and_inverts() -> None:
    assert hz_to_mel(np.array([0.0, 1000.0])) == pytest.approx([0.0, 1000.0], abs=0.02)
    frequencies = np.geomspace(1.0, 24_000.0, 100)
    assert mel_to_hz(hz_to_mel(frequencies)) == pytest.approx(frequencies, rel=1e-12)


@pytest.mark.parametrize(("bands", "window", "rate_hz", "low_hz", "high_hz"), SIZES)
def test_filters_are_triangles_averaged_over_each_bin(
    bands: int, window: int, rate_hz: int, low_hz: float, high_hz: float
) -> None:
    filters = mel_filters(bands, window, rate_hz, low_hz, high_hz)
    edges = edges_hz(bands, low_hz, high_hz)
    bin_hz = rate_hz / window
    # 400 points inside the strip of each bin, none on its border.
    fine = (np.arange(window // 2 + 1)[:, None] - 0.5 + (np.arange(400) + 0.5) / 400) * bin_hz
    for band in range(bands):
        triangle = np.interp(fine, edges[band : band + 3], [0.0, 1.0, 0.0], left=0.0, right=0.0)
        np.testing.assert_allclose(filters[band], triangle.mean(axis=1), atol=2e-4)


def test_every_band_hears_something_and_none_too_much() -> None:
    for bands, window, rate_hz, low_hz, high_hz in SIZES:
        filters = mel_filters(bands, window, rate_hz, low_hz, high_hz)
        assert filters.dtype == np.float32
        assert filters.shape == (bands, window // 2 + 1)
        assert filters.min() >= 0.0
        assert filters.max() <= 1.0
        # The area under a triangle of height 1 is half its base.
        edges = edges_hz(bands, low_hz, high_hz)
        np.testing.assert_allclose(filters.sum(axis=1) * rate_hz / window, (edges[2:] - edges[:-2]) / 2, rtol=1e-4)


def test_neighbours_share_a_frequency_without_loss() -> None:
    filters = mel_filters(64, 2048, 48_000)
    centres = mel_centres_hz(64, 30.0, 16_000.0)
    bins_hz = np.arange(1025) * 48_000 / 2048
    inside = (bins_hz > centres[0] + 24) & (bins_hz < centres[-1] - 24)
    np.testing.assert_allclose(filters.sum(axis=0)[inside], 1.0, atol=1e-5)


def test_centres_are_where_the_triangles_peak() -> None:
    np.testing.assert_allclose(mel_centres_hz(64, 30.0, 16_000.0), edges_hz(64, 30.0, 16_000.0)[1:-1], rtol=1e-6)
