"""The pipeline: one Moment per hop, whatever pieces the sound comes in.

In: composed sound, cut in different ways. Out: the same Moments.
Runs in the test process.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain import Weights, gather
from engine.brain.heads import DRUM_HEADS, HEADS
from engine.ear import HOP, RATE_HZ
from engine.hearing.pipeline import Pipeline
from engine.moments import HOP_S, WAVE, Moments

Cutter = Callable[[NDArray[np.float32]], Iterator[NDArray[np.float32]]]
SECONDS = 3.0


@pytest.fixture(scope="module")
def sound() -> NDArray[np.float32]:
    """Beats of a tone in noise, and a pause."""
    generator = np.random.default_rng(7)
    t = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    beat = np.exp(-(t % 0.5) / 0.08) * np.sin(2 * np.pi * 90 * t)
    mixed = 0.5 * beat + 0.05 * generator.standard_normal(t.size)
    mixed[(t > 1.4) & (t < 1.9)] = 0.0
    return mixed.astype(np.float32)


def into(frames: int) -> Cutter:
    def cut(sound: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
        for start in range(0, sound.size, frames):
            yield sound[start : start + frames]

    return cut


def at_random(sound: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    generator = np.random.default_rng(1)
    start = 0
    while start < sound.size:
        end = start + int(generator.integers(0, 1500))
        yield sound[start:end]
        start = end


def hear(pipeline: Pipeline, sound: NDArray[np.float32], cut: Cutter) -> Moments:
    heard, fed = [], 0
    for block in cut(sound):
        fed += block.size
        heard += [moment.copy() for moment in pipeline.feed(block, 1000.0 + fed / RATE_HZ)]
    return np.stack(heard)


@pytest.fixture(scope="module")
def moments(weights: Weights, sound: NDArray[np.float32]) -> Moments:
    return hear(Pipeline(gather(weights)), sound, into(HOP))


@pytest.mark.parametrize("cut", [into(1), into(64), into(256), into(441), into(4800), into(10**6), at_random])
def test_moments_do_not_depend_on_how_the_sound_is_cut(
    cut: Cutter, weights: Weights, sound: NDArray[np.float32], moments: Moments
) -> None:
    again = hear(Pipeline(gather(weights)), sound, cut)
    assert len(again) == len(moments)
    for name in moments.dtype.names or ():
        if name == "heard":
            assert again[name] == pytest.approx(moments[name], abs=1e-9)
        else:
            np.testing.assert_array_equal(again[name], moments[name], name)  # NaN where nothing is known


def test_a_moment_for_every_hop_with_its_time(moments: Moments) -> None:
    hops = round(SECONDS * RATE_HZ) // HOP
    assert len(moments) == hops
    assert moments["time"] == pytest.approx(HOP_S * np.arange(1, hops + 1))
    assert moments["heard"] == pytest.approx(1000.0 + moments["time"])
    assert moments["wave"].shape == (hops, WAVE) == (hops, HOP)


def test_everything_is_finite_and_in_its_range(moments: Moments) -> None:
    for name in moments.dtype.names or ():
        assert np.isfinite(moments[name]).all() or name in ("next_beat", "last_beat"), name
    said = (*HEADS, *(f"{drum}_strike" for drum in DRUM_HEADS), "beat_phase", "bar_phase", "beat_confidence")
    for name in (*said, "gate", "level", "bass", "mid", "high", "flux", "onset", "centroid", "surprise", "bands"):
        assert moments[name].min() >= 0.0, name
        assert moments[name].max() <= 1.0, name
    assert np.abs(moments["state"]).max() <= 1.0
    assert moments["activity"].min() >= 0.0


def test_sound_moves_the_network_and_the_pause_lets_it_rest(moments: Moments) -> None:
    playing = moments["activity"][100:140].mean()
    resting = moments["activity"][180:189].mean()
    assert playing > 2.0 * resting
    assert moments["gate"][100] == 1.0
    assert (moments["surprise"][moments["gate"] == 0.0] == 0.0).all()


def test_gain_is_applied_at_once(weights: Weights, sound: NDArray[np.float32], moments: Moments) -> None:
    pipeline = Pipeline(gather(weights))
    pipeline.gain_db = 20.0
    louder = hear(pipeline, sound, into(480))
    playing = moments["level_db"] > -60.0
    assert (louder["level_db"] - moments["level_db"])[playing] == pytest.approx(20.0, abs=1e-3)


def test_the_wave_is_the_sound_hop_by_hop(weights: Weights, sound: NDArray[np.float32]) -> None:
    pipeline = Pipeline(gather(weights))
    pipeline.auto, pipeline.gate_db = False, -200.0
    heard = hear(pipeline, sound, into(1000))
    assert heard["wave"].reshape(-1).astype(float) == pytest.approx(sound[: heard["wave"].size], abs=1e-3)
    pipeline.gain_db = 6.0
    doubled = hear(pipeline, sound, into(1000))["wave"].reshape(-1)
    assert doubled == pytest.approx(np.clip(10.0**0.3 * sound[: doubled.size], -1.0, 1.0), abs=1e-3)


def test_gate_above_the_sound_keeps_it_closed(weights: Weights, sound: NDArray[np.float32]) -> None:
    pipeline = Pipeline(gather(weights))
    pipeline.gate_db = 6.0
    closed = hear(pipeline, sound, into(480))
    assert not closed["gate"].any()
    assert not closed["bands"].any()
    assert not closed["wave"].any()


def test_lost_hops_pass_on_the_sample_clock(weights: Weights, sound: NDArray[np.float32]) -> None:
    pipeline = Pipeline(gather(weights))
    before = hear(pipeline, sound[: 10 * HOP], into(HOP))
    pipeline.skip(7)
    after = hear(pipeline, sound[: 10 * HOP], into(HOP))
    assert after["time"][0] - before["time"][-1] == pytest.approx(8 * HOP_S)


def test_sound_that_is_no_number_does_not_stay_in_the_network(weights: Weights, sound: NDArray[np.float32]) -> None:
    pipeline = Pipeline(gather(weights))
    damaged = sound.copy()
    damaged[RATE_HZ // 2] = np.nan
    heard = hear(pipeline, damaged, into(HOP))
    assert np.isfinite(heard["state"]).all()
    assert np.isfinite(heard["wave"]).all()
    assert pipeline.brain.resets > 0
    assert np.abs(np.diff(heard["state"][-50:], axis=0)).max() > 0.0
