"""Whatever a DJ does, the clicks of a click track are where the truth says they are.

In: click tracks whose clicks are the beats, of a pitch of their own per song. Out: clicks found in the sound.
Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from engine.corpus.song import Truth
from engine.corpus.studio.blend import blend
from engine.corpus.studio.clip import Clip, cut, fade, recede, turn, wordless
from engine.corpus.studio.filters import RATE_HZ
from engine.corpus.studio.medley import KINDS, PITCH, Kind, join, medley

LOW_HZ, HIGH_HZ = 1500.0, 6000.0


def track(bpm: float, hz: float, length_s: float = 12.0, first: float = 0.3, level: float = 0.5) -> Clip:
    """A click of `hz` on every beat, four beats a bar; a kick with every beat, a bass with every downbeat."""
    beats = np.arange(first, length_s - 0.1, 60.0 / bpm)
    beats = np.round(beats * RATE_HZ) / RATE_HZ
    t = np.arange(round(0.03 * RATE_HZ)) / RATE_HZ
    click = (level * np.cos(2.0 * np.pi * hz * t) * np.exp(-t / 0.006)).astype(np.float32)
    sound = np.zeros(round(length_s * RATE_HZ), np.float32)
    for at in beats:
        sound[round(at * RATE_HZ) : round(at * RATE_HZ) + len(click)] += click
    positions = np.arange(len(beats)) % 4 + 1
    drums = {"kick": beats, "snare": np.zeros(0), "hat": np.zeros(0), "crash": np.zeros(0)}
    middle = length_s / 2.0
    sections = (("intro", 0.0, middle), ("drop", middle, length_s))
    return Clip(sound, Truth(beats, positions, drums, beats[::4], sections))


def clicks(clip: Clip, hz: float, share: float = 0.05) -> NDArray[np.float64]:
    """Where clicks of about `hz` begin: the peaks of the band above a share of full level."""
    band = signal.butter(2, (0.75 * hz, 1.3 * hz), "bandpass", fs=RATE_HZ, output="sos")
    filtered = signal.sosfilt(band, clip.sound.astype(np.float64))
    peaks, _ = signal.find_peaks(np.abs(filtered), height=share, distance=int(0.1 * RATE_HZ))
    return peaks / RATE_HZ - 0.0002


def near(times: NDArray[np.float64], others: NDArray[np.float64], within: float = 0.004) -> NDArray[np.bool_]:
    """Which of `times` have one of `others` close by."""
    return np.array([len(others) > 0 and bool(np.abs(others - t).min() < within) for t in times], bool)


def check(clip: Clip) -> None:
    """The truth is in order, within the clip, and of matching lengths."""
    truth = clip.truth
    assert len(truth.beats) == len(truth.positions)
    for times in (truth.beats, truth.bass, *truth.drums.values()):
        assert (np.diff(times) > 0.0).all()
        assert len(times) == 0 or (times[0] >= -1e-9 and times[-1] < clip.length_s)
    ends = [end for _, _, end in truth.sections]
    starts = [start for _, start, _ in truth.sections]
    assert all(end > start for start, end in zip(starts, ends, strict=True))
    assert all(start >= end - 1e-6 for start, end in zip(starts[1:], ends[:-1], strict=True))
    assert not ends or ends[-1] <= clip.length_s + 1e-6
    assert clip.sound.dtype == np.float32 and np.isfinite(clip.sound).all() and np.abs(clip.sound).max() <= 1.0


@pytest.fixture(scope="module")
def first() -> Clip:
    return track(120.0, LOW_HZ)


@pytest.fixture(scope="module")
def second() -> Clip:
    return track(126.0, HIGH_HZ, first=0.41)


def test_the_clicks_of_a_track_are_found_where_its_truth_is(first: Clip) -> None:
    assert len(clicks(first, LOW_HZ)) == len(first.truth.beats) == 24
    np.testing.assert_allclose(clicks(first, LOW_HZ), first.truth.beats, atol=0.002)


def test_a_cut_takes_the_truth_along(first: Clip) -> None:
    part = cut(first, 2.05, 7.9)
    check(part)
    assert part.length_s == pytest.approx(5.85)
    np.testing.assert_allclose(clicks(part, LOW_HZ), part.truth.beats, atol=0.002)
    np.testing.assert_allclose(part.truth.beats[0], 2.3 - 2.05, atol=1e-6)
    assert part.truth.positions[0] == 1 and len(part.truth.bass) == 3
    names, starts, ends = zip(*part.truth.sections, strict=True)
    assert names == ("intro", "drop")
    np.testing.assert_allclose(starts + ends, (0.0, 3.95, 3.95, 5.85), atol=1e-6)
    assert len(cut(first, 9.0, 4.0).sound) == 0 and len(cut(first, -3.0, 99.0).sound) == len(first.sound)


@pytest.mark.parametrize("speed", [1.0 - PITCH, 0.973, 1.031, 1.0 + PITCH])
def test_a_turned_clip_has_its_truth_scaled(first: Clip, speed: float) -> None:
    turned = turn(first, speed)
    check(turned)
    assert turned.length_s == pytest.approx(first.length_s / speed, abs=1e-3)
    np.testing.assert_allclose(turned.truth.beats, first.truth.beats / speed)
    np.testing.assert_allclose(turned.truth.sections[1][1], 6.0 / speed)
    np.testing.assert_allclose(clicks(turned, LOW_HZ * speed), turned.truth.beats, atol=0.002)
    with pytest.raises(ValueError, match="turntable"):
        turn(first, 3.0)


def test_a_fade_keeps_what_is_heard_and_drops_the_rest(first: Clip) -> None:
    faded = fade(first, 4.0, 3.0)
    check(faded)
    assert faded.sound[0] == 0.0 and np.abs(faded.sound[-1]) < 1e-6
    assert 0 < len(first.truth.beats) - len(faded.truth.beats) <= 4
    assert near(faded.truth.beats, first.truth.beats, 1e-9).all()
    np.testing.assert_array_equal(faded.sound[5 * RATE_HZ : 8 * RATE_HZ], first.sound[5 * RATE_HZ : 8 * RATE_HZ])


def test_receding_gets_quieter_to_the_end(first: Clip) -> None:
    gone = recede(first, 20.0, 6.0)
    np.testing.assert_array_equal(gone.sound[: 6 * RATE_HZ], first.sound[: 6 * RATE_HZ])
    last = round(first.truth.beats[-1] * RATE_HZ)
    wanted = 10.0 ** (-(first.truth.beats[-1] - 6.0) / 6.0)
    assert gone.sound[last] / first.sound[last] == pytest.approx(wanted, rel=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_joined_clicks_are_where_the_truth_says(kind: Kind, first: Clip, second: Clip) -> None:
    for seed in range(3):
        joined = join([first, second], kind, seed)
        check(joined)
        np.testing.assert_array_equal(joined.sound, join([first, second], kind, seed).sound)
        heard = np.sort(np.concatenate([clicks(joined, hz, 0.004) for hz in (LOW_HZ, HIGH_HZ)]))
        assert near(joined.truth.beats, heard).all()
        assert len(joined.truth.beats) > 20
        # Both songs are in it, and outside of blends nothing is heard that is not a kick of the truth.
        assert len(clicks(joined, HIGH_HZ)) > 10
        if "blend" not in kind and kind not in ("hiss", "applause"):
            clear = np.concatenate([clicks(joined, hz) for hz in (LOW_HZ, HIGH_HZ)])
            assert near(clear, joined.truth.drums["kick"]).all()


def test_a_pause_has_no_beats_and_lasts_as_long_as_it_should(first: Clip, second: Clip) -> None:
    for kind in ("silence", "hiss", "applause"):
        joined = join([first, second], kind, 3)
        gap = joined.length_s - first.length_s - second.length_s
        assert 0.3 <= gap <= 6.0
        beats = joined.truth.beats
        assert not ((beats > first.length_s) & (beats < first.length_s + gap)).any()
        between = joined.sound[round((first.length_s + 0.15) * RATE_HZ) : round((first.length_s + gap - 0.1) * RATE_HZ)]
        assert (np.abs(between).max() == 0.0) == (kind == "silence")


def test_a_cut_on_the_beat_lands_on_a_downbeat(first: Clip, second: Clip) -> None:
    for seed in range(6):
        truth = join([first, second], "beat cut", seed).truth
        steps = np.diff(truth.beats)
        assert np.isclose(steps, 0.5, atol=1e-3).sum() + np.isclose(steps, 60.0 / 126.0, atol=1e-3).sum() == len(steps)


def test_a_matched_blend_keeps_one_tempo_and_counts_on(first: Clip, second: Clip) -> None:
    for seed in range(8):
        joined = join([first, second], "matched blend", seed)
        np.testing.assert_allclose(np.diff(joined.truth.beats), 0.5, atol=0.003)
        assert set(np.diff(joined.truth.positions).tolist()) == {1, -3}
        # The two songs' kicks fall together: they are one.
        assert (np.diff(joined.truth.drums["kick"]) > 0.4).all()


def test_a_blend_without_a_common_tempo_leaves_the_pitch_alone(first: Clip) -> None:
    joined = join([first, track(150.0, HIGH_HZ)], "matched blend", 1)
    np.testing.assert_allclose(np.diff(joined.truth.beats)[-8:], 0.4, atol=1e-4)


def test_beats_of_a_blend_are_the_louder_ones_and_drums_are_both(first: Clip, second: Clip) -> None:
    length_s = 6.0
    joined = blend(first, second, length_s)
    start = first.length_s - length_s
    own, other = first.truth.beats, second.truth.beats + start
    from_old, from_new = near(joined.truth.beats, own, 1e-6), near(joined.truth.beats, other, 1e-6)
    assert (from_old ^ from_new).all()
    switch = joined.truth.beats[from_new][0]
    assert (joined.truth.beats[from_old] < switch).all()
    assert start + 0.35 * length_s < switch < start + 0.65 * length_s
    kicks = joined.truth.drums["kick"]
    inside = (own > start + 0.3 * length_s) & (own < start + 0.7 * length_s)
    assert near(own[inside], kicks, 0.021).all()
    inside = (other > start + 0.3 * length_s) & (other < start + 0.7 * length_s)
    assert near(other[inside], kicks, 0.021).all()
    # The very first of the new and the very last of the old are masked.
    assert not near(own[own > first.length_s - 0.2], kicks, 1e-6).any()
    names = [name for name, _, _ in joined.truth.sections]
    assert names == ["intro", "drop", "intro", "drop"]


def test_a_much_quieter_song_takes_over_late(first: Clip) -> None:
    faint = track(126.0, HIGH_HZ, first=0.41, level=0.08)

    def switch(after: Clip) -> float:
        joined = blend(first, after, 6.0)
        return float(joined.truth.beats[~near(joined.truth.beats, first.truth.beats, 1e-6)][0])

    assert switch(faint) > switch(track(126.0, HIGH_HZ, first=0.41)) + 0.8


def test_loud_blends_stay_within_full_scale() -> None:
    loud = track(120.0, LOW_HZ, level=0.99)
    check(blend(loud, loud, 6.0))


def test_join_wants_clips_and_takes_one_or_beatless_ones(first: Clip) -> None:
    with pytest.raises(ValueError, match="nothing"):
        join([], "cut", 1)
    with pytest.raises(ValueError, match="nothing"):
        medley([], 1)
    assert join([first], "blend", 1) is first
    drone = wordless(np.full(5 * RATE_HZ, 0.1, np.float32))
    for kind in KINDS:
        check(join([drone, first, drone, drone], kind, 2))


def test_medleys_are_repeatable_and_true(first: Clip, second: Clip) -> None:
    clips = [first, second, track(93.0, LOW_HZ, 8.0)]
    lengths = set()
    for seed in range(6):
        made = medley(clips, seed)
        check(made)
        np.testing.assert_array_equal(made.sound, medley(clips, seed).sound)
        heard = np.sort(np.concatenate([clicks(made, hz, 0.002) for hz in (LOW_HZ, HIGH_HZ)]))
        assert near(made.truth.beats, heard).mean() > 0.97
        assert len(made.truth.beats) > 25
        lengths.add(len(made.sound))
    assert len(lengths) == 6
