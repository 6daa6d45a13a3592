"""The electronic renderer: attacks fall where the truth says, kits differ, every sound is heard and in tune.

In: single hits and tones. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest

from engine.corpus.playing.electronic import GROUPS, render_hits, render_tones
from engine.corpus.playing.patches import TABLE
from engine.corpus.playing.percussion_machine import MACHINE
from engine.corpus.playing.sweeps import SWEEPS
from engine.corpus.song import DRUMS, Hit, Part, Tone
from engine.corpus.sounds import BASSES, EFFECTS, ENSEMBLES, SOLOISTS, SOUNDS, SYNTHS
from engine.sound.synthesis import Wave

RATE_HZ = 48_000
#: Sounds whose pitch is not one steady note: they speak, wander, run through a chord, or have no partials in common.
_NO_NOTE = {"spoken voice", "chip pulse", "mallet", "marimba", "bell", "steel drum"}


def struck(drum: str, seed: int, t: float = 0.25, velocity: float = 0.8) -> Wave:
    return render_hits([Hit(t, drum, velocity)], 1.5, seed)[MACHINE[drum][0]]


def played(sound: str, seed: int, pitch: float = 60.0, length: float = 0.6, role: str = "lead") -> Wave:
    part = Part(role, sound, (Tone(0.1, length, pitch, 0.8),))  # type: ignore[arg-type]
    return render_tones(part, 2.8, seed)


def centroid_hz(wave: Wave) -> float:
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(wave), 1 / RATE_HZ)) / np.sum(power))


def heard_cents(wave: Wave, hz: float) -> float:
    """How far the strongest period within most of an octave lies from the one that was asked for."""
    power = np.abs(np.fft.rfft(wave, 2 * len(wave))) ** 2
    likeness = np.fft.irfft(power)[: len(wave)]
    low, high = int(RATE_HZ / hz / 1.7), int(RATE_HZ / hz * 1.7)
    return float(1200.0 * np.log2(RATE_HZ / (low + np.argmax(likeness[low:high])) / hz))


@pytest.mark.parametrize("drum", DRUMS)
def test_an_attack_begins_at_its_hit(drum: str) -> None:
    for seed in range(5):
        loud = np.abs(struck(drum, seed, velocity=0.2 + 0.2 * seed))
        assert 0.02 < loud.max() < 1.0
        begins = np.argmax(loud > 10 ** (-30 / 20) * loud.max()) / RATE_HZ
        assert abs(begins - 0.25) < 0.001
        assert loud[: round(0.25 * RATE_HZ)].max() == 0.0


def test_hits_go_to_the_stems_of_their_groups() -> None:
    stems = render_hits([Hit(0.1, drum, 0.7) for drum in DRUMS], 1.0, 3)
    assert set(stems) == set(GROUPS)
    for stem in stems.values():
        assert stem.shape == (RATE_HZ,)
        assert stem.dtype == np.float32
        assert np.isfinite(stem).all()
    assert set(render_hits([Hit(0.1, "rim", 0.7)], 1.0, 3)) == {"snare"}
    assert render_hits([], 1.0, 3) == {}


def test_a_kit_is_the_same_for_its_seed_and_another_for_another() -> None:
    hits = [Hit(0.1 * i, drum, 0.3 + 0.1 * (i % 7)) for i, drum in enumerate(DRUMS)]
    first, again, other = (render_hits(hits, 4.0, seed) for seed in (5, 5, 6))
    for group in GROUPS:
        assert np.array_equal(first[group], again[group])
        assert not np.allclose(first[group], other[group], atol=0.01)


@pytest.mark.parametrize(("drum", "ratio"), [("kick", 3.0), ("snare", 4.0), ("hat", 2.0), ("clap", 2.0), ("rim", 3.0)])
def test_kits_range_from_dull_to_bright(drum: str, ratio: float) -> None:
    centroids = [centroid_hz(struck(drum, seed)) for seed in range(16)]
    assert max(centroids) > ratio * min(centroids)


def test_a_louder_hit_is_louder() -> None:
    for drum in DRUMS:
        levels = [np.sqrt(np.mean(struck(drum, 9, velocity=v) ** 2)) for v in (0.2, 0.5, 1.0)]
        assert levels[0] < levels[1] < levels[2]


def test_a_closed_hat_silences_an_open_one() -> None:
    alone = render_hits([Hit(0.1, "open hat", 0.8)], 1.0, 2)["hats"]
    closed = render_hits([Hit(0.1, "open hat", 0.8), Hit(0.2, "pedal hat", 0.1)], 1.0, 2)["hats"]
    late = slice(round(0.35 * RATE_HZ), None)
    assert np.abs(closed[late]).max() < 0.1 * np.abs(alone[late]).max()


def test_a_hit_before_the_beginning_and_one_past_the_end_are_cut_off() -> None:
    stem = render_hits([Hit(-0.01, "crash", 0.9), Hit(0.99, "crash", 0.9), Hit(2.0, "crash", 0.9)], 1.0, 1)["cymbals"]
    assert stem.shape == (RATE_HZ,)
    assert np.abs(stem[:100]).max() > 0.0


def test_every_name_has_a_voice() -> None:
    assert set(MACHINE) == set(DRUMS)
    assert set(SOUNDS) == set(TABLE) | set(SWEEPS)


@pytest.mark.parametrize("sound", SOUNDS)
def test_a_sound_is_heard_and_ends(sound: str) -> None:
    for seed in range(2):
        wave = played(sound, seed, 40.0 if sound in BASSES else 60.0)
        assert wave.shape == (round(2.8 * RATE_HZ),)
        assert np.isfinite(wave).all()
        assert np.abs(wave[: round(0.09 * RATE_HZ)]).max() < 0.001
        assert 0.05 < np.abs(wave[: round(0.9 * RATE_HZ)]).max() < 1.0
        # The note ends at 0.7 s; 0.9 s of release at the most; echoes that last a little longer are soft.
        assert np.abs(wave[round(2.6 * RATE_HZ) :]).max() < 0.01


@pytest.mark.parametrize("sound", [name for name in (*BASSES, *ENSEMBLES, *SYNTHS, *SOLOISTS) if name not in _NO_NOTE])
def test_a_sound_is_in_tune(sound: str) -> None:
    pitch = 36.0 if sound in BASSES else 62.0
    for seed in range(2):
        wave = played(sound, seed, pitch)
        sounding = wave[round(0.25 * RATE_HZ) : round(0.7 * RATE_HZ)]
        if np.sqrt(np.mean(sounding**2)) < 0.003:
            sounding = wave[round(0.1 * RATE_HZ) : round(0.3 * RATE_HZ)]
        assert abs(heard_cents(sounding, 440.0 * 2.0 ** ((pitch - 69.0) / 12.0))) < 50.0


def test_a_part_is_the_same_for_its_seed_and_another_for_another() -> None:
    for sound in ("synth bass", "pluck", "voice", "distorted guitar", "riser"):
        assert np.array_equal(played(sound, 4), played(sound, 4))
        assert not np.allclose(played(sound, 4), played(sound, 5), atol=0.01)


def test_an_unknown_sound_is_played_by_its_role() -> None:
    for role in ("bass", "chords", "pad", "riff", "lead", "arp", "voice", "fx"):
        assert np.abs(played("glockenspiel of the future", 1, role=role)).max() > 0.05


def test_a_bass_that_begins_two_tones_at_once_holds_both() -> None:
    both = Part("bass", "sub bass", (Tone(0.1, 0.8, 36.0, 0.8), Tone(0.1, 0.8, 48.0, 0.8)))
    held = render_tones(both, 1.5, 3)[round(0.4 * RATE_HZ) : round(0.8 * RATE_HZ)]
    power, f = np.abs(np.fft.rfft(held * np.hanning(len(held)))), np.fft.rfftfreq(len(held), 1 / RATE_HZ)
    low, high = (power[np.abs(f - hz) < 5.0].max() for hz in (65.4, 130.8))
    assert 0.3 < low / high < 3.0


def test_tones_that_overlap_slide_where_the_sound_slides() -> None:
    apart = Part("bass", "808", (Tone(0.1, 0.3, 36.0, 0.8), Tone(0.6, 0.8, 43.0, 0.8)))
    joined = Part("bass", "808", (Tone(0.1, 0.5, 36.0, 0.8), Tone(0.6, 0.8, 43.0, 0.8)))
    attack = slice(round(0.6 * RATE_HZ), round(0.75 * RATE_HZ))
    low, high = 440.0 * 2.0 ** ((36 - 69) / 12), 440.0 * 2.0 ** ((43 - 69) / 12)
    struck_anew, slid = (render_tones(part, 2.0, 3)[attack] for part in (apart, joined))
    crossings = [np.sum(np.diff(np.signbit(wave)) != 0) / 2.0 / 0.15 for wave in (struck_anew, slid)]
    assert crossings[1] < crossings[0]
    assert low - 7.0 < crossings[1] < high + 14.0


@pytest.mark.parametrize("sound", EFFECTS)
def test_an_effect_is_loud_where_its_name_says(sound: str) -> None:
    wave = render_tones(Part("fx", sound, (Tone(0.0, 2.0, 60.0, 0.9),)), 2.0, 7)
    first, last = np.mean(wave[: RATE_HZ // 2] ** 2), np.mean(wave[-RATE_HZ // 2 :] ** 2)
    if sound in ("riser", "noise riser", "reverse"):
        assert last > 4.0 * first
    elif sound in ("sweep down", "downlifter", "impact", "sub drop", "laser"):
        assert first > 4.0 * last
    else:
        assert 0.1 * first < last < 10.0 * first
