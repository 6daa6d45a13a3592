"""What the bench measures is measured: each kind once, for a moment, on small pictures.

In: the shipped looks and networks. Out: proof by the figures.
Runs in the test process; one ear is a child.
"""

import gc
from pathlib import Path

import moderngl
import numpy as np
import pytest

from engine.errors import DeviceError, GraphicsError
from engine.show.bench import MEASURES, memory
from engine.show.bench.clock import measure_clock, measure_link, measure_midi_port
from engine.show.bench.growth import measure_growth
from engine.show.bench.memory import measure_memory
from engine.show.bench.scenes import measure_scenes
from engine.show.bench.solo import Excerpt, first_looks
from engine.show.bench.yardstick import copy_seconds
from engine.show.start import load_network
from engine.stage.headless import HeadlessWindow


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench takes a window where it can; here it is to draw into memory."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_everything_can_be_asked_for() -> None:
    words = "frames scenes growth memory hearing osc midi clock midi-clock link start launcher"
    assert list(MEASURES) == words.split()


def test_a_scene_is_known_by_its_first_look(home: Path) -> None:
    looks = first_looks()
    assert sorted(looks) == ["constellation", "cortex", "membrane", "pen", "synapse"]
    assert looks["constellation"] == "first-light" and looks["membrane"] == "moonpool"
    (home / "presets").mkdir(parents=True)
    (home / "presets" / "mine.toml").write_text('scene = "membrane"\norder = 0\n[values]\n')
    assert first_looks() == {**looks, "membrane": "mine"}


def test_a_scene_is_measured_in_the_real_loop_and_alone() -> None:
    figures = measure_scenes(0.4, (64, 36), ("membrane",))
    assert list(figures) == [f"membrane_{name}" for name in ("rate", "copies", "evenness", "drawing")]
    rate, copies, evenness, drawing = figures.values()
    assert rate.value >= rate.p99 > 0.0 and rate.target == "≥ 45"
    assert "moonpool" in rate.yardstick and "64 × 36" in rate.yardstick
    assert copies.value > 1.0 and copies.p99 >= copies.value and evenness.value >= 1.0
    assert 0.0 < drawing.value <= drawing.p99


def test_growth_compares_two_networks() -> None:
    figures = measure_growth(0.01, (64, 36), ("pen",))
    assert list(figures) == ["pen_growth"]
    assert 0.3 < figures["pen_growth"].value <= figures["pen_growth"].p99
    assert "128" in figures["pen_growth"].yardstick and "512" in figures["pen_growth"].yardstick


def test_memory_is_measured_over_changes() -> None:
    figures = measure_memory(0.04)
    assert list(figures) == ["memory_resident", "memory_in_use", "graphics_objects"]
    for name in ("memory_resident", "memory_in_use"):
        assert "20 changes" in figures[name].yardstick
        assert -np.inf < figures[name].value <= figures[name].p99 < np.inf
    assert figures["graphics_objects"].value == 0.0


def test_a_leak_shows_in_both_figures_and_holes_in_one() -> None:
    chance = np.random.default_rng(1)
    steps = np.linspace(0.0, 10.0, 101)
    noise = chance.normal(0.0, 0.02, steps.size)
    leak = memory.describe_memory(
        [(x, 300.0 + 2.0 * x, 200.0 + 2.0 * x + e) for x, e in zip(steps, noise, strict=True)], "so many"
    )
    assert leak["memory_resident"].value == pytest.approx(18.2, abs=0.3)
    assert leak["memory_in_use"].value == pytest.approx(100.0 * 2.0 / 210.0, rel=0.02)
    holes = memory.describe_memory(
        [(x, 300.0 + 0.3 * x, 200.0 + e) for x, e in zip(steps, noise, strict=True)], "so many"
    )
    assert abs(holes["memory_in_use"].value) < 0.005 and holes["memory_resident"].value > 2.0
    assert list(memory.describe_memory([(0.0, 1.0, None), (1.0, 2.0, None)], "")) == ["memory_resident"]


def test_what_is_left_over_is_counted() -> None:
    with HeadlessWindow((16, 16)) as screen:
        before = memory._count_objects()
        kept = [screen.context.texture((2, 2), 4), screen.context.buffer(reserve=16)]
        assert memory._count_objects() - before == len(kept)
        assert isinstance(kept[0], moderngl.Texture)
        kept.clear()
        gc.collect()
        assert memory._count_objects() == before


def test_resident_memory_grows_with_what_is_kept() -> None:
    before = memory._resident_mb()
    used = memory._heap_mb()
    kept = np.ones(8_000_000)
    assert 50.0 < memory._resident_mb() - before < 80.0
    now = memory._heap_mb()
    assert used is not None and now is not None and 60.0 < now - used < 64.0
    assert kept.nbytes == 64_000_000


def test_a_system_without_proc_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "status")
    with pytest.raises(GraphicsError, match="Linux"):
        measure_memory(0.04)


def test_an_excerpt_goes_round_without_a_hop_twice() -> None:
    excerpt = Excerpt(load_network(32, None)[0], 6)
    indices = np.concatenate([excerpt.heard(number).moments["index"] for number in range(3 * excerpt.frames)])
    assert excerpt.frames == 6
    assert indices.tolist() == list(range(len(indices))) and len(indices) > 20


def test_the_yardstick_takes_longer_for_more_pixels() -> None:
    taken = []
    for size in ((64, 36), (2560, 1440)):
        with HeadlessWindow(size) as screen:
            taken.append(float(np.median(copy_seconds(screen))))
    assert taken[1] > 2.0 * taken[0] > 0.0


def test_a_clock_that_trembles_is_read_as_it_is_meant() -> None:
    figures = measure_clock(4.0)
    tempo, phase = figures["midi_clock_tempo"], figures["midi_clock_phase"]
    assert 0.0 < tempo.value <= tempo.p99 < 0.1
    assert 0.0 < phase.value <= phase.p99 < 5.0
    assert "3 ms" in phase.yardstick


def test_a_link_peer_of_another_process_is_met() -> None:
    (figure,) = measure_link(1.0).values()
    assert figure.value < 3.0 and "1 peer" in figure.yardstick


def test_without_a_midi_system_the_port_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "no/such")
    with pytest.raises(DeviceError, match="no MIDI system"):
        measure_midi_port(1.0)
