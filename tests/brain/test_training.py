"""Training: one course, one network, to the last bit; it learns, and its lessons are what the ear hears.

In: a tiny course. Out: proof. Runs in the test process; imports torch. Composing the lessons takes most of the time.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.brain import Brain, Weights, load_weights
from engine.brain.lessons import into_streams, prepare_lessons
from engine.brain.network import FASTEST_S, SLOWEST_S
from engine.brain.train import Course, train
from engine.ear import BANDS, INPUTS
from engine.errors import ControlError, WeightsError
from engine.moments import HOP_S

TINY = Course(units=32, seed=7, pieces=2, seconds_each=6.0, streams=4, chunk=48, steps=60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("brains")


@pytest.fixture(scope="module")
def trained(folder: Path) -> Weights:
    """What `train` returns for the tiny course, which is also in `tiny.safetensors`."""
    return train(TINY, folder / "tiny.safetensors")


@pytest.fixture(scope="module")
def lessons() -> np.ndarray:
    return prepare_lessons(TINY.pieces, TINY.seconds_each, TINY.seed)


def test_same_course_gives_the_same_file_and_another_seed_another(trained: Weights, folder: Path) -> None:
    first = (folder / "tiny.safetensors").read_bytes()
    torch.rand(5)  # whatever came before does not matter
    train(TINY, folder / "again.safetensors")
    assert (folder / "again.safetensors").read_bytes() == first
    other = train(replace(TINY, seed=8, steps=1), folder / "other.safetensors")
    assert not np.allclose(other.recurrent, trained.recurrent)


def test_file_is_what_was_trained_with_its_story(trained: Weights, folder: Path) -> None:
    loaded = load_weights(folder / "tiny.safetensors")
    np.testing.assert_allclose(loaded.recurrent, trained.recurrent, atol=1e-3)
    np.testing.assert_array_equal(loaded.rest, trained.rest)
    assert json.loads(loaded.story["course"])["units"] == loaded.units == 32
    assert "train --units 32 --seed 7" in loaded.story["made_by"]
    assert loaded.story["torch"] == torch.__version__
    assert 0.0 < float(loaded.story["mean_activity"]) < 1.0


def test_it_learns(folder: Path) -> None:
    lines: list[str] = []
    weights = train(replace(TINY, steps=150), folder / "longer.safetensors", lines.append)
    # The share of the error of "nothing changes" that its predictions save.
    assert float(weights.story["prediction_gain"]) > 0.15
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in lines if "loss" in line]
    assert losses[-1] < 0.8 * losses[0]
    assert "piece 2 of 2" in "\n".join(lines)
    assert str(folder / "longer.safetensors") in lines[-1]


def test_paces_are_spread_from_transient_to_phrase(trained: Weights) -> None:
    constants = -HOP_S / np.log1p(-trained.leak.astype(float))
    np.testing.assert_allclose(constants, np.geomspace(FASTEST_S, SLOWEST_S, 32), rtol=1e-3)


def test_rest_is_where_silence_leads_and_range_is_what_music_does(trained: Weights, lessons: np.ndarray) -> None:
    brain = Brain(trained, HOP_S)
    for _ in range(1000):
        thought = brain.step(np.zeros(INPUTS, np.float32))
    assert thought.activity.max() < 0.05
    # Measured over sixteen parts of the lessons, each begun at rest, its first quarter left out.
    distances = []
    for stream in into_streams(lessons, 16):
        brain = Brain(trained, HOP_S)
        states = np.array([brain.step(x).state for x in stream])
        distances.append(np.abs(states - trained.rest)[len(stream) // 4 :])
    expected = np.maximum(np.quantile(np.concatenate(distances), 0.99, axis=0), 0.05)
    np.testing.assert_allclose(trained.range, expected, atol=1e-4)


def test_lessons_are_heard_music_with_pauses(lessons: np.ndarray) -> None:
    assert lessons.shape[1] == INPUTS
    assert lessons.dtype == np.float32
    seconds = len(lessons) * HOP_S
    assert 2 * (6.0 + 1.0) - 0.1 < seconds < 2 * (6.0 + 4.0)
    assert 0.0 <= lessons.min() <= lessons.max() <= 1.0
    silent = ~lessons.any(axis=1)
    assert silent[-20:].all()  # each piece ends in a pause, with the gate closed
    assert 0.5 < (~silent).mean() < 0.95
    assert (lessons[:, BANDS:] > 0.1).any(axis=1).mean() > 0.1  # rises: there is a beat


def test_lessons_depend_on_their_arguments_only(lessons: np.ndarray) -> None:
    again = prepare_lessons(1, TINY.seconds_each, TINY.seed)
    np.testing.assert_array_equal(again, lessons[: len(again)])


def test_streams_are_consecutive_cuts() -> None:
    numbered = np.repeat(np.arange(103, dtype=np.float32)[:, None], INPUTS, axis=1)
    streams = into_streams(numbered, 4)
    assert streams.shape == (4, 25, INPUTS)
    assert streams[:, 0, 0].tolist() == [0.0, 25.0, 50.0, 75.0]
    assert streams[3, -1, 5] == 99.0


def test_course_that_is_too_short_says_so(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="too short"):
        train(replace(TINY, pieces=1, seconds_each=2.0, streams=48), tmp_path / "short.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_place_that_cannot_be_written_is_found_out_before_the_work(tmp_path: Path) -> None:
    lines: list[str] = []
    with pytest.raises(WeightsError, match="Cannot write"):
        train(TINY, tmp_path, lines.append)
    assert lines == []
