"""The show's numpy step against the PyTorch network, surprise, and what happens when a number is none.

In: random, hand-made and loaded weights. Out: proof. Runs in the test process; torch is only the oracle.
"""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.brain import Brain, Weights, load_weights, save_weights
from engine.brain.heads import HEADS
from engine.brain.network import Network, from_weights, to_weights
from engine.brain.weights import HORIZONS
from engine.moments import HOP_S

INPUTS = 128
Array = NDArray[np.float32]


def random_weights(units: int, seed: int = 0) -> Weights:
    torch.manual_seed(seed)
    net = Network(units, INPUTS, HOP_S)
    return to_weights(net, torch.rand(units) - 0.5, torch.rand(units) + 0.1, {})


def music(hops: int, seed: int = 0) -> Array:
    """Inputs that look like the ear's: smooth bands, rare rises, now and then silence."""
    generator = np.random.default_rng(seed)
    bands = np.clip(np.cumsum(0.1 * generator.standard_normal((hops, INPUTS // 2)), axis=0) % 2.0 - 0.5, 0.0, 1.0)
    rises = generator.random((hops, INPUTS // 2)) * (generator.random((hops, 1)) < 0.1)
    silent = (np.arange(hops) // 300) % 4 == 3
    return (np.hstack((bands, rises)) * ~silent[:, None]).astype(np.float32)


def foreseer(gain: float = 0.01) -> Weights:
    """A network made by hand whose state is the input (hardly bent by tanh) and whose every prediction is the input."""
    eye, zero = np.eye(INPUTS, dtype=np.float32), np.zeros
    return Weights(
        input=np.vstack((zero((2 * INPUTS, INPUTS)), gain * eye)).astype(np.float32),
        input_bias=np.concatenate((zero(INPUTS), np.full(INPUTS, 30.0), zero(INPUTS))).astype(np.float32),
        recurrent=zero((3 * INPUTS, INPUTS), np.float32),
        recurrent_bias=zero(3 * INPUTS, np.float32),
        leak=np.ones(INPUTS, np.float32),
        readout=np.tile(eye / gain, (len(HORIZONS), 1)).astype(np.float32),
        readout_bias=zero(len(HORIZONS) * INPUTS, np.float32),
        heads=zero((len(HEADS), INPUTS), np.float32),
        heads_bias=zero(len(HEADS), np.float32),
        rest=zero(INPUTS, np.float32),
        range=np.ones(INPUTS, np.float32),
        story={},
    )


@pytest.mark.parametrize("units", [32, 128, 512])
@pytest.mark.parametrize("halved", [False, True], ids=["fresh", "from file"])
@torch.no_grad()
def test_numpy_and_torch_agree_for_twenty_seconds(units: int, halved: bool, tmp_path: Path) -> None:
    weights = random_weights(units, seed=units)
    if halved:
        save_weights(tmp_path / "w.safetensors", weights)
        weights = load_weights(tmp_path / "w.safetensors")
    inputs = music(2000)
    brain, net = Brain(weights, HOP_S), from_weights(weights, HOP_S)
    expected = net(torch.from_numpy(inputs)[None], torch.from_numpy(weights.rest)[None])[0].numpy()
    thoughts = [brain.step(x) for x in inputs]
    states = np.array([thought.state for thought in thoughts])
    assert states.dtype == np.float32
    np.testing.assert_allclose(states, expected, atol=1e-5, rtol=0.0)
    said = torch.sigmoid(net.heads(torch.from_numpy(expected))).numpy()
    np.testing.assert_allclose(np.array([thought.heads for thought in thoughts]), said, atol=1e-5, rtol=0.0)
    assert np.abs(np.diff(states, axis=0)).max() > 0.01  # it lives


def test_state_does_not_blow_up_on_absurd_inputs() -> None:
    brain = Brain(random_weights(64), HOP_S)
    with np.errstate(over="raise", invalid="raise"):
        for x in 1e4 * np.random.default_rng(0).standard_normal((200, INPUTS)).astype(np.float32):
            thought = brain.step(x)
            assert np.abs(thought.state).max() <= 1.0
    assert brain.resets == 0


def test_activity_is_the_distance_from_rest_in_units_of_the_range() -> None:
    weights = random_weights(32)
    brain = Brain(weights, HOP_S)
    for x in music(300):
        thought = brain.step(x)
        expected = np.minimum(np.abs(thought.state.astype(float) - weights.rest) / weights.range, 2.0)
        np.testing.assert_allclose(thought.activity, expected, atol=1e-5)
    assert thought.activity.max() > 0.1


def test_thought_is_not_changed_by_the_next_step() -> None:
    brain = Brain(random_weights(32), HOP_S)
    first = brain.step(np.ones(INPUTS, np.float32))
    kept = first.state.copy(), first.activity.copy()
    brain.step(np.zeros(INPUTS, np.float32))
    np.testing.assert_array_equal(first.state, kept[0])
    np.testing.assert_array_equal(first.activity, kept[1])


def test_what_was_foreseen_does_not_surprise_and_a_change_does() -> None:
    brain = Brain(foreseer(), HOP_S)
    steady, other = np.full(INPUTS, 0.2, np.float32), np.full(INPUTS, 0.9, np.float32)
    before = [brain.step(steady).surprise for _ in range(300)]
    at = [brain.step(other).surprise for _ in range(8)]
    after = [brain.step(other).surprise for _ in range(300)]
    assert max(before) < 0.01
    assert min(at) > 0.9  # until the predictions that were made before it are used up: 8 hops
    assert max(after) < 0.01


def test_surprise_compares_with_the_prediction_of_eight_hops_ago() -> None:
    waves = np.random.default_rng(1).random((16, INPUTS)).astype(np.float32)
    for period, foreseen in ((8, True), (4, True), (7, False), (9, False), (16, False)):
        brain = Brain(foreseer(), HOP_S)
        surprises = [brain.step(waves[hop % period]).surprise for hop in range(16)]
        assert (max(surprises[8:]) < 0.01) == foreseen, period


def test_one_gets_used_to_being_wrong() -> None:
    brain = Brain(foreseer(), HOP_S)
    waves = np.random.default_rng(2).random((3000, INPUTS)).astype(np.float32)
    surprises = [brain.step(x).surprise for x in waves]
    assert min(surprises[8:20]) > 0.9
    assert max(surprises[-200:]) < 0.2
    assert all(0.0 <= surprise <= 1.0 for surprise in surprises)


def test_small_errors_in_near_silence_surprise_nobody() -> None:
    brain = Brain(foreseer(), HOP_S)
    generator = np.random.default_rng(3)
    surprises = [brain.step(0.03 * generator.random(INPUTS).astype(np.float32)).surprise for _ in range(3000)]
    assert max(surprises) < 0.01


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_step_that_is_no_number_is_not_taken_and_counted(poison: float) -> None:
    weights, inputs = random_weights(64), music(400)
    brain, twin = Brain(weights, HOP_S), Brain(weights, HOP_S)
    for x in inputs[:200]:
        last = brain.step(x).state
        twin.step(x)
    bad = inputs[200].copy()
    bad[:2] = poison, -poison
    with np.errstate(invalid="ignore"):
        thought = brain.step(bad)
    assert brain.resets == 1
    np.testing.assert_array_equal(thought.state, last)
    assert np.isfinite(thought.activity).all()
    assert thought.surprise == 0.0
    # It goes on as if that hop had not been.
    for x in inputs[200:]:
        mine, theirs = brain.step(x), twin.step(x)
        np.testing.assert_array_equal(mine.state, theirs.state)
        assert np.isfinite(mine.surprise)
    assert brain.resets == 1


def test_state_that_is_lost_returns_to_rest() -> None:
    weights = random_weights(32)
    brain = Brain(weights, HOP_S)
    brain.state = np.full(32, np.nan, np.float32)
    assert np.array_equal(brain.step(np.zeros(INPUTS, np.float32)).state, weights.rest)
    assert brain.resets == 1
    assert np.isfinite(brain.step(np.zeros(INPUTS, np.float32)).state).all()
    assert brain.resets == 1


def test_two_brains_share_nothing() -> None:
    weights = random_weights(32)
    one, other = Brain(weights, HOP_S), Brain(weights, HOP_S)
    rest = weights.rest.copy()
    for x in music(50):
        one.step(x)
    np.testing.assert_array_equal(other.state, rest)
    np.testing.assert_array_equal(weights.rest, rest)


def test_the_vote_is_the_mean_of_everybodys_log_odds() -> None:
    light, *others = (random_weights(units, units) for units in (32, 64, 128))
    brain, alone = Brain(light, HOP_S, others), Brain(light, HOP_S)
    voters = [Brain(weights, HOP_S) for weights in (light, *others)]
    for x in music(400):
        thought, said = brain.step(x), np.array([voter.step(x).heads for voter in voters], np.float64)
        odds = np.log(said / (1.0 - said)).mean(axis=0)
        np.testing.assert_allclose(thought.voted, 1.0 / (1.0 + np.exp(-odds)), atol=1e-5)
        np.testing.assert_array_equal(thought.heads, said[0].astype(np.float32))
        unmoved = alone.step(x)
        np.testing.assert_array_equal(unmoved.state, thought.state)
        np.testing.assert_array_equal(unmoved.voted, unmoved.heads)


def test_a_voter_that_is_lost_recovers_too() -> None:
    brain = Brain(random_weights(32), HOP_S, [random_weights(64)])
    bad = np.full(INPUTS, np.nan, np.float32)
    for x in (*music(50), bad, *music(50)):
        assert np.isfinite(brain.step(x).voted).all()
