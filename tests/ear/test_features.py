"""The ear's features against scipy's spectrogram, and against what music-like sounds must give.

In: synthetic sounds. Out: proof. Runs in the test process.
"""

from dataclasses import fields

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from numpy.typing import NDArray

from engine.ear import BANDS, HOP, INPUTS, RATE_HZ, Ear, Features
from engine.ear.features import _OnsetPicker
from engine.ear.mel import mel_centres_hz, mel_filters
from engine.ear.spectrum import WINDOW

Sound = NDArray[np.floating]
CENTRES_HZ = mel_centres_hz(BANDS, 30.0, 16_000.0)


def hear(sound: Sound, ear: Ear | None = None, gain_db: float = 0.0, gate_db: float = -60.0) -> list[Features]:
    """The features of every whole hop."""
    ear = ear or Ear()
    hops = sound[: sound.size // HOP * HOP].astype(np.float32).reshape(-1, HOP)
    return [ear.step(hop, gain_db, gate_db) for hop in hops]


def sine(frequency_hz: float, seconds: float = 1.0, amplitude: float = 0.1) -> Sound:
    return amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def noise(seconds: float, amplitude: float = 0.1, seed: int = 0) -> Sound:
    return amplitude * np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))


class Recorder:
    """Takes the place of the automatic gain, and keeps what reaches it."""

    gate = 1.0
    gain_db = 0.0

    def __init__(self) -> None:
        self.bands_db: list[Sound] = []
        self.level_db: list[float] = []

    def step(self, bands_db: NDArray[np.float32], level_db: float, gate_db: float, auto: bool) -> NDArray[np.float32]:
        self.bands_db.append(bands_db)
        self.level_db.append(level_db)
        return np.zeros_like(bands_db)


def recorded(sound: Sound) -> Recorder:
    ear, recorder = Ear(), Recorder()
    ear._levels = recorder  # type: ignore[assignment]
    hear(sound, ear)
    return recorder


@pytest.mark.parametrize(
    "sound",
    [
        noise(0.5),
        sine(440.0) + 0.3 * sine(3000.0),
        scipy.signal.chirp(np.arange(48_000) / RATE_HZ, 40.0, 1.0, 15_000.0),
    ],
    ids=["noise", "tones", "sweep"],
)
def test_bands_are_scipy_s_spectrogram_through_the_mel_filters(sound: Sound) -> None:
    heard = np.array(recorded(sound).bands_db)
    # The ear's first windows reach back into the silence before the sound.
    padded = np.append(np.zeros(WINDOW - HOP), sound[: sound.size // HOP * HOP])
    _, _, power = scipy.signal.spectrogram(
        padded, RATE_HZ, "hann", WINDOW, WINDOW - HOP, detrend=False, scaling="spectrum", mode="psd"
    )
    # scipy gives a sine its mean square; ours gives a full-scale sine 1, twice that.
    mel = mel_filters(BANDS, WINDOW, RATE_HZ).astype(np.float64) @ (2.0 * power)
    expected = 10.0 * np.log10(mel + 1e-12) + 3.0 * np.log2(CENTRES_HZ / 1000.0)[:, None]
    audible = expected > -90.0  # below, single precision's own noise decides
    assert audible.mean() > 0.1
    assert heard.T.shape == expected.shape
    np.testing.assert_allclose(heard.T[audible], expected[audible], atol=0.02)


def test_full_scale_sine_reads_nought_db_in_its_band() -> None:
    # At 1 kHz the tilt is 0, and a bin's worth of triangle spans several bins: at most 2 dB is lost between bands.
    peak_db = np.max(recorded(sine(1000.0, amplitude=1.0)).bands_db[-1])
    assert -2.5 < peak_db < 2.5


@pytest.mark.parametrize(("amplitude", "level_db"), [(1.0, -3.01), (0.5, -9.03), (0.01, -43.01)])
def test_level_is_the_rms_in_dbfs(amplitude: float, level_db: float) -> None:
    assert hear(sine(1000.0, amplitude=amplitude))[-1].level_db == pytest.approx(level_db, abs=0.05)


def test_silence_has_a_floor_and_no_features() -> None:
    heard = hear(np.zeros(RATE_HZ))
    assert {f.level_db for f in heard} == {-120.0}
    for name in ("level", "gate", "bass", "mid", "high", "flux", "onset"):
        assert {getattr(f, name) for f in heard} == {0.0}, name
    assert not any(f.inputs.any() for f in heard)
    assert all(0.0 <= f.centroid <= 1.0 for f in heard)


@pytest.mark.parametrize("band", [4, 8, 16, 32, 48, 60])
def test_sine_lights_its_band_and_the_centroid_points_there(band: int) -> None:
    last = hear(sine(CENTRES_HZ[band]))[-1]
    assert int(last.bands.argmax()) == band
    assert last.centroid * (BANDS - 1) == pytest.approx(band, abs=0.1)


@pytest.mark.parametrize(("frequency_hz", "name"), [(60.0, "bass"), (600.0, "mid"), (6000.0, "high")])
def test_thirds_of_the_spectrum_are_told_apart(frequency_hz: float, name: str) -> None:
    last = hear(sine(frequency_hz))[-1]
    others = {"bass", "mid", "high"} - {name}
    assert getattr(last, name) > 5 * max(getattr(last, other) for other in others)


def test_every_click_is_one_onset_within_three_hops() -> None:
    sound, burst = np.zeros(8 * RATE_HZ), noise(0.002, 0.5)
    starts = np.arange(4800, sound.size, RATE_HZ // 2)
    for start in starts:
        sound[start : start + burst.size] = burst
    heard = np.flatnonzero([f.onset > 0 for f in hear(sound)])
    assert heard.size == starts.size
    late = heard - starts / HOP
    assert late.min() >= 0
    assert late.max() <= 3


def test_onsets_keep_their_distance() -> None:
    sound, burst = np.zeros(2 * RATE_HZ), noise(0.002, 0.5)
    for start in range(4800, sound.size, round(0.05 * RATE_HZ)):
        sound[start : start + burst.size] = burst
    heard = np.flatnonzero([f.onset > 0 for f in hear(sound)])
    assert heard.size > 10
    assert np.diff(heard).min() >= 8


def test_a_flux_that_sinks_slowly_is_one_onset() -> None:
    picker = _OnsetPicker(0.01)
    sinking = np.concatenate((np.zeros(100), np.linspace(1.0, 0.9, 20)))
    strengths = [picker.step(float(flux)) for flux in sinking]
    assert np.flatnonzero(strengths).tolist() == [100]
    assert strengths[100] == 1.0


def test_held_tones_and_vibrato_are_no_onsets() -> None:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    vibrato_hz = 440.0 * 2 ** (0.5 / 12 * np.sin(2 * np.pi * 5.0 * t))  # half a semitone each way, five times a second
    phase = 2 * np.pi * np.cumsum(vibrato_hz) / RATE_HZ
    for sound in (sine(220.0, 4.0), 0.1 * sum(np.sin(k * phase) / k for k in range(1, 12))):
        assert not any(f.onset for f in hear(sound)[10:])


def test_flux_follows_the_size_of_the_step() -> None:
    bed = noise(2.0, 0.02)
    louder = np.where(np.arange(bed.size) < bed.size // 2, 0.0, 1.0)
    steps_db = (0.0, 3.0, 6.0, 9.0)
    sounds = [bed * 10 ** (step_db * louder / 20) for step_db in steps_db]
    flux = [max(f.flux for f in hear(sound)[98:110]) for sound in sounds]
    assert flux == sorted(flux)
    assert flux[0] < 0.2 < 0.5 < flux[-1]


def test_input_is_bands_then_rises() -> None:
    heard = hear(np.append(np.zeros(4800), noise(0.5)))
    assert heard[-1].inputs.shape == (INPUTS,)
    for before, f in zip(heard[8:], heard[10:], strict=False):
        assert (f.inputs[:BANDS] == f.bands).all()
        # A rise is told against the highest of the band and its neighbours, two hops earlier.
        widest = scipy.ndimage.maximum_filter1d(before.bands, 3, mode="nearest")
        np.testing.assert_allclose(f.inputs[BANDS:], np.clip(4.0 * (f.bands - widest), 0.0, 1.0), atol=1e-6)


def test_features_stay_in_their_ranges_whatever_comes() -> None:
    generator = np.random.default_rng(5)
    wild = np.concatenate(
        [
            np.zeros(9600),
            np.sign(generator.standard_normal(9600)),  # full-scale square noise
            np.ones(9600),  # a stuck input: constant full scale
            100.0 * generator.standard_normal(9600),  # 40 dB over full scale
            1e-30 * generator.standard_normal(9600),
            generator.standard_normal(9600) * (generator.random(9600) < 0.001),
        ]
    )
    for f in hear(wild):
        assert -120.0 <= f.level_db < 60.0
        for field in fields(f):
            if field.name not in ("level_db", "gain"):
                value = np.asarray(getattr(f, field.name))
                assert np.isfinite(value).all(), field.name
                assert value.min() >= 0.0, field.name
                assert value.max() <= 1.0, field.name


def test_gain_is_worth_as_much_as_a_louder_source() -> None:
    sound = noise(1.0, 0.02)
    for louder, gained in zip(hear(10.0 * sound), hear(sound, gain_db=20.0), strict=True):
        np.testing.assert_allclose(louder.bands, gained.bands, atol=1e-4)
        assert louder.level_db == pytest.approx(gained.level_db, abs=1e-3)


def test_features_come_from_the_past_only() -> None:
    sound = noise(0.5)
    changed = sound.copy()
    changed[30 * HOP :] = 0.0
    for kept, other in zip(hear(sound)[:30], hear(changed)[:30], strict=True):
        assert (kept.inputs == other.inputs).all()
