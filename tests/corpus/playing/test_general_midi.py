"""The soundfonts' band: attacks at their time, pitches in tune, the same samples again, and what is said without it.

In: hits and tones, one small soundfont. Out: proof. Runs in the test process.
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.corpus.playing import programs
from engine.corpus.playing.amplifier import TAPS, amplify, cabinet, convolve
from engine.corpus.playing.fluidsynth import Note, Track, open_library, render
from engine.corpus.playing.general_midi import find_sound, render_band, render_hits, render_tones
from engine.corpus.playing.soundfonts import FOLDERS, FONTS, Fonts, find_fonts
from engine.corpus.playing.stems import DRUM_STEMS
from engine.corpus.song import DRUMS, Hit, Part, Tone
from engine.corpus.sounds import SOUNDS
from engine.errors import DeviceError

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The smallest font only, whatever else is installed."""
    return Fonts(tuple(entry for entry in find_fonts(FOLDERS).found if entry[0].file == "TimGM6mb.sf2"))


def attack(sound: NDArray[np.float32], t: float) -> float:
    """When the stroke near `t` reaches a fifth of its peak."""
    first = max(0, round((t - 0.05) * RATE_HZ))
    near = np.abs(sound[first : first + round(0.1 * RATE_HZ)])
    return float(first + np.argmax(near > 0.2 * near.max())) / RATE_HZ


def pitch_hz(sound: NDArray[np.float32]) -> float:
    """The fundamental: where the spectra of the sound and of its first harmonics, laid on each other, are highest."""
    size = 1 << 19
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), n=size))
    count = size // 2 // 5
    product = np.prod([spectrum[: n * count : n] for n in range(1, 6)], axis=0)
    product[: round(40 * size / RATE_HZ)] = 0.0
    return float(np.argmax(product)) * RATE_HZ / size


@pytest.mark.parametrize("drum", sorted(DRUMS))
def test_a_stroke_is_heard_at_its_time_and_in_its_stem_only(fonts: Fonts, drum: str) -> None:
    # Far apart, so that the ringing of one does not hide the next; none on a block of the library.
    times = (0.1003, 3.2011, 6.3017)
    for seed in range(2):
        stems = render_hits([Hit(t, drum, 0.9) for t in times], 8.0, seed, RATE_HZ, fonts)
        assert tuple(stems) == DRUM_STEMS
        (sounding,) = [name for name, sound in stems.items() if sound.any()]
        assert sounding == programs.PLAYERS[programs.KEYS[drum][0]]
        # A tambourine or a shaker swells a little.
        tolerance = 0.003 if DRUMS[drum] else 0.006
        assert [attack(stems[sounding], t) for t in times] == pytest.approx(times, abs=tolerance)


@pytest.mark.parametrize("manner", ["rock", "electronic", "jazz"])
def test_every_kit_strikes_in_time(fonts: Fonts, manner: str) -> None:
    hits = [Hit(0.5 + 0.5 * n, drum, 0.8) for n, drum in enumerate(["kick", "snare", "hat"] * 3)]
    for seed in range(8):
        stems = render_hits(hits, 6.0, seed, RATE_HZ, fonts, manner)
        for hit in hits:
            stem = stems[programs.PLAYERS[programs.KEYS[hit.drum][0]]]
            assert attack(stem, hit.t) == pytest.approx(hit.t, abs=0.003)


def test_a_closed_hat_chokes_an_open_one(fonts: Fonts) -> None:
    ringing = render_hits([Hit(0.1, "open hat", 0.9)], 1.0, 3, RATE_HZ, fonts)["hats"]
    choked = render_hits([Hit(0.1, "open hat", 0.9), Hit(0.2, "hat", 0.1)], 1.0, 3, RATE_HZ, fonts)["hats"]
    tail = slice(round(0.35 * RATE_HZ), round(0.5 * RATE_HZ))
    assert np.abs(choked[tail]).max() < 0.3 * np.abs(ringing[tail]).max()


def test_a_louder_stroke_is_louder(fonts: Fonts) -> None:
    peaks = [
        np.abs(render_hits([Hit(0.1, "snare", velocity)], 0.6, 0, RATE_HZ, fonts)["snare"]).max()
        for velocity in (0.1, 0.4, 0.7, 1.0)
    ]
    assert np.all(np.diff(peaks) > 0.1 * peaks[-1])


@pytest.mark.parametrize("pitch", [40.0, 57.0, 69.0, 69.4, 71.75])
def test_tones_have_their_pitch(fonts: Fonts, pitch: float) -> None:
    sound = render_tones(Part("chords", "clavinet", (Tone(0.1, 1.2, pitch, 0.8),)), 1.5, 0, RATE_HZ, fonts)
    cents = 1200.0 * np.log2(pitch_hz(sound[round(0.15 * RATE_HZ) : round(1.1 * RATE_HZ)]) / 440.0)
    assert cents == pytest.approx(100.0 * (pitch - 69.0), abs=12.0)


def test_a_tone_above_what_fonts_can_play_is_played_octaves_lower(fonts: Fonts) -> None:
    high, folded = (
        render_tones(Part("lead", "flute", (Tone(0.1, 0.5, pitch, 0.8),)), 1.0, 0, RATE_HZ, fonts)
        for pitch in (108.0, 84.0)
    )
    assert folded.any()
    assert np.array_equal(high, folded)


def test_bass_notes_begin_at_their_time_and_end_soon_after_theirs(fonts: Fonts) -> None:
    times = (0.2, 1.0, 1.8)
    part = Part("bass", "electric bass", tuple(Tone(t, 0.3, 33.0, 0.9) for t in times))
    sound = render_tones(part, 3.0, 1, RATE_HZ, fonts)
    for t in times:
        # A low note takes a part of its first swing to grow.
        assert attack(sound, t) == pytest.approx(t, abs=0.006)
        held = np.abs(sound[round((t + 0.1) * RATE_HZ) : round((t + 0.2) * RATE_HZ)]).max()
        gone = np.abs(sound[round((t + 0.6) * RATE_HZ) : round((t + 0.7) * RATE_HZ)]).max()
        assert gone < 0.1 * held


def test_a_note_struck_again_is_not_cut_by_the_end_of_the_one_before(fonts: Fonts) -> None:
    twice = Part("pad", "organ", (Tone(0.1, 1.0, 60.0, 0.8), Tone(0.5, 1.0, 60.0, 0.8)))
    sound = render_tones(twice, 2.0, 0, RATE_HZ, fonts)
    assert np.abs(sound[round(1.2 * RATE_HZ) : round(1.4 * RATE_HZ)]).max() > 0.3 * np.abs(sound).max()


def test_the_same_seed_gives_the_same_samples_and_another_seed_others(fonts: Fonts) -> None:
    hits = [Hit(0.1 * n, drum, 0.7) for n, drum in enumerate(DRUMS)]
    part = Part("riff", "distorted guitar", tuple(Tone(0.25 * n, 0.2, 40.0 + n, 0.8) for n in range(8)))
    runs = [render_band(hits, (part,), 3.0, seed, RATE_HZ, fonts) for seed in (5, 5, 6)]
    for name in DRUM_STEMS:
        assert np.array_equal(runs[0][0][name], runs[1][0][name])
    assert np.array_equal(runs[0][1][0], runs[1][1][0])
    assert not np.array_equal(runs[0][0]["kick"], runs[2][0]["kick"])
    assert not np.array_equal(runs[0][1][0], runs[2][1][0])


def test_a_part_sounds_the_same_alone_as_in_the_drums_company(fonts: Fonts) -> None:
    part = Part("lead", "trumpet", (Tone(0.1, 0.5, 70.0, 0.8),))
    alone = render_band((), (part,), 1.0, 4, RATE_HZ, fonts)[1][0]
    together = render_band([Hit(0.1, "crash", 1.0)], (part,), 1.0, 4, RATE_HZ, fonts)[1][0]
    # The library lets a new note's filter begin with a trace of the note that had its place before.
    assert np.allclose(alone, together, atol=1e-3)


def test_nothing_to_play_is_silence(fonts: Fonts) -> None:
    drums, parts = render_band((), (Part("bass", "tuba", ()),), 0.5, 0, RATE_HZ, fonts)
    assert [len(sound) for sound in (*drums.values(), *parts)] == [RATE_HZ // 2] * 6
    assert not any(sound.any() for sound in (*drums.values(), *parts))


def test_every_sound_has_programs_and_every_drum_a_key() -> None:
    assert set(SOUNDS) == set(programs.SOUNDS)
    for name, sound in programs.SOUNDS.items():
        assert sound.programs, name
        assert all(0 <= program <= 127 for program in sound.programs), name
    assert set(DRUMS) == set(programs.KEYS)
    assert set(programs.PLAYERS.values()) == set(DRUM_STEMS)
    assert {player for player, _ in programs.KEYS.values()} == set(programs.PLAYERS)


def test_an_unknown_sound_is_played_as_its_role_suggests() -> None:
    assert find_sound(Part("bass", "contrabassoon of glass", ())) == programs.SOUNDS["electric bass"]


def test_without_a_soundfont_the_message_says_what_to_install(tmp_path: Path) -> None:
    # A set of drums alone is not enough.
    (tmp_path / "Black_Pearl_4_LV2.sf2").touch()
    with pytest.raises(DeviceError, match=r"soundfont.*apt-get install.*timgm6mb-soundfont") as said:
        find_fonts([tmp_path])
    assert str(tmp_path) in str(said.value)


def test_fonts_are_found_in_their_order_in_the_first_folder_that_has_them(tmp_path: Path) -> None:
    for folder, name in (("a", "FluidR3_GM.sf2"), ("b", "FluidR3_GM.sf2"), ("b", "TimGM6mb.sf2"), ("b", "other.sf2")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).touch()
    found = find_fonts([tmp_path / "a", tmp_path / "b"]).found
    assert found == ((FONTS[0], tmp_path / "b/TimGM6mb.sf2"), (FONTS[1], tmp_path / "a/FluidR3_GM.sf2"))


def test_without_the_library_the_message_says_what_to_install() -> None:
    with pytest.raises(DeviceError, match=r"apt-get install.*libfluidsynth3"):
        open_library("libfluidsynth-of-nowhere.so.9")


def test_a_file_that_is_no_soundfont_and_a_program_that_is_not_there_are_named(fonts: Fonts, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sf2"
    broken.write_bytes(b"RIFF")
    with pytest.raises(DeviceError, match=r"broken\.sf2"):
        render([Track(0, broken, 0, 0, (Note(0.0, 0.1, 60, 100),))], 1, 0.2)
    with pytest.raises(DeviceError, match="no program 99 in bank 77"):
        render([Track(0, fonts.found[0][1], 77, 99, (Note(0.0, 0.1, 60, 100),))], 1, 0.2)


def test_tracks_go_to_their_groups(fonts: Fonts) -> None:
    path = fonts.found[0][1]
    tracks = [Track(n % 3, path, 0, 0, (Note(0.1 * n, 0.05, 60, 100),)) for n in range(9)]
    sound = render(tracks, 4, 1.2)
    assert sound.shape == (4, round(1.2 * RATE_HZ))
    assert [bool(group.any()) for group in sound] == [True, True, True, False]
    for group in range(3):
        alone = render([track for track in tracks if track.group == group], 4, 1.2)
        assert np.allclose(sound[group], alone[group], atol=1e-3)


def test_the_amplifier_makes_harmonics_and_stays_below_full_scale() -> None:
    t = np.arange(RATE_HZ) / RATE_HZ
    tone = (0.2 * np.sin(2.0 * np.pi * 200.0 * t)).astype(np.float32)
    third = []
    for drive in (0.3, 30.0):
        loud = amplify(tone, drive, 7, RATE_HZ)
        assert loud.dtype == np.float32 and len(loud) == len(tone)
        assert np.abs(loud).max() == pytest.approx(1.0, abs=1e-3)
        spectrum = np.abs(np.fft.rfft(loud[RATE_HZ // 10 : RATE_HZ // 10 + RATE_HZ // 2]))
        third.append(spectrum[300] / spectrum[100])
    assert third[1] > 10.0 * third[0]
    assert not amplify(np.zeros(100, np.float32), 10.0, 0, RATE_HZ).any()


def test_the_cabinet_takes_away_the_hiss_at_once() -> None:
    response = cabinet(np.random.default_rng(3), RATE_HZ)
    gain_db = 20.0 * np.log10(np.abs(np.fft.rfft(response, n=RATE_HZ)))
    assert gain_db[12_000] < gain_db[1000] - 25.0
    # Minimum phase: the energy comes first, so that attacks keep their time.
    energy = np.cumsum(response.astype(np.float64) ** 2)
    assert np.argmax(energy > 0.5 * energy[-1]) < 0.001 * RATE_HZ


def test_convolution_agrees_with_numpy() -> None:
    rng = np.random.default_rng(11)
    sound = rng.standard_normal(20_000).astype(np.float32)
    response = rng.standard_normal(TAPS).astype(np.float32)
    assert np.allclose(convolve(sound, response), np.convolve(sound, response)[: len(sound)], atol=1e-3)
