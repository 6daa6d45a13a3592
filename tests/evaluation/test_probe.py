"""The probe on units that were made to answer one thing each, and on a network that knows nothing.

In: pieces made up here. Out: proof. Runs in the test process.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import school

from engine import files
from engine.brain.heads import HEADS
from engine.brain.tuning import TUNINGS
from engine.brain.weights import HORIZONS, Weights, load_weights, save_weights
from engine.commands import main
from engine.commands.probe import as_json, summary, table
from engine.corpus.song import Truth
from engine.ear import BANDS, INPUTS
from engine.ear.batch import with_rises
from engine.evaluation.context import compare, context_report, strike
from engine.evaluation.labels import LAGS, mark_events, mark_form, measure_levels
from engine.evaluation.probe import Piece, Played, measure, probe
from engine.moments import HOP_S

HOPS = 6000
UNITS = ("kick", "downbeat", "brightness", "loudness", "build", "drop", "surprise", "still", "full", "copy")


def make_piece(seed: int = 1, shift_s: float = 0.0) -> Piece:
    random = np.random.default_rng([seed, 9])
    beats = np.arange(1.0, 58.0, 0.5) + shift_s
    drums = {
        "kick": beats,
        "snare": beats[1::2],
        "hat": np.sort(np.concatenate((beats, beats + 0.25)))[: len(beats)],
        "crash": beats[::32],
    }
    sections = (("groove", 0.0, 16.0), ("breakdown", 16.0, 30.0), ("build", 30.0, 38.0), ("drop", 38.0, 60.0))
    truth = Truth(beats, np.arange(len(beats)) % 4 + 1, drums, beats[::3], sections)
    swell = 0.5 + 0.4 * np.sin(np.arange(HOPS) / 300.0)
    bands = (swell[:, None] * random.random((HOPS, BANDS)) ** 2).astype(np.float32)
    return Piece(with_rises(bands), truth)


def act(piece: Piece, seed: int = 2) -> Played:
    """What units do that answer one thing each, with noise."""
    random = np.random.default_rng([seed, 9])
    times = (np.arange(HOPS) + 1) * HOP_S
    surprises = random.random(HOPS)
    levels = measure_levels(piece.inputs[:, :BANDS], 0.1)
    truth = piece.truth
    kick = np.isin(np.arange(HOPS), (np.round((truth.drums["kick"] + 0.05) / HOP_S) - 1)[:, None] + np.arange(3))
    down = np.isin(np.arange(HOPS), (np.round(truth.beats[truth.positions == 1] / HOP_S) - 1)[:, None] + np.arange(3))
    units = np.stack(
        [
            -1.0 * kick,  # goes down
            1.0 * down,
            10.0 * (levels.brightness - 0.5),
            levels.loudness,
            1.0 * ((times > 30.0) & (times < 38.0)),
            1.0 * ((times > 38.0) & (times < 42.0)),
            surprises,
            np.zeros(HOPS),
            np.ones(HOPS),
            levels.loudness,
        ],
        axis=1,
    )
    noisy = units + np.where(units.std(axis=0) > 0.0, 0.02, 0.0) * random.standard_normal(units.shape)
    return Played(noisy.astype(np.float32), np.abs(noisy).astype(np.float32), surprises)


def test_every_unit_is_found_to_answer_what_it_answers() -> None:
    pieces = [make_piece(1), make_piece(2, 0.13)]
    result = measure(pieces, [act(piece) for piece in pieces])
    tuning = result.tuning
    for unit, name in enumerate(UNITS[:7]):
        assert TUNINGS[tuning.best[unit]] == name
        assert tuning.best_strength[unit] > 0.9
    assert tuning.best_strength[7:9] == pytest.approx(0.5)
    assert result.dead.tolist() == [name in ("still", "full") for name in UNITS]
    assert result.saturated.tolist() == [name == "full" for name in UNITS]
    assert result.twin[9] == 3 and tuning.redundancy[9] > 0.95 and result.redundant_pairs == 1
    assert result.telling == pytest.approx(0.8)
    assert result.seconds == pytest.approx(120.0)
    np.testing.assert_array_less(result.range[:7, 0], result.range[:7, 1])


def test_what_goes_down_keeps_its_sign() -> None:
    piece = make_piece()
    played = act(piece)
    deaf = Played(played.states, np.zeros_like(played.states), played.surprises)
    area = measure([piece], [deaf]).tuning.curve_area[0, TUNINGS.index("kick")]
    assert area < 0.1


def test_a_unit_that_only_knows_the_song_tells_no_events() -> None:
    with_hats, without = make_piece(1), make_piece(2)
    without = replace(without, truth=replace(without.truth, drums={**without.truth.drums, "hat": np.empty(0)}))
    played = [act(with_hats), act(without)]
    knows = [np.full((HOPS, 1), value, np.float32) for value in (1.0, 0.0)]
    told = [Played(values, values, one.surprises) for values, one in zip(knows, played, strict=True)]
    assert measure([with_hats, without], told).tuning.curve_area[0, TUNINGS.index("hat")] == 0.5


def test_a_slow_unit_tells_loudness_that_lasts() -> None:
    piece = make_piece()
    slow = measure_levels(piece.inputs[:, :BANDS], 5.0).loudness[:, None].astype(np.float32)
    heard = Played(slow, slow, act(piece).surprises)
    assert measure([piece], [heard]).tuning.curve_area[0, TUNINGS.index("loudness")] > 0.99


def test_hops_near_an_event_are_neither_there_nor_elsewhere() -> None:
    truth = Truth(np.array([]), np.array([], int), {"kick": np.array([1.0])}, np.array([]), ())
    marks = mark_events(truth, 300)
    for lag, contrast in zip(LAGS["kick"], marks["kick"], strict=True):
        assert np.flatnonzero(contrast.there).tolist() == [round((1.0 + lag) / HOP_S) - 1 + step for step in range(3)]
        times = (np.flatnonzero(~contrast.elsewhere) + 1) * HOP_S
        assert (times.min(), times.max()) == (pytest.approx(0.97, abs=0.011), pytest.approx(1.15, abs=0.011))
    assert marks["snare"][0].elsewhere.all() and not marks["snare"][0].there.any()
    assert not any(contrast.there.any() or contrast.elsewhere.any() for contrast in marks["downbeat"])


def test_a_build_counts_from_its_half_and_a_drop_while_it_is_fresh() -> None:
    form = mark_form(make_piece().truth, HOPS)
    times = (np.arange(HOPS) + 1) * HOP_S
    np.testing.assert_array_equal(form["build"].there, (times >= 34.0) & (times < 38.0))
    np.testing.assert_array_equal(form["drop"].there, (times >= 38.0) & (times < 42.0))
    assert not (form["drop"].elsewhere & (times >= 38.0) & (times < 60.0)).any()


def test_silence_is_neither_loud_nor_quiet() -> None:
    levels = measure_levels(np.vstack((np.zeros((50, BANDS)), np.full((50, BANDS), 0.5))), 0.1)
    assert np.isnan(levels.loudness[:50]).all() and np.isnan(levels.brightness[:50]).all()
    assert levels.loudness[-1] == pytest.approx(0.5) and levels.brightness[-1] == pytest.approx(0.5)


def random_weights(units: int = 12, seed: int = 3, slow: bool = True) -> Weights:
    random = np.random.default_rng(seed)
    outputs = len(HORIZONS) * INPUTS
    shapes = {
        "input": (3 * units, INPUTS),
        "input_bias": (3 * units,),
        "recurrent": (3 * units, units),
        "recurrent_bias": (3 * units,),
        "readout": (outputs, units),
        "readout_bias": (outputs,),
        "heads": (len(HEADS), units),
        "heads_bias": (len(HEADS),),
    }
    arrays = {name: (0.15 * random.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}
    leak = np.geomspace(0.002 if slow else 0.999, 1.0, units).astype(np.float32)
    still = np.zeros(units, np.float32)
    return Weights(**arrays, leak=leak, rest=still, range=still + 0.5, story={})


def contexts(seed: int) -> Piece:
    """A loud and bright drop, a dull breakdown."""
    piece = make_piece(seed)
    bands = piece.inputs[:, :BANDS].copy()
    bands[1600:3000, 10:] *= 0.1
    bands[3800:, 10:] = np.clip(2.0 * bands[3800:, 10:], 0.0, 1.0)
    return Piece(with_rises(bands), piece.truth)


def test_a_slow_network_hears_the_same_kick_otherwise_after_a_drop() -> None:
    pieces = [contexts(seed) for seed in range(6)]
    report = context_report(random_weights(), pieces)
    assert report is not None and report.songs == 6
    assert report.differs and report.told_apart == 1.0
    assert report == context_report(random_weights(), pieces)
    assert context_report(random_weights(), [contexts(1)]) is None  # one song says nothing about others


def test_a_network_without_memory_hears_one_kick() -> None:
    report = context_report(random_weights(slow=False), [contexts(seed) for seed in range(6)])
    slow = context_report(random_weights(), [contexts(seed) for seed in range(6)])
    assert report is not None and slow is not None
    assert report.distance < 0.1 * slow.distance


def test_differences_on_which_songs_do_not_agree_are_chance() -> None:
    """In a twentieth of all cases chance is mistaken for something, by the meaning of the figure."""
    reports = [compare(np.random.default_rng([seed, 6]).standard_normal((12, 6)), 1.0) for seed in range(60)]
    assert sum(report.distance > report.chance for report in reports) <= 8
    assert 0.4 < float(np.mean([report.told_apart for report in reports])) < 0.6
    none_differ = compare(np.zeros((8, 6)), 1.0)
    assert not none_differ.differs and none_differ.told_apart == 0.5


def test_a_song_is_compared_with_itself() -> None:
    """Songs lie far apart, and each of them moves a little in one direction."""
    random = np.random.default_rng(7)
    breakdowns = 50.0 * random.standard_normal((10, 6))
    drops = breakdowns + np.array([1.0, 0, 0, 0, 0, 0]) + 0.2 * random.standard_normal((10, 6))
    report = compare(drops - breakdowns, 1.0)
    assert report.differs and report.told_apart == 1.0
    assert report.distance == pytest.approx(1.0, abs=0.2)


def test_the_kick_is_heard_after_silence() -> None:
    struck = strike()
    assert struck.shape[1] == INPUTS and len(struck) == 25
    assert not struck[:9].any()
    assert struck[12:20, :8].mean() > 0.5


def test_a_whole_probe_can_be_told() -> None:
    weights = random_weights()
    done: list[int] = []
    result = probe(weights, [contexts(1), contexts(2)], done.append)
    assert done == [1, 2]
    assert np.isfinite(result.tuning.curve_area).all()
    assert len(table(result)) == weights.units + 1
    told = json.loads(json.dumps(as_json(result, None), allow_nan=False))
    assert [unit["unit"] for unit in told["units"]] == list(range(weights.units))
    assert set(told["units"][0]["areas"]) == set(TUNINGS)
    assert any("too few" in line for line in summary(result, None))
    report = context_report(weights, [contexts(1), contexts(2)])
    assert any("which is which" in line for line in summary(result, report))


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Our network of 32 units, as if it had never been probed."""
    copy = tmp_path / "32.safetensors"
    save_weights(copy, replace(load_weights(files.find("brains", "32", ".safetensors")), tuning=None))
    return copy


def test_the_command_tells_stores_and_writes(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lessons = school.fill(shipped.parent / "lessons", range(90_000_000, 90_000_002))
    out = shipped.parent / "probe.json"
    words = ["probe", "--weights", str(shipped), "--batches", "2", "--jobs", "1", "--lessons", str(lessons)]
    assert main([*words, "--json", str(out)]) == 0
    assert load_weights(shipped).tuning is None  # not asked to store
    assert main([*words, "--store"]) == 0
    told = capsys.readouterr().out
    assert len([line for line in told.splitlines() if line[:4].strip().isdecimal() and line[4:6] == "  "]) == 64
    stored = load_weights(shipped).tuning
    assert stored is not None
    units = json.loads(out.read_text())["units"]
    areas = np.array([[unit["areas"][name] for name in TUNINGS] for unit in units])
    np.testing.assert_allclose(stored.curve_area, areas, atol=1e-4)
    # These songs are kicks and hats: a network that was trained on music has units that tell them.
    assert stored.strength[:, TUNINGS.index("kick")].max() > 0.8


def test_nothing_is_rendered_for_a_place_that_cannot_be_written(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", "--weights", str(shipped), "--json", str(shipped.parent / "nowhere" / "a.json")]) == 1
    assert main(["probe", "--weights", str(shipped.parent / "none.safetensors")]) == 1
    told = capsys.readouterr().err
    assert "there is no folder" in told and "none.safetensors" in told
