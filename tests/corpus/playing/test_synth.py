"""The corpus's synthesiser against the spectra that its patches promise.

In: single notes. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from scipy import signal

from engine.corpus.playing.dice import air, span
from engine.corpus.playing.synth import VOWELS, Note, Patch, render_note
from engine.sound.synthesis import Wave

RATE_HZ = 48_000
A3 = Note(57.0, 1.0, 0.8, 57.0, 0)


def power(wave: Wave) -> tuple[np.ndarray, np.ndarray]:
    f, found = signal.welch(wave[2400:40_000], RATE_HZ, window="blackmanharris", nperseg=16_384)
    return f, found


def strength(wave: Wave, hz: float) -> float:
    f, found = power(wave)
    return float(np.sqrt(found[np.abs(f - hz) < 12.0].sum()))


def test_a_saw_and_a_square_have_their_harmonics() -> None:
    saw, square = (
        render_note(Patch(wave=wave, sustain=1.0, attack_s=0.001), A3, RATE_HZ) for wave in ("saw", "square")
    )
    for k in range(2, 12):
        assert strength(saw, 220.0 * k) / strength(saw, 220.0) == pytest.approx(1.0 / k, rel=0.02)
        wanted = 1.0 / k if k % 2 else 0.0
        assert strength(square, 220.0 * k) / strength(square, 220.0) == pytest.approx(wanted, abs=0.005)


def test_nothing_lies_between_the_harmonics() -> None:
    wave = render_note(Patch(sustain=1.0), Note(84.3, 1.0, 0.8, 84.3, 0), RATE_HZ)
    hz = 440.0 * 2.0 ** ((84.3 - 69.0) / 12.0)
    f, found = power(wave)
    off = np.abs(f / hz - np.rint(f / hz)) * hz
    assert found[off > 30.0].sum() < 1e-4 * found.sum()


def test_a_low_pass_that_shuts_takes_the_treble() -> None:
    patch = Patch(sustain=1.0, cutoff_hz=400.0, sweep_octaves=4.0, sweep_s=0.1)
    wave = render_note(patch, A3, RATE_HZ)
    early, late = wave[500:3000], wave[30_000:40_000]
    bright = signal.butter(4, 2000.0, "highpass", fs=RATE_HZ, output="sos")
    parts = [np.mean(signal.sosfilt(bright, part) ** 2) / np.mean(part**2) for part in (early, late)]
    assert parts[0] > 30.0 * parts[1]


@pytest.mark.parametrize("vowel", VOWELS)
def test_a_vowel_rings_at_its_formants(vowel: str) -> None:
    wave = render_note(Patch(vowels=(vowel,), sustain=1.0), Note(45.0, 1.0, 0.8, 45.0, 0), RATE_HZ)
    harmonics = 110.0 * np.arange(1, 30)
    # A saw's own slope taken away, what is left is the mouth.
    heard = np.array([strength(wave, hz) * (k + 1) for k, hz in enumerate(harmonics)])
    assert abs(harmonics[np.argmax(heard)] - VOWELS[vowel][0]) < 90.0
    near = harmonics[np.abs(harmonics - VOWELS[vowel][1]) < 250.0]
    best = near[np.argmax([heard[round(hz / 110.0) - 1] for hz in near])]
    assert abs(best - VOWELS[vowel][1]) < 130.0 or abs(VOWELS[vowel][1] - VOWELS[vowel][0]) < 500.0


def test_the_treble_of_a_string_dies_first() -> None:
    wave = render_note(Patch(wave="string", ratio=0.13, string_s=1.0, sustain=1.0), A3, RATE_HZ)
    f, t, levels = signal.spectrogram(wave, RATE_HZ, nperseg=4096)
    fall = [
        levels[np.argmin(np.abs(f - hz)), t > 0.7].mean() / levels[np.argmin(np.abs(f - hz)), t < 0.3].mean()
        for hz in (220.0, 1100.0)
    ]
    assert fall[1] < 0.2 * fall[0]


def test_a_note_slides_from_the_one_before() -> None:
    patch = Patch(wave="sine", slide_s=0.2, sustain=1.0)
    wave = render_note(patch, Note(69.0, 1.0, 0.8, 57.0, 0), RATE_HZ)
    pitch = np.diff(np.unwrap(np.angle(signal.hilbert(wave)))) * RATE_HZ / (2.0 * np.pi)
    assert pitch[500:700].mean() == pytest.approx(220.0 * 2.0 ** (1.0 - np.exp(-600 / RATE_HZ / 0.07)), rel=0.05)
    assert pitch[30_000:40_000].mean() == pytest.approx(440.0, rel=0.002)


def test_air_keeps_to_its_band() -> None:
    f, found = signal.welch(air(RATE_HZ, 3, 2000.0, 4000.0, RATE_HZ), RATE_HZ, nperseg=4096)
    inside = found[(f > 2200.0) & (f < 3600.0)].mean()
    assert found[f < 500.0].mean() < 0.01 * inside
    assert found[f > 16_000.0].mean() < 0.01 * inside


def test_chance_stays_within_its_bounds() -> None:
    dice = np.random.default_rng(1)
    drawn = [span(dice, (1.0, 100.0)) for _ in range(2000)]
    assert min(drawn) >= 1.0 and max(drawn) <= 100.0
    assert np.median(drawn) == pytest.approx(10.0, rel=0.15)
    level = [span(dice, (-1.0, 3.0)) for _ in range(2000)]
    assert np.mean(level) == pytest.approx(1.0, abs=0.1)
