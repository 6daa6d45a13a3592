"""What was measured on a network, kept in its file.

In: weights files in a temporary folder. Out: proof. Runs in the test process.
"""

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from engine import files
from engine.brain.tuning import TUNINGS, Tuning, store_tuning
from engine.brain.weights import load_weights, save_weights
from engine.errors import WeightsError


def some(units: int) -> Tuning:
    random = np.random.default_rng(units)
    areas, constants, redundancy = (
        random.random((units, len(TUNINGS))),
        10.0 * random.random(units),
        random.random(units),
    )
    return Tuning(*(array.astype(np.float32) for array in (areas, constants, redundancy)))


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    copy = tmp_path / "32.safetensors"
    copy.write_bytes(files.find("brains", "32", ".safetensors").read_bytes())
    return copy


def test_a_tuning_comes_back_and_leaves_the_network_as_it_is(shipped: Path) -> None:
    before = load_weights(shipped)
    store_tuning(shipped, some(32))
    found = load_weights(shipped).tuning
    assert found is not None
    for name, array in some(32).arrays().items():
        np.testing.assert_array_equal(found.arrays()[name], array)
    after = load_weights(shipped)
    np.testing.assert_array_equal(before.recurrent, after.recurrent)
    assert before.story == after.story
    store_tuning(shipped, some(32))  # again, over the first
    with safe_open(shipped, framework="np") as file:
        assert sum(name.startswith("tuning/") for name in file.keys()) == 3  # noqa: SIM118
    assert not list(shipped.parent.glob("*.new"))


def test_a_tuning_of_another_network_or_version_is_none(shipped: Path) -> None:
    with pytest.raises(WeightsError, match="of 64 units"):
        store_tuning(shipped, some(64))
    arrays = some(32).arrays()
    assert Tuning.from_arrays(arrays, 64) is None
    assert Tuning.from_arrays({}, 32) is None
    assert Tuning.from_arrays({**arrays, "tuning/curve_area": arrays["tuning/curve_area"][:, 1:]}, 32) is None
    assert Tuning.from_arrays({**arrays, "tuning/redundancy": np.full(32, np.nan, np.float32)}, 32) is None


def test_what_is_no_weights_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="Cannot read"):
        store_tuning(tmp_path / "nothing", some(32))
    save_file({"other": np.zeros(3)}, tmp_path / "other.safetensors")
    with pytest.raises(WeightsError, match="not the network of 32 units"):
        store_tuning(tmp_path / "other.safetensors", some(32))


def test_a_network_that_is_written_again_keeps_its_tuning(shipped: Path, tmp_path: Path) -> None:
    store_tuning(shipped, some(32))
    save_weights(tmp_path / "again.safetensors", load_weights(shipped))
    again = load_weights(tmp_path / "again.safetensors").tuning
    assert again is not None
    np.testing.assert_array_equal(again.curve_area, some(32).curve_area)


def test_the_best_answer_may_go_up_or_down() -> None:
    areas = np.full((2, len(TUNINGS)), 0.5, np.float32)
    areas[0, 2], areas[0, 3], areas[1, 5] = 0.7, 0.2, 0.9
    tuning = Tuning(areas, np.zeros(2, np.float32), np.zeros(2, np.float32))
    assert tuning.best.tolist() == [3, 5]
    np.testing.assert_allclose(tuning.best_strength, [0.8, 0.9], rtol=1e-6)
