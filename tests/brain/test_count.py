"""The network that counts: its step against PyTorch, hop by hop against a whole song at once, its file, its training.

In: networks at random, clicks whose firsts are known. Out: proof. Runs in the test process.
"""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine import files
from engine.brain import Brain, load_weights
from engine.brain.count import (
    BEAT_INPUTS,
    CELLS,
    FED,
    HEARD,
    LATE_S,
    LEAD,
    Counter,
    CountWeights,
    load_count,
    save_count,
)
from engine.brain.count_network import CountNetwork, beats_heard, join
from engine.brain.count_train import CountCourse, train_count, vote_on
from engine.corpus.lessons import Lesson, lesson_file, save
from engine.corpus.song import Truth
from engine.ear import BANDS
from engine.ear.batch import with_rises
from engine.errors import ControlError, WeightsError
from engine.moments import HOP_S

PERIOD_S = 0.5


def weights(units: int = 7, seed: int = 3) -> CountWeights:
    generator = np.random.default_rng(seed)

    def draw(*shape: int) -> NDArray[np.float32]:
        return (0.5 * generator.standard_normal(shape)).astype(np.float32)

    return CountWeights(
        mean=draw(BEAT_INPUTS),
        deviation=np.abs(draw(BEAT_INPUTS)) + 0.5,
        input=0.2 * draw(units, FED),
        input_bias=draw(units),
        driven=draw(3 * units, units),
        driven_bias=draw(3 * units),
        recurrent=draw(3 * units, units),
        recurrent_bias=draw(3 * units),
        output=draw(units),
        output_bias=draw(1),
        story={"from": "random numbers"},
    )


def hear(counter: Counter, inputs: NDArray[np.float32], beats: NDArray[np.float64]) -> list[float]:
    """What the counter says of each beat but the last, fed as the tracker feeds it."""
    told = []
    length = np.diff(beats)
    current = -1
    for hop, row in enumerate(inputs):
        sounded = (hop + 1) * HOP_S - LATE_S - 0.5 * HOP_S
        place = float(np.interp(sounded, beats, np.arange(len(beats)), left=-1.0)) + LEAD
        if sounded < beats[0]:
            place = (sounded - beats[0]) / length[0] + LEAD
        index = int(np.floor(place))
        if index > current and current >= 0:
            told.append(counter.close(float(length[min(current, len(length) - 1)])))
        if index > current:
            current = index
        if 0 <= index < len(length):
            counter.hear(place - index, row)
    return told[: len(length)]


def noise(seconds: float) -> NDArray[np.float32]:
    generator = np.random.default_rng(5)
    return generator.uniform(0.0, 1.0, (round(seconds / HOP_S), HEARD)).astype(np.float32)


def test_its_step_is_pytorchs() -> None:
    ours = weights()
    network = CountNetwork(ours.units, ours.mean, ours.deviation).eval()
    layers = {
        "input.weight": ours.input,
        "input.bias": ours.input_bias,
        "recurrent.weight_ih_l0": ours.driven,
        "recurrent.bias_ih_l0": ours.driven_bias,
        "recurrent.weight_hh_l0": ours.recurrent,
        "recurrent.bias_hh_l0": ours.recurrent_bias,
        "output.weight": ours.output[None],
        "output.bias": ours.output_bias,
    }
    network.load_state_dict({name: torch.from_numpy(array) for name, array in layers.items()}, strict=False)
    inputs, beats = noise(16.0), 0.203 + PERIOD_S * np.arange(30)
    heard = beats_heard(inputs, beats)
    with torch.no_grad():
        expected = torch.sigmoid(network(torch.from_numpy(heard)[None])[0]).numpy()
    told = hear(Counter(ours), inputs, beats)
    assert len(told) == len(expected) == 29
    assert np.ptp(expected) > 0.02
    np.testing.assert_allclose(told, expected, atol=1e-4)


def test_joined_networks_say_the_mean_of_their_log_odds() -> None:
    networks = [weights(seed=seed) for seed in (3, 4, 5)]
    networks = [replace(one, mean=networks[0].mean, deviation=networks[0].deviation) for one in networks]
    inputs, beats = noise(12.0), 0.203 + PERIOD_S * np.arange(22)
    said = np.array([hear(Counter(one), inputs, beats) for one in networks])
    odds = np.log(said / (1.0 - said)).mean(axis=0)
    together = hear(Counter(join(networks, {})), inputs, beats)
    np.testing.assert_allclose(together, 1.0 / (1.0 + np.exp(-odds)), atol=1e-5)


def test_a_beat_is_the_sum_of_its_cells_in_whatever_order_they_come() -> None:
    """A tempo that jumps may lead back into a cell, or past one."""
    generator = np.random.default_rng(6)
    places = [0.02, 0.4, 0.3, 0.41, 0.9, 0.35, 0.99]
    hops = [(place, generator.random(HEARD, np.float32)) for place in places]
    wild, tame, empty = (Counter(weights()) for _ in range(3))
    for place, hop in hops:
        wild.hear(place, hop)
    for place, hop in sorted(hops, key=lambda entry: int(entry[0] * CELLS)):
        tame.hear(place, hop)
    said = wild.close(PERIOD_S)
    assert said == pytest.approx(tame.close(PERIOD_S), abs=1e-6)
    assert said != pytest.approx(empty.close(PERIOD_S), abs=1e-3)


def test_what_is_no_number_is_not_heard() -> None:
    counter = Counter(weights())
    quiet = np.zeros(HEARD, np.float32)
    counter.hear(0.0, quiet)
    before = counter.close(PERIOD_S)
    for bad in (np.nan, np.inf, -np.inf):
        counter.hear(0.3, np.full(HEARD, bad, np.float32))
        assert 0.0 <= counter.close(PERIOD_S) <= 1.0
    for length in (0.0, -1.0, 1e9):
        assert 0.0 <= counter.close(length) <= 1.0
    counter.hear(0.999999, quiet)
    counter.hear(1.0, quiet)
    assert np.isfinite(counter.close(PERIOD_S))
    assert np.isfinite(before)


def test_a_file_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "count.safetensors"
    save_count(path, weights())
    loaded = load_count(path)
    for field in fields(CountWeights):
        if field.name != "story":
            saved = getattr(weights(), field.name)
            kept = saved.astype(np.float16) if saved.ndim > 1 else saved
            np.testing.assert_array_equal(getattr(loaded, field.name), kept)
    assert loaded.story == {"from": "random numbers"}


def test_what_is_no_such_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.safetensors"
    save_count(path, replace(weights(), mean=np.zeros(BEAT_INPUTS + 1, np.float32)))
    with pytest.raises(WeightsError, match="mean has shape"):
        load_count(path)
    save_count(path, replace(weights(), output_bias=np.array([np.nan], np.float32)))
    with pytest.raises(WeightsError, match="not finite"):
        load_count(path)
    with pytest.raises(WeightsError, match="lacks"):
        load_count(files.shipped("brains") / "32.safetensors")
    with pytest.raises(WeightsError, match="Cannot read"):
        load_count(tmp_path / "none.safetensors")
    save_count(path, replace(weights(), deviation=np.zeros(BEAT_INPUTS, np.float32)))
    with pytest.raises(WeightsError, match="a deviation that is not above 0"):
        load_count(path)
    save_count(path, weights(units=0))
    with pytest.raises(WeightsError, match="has no units"):
        load_count(path)


def clicks(metre: int, seed: int, chords: bool = False) -> Lesson:
    """Half a minute of clicks; the first of each bar is a low one, and begins anywhere.

    With `chords` all clicks are alike; a chord is struck on every beat, and another in every bar.
    """
    generator = np.random.default_rng(seed)
    period_s = float(generator.uniform(0.35, 0.7))
    beats = 0.3 + period_s * np.arange(round(26.0 / period_s))
    positions = (np.arange(len(beats)) + int(generator.integers(metre))) % metre + 1
    bands = np.zeros((round(27.0 / HOP_S), BANDS), np.float32)
    chord = np.arange(5)
    for at, position in zip(beats, positions, strict=True):
        place = 4 if position == 1 and not chords else 30
        hop = round((at + LATE_S) / HOP_S)
        bands[hop : hop + 8, place : place + 6] = np.linspace(0.8, 0.1, 8)[:, None]
        if chords:
            if position == 1:
                chord = generator.choice(np.arange(8, 28), 5, replace=False)
            bands[hop : hop + 25, chord] += 0.4
    noisy = np.clip(bands + generator.uniform(0.0, 0.05, bands.shape), 0.0, 1.0)
    return Lesson("clicks", noisy.astype(np.float16), Truth(beats, positions, {}, np.empty(0), ()))


def told_of(unheard: Lesson, path: Path) -> tuple[float, float]:
    """What the network in a file says of firsts and of other beats, in the mean from the fifth beat on."""
    (said,) = vote_on([unheard], [load_weights(files.shipped("brains") / "32.safetensors")])
    heard = np.concatenate((with_rises(unheard.bands.astype(np.float32)), said), axis=1)
    told = np.array(hear(Counter(load_count(path)), heard, unheard.truth.beats))
    firsts = unheard.truth.positions[: len(told)] == 1
    return float(told[4:][firsts[4:]].mean()), float(told[4:][~firsts[4:]].mean())


def test_it_learns_to_count_and_learns_the_same_again(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    folder.mkdir()
    course = CountCourse(units=8, voices=2, seed=3, batches=2, streams=8, beats=32, steps=80, rate=2e-2)
    for seed in course.seeds:
        save(lesson_file(folder, seed), [clicks(3 + index % 2, 10 * seed + index) for index in range(4)])
    learnt = train_count(course, tmp_path / "count.safetensors", folder)
    again = train_count(course, tmp_path / "again.safetensors", folder)
    for field in fields(CountWeights):
        if field.name != "story":
            np.testing.assert_array_equal(getattr(learnt, field.name), getattr(again, field.name))
    of_firsts, of_others = told_of(clicks(4, 99), tmp_path / "count.safetensors")
    assert of_firsts > 0.8 and of_others < 0.2
    figures = [json.loads(line) for line in (tmp_path / "count.log").read_text().splitlines()]
    assert figures[-1]["loss"] < figures[0]["loss"]
    assert "--count --seed 3" in learnt.story["made_by"]


def test_it_learns_that_a_bar_begins_where_the_harmony_changes(tmp_path: Path) -> None:
    """No chord comes twice, so that none can be learnt: only that it changes."""
    course = CountCourse(units=8, voices=1, seed=4, batches=8, streams=8, beats=32, steps=160, rate=2e-2)
    for seed in course.seeds:
        save(lesson_file(tmp_path, seed), [clicks(4, 10 * seed + index, chords=True) for index in range(6)])
    train_count(course, tmp_path / "count.safetensors", tmp_path)
    of_firsts, of_others = told_of(clicks(4, 98, chords=True), tmp_path / "count.safetensors")
    assert of_firsts > 0.7 and of_others < 0.25


def test_the_vote_on_a_lesson_is_the_shows() -> None:
    lesson = clicks(4, 5)
    voters = [load_weights(files.shipped("brains") / f"{units}.safetensors") for units in (64, 32)]
    (said,) = vote_on([lesson], voters)
    brain = Brain(voters[0], HOP_S, voters[1:])
    inputs = with_rises(lesson.bands.astype(np.float32))
    np.testing.assert_allclose(said[:600], [brain.step(row).voted for row in inputs[:600]], atol=1e-4)


def test_a_course_that_cannot_be_is_refused(tmp_path: Path) -> None:
    for course in (CountCourse(batches=0), CountCourse(steps=0), CountCourse(voices=0), CountCourse(beats=2)):
        with pytest.raises(ControlError):
            train_count(course, tmp_path / "count.safetensors", tmp_path)


def test_the_one_that_ships_is_small_and_tells_how_it_was_made() -> None:
    path = files.shipped("brains") / "count.safetensors"
    shipped = load_count(path)
    assert path.stat().st_size < 250_000
    assert "train --count" in shipped.story["made_by"]
    assert CELLS * HOP_S < 60.0 / 215.0  # at the fastest tempo every part of a beat has a hop
