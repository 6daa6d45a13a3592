"""Weights as a file: what is saved is loaded, and what is no brain is refused by name.

In: files in a temporary folder. Out: proof. Runs in the test process.
"""

import json
import os
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from engine.brain import Weights, load_weights, save_weights
from engine.brain.container import check_writable
from engine.brain.heads import HEADS
from engine.brain.weights import HORIZONS
from engine.errors import WeightsError

UNITS, INPUTS = 32, 128
MATRICES = ("input", "recurrent", "readout", "heads")


def weights() -> Weights:
    generator = np.random.default_rng(0)

    def draw(*shape: int) -> np.ndarray:
        return generator.standard_normal(shape).astype(np.float32)

    outputs = len(HORIZONS) * INPUTS
    return Weights(
        *(draw(3 * UNITS, INPUTS), draw(3 * UNITS), draw(3 * UNITS, UNITS), draw(3 * UNITS), draw(UNITS)),
        *(draw(outputs, UNITS), draw(outputs), draw(len(HEADS), UNITS), draw(len(HEADS)), draw(UNITS), draw(UNITS)),
        story={"course": '{"seed": 1}', "made_by": "⁂"},
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good file."""
    save_weights(tmp_path / "deep" / "good.safetensors", weights())
    return tmp_path / "deep" / "good.safetensors"


def test_round_trip_keeps_everything_to_half_precision(path: Path) -> None:
    saved, loaded = weights(), load_weights(path)
    for field in fields(Weights):
        if field.name in ("story", "tuning"):
            continue
        before, after = getattr(saved, field.name), getattr(loaded, field.name)
        assert after.dtype == np.float32
        if field.name in MATRICES:
            np.testing.assert_array_equal(after, before.astype(np.float16).astype(np.float32))
        else:
            np.testing.assert_array_equal(after, before)
    assert loaded.story == saved.story
    assert (loaded.units, loaded.inputs) == (UNITS, INPUTS)


def test_saving_again_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    save_weights(path, load_weights(path))
    assert path.read_bytes() == before


def test_file_is_as_open_as_any_other(path: Path, tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_place_that_cannot_be_written_is_an_error_before_and_after(path: Path) -> None:
    for bad in (path.parent, path / "below.safetensors"):
        with pytest.raises(WeightsError, match=r"Cannot write .*another place for the network"):
            check_writable(bad)
        with pytest.raises(WeightsError, match=r"Cannot write .*another place for the network"):
            save_weights(bad, weights())
    before = path.read_bytes()
    check_writable(path)
    assert path.read_bytes() == before
    new = path.parent / "new" / "file.safetensors"
    check_writable(new)
    assert not new.exists()
    assert not list(new.parent.iterdir())


def test_an_interrupted_save_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    whole = Path.write_bytes

    def write_half(place: Path, content: bytes) -> int:
        whole(place, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(WeightsError, match="No space left"):
        save_weights(path, weights())
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_links_say_who_drives_whom(path: Path) -> None:
    loaded = load_weights(path)
    assert loaded.links.shape == (UNITS, UNITS)
    assert loaded.links[3, 7] == loaded.recurrent[2 * UNITS + 7, 3]


def test_files_that_are_no_brain_are_refused_by_name(path: Path, tmp_path: Path) -> None:
    good = path.read_bytes()
    contents = {
        "empty": b"",
        "text": b"{}" * 100,
        "cut": good[:-100],
        "header": good[:4],
        "garbage": bytes(reversed(good)),
    }
    for name, content in contents.items():
        bad = tmp_path / f"{name}.safetensors"
        bad.write_bytes(content)
        with pytest.raises(WeightsError, match=f"{name}.safetensors"):
            load_weights(bad)
    with pytest.raises(WeightsError, match=r"absent\.safetensors"):
        load_weights(tmp_path / "absent.safetensors")
    with pytest.raises(WeightsError):
        load_weights(tmp_path)


def test_missing_tensors_are_named(path: Path) -> None:
    tensors = load_file(path)
    del tensors["leak"], tensors["rest"]
    save_file(tensors, path)
    with pytest.raises(WeightsError, match=r"good\.safetensors.*leak, rest"):
        load_weights(path)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("leak", (UNITS + 1,)), ("input", (3 * UNITS, INPUTS - 1)), ("input", (7,)), ("readout", (UNITS,)), ("rest", ())],
)
def test_other_shapes_are_refused(path: Path, name: str, shape: tuple[int, ...]) -> None:
    save_file({**load_file(path), name: np.zeros(shape, np.float32)}, path)
    with pytest.raises(WeightsError, match=r"good\.safetensors: \w+ has shape"):
        load_weights(path)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused(path: Path, value: float) -> None:
    tensors = load_file(path)
    tensors["recurrent"][5, 5] = value
    save_file(tensors, path)
    with pytest.raises(WeightsError, match=r"good\.safetensors: recurrent .*not finite"):
        load_weights(path)


def test_weights_too_large_for_the_file_do_not_come_back_as_infinite(tmp_path: Path) -> None:
    large = replace(weights(), input=np.full((3 * UNITS, INPUTS), 1e6, np.float32))
    with np.errstate(over="ignore"):
        save_weights(tmp_path / "large.safetensors", large)
    with pytest.raises(WeightsError, match="input"):
        load_weights(tmp_path / "large.safetensors")


def test_number_types_that_numpy_lacks_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file as save_torch

    tensors = {
        name: torch.from_numpy(getattr(weights(), name)).bfloat16()
        for name in (field.name for field in fields(Weights))
        if name not in ("story", "tuning")
    }
    save_torch(tensors, tmp_path / "brain16.safetensors")
    with pytest.raises(WeightsError, match=r"brain16\.safetensors"):
        load_weights(tmp_path / "brain16.safetensors")


def test_a_file_without_a_story_is_good(path: Path) -> None:
    save_file(load_file(path), path)
    assert load_weights(path).story == {}
    save_file(load_file(path), path, metadata={"asterism": json.dumps({"by": "hand"})})
    assert load_weights(path).story == {"by": "hand"}
    save_file(load_file(path), path, metadata={"asterism": "{"})
    with pytest.raises(WeightsError, match="good"):
        load_weights(path)


@pytest.mark.parametrize("units", [0, 1, 7])
def test_too_few_units_to_be_seen_are_refused(units: int, path: Path) -> None:
    tensors = load_file(path)
    save_file({**tensors, "leak": tensors["leak"][:units]}, path)
    with pytest.raises(WeightsError, match=f"has {units} units; a network that is seen needs 8"):
        load_weights(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.safetensors")
    with pytest.raises(WeightsError, match="is not a file"):
        load_weights(tmp_path / "pipe.safetensors")


def test_a_story_of_brackets_is_refused(path: Path) -> None:
    save_file(load_file(path), path, metadata={"asterism": "[" * 100_000})
    with pytest.raises(WeightsError, match="Cannot read the network's weights"):
        load_weights(path)
