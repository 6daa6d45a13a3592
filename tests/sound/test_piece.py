"""The built-in piece: the same every time, well levelled, and its truth about drums and sections is what one hears.

In: the rendered demo. Out: levels, spectra and onsets measured with scipy, held against the score.
Runs in the test process; the demo is rendered once.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from engine.errors import ControlError
from engine.sound.mixer import CEILING, VOICES
from engine.sound.piece import DEMO_STYLE, Piece, PieceTape, Section, compose, demo_tape, varied_style
from engine.sound.source import Samples
from engine.sound.styles import Style

RATE_HZ = 48_000
FORM = ["intro", "groove", "breakdown", "build", "drop", "outro"]


@pytest.fixture(scope="module")
def tape() -> PieceTape:
    return demo_tape()


@pytest.fixture(scope="module")
def demo(tape: PieceTape) -> Samples:
    return np.concatenate(list(tape.blocks(4800)))


def section(piece: Piece, name: str) -> Section:
    return next(section for section in piece.sections if section.name == name)


def cut(samples: Samples, start_s: float, end_s: float) -> Samples:
    return samples[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]


def of_section(demo: Samples, tape: PieceTape, name: str) -> Samples:
    here = section(tape.piece, name)
    return cut(demo, here.start_s, here.end_s)


def level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-12))


def band(samples: Samples, low_hz: float, high_hz: float) -> Samples:
    sos = signal.butter(4, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    filtered: Samples = signal.sosfiltfilt(sos, samples.mean(axis=1))
    return filtered


def onsets(samples: Samples, low_hz: float, high_hz: float, rise_db: float, floor_db: float) -> NDArray[np.float64]:
    """Times at which a band's level has risen by more than `rise_db` within 30 ms, to above `floor_db`."""
    step = 240
    power = band(samples, low_hz, high_hz) ** 2
    level = 10 * np.log10(np.convolve(power, np.ones(480) / 480, "same")[::step] + 1e-10)
    rise = level[6:] - level[:-6]
    peaks, _ = signal.find_peaks(np.where(level[6:] > floor_db, rise, 0.0), height=rise_db, distance=16)
    return (peaks + 3) * step / RATE_HZ


def test_form_is_a_minute_and_a_half_in_the_promised_order(tape: PieceTape) -> None:
    assert [part.name for part in tape.piece.sections] == FORM
    assert 85.0 < tape.length_s < 100.0
    assert tape.piece.sections[0].start_s == 0.0
    assert tape.piece.sections[-1].end_s == tape.length_s
    for before, after in pairwise(tape.piece.sections):
        assert before.end_s == after.start_s


def test_demo_is_as_long_as_it_says_and_never_clips(tape: PieceTape, demo: Samples) -> None:
    assert demo.shape == (round(tape.length_s * RATE_HZ), 2)
    assert demo.dtype == np.float32
    assert np.isfinite(demo).all()
    assert 0.8 < np.abs(demo).max() <= CEILING <= 0.97
    assert np.abs(demo.mean(axis=0)).max() < 1e-3


def test_two_sides_differ_but_do_not_cancel(demo: Samples) -> None:
    left, right = demo.T
    middle, side = level_db(left + right), level_db(left - right)
    assert middle - 15 < side < middle - 3


@pytest.mark.parametrize("frames", [256, 1001])
def test_samples_do_not_depend_on_the_block_size(frames: int, tape: PieceTape, demo: Samples) -> None:
    again = take(tape.blocks(frames), 12 * RATE_HZ)
    assert np.array_equal(again, demo[: len(again)])


def test_new_tape_gives_the_same_samples(demo: Samples) -> None:
    again = take(demo_tape().blocks(4096), 12 * RATE_HZ)
    assert np.array_equal(again, demo[: len(again)])


def test_start_in_the_middle_sounds_like_the_whole_at_that_place(tape: PieceTape, demo: Samples) -> None:
    start = section(tape.piece, "drop").start_s + 0.123
    rest = take(tape.blocks(4096, start=start), 4 * RATE_HZ)
    at = round(start * RATE_HZ)
    assert np.abs(rest - demo[at : at + len(rest)]).max() < 1e-4


def test_loop_begins_again_where_it_ended(tape: PieceTape, demo: Samples) -> None:
    near_the_end = tape.length_s - 1.0
    turn = take(tape.blocks(4800, loop=True, start=near_the_end), 3 * RATE_HZ)
    at = round(near_the_end * RATE_HZ)
    seam = len(demo) - at
    assert np.abs(turn[:seam] - demo[at:]).max() < 1e-4
    assert np.array_equal(turn[seam:], demo[: len(turn) - seam])


def take(blocks: Iterator[Samples], frames: int) -> Samples:
    taken: list[Samples] = []
    while sum(map(len, taken)) < frames:
        taken.append(next(blocks))
    return np.concatenate(taken)


def test_drop_is_clearly_louder_than_everything(tape: PieceTape, demo: Samples) -> None:
    levels = {name: level_db(of_section(demo, tape, name)) for name in FORM}
    assert levels["drop"] > levels["groove"] + 4.0
    assert levels["drop"] > max(level for name, level in levels.items() if name != "drop") + 4.0
    assert levels["intro"] < levels["groove"] - 4.0


def test_build_up_rises_bar_by_bar_and_stops_before_the_drop(tape: PieceTape, demo: Samples) -> None:
    build = section(tape.piece, "build")
    bars = tape.piece.bars[build.first_bar : build.first_bar + build.bars + 1]
    beat = 60.0 / tape.piece.tempo_bpm
    levels = [level_db(cut(demo, start, min(end, build.end_s - beat))) for start, end in pairwise(bars)]
    assert levels == sorted(levels)
    assert levels[-1] > levels[0] + 4.0
    # The last beat holds its breath; the drop comes out of it.
    breath = level_db(cut(demo, build.end_s - 0.8 * beat, build.end_s))
    first_beat = level_db(cut(demo, build.end_s, build.end_s + beat))
    assert breath < levels[-1] - 12.0
    assert first_beat > breath + 18.0


def test_breakdown_has_no_kick(tape: PieceTape, demo: Samples) -> None:
    breakdown, groove = section(tape.piece, "breakdown"), section(tape.piece, "groove")
    assert not [t for t in tape.piece.kicks if breakdown.start_s <= t < breakdown.end_s]
    # The boom at its beginning is given two bars to fade.
    quiet = band(cut(demo, breakdown.start_s + 4.0, breakdown.end_s), 30, 90)
    assert level_db(quiet) < level_db(band(cut(demo, groove.start_s, groove.end_s), 30, 90)) - 25.0


@pytest.mark.parametrize("name", ["groove", "drop"])
def test_kicks_sound_when_the_score_says(name: str, tape: PieceTape, demo: Samples) -> None:
    part = section(tape.piece, name)
    kicks = np.array([t for t in tape.piece.kicks if part.start_s <= t < part.end_s])
    assert len(kicks) >= 30
    heard = onsets(of_section(demo, tape, name), 100, 300, 10.0, -30.0) + part.start_s
    found = [np.abs(heard - kick).min() < 0.03 for kick in kicks]
    assert np.mean(found) > 0.95
    # Bass notes rise there too, but mostly it is kicks; by chance it would be one in eight.
    true = [np.abs(kicks - onset).min() < 0.03 for onset in heard]
    assert np.mean(true) > 0.65


def test_hats_sound_when_the_score_says(tape: PieceTape, demo: Samples) -> None:
    part = section(tape.piece, "intro")
    hats = np.array([t for t in tape.piece.hats if t < part.end_s - 1.0])  # before the swell
    heard = onsets(cut(demo, 0.0, part.end_s - 1.0), 7000, 15_000, 6.0, -60.0)
    assert len(heard) == len(hats) >= 10
    assert np.abs(heard - hats).max() < 0.03


def test_bass_mid_and_treble_all_have_a_share_of_the_drop(tape: PieceTape, demo: Samples) -> None:
    drop = of_section(demo, tape, "drop")
    whole = level_db(drop.mean(axis=1))
    assert level_db(band(drop, 30, 160)) - whole > -4.0
    assert -12.0 < level_db(band(drop, 160, 2500)) - whole < -3.0
    assert -22.0 < level_db(band(drop, 2500, 16_000)) - whole < -9.0


def test_events_are_in_order_and_inside_the_piece(tape: PieceTape) -> None:
    piece = tape.piece
    for times in (piece.kicks, piece.snares, piece.hats, piece.beats, [t for t, _ in piece.levels]):
        assert list(times) == sorted(times)
        assert times[0] >= 0.0
        assert times[-1] < piece.length_s
    assert np.diff(piece.beats) == pytest.approx(60.0 / 124.0)
    assert np.diff(piece.bars) == pytest.approx(240.0 / 124.0)
    assert {note.voice for note in piece.notes} <= set(VOICES)


def test_build_up_rolls_ever_faster(tape: PieceTape) -> None:
    build = section(tape.piece, "build")
    bar_s = 240.0 / tape.piece.tempo_bpm
    counts = [
        sum(build.start_s + i * bar_s - 1e-6 <= t < build.start_s + (i + 1) * bar_s - 1e-6 for t in tape.piece.snares)
        for i in range(build.bars)
    ]
    assert counts[:-1] == sorted(counts[:-1])
    assert counts[-2] >= 4 * counts[0]


@pytest.mark.parametrize("seed", range(9))
def test_every_kind_of_music_renders_finite_and_below_full_scale(seed: int) -> None:
    style = varied_style(seed)
    assert style == varied_style(seed)
    assert 80.0 <= style.tempo_bpm <= 175.0
    short = replace(style, form=(("build", 1), ("drop", 2), ("outro", 1)))
    sound = np.concatenate(list(PieceTape(compose(short), 22_050).blocks(4800)))
    assert np.isfinite(sound).all()
    assert 0.1 < np.abs(sound).max() <= CEILING


def test_neighbouring_seeds_are_of_different_kinds() -> None:
    kinds = {varied_style(seed).name.rsplit(" ", 1)[0] for seed in range(9)}
    assert len(kinds) == 9
    assert varied_style(0) != varied_style(9)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tempo_bpm": 300.0}, "tempo_bpm is 300"),
        ({"tempo_bpm": float("nan")}, "tempo_bpm is nan"),
        ({"scale": "blue"}, "'blue' is unknown; use one of minor"),
        ({"form": ()}, "form needs sections"),
        ({"form": (("chorus", 4),)}, "form needs sections"),
        ({"form": (("drop", 0),)}, "form needs sections"),
        ({"progression": ()}, "at least one chord"),
    ],
)
def test_style_that_makes_no_sense_is_refused(change: dict[str, object], words: str) -> None:
    style: Style = replace(DEMO_STYLE, **change)  # type: ignore[arg-type]
    with pytest.raises(ControlError, match=words):
        compose(style)
