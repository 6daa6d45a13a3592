"""The networks that ship: one for every size, at rest in silence, alive in music, startled by a drop.

In: `presets/brains` and a part of the built-in piece. Out: proof. Runs in the test process.
"""

import json
from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain import UNIT_CHOICES, Brain, Weights, load_weights
from engine.brain.weights import HORIZONS
from engine.ear import HOP, INPUTS, RATE_HZ, Ear, Intake
from engine.files import shipped
from engine.moments import HOP_S
from engine.sound.piece import demo_tape

Array = NDArray[np.float32]
SETTLED = 300  # hops


@pytest.fixture(scope="module", params=UNIT_CHOICES)
def weights(request: pytest.FixtureRequest) -> Weights:
    return load_weights(shipped("brains") / f"{request.param}.safetensors")


@pytest.fixture(scope="module")
def drop() -> tuple[Array, int]:
    """Network inputs of the built-in piece from ten seconds before its drop to eight after it, and the drop's hop."""
    tape = demo_tape()
    at = next(section.start_s for section in tape.piece.sections if section.name == "drop")
    intake = Intake(tape.rate_hz, RATE_HZ)
    sound = np.concatenate([intake.feed(block) for block in islice(tape.blocks(4800, start=at - 10.0), 180)])
    ear = Ear()
    heard = [ear.step(hop).inputs for hop in sound[: sound.size // HOP * HOP].reshape(-1, HOP)]
    return np.array(heard), round(10.0 / HOP_S)


def test_the_folder_holds_the_sizes_that_can_be_chosen_the_one_that_counts_and_no_others() -> None:
    names = {path.name for path in shipped("brains").iterdir() if not path.name.startswith(".")}
    assert names == {*(f"{units}.safetensors" for units in UNIT_CHOICES), "count.safetensors"}


def test_it_has_its_size_and_tells_how_it_was_made(weights: Weights) -> None:
    assert weights.units in UNIT_CHOICES
    assert f"train --units {weights.units} --seed" in weights.story["made_by"]
    assert json.loads(weights.story["course"])["units"] == weights.units
    assert (weights.leak > 0.0).all()
    assert (weights.leak <= 1.0).all()
    assert (weights.range > 0.0).all()


def test_it_rests_in_silence(weights: Weights) -> None:
    brain = Brain(weights, HOP_S)
    thoughts = [brain.step(np.zeros(INPUTS, np.float32)) for _ in range(1500)]
    assert max(thought.activity.max() for thought in thoughts[-500:]) < 0.1
    assert max(thought.surprise for thought in thoughts[SETTLED:]) < 0.01


def test_it_lives_in_music(weights: Weights, drop: tuple[Array, int]) -> None:
    brain = Brain(weights, HOP_S)
    thoughts = [brain.step(x) for x in drop[0]]
    states = np.array([thought.state for thought in thoughts])[SETTLED:]
    activity = np.array([thought.activity for thought in thoughts])[SETTLED:]
    assert (activity.std(axis=0) > 0.02).mean() > 0.8  # hardly a dead light
    assert (np.abs(states) > 0.98).mean() < 0.1  # nor one that is stuck at its end
    assert 0.05 < activity.mean() < 0.7  # neither dark nor all aglow
    assert (activity > 1.0).mean() < 0.2
    # No two lights in ten are the same light.
    moving = activity[:, activity.std(axis=0) > 0.02]
    alike = np.abs(np.corrcoef(moving.T)) > 0.95
    assert (alike.sum() - len(alike)) / (alike.size - len(alike)) < 0.1


def test_its_units_move_at_many_paces(weights: Weights, drop: tuple[Array, int]) -> None:
    brain = Brain(weights, HOP_S)
    states = np.array([brain.step(x).state for x in drop[0]])
    moving = states[:, states.std(axis=0) > 0.02]
    # How much of a unit's movement is from hop to hop: near 0 is slow, 1 is like noise.
    haste = np.diff(moving, axis=0).std(axis=0) / moving.std(axis=0)
    assert np.quantile(haste, 0.9) > 5.0 * np.quantile(haste, 0.1)


def test_it_foresees_better_than_nothing_changes(weights: Weights, drop: tuple[Array, int]) -> None:
    inputs = drop[0]
    brain = Brain(weights, HOP_S)
    states = np.array([brain.step(x).state for x in inputs])
    foreseen = (states @ weights.readout.T + weights.readout_bias).reshape(len(states), len(HORIZONS), INPUTS)
    for place, horizon in enumerate(HORIZONS):
        then = inputs[SETTLED + horizon :]
        missed = np.mean((foreseen[SETTLED:-horizon, place] - then) ** 2)
        unchanged = np.mean((inputs[SETTLED:-horizon] - then) ** 2)
        assert missed < 0.75 * unchanged, horizon


def test_a_drop_surprises_and_the_beat_does_not(weights: Weights, drop: tuple[Array, int]) -> None:
    inputs, at = drop
    brain = Brain(weights, HOP_S)
    surprise = np.array([brain.step(x).surprise for x in inputs])
    assert surprise[at - 10 : at + 30].max() > 0.8
    assert np.median(surprise[SETTLED:]) < 0.1
