"""Scenes that come and go: shares that add up, never jump, and survive rapid switches and broken shaders.

In: scenes that only say their names. Out: proof. Runs in the test process.
"""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.errors import ShaderError
from engine.stage.cast import Cast
from engine.stage.scenes.scene import Scene
from engine.stage.shader import Shader
from engine.stage.sight import Sight

DT = 1.0 / 60.0


class Named:
    """A scene that can be told from others and is never drawn."""

    shaders: tuple[Shader, ...] = ()
    is_soft = False

    def __init__(self, name: str, released: list[str]) -> None:
        self.name, self._released = name, released

    def see(self, sight: Sight) -> None:
        """Nothing."""

    def draw_trails(self) -> None:
        """Nothing."""

    def draw_light(self) -> None:
        """Nothing."""

    def draw_soft(self) -> None:
        """Nothing."""

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Nowhere."""
        return np.zeros((0, 3), np.float32)

    def release(self) -> None:
        """Say so."""
        self._released.append(self.name)


class Made:
    """A cast of three scenes, of which some break when they are made."""

    def __init__(self, broken: tuple[str, ...] = ()) -> None:
        self.made: list[str] = []
        self.released: list[str] = []
        self.broken = set(broken)
        self.stamp = "as it was"
        self.cast = Cast({name: self._maker(name) for name in ("a", "b", "c")}, lambda: self.stamp)

    def _maker(self, name: str) -> Callable[[], Scene]:
        def make() -> Named:
            if name in self.broken:
                raise ShaderError(f"{name}: broken")
            self.made.append(name)
            return Named(name, self.released)

        return make

    def shares(self, choice: str, fade_s: float = 1.0, dt: float = DT) -> dict[str, float]:
        """By name, after one frame."""
        return {scene.name: share for scene, share in self.cast.advance(dt, {choice: 1.0}, fade_s)}  # type: ignore[attr-defined]


def test_first_scene_is_there_at_once_and_alone() -> None:
    made = Made()
    assert made.shares("b") == {"b": 1.0}
    assert made.made == ["b"]


def test_fade_takes_its_time_and_then_the_old_one_is_gone() -> None:
    made = Made()
    made.shares("a", 2.0)
    frames = [made.shares("b", 2.0) for _ in range(130)]
    assert 0.45 < frames[59]["b"] < 0.55
    assert frames[-1] == {"b": 1.0}
    assert sum(len(frame) == 2 for frame in frames) >= 117


@pytest.mark.parametrize("fade_s", [0.0, DT / 2])
def test_no_time_to_fade_is_a_cut(fade_s: float) -> None:
    made = Made()
    made.shares("a")
    assert made.shares("b", fade_s) == {"b": 1.0}


def test_a_very_slow_fade_begins() -> None:
    made = Made()
    shares = made.shares("a", 30.0)
    for _ in range(900):
        shares = made.shares("b", 30.0)
    np.testing.assert_allclose(shares["b"], 0.5, atol=0.02)


def test_rapid_switches_stay_smooth() -> None:
    made = Made()
    rng = np.random.default_rng(7)
    before, choice = made.shares("a"), "a"
    for frame in range(2000):
        if frame % 5 == 0:
            choice = str(rng.choice(["a", "b", "c"]))
        now = made.shares(choice, 0.5)
        assert sum(now.values()) == pytest.approx(1.0)
        for name in {*before, *now}:
            # A step is at most what the fade allows, and what dividing by the sum of three adds to it.
            assert abs(now.get(name, 0.0) - before.get(name, 0.0)) < 3.0 * DT / 0.5
        before = now


def test_a_broken_scene_leaves_the_one_that_plays() -> None:
    made = Made(broken=("b",))
    made.shares("a")
    for _ in range(5):
        assert made.shares("b") == {"a": 1.0}
    assert [str(error) for error in made.cast.retry()] == ["b: broken"]
    made.shares("b")
    assert list(made.cast.retry()) == []
    made.broken.clear()
    assert made.shares("b", 0.0) == {"a": 1.0}  # nothing says that its files are others now
    made.stamp = "mended"
    assert list(made.cast.retry()) == []
    assert made.shares("b", 0.0) == {"b": 1.0}


def test_a_broken_first_scene_is_told_loudly() -> None:
    with pytest.raises(ShaderError, match="broken"):
        Made(broken=("a",)).shares("a")


def test_scenes_are_made_ahead_one_at_a_time() -> None:
    made = Made(broken=("b",))
    made.shares("a")
    assert made.cast.prepare()
    assert made.cast.prepare()
    assert not made.cast.prepare()
    assert made.made == ["a", "c"]
    made.cast.release()
    assert made.released == ["a", "c"]


def test_several_scenes_may_be_wanted_at_once() -> None:
    made = Made()
    made.shares("a")

    def mix(dt: float = DT, **wanted: float) -> dict[str, float]:
        return {scene.name: share for scene, share in made.cast.advance(dt, wanted, 0.5)}  # type: ignore[attr-defined]

    before = mix(a=0.6, b=0.4)
    for _ in range(40):
        now = mix(a=0.6, b=0.4)
        assert sum(now.values()) == pytest.approx(1.0)
        assert max(abs(now[name] - before.get(name, 0.0)) for name in now) <= 2.0 * DT + 1e-9
        before = now
    assert now == pytest.approx({"a": 0.6, "b": 0.4})
    for _ in range(60):
        now = mix(a=0.2, b=0.3, c=0.5)
    assert now == pytest.approx({"a": 0.2, "b": 0.3, "c": 0.5})
    for _ in range(60):
        now = mix(c=1.0, a=0.0)
    assert now == {"c": 1.0}


def test_one_that_cannot_be_made_leaves_its_share_to_the_others() -> None:
    made = Made(broken=("b",))
    made.shares("a")
    for _ in range(60):
        now = {scene.name: share for scene, share in made.cast.advance(DT, {"a": 0.2, "b": 0.5, "c": 0.3}, 0.2)}  # type: ignore[attr-defined]
    assert now == pytest.approx({"a": 0.4, "c": 0.6})
