"""A performance: hands and presets reach the picture, signals reach bindings, renderings come out the same.

In: made-up Moments, controls, tapes. Out: values, verbs, fingerprints.
Runs in the test process, headless.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain.weights import Weights
from engine.controls.catalogue import show_catalogue
from engine.controls.event import Event, Setting, Verb
from engine.ear import BANDS
from engine.moments import Shape, moment_dtype
from engine.presets.library import Library
from engine.show.offline import OfflineEar
from engine.show.performance import Heard, Performance
from engine.show.render import Rendering
from engine.show.signals import Loudness, Signals
from engine.show.start import load_network
from engine.sound.tape import MemoryTape
from engine.stage.headless import HeadlessWindow

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def weights() -> Weights:
    """The smallest network that ships."""
    return load_network(32, None)[0]


@pytest.fixture
def screen() -> Iterator[HeadlessWindow]:
    with HeadlessWindow((320, 180)) as window:
        yield window


@pytest.fixture
def performance(screen: HeadlessWindow, weights: Weights) -> Performance:
    catalogue = show_catalogue()
    library = Library(catalogue)
    made = Performance(screen.context, weights, catalogue, library)
    made.recall(library.find(1))
    return made


def hear(index: int = 0, **features: object) -> Heard:
    moments = np.zeros(1, moment_dtype(Shape(32, BANDS)))
    moments["index"] = index
    for name, value in features.items():
        moments[name] = value
    return Heard(moments, None)


def test_signals_are_the_newest_moments_numbers() -> None:
    signals = Signals()
    assert signals("ear/bass") == 0.0
    activity = np.linspace(0.0, 2.0, 32)
    signals.hear(hear(bass=0.25, activity=activity, bands=np.linspace(0.0, 1.0, BANDS), onset=0.5).moments)
    assert signals("ear/bass") == pytest.approx(0.25)
    assert signals("ear/band/63") == pytest.approx(1.0)
    assert signals("brain/unit/4") == pytest.approx(activity[4], rel=1e-5)
    assert signals("brain/unit/31") == 1.0
    assert signals("brain/activity") == pytest.approx(np.minimum(activity, 1.0).mean(), rel=1e-5)
    assert signals("ear/onset") == 0.5
    assert signals("brain/unit/32") is None and signals("ear/band/64") is None


def test_what_the_network_says_is_a_source() -> None:
    signals = Signals()
    strikes = np.concatenate([hear(0, kick_strike=0.8).moments, hear(1, build=0.4, drop=0.9).moments])
    strikes["beat_confidence"] = 0.7
    signals.hear(strikes)
    said = {name: signals(f"brain/{name}") for name in ("kick", "snare", "hat", "crash", "build", "drop", "confidence")}
    expected = {"kick": 0.8, "snare": 0.0, "hat": 0.0, "crash": 0.0, "build": 0.4, "drop": 0.9, "confidence": 0.7}
    assert said == pytest.approx(expected)


def test_the_clock_is_where_the_music_will_be_when_the_frame_is_seen(performance: Performance) -> None:
    """The Moment is 30 ms old, and the display takes 50 more."""
    performance.board.set("/clock/lead", 50.0)
    period, age, ahead = 0.5, 0.03, 0.08
    for frame in range(240):
        t = 10.0 + frame / 60.0
        beats = (t - age) / period + 0.25
        told = hear(frame, tempo_bpm=120.0, beat_confidence=0.9, beat_phase=beats % 1.0)
        moments = told.moments
        moments["metre"], moments["position"] = 4, int(beats) % 4 + 1
        performance.advance(t, 1 / 60, Heard(moments, None, age), [])
    expected = ((t + ahead - age) / period + 0.25) % 4.0
    assert performance.clock.source == "ear"
    assert performance.clock.bar(t) * 4.0 % 4.0 == pytest.approx(expected, abs=0.02)


def test_a_hit_between_two_frames_is_not_missed() -> None:
    signals = Signals()
    moments = np.concatenate([hear(0, onset=1.0).moments, hear(1, onset=0.0).moments])
    signals.hear(moments)
    assert signals("ear/onset") == 1.0


def test_a_hit_does_not_last_while_nothing_new_is_heard() -> None:
    signals = Signals()
    heard = hear(0, onset=1.0, kick_strike=0.9, surprise=0.5, flux=0.4).moments
    signals.hear(heard)
    signals.hear(heard[:0])
    assert [signals(name) for name in ("ear/onset", "brain/kick")] == [0.0, 0.0]
    assert [signals(name) for name in ("brain/surprise", "ear/flux")] == pytest.approx([0.5, 0.4])


def test_loudness_is_beside_the_loudest_and_gets_used_to_any_level() -> None:
    loudness = Loudness()

    def play(level_db: float, seconds: float) -> float:
        for _ in range(round(100 * seconds)):
            loudness.step(level_db)
        return loudness.value

    assert play(-22.0, 5.0) == pytest.approx(0.5, abs=0.04)  # 12 of 24 dB below the first guess
    assert play(-4.0, 10.0) == pytest.approx(1.0, abs=0.01)
    assert play(-10.0, 10.0) == pytest.approx(1.0 - 5.5 / 24.0, abs=0.02)  # a little is forgotten
    assert play(-60.0, 10.0) == 0.0
    before = play(-10.0, 5.0)
    play(-120.0, 30.0)  # a pause
    assert before < play(-10.0, 5.0) < before + 0.3
    quiet = [play(-40.0, 60.0) for _ in range(6)]
    assert quiet == sorted(quiet) and quiet[0] < 0.3 and quiet[-1] > 0.8
    assert play(-120.0, 1200.0) == 0.0


def test_verbs_recall_presets_black_out_and_tap(performance: Performance) -> None:
    names = Library(show_catalogue()).names

    def do(name: str, t: float, argument: str | int | None = None) -> list[Verb]:
        return performance.advance(t, 0.02, hear(), [Verb(name, t, argument)])

    assert performance.preset and performance.preset.name == names[0]
    assert do("preset/next", 0.1) == [] and performance.preset.name == names[1]
    do("preset/previous", 0.2)
    do("preset/previous", 0.3)
    assert performance.preset.name == names[-1]
    do("preset/load", 0.4, 3)
    assert performance.preset.name == names[2]
    do("preset/load", 0.5, names[1])
    assert performance.preset.name == names[1]
    do("blackout", 0.6)
    assert performance.values.flag("/master/blackout")
    do("xray", 0.7)
    assert performance.values.number("/xray/amount") == 1.0
    do("xray", 0.8)
    assert performance.values.number("/xray/amount") == 0.0
    for beat in range(4):
        do("tap", 1.0 + 0.4 * beat)
    assert performance.clock.bpm == pytest.approx(150.0)
    assert [verb.name for verb in do("fullscreen", 3.0)] == ["fullscreen"]


def test_an_unknown_preset_is_told_and_changes_nothing(performance: Performance) -> None:
    before = performance.preset
    performance.advance(0.1, 0.02, hear(), [Verb("preset/load", 0.1, "nowhere")])
    assert performance.preset is before
    assert any("nowhere" in text for text in performance.take_troubles())


def test_settings_and_presets_reach_the_values(performance: Performance) -> None:
    performance.advance(0.1, 0.02, hear(), [Setting("/pulse/speed", 7.0, 0.1)])
    assert performance.values.number("/pulse/speed") == 7.0
    performance.advance(0.2, 0.02, hear(), [Verb("preset/next", 0.2)])
    middle = performance.values.number("/pulse/speed")
    performance.advance(30.0, 0.02, hear(), [])
    assert performance.preset is not None
    target = performance.preset.values["/pulse/speed"]
    assert performance.values.number("/pulse/speed") == pytest.approx(target)
    assert middle != pytest.approx(target)  # it glides


def test_events_without_a_binding_do_nothing(performance: Performance) -> None:
    performance.patchbay.load(())
    performance.advance(0.0, 0.02, hear(), [])
    before = dict(performance.values)
    performance.advance(0.0, 0.02, hear(), [Event("midi/cc/99", 1.0, 127.0, 0.0)])
    assert dict(performance.values) == before


def make_tape(seconds: float = 1.6) -> MemoryTape:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    beat = np.exp(-30.0 * (t % 0.4)) * np.sin(2 * np.pi * 70.0 * t)
    noise = np.random.default_rng(1).standard_normal(t.size) * np.exp(-60.0 * ((t + 0.2) % 0.4))
    stereo: NDArray[np.float32] = np.stack((0.6 * beat + 0.2 * noise, 0.6 * beat), axis=1).astype(np.float32)
    return MemoryTape(stereo, RATE_HZ)


def fingerprints(weights: Weights, fps: float, seed: int = 1) -> list[int]:
    with HeadlessWindow((320, 180)) as screen:
        catalogue = show_catalogue()
        library = Library(catalogue)
        performance = Performance(screen.context, weights, catalogue, library, seed=seed)
        performance.recall(library.find("carnival"))
        rendering = Rendering(performance, screen, OfflineEar(make_tape(), weights), fps, 1.6)
        return [hash(screen.read_pixels().tobytes()) for _ in rendering.draw()]


def test_the_same_rendering_gives_the_same_frames_and_another_seed_others(weights: Weights) -> None:
    first = fingerprints(weights, 25.0)
    assert len(first) == 40 and len(set(first)) > 35
    assert fingerprints(weights, 25.0) == first
    assert fingerprints(weights, 25.0, seed=2) != first


def test_the_offline_ear_hears_what_has_sounded_and_nothing_of_the_future(weights: Weights) -> None:
    tape = make_tape()
    ear, all_at_once = OfflineEar(tape, weights), OfflineEar(tape, weights)
    whole = all_at_once.hear(1.6).moments
    heard = []
    for frame in range(1, 97):
        t = frame / 60.0
        moments = ear.hear(t).moments
        assert (moments["time"] <= t).all()
        heard.append(moments)
        if len(moments):
            assert moments["time"][-1] > t - 0.0101 or t > 1.59
    joined = np.concatenate(heard)
    np.testing.assert_array_equal(joined["state"], whole["state"])
    assert list(joined["index"]) == list(range(len(whole)))


def test_the_films_sound_is_the_tapes(weights: Weights, tmp_path: Path) -> None:
    tape = make_tape()
    ear = OfflineEar(tape, weights)
    parts = []
    for frame in range(1, 61):
        ear.hear(frame / 30.0)
        parts.append(ear.sound(frame / 30.0))
    sound = np.concatenate(parts)
    original = np.concatenate(list(tape.blocks(4096)))
    assert sound.shape == (2 * RATE_HZ, 2)
    np.testing.assert_array_equal(sound[: len(original)], original)
    assert not sound[len(original) :].any()
