"""Training: one course, one network, to the last bit; it learns, it can be interrupted, and several can share the work.

In: a tiny course on lessons made of clicks. Out: proof. Runs in the test process and in children; imports torch.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import school
import torch
from venue import wait_until

from engine.brain import Brain, Weights, load_weights
from engine.brain import train as module
from engine.brain.heads import HEADS
from engine.brain.streams import aims
from engine.brain.train import Course, _head_errors, train
from engine.ear import INPUTS
from engine.ear.batch import with_rises
from engine.errors import ControlError, WeightsError
from engine.moments import HOP_S

ROOT = Path(__file__).parents[2]
#: Where a command in a file of its own finds the engine.
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
TINY = Course(units=32, seed=7, batches=3, streams=4, chunk=60, steps=40)


@pytest.fixture(scope="module", autouse=True)
def short_silence() -> Iterator[None]:
    """A network of 32 units that has learnt little is at rest after two minutes of silence as well as after ten."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_REST_HOPS", 12_000)
        yield


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return school.fill(tmp_path_factory.mktemp("lessons"), TINY.seeds)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("brains")


# The command as it is, but for a checkpoint after every tenth step and two minutes of silence in place of ten.
COMMAND = """
import sys
from engine.brain import train
from engine.commands import main
train._CHECKPOINT_STEPS, train._REST_HOPS = 10, 12_000
sys.exit(main())
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`COMMAND` as a file."""
    path = tmp_path_factory.mktemp("command") / "command.py"
    path.write_text(COMMAND, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(folder: Path, lessons: Path) -> Weights:
    """What `train` returns for the tiny course, which is also in `tiny.safetensors`."""
    return train(TINY, folder / "tiny.safetensors", lessons)


def test_same_course_gives_the_same_file_and_another_seed_another(
    trained: Weights, folder: Path, lessons: Path
) -> None:
    first = (folder / "tiny.safetensors").read_bytes()
    torch.rand(5)  # whatever came before does not matter
    train(TINY, folder / "again.safetensors", lessons)
    assert (folder / "again.safetensors").read_bytes() == first
    school.fill(lessons, replace(TINY, seed=8).seeds)
    other = train(replace(TINY, seed=8, steps=1), folder / "other.safetensors", lessons)
    assert not np.allclose(other.recurrent, trained.recurrent)


def test_file_is_what_was_trained_with_its_story(trained: Weights, folder: Path) -> None:
    loaded = load_weights(folder / "tiny.safetensors")
    np.testing.assert_allclose(loaded.recurrent, trained.recurrent, atol=1e-3)
    np.testing.assert_array_equal(loaded.rest, trained.rest)
    assert json.loads(loaded.story["course"])["units"] == loaded.units == 32
    assert "train --units 32 --seed 7 --batches 3 --steps 40 --streams 4" in loaded.story["made_by"]
    assert loaded.story["torch"] == torch.__version__
    assert 0.0 < float(loaded.story["mean_activity"]) < 1.0


def test_it_learns_to_hear_the_clicks(folder: Path, lessons: Path) -> None:
    course = replace(TINY, streams=8, chunk=120, steps=200, rate=0.01)
    weights = train(course, folder / "longer.safetensors", lessons)
    brain, unheard = Brain(weights, HOP_S), school.lesson(777)
    inputs = with_rises(unheard.bands.astype(np.float32))
    said = np.array([brain.step(x).heads for x in inputs])[400:]
    true = aims(unheard.truth, len(inputs))[400:]
    for head in ("kick", "hat"):
        column = HEADS.index(head)
        at, away = said[true[:, column] == 1.0, column], said[true[:, column] == 0.0, column]
        assert np.median(at) > 5.0 * np.quantile(away, 0.9), head
    # The share of the error of "nothing changes" that its predictions save.
    assert float(weights.story["foreseen"]) > 0.1
    log = [json.loads(line) for line in (folder / "longer.log").read_text().splitlines()]
    assert [entry["step"] for entry in log] == [50, 100, 150, 200]
    assert log[-1]["kick"] < 0.5 * log[0]["kick"]


def test_an_error_of_one_is_that_of_a_head_which_knows_only_how_often() -> None:
    answers = (torch.rand(4, 500, len(HEADS), generator=torch.Generator().manual_seed(1)) < 0.1).float()
    positive = torch.arange(1.0, len(HEADS) + 1.0)
    share = answers.mean(dim=(0, 1))
    usual = positive * share / (positive * share + 1.0 - share)
    constant = torch.log(usual / (1.0 - usual)).expand_as(answers)
    torch.testing.assert_close(_head_errors(constant, answers, positive), torch.ones(len(HEADS)))
    assert (_head_errors(20.0 * answers - 10.0, answers, positive) < 0.01).all()


@pytest.mark.parametrize(
    ("place", "name", "call"),
    [(module._Run, "_advance", 25), (torch, "save", 3), (module._Run, "_log", 1), (module, "_measure", 1)],
    ids=["in a step", "writing a checkpoint", "writing figures", "after the last step"],
)
def test_interrupted_training_goes_on_to_the_same_weights(
    place: Any, name: str, call: int, lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trained: Weights
) -> None:
    monkeypatch.setattr(module, "_CHECKPOINT_STEPS", 10)
    out = tmp_path / "cut.safetensors"
    with monkeypatch.context() as patch:
        patch.setattr(place, name, _dies_at(call, getattr(place, name)))
        with pytest.raises(KeyboardInterrupt):
            train(TINY, out, lessons)
    assert not out.exists()
    lines: list[str] = []
    again = train(TINY, out, lessons, say=lines.append)
    assert lines[0].startswith("going on from step ")
    np.testing.assert_array_equal(again.recurrent, trained.recurrent)
    np.testing.assert_array_equal(again.heads, trained.heads)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.log", "cut.safetensors"]


def _dies_at(call: int, function: Callable[..., object]) -> Callable[..., object]:
    """The function, until its call number `call`, which the user interrupts."""
    calls = 0

    def counted(*args: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return function(*args, **more)

    return counted


def test_checkpoint_of_another_course_is_left_alone(
    lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CHECKPOINT_STEPS", 10)
    with monkeypatch.context() as patch:
        patch.setattr(module._Run, "_advance", _dies_at(12, module._Run._advance))
        with pytest.raises(KeyboardInterrupt):
            train(TINY, tmp_path / "a.safetensors", lessons)
    lines: list[str] = []
    train(replace(TINY, steps=3), tmp_path / "a.safetensors", lessons, say=lines.append)
    assert "another course" in lines[0]


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", None])
def test_a_damaged_checkpoint_is_left_out_and_the_one_before_goes_on(
    content: bytes | None,
    trained: Weights,
    folder: Path,
    lessons: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_CHECKPOINT_STEPS", 10)
    out = tmp_path / "hurt.safetensors"
    with monkeypatch.context() as patch:
        patch.setattr(module._Run, "_advance", _dies_at(32, module._Run._advance))
        with pytest.raises(KeyboardInterrupt):
            train(TINY, out, lessons)
    last = tmp_path / "hurt.checkpoint-0-30"
    if content is None:
        torch.save({"something": 1}, last)
    else:
        last.write_bytes(content)
    (tmp_path / "hurt.checkpoint-0-20.bak").write_text("a copy of somebody's")
    lines: list[str] = []
    train(TINY, out, lessons, say=lines.append)
    assert lines[-2] == "going on from step 20"
    assert len(lines) == (2 if content is None else 3)
    assert content is None or f"{last} cannot be read" in lines[0]
    np.testing.assert_array_equal(load_weights(out).recurrent, load_weights(folder / "tiny.safetensors").recurrent)
    np.testing.assert_array_equal(load_weights(out).rest, trained.rest)


def test_a_full_disk_costs_a_checkpoint_and_not_the_training(
    lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CHECKPOINT_STEPS", 2)
    (tmp_path / "full.unfinished-0").symlink_to("/dev/full")
    lines: list[str] = []
    train(replace(TINY, steps=3), tmp_path / "full.safetensors", lessons, say=lines.append)
    assert "The checkpoint of step 2 could not be kept" in lines[0]
    assert load_weights(tmp_path / "full.safetensors").units == 32


def test_a_log_that_cannot_be_written_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "n.log").mkdir()
    with pytest.raises(WeightsError, match=r"n\.log.*another place"):
        train(TINY, tmp_path / "n.safetensors", tmp_path / "lessons")
    assert not (tmp_path / "lessons").exists()


def test_two_processes_train_one_network(lessons: Path, tmp_path: Path, command: Path) -> None:
    out = tmp_path / "two.safetensors"
    words = [
        *(sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"),
        *(str(command), "train", str(out), "--units", "32", "--seed", "7", "--batches", "3", "--steps", "2"),
        *("--streams", "4", "--lessons", str(lessons)),
    ]
    done = subprocess.run(words, cwd=ROOT, env=ENV, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    weights = load_weights(out)
    assert "torchrun with 2 processes" in weights.story["made_by"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["two.log", "two.safetensors"]


def test_ctrl_c_ends_the_command_and_the_same_command_goes_on(lessons: Path, tmp_path: Path, command: Path) -> None:
    words = [sys.executable, "-u", str(command), "train", str(tmp_path / "stopped.safetensors")]
    words += ["--units", "32", "--seed", "7", "--batches", "3"]
    words += ["--lessons", str(lessons), "--streams", "2", "--steps", "1000000"]
    with subprocess.Popen(words, cwd=ROOT, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        wait_until(lambda: any(tmp_path.glob("stopped.checkpoint-*")), 120.0)
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 130
    with subprocess.Popen(
        words, cwd=ROOT, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as second:
        assert second.stdout is not None
        said = second.stdout.readline()
        second.send_signal(signal.SIGINT)
        assert second.wait(60) == 130
    assert said.startswith("going on from step ")


def test_rest_is_where_silence_leads(trained: Weights) -> None:
    brain = Brain(trained, HOP_S)
    for _ in range(1000):
        thought = brain.step(np.zeros(INPUTS, np.float32))
    assert thought.activity.max() < 0.05


def test_course_that_makes_no_sense_says_so(lessons: Path, tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="chunks of more than 32"):
        train(replace(TINY, chunk=20), tmp_path / "short.safetensors", lessons)
    assert list(tmp_path.iterdir()) == []


def test_place_that_cannot_be_written_is_found_out_before_the_work(lessons: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="Cannot write"):
        train(TINY, tmp_path, lessons)
