"""The X-ray: labels point at their units' light, say what a probe found, keep apart, stay calm, and can be read.

In: made-up Moments and tunings. Out: pictures and labels, in numbers. Runs in the test process, headless.
"""

import dataclasses

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr
from stage.rehearsal import UNITS, Rehearsal, alone, light

from engine.brain.tuning import TUNINGS, Tuning
from engine.stage.anatomy import Anatomy
from engine.stage.callouts import MOST, Callouts, Slots, lay_slots
from engine.stage.scenes import SCENES, Scene
from engine.stage.sight import Sight
from engine.stage.xray import NOTHING, XRay, answers

DT = 1.0 / 60.0
#: The widest label, and from one to the next.
LABEL_PX = (150, 26)
MARGIN_PX = 14


class Peek:
    """Stands in the X-ray's place and keeps what it would be told."""

    shaders = ()

    def __init__(self, rehearsal: Rehearsal) -> None:
        rehearsal.stage.xray = self  # type: ignore[assignment]
        self.sight: Sight
        self.scene: Scene

    def draw(self, target: moderngl.Framebuffer, size: tuple[int, int], sight: Sight, scene: Scene) -> None:
        """Keep what was seen."""
        self.sight, self.scene = sight, scene

    def spots_px(self, activity: NDArray[np.float32]) -> NDArray[np.float64]:
        """Where the scene says that its units are, (units, 2): column and row from the upper left."""
        x, y, _ = self.scene.spots(self.sight, activity).astype(float).T
        width, height = self.sight.size
        return np.stack(((x + 1.0) / 2.0 * width, (1.0 - y) / 2.0 * height), axis=1)


@pytest.mark.parametrize("scene", SCENES)
def test_light_answers_where_the_scene_says_that_a_unit_is(
    context: moderngl.Context, anatomy: Anatomy, scene: str
) -> None:
    """Stages that move alike, one of which is at rest: the difference to it is brightest at the active unit's spot."""

    def show(activity: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        rehearsal = Rehearsal(context, anatomy, (400, 225))
        rehearsal.still()
        peek = Peek(rehearsal)
        for path, value in (
            *(("/scene/choice", scene), ("/layout/scale", 0.9), ("/layout/spin", 0.2), ("/camera/orbit", 0.03)),
            *(("/camera/tilt", 0.02), ("/camera/distance", 3.3), ("/camera/drift", 0.8), ("/membrane/push", 0.0)),
            *(("/pen/splatter", 0.0), ("/synapse/burst", 0.0)),
        ):
            rehearsal.board.set(path, value)
        # At last just long enough for a ridge of cortex to come up, and for no second one.
        for frame in range(30):
            state = (0.3 * np.sin(0.1 * frame + 1.3 * np.arange(UNITS))).astype(np.float32)
            picture = rehearsal.draw(activity if frame >= 24 else 0.0, state=state)
        return light(picture), peek.spots_px(activity)

    dark, _ = show(np.zeros(UNITS, np.float32))
    for unit in (1, 12, 22, 30):
        lit, spots = show(alone(unit, 0.9))
        rows, columns = np.nonzero(lit - dark > 0.7 * (lit - dark).max())
        assert np.hypot(columns.mean() + 0.5 - spots[unit, 0], rows.mean() + 0.5 - spots[unit, 1]) < 4.0


@pytest.mark.parametrize("scene", SCENES)
def test_a_spot_behind_the_eye_is_not_seen(context: moderngl.Context, anatomy: Anatomy, scene: str) -> None:
    rehearsal = Rehearsal(context, anatomy, (160, 90))
    peek = Peek(rehearsal)
    rehearsal.board.set("/scene/choice", scene)
    rehearsal.board.set("/camera/distance", 1.0)
    rehearsal.board.set("/layout/scale", 3.0)
    rehearsal.draw(0.4, frames=20)
    spots = peek.scene.spots(peek.sight, np.full(UNITS, 0.4, np.float32))
    assert spots.shape == (UNITS, 3)
    assert np.isfinite(spots).all()
    assert ((spots[:, 2] >= 0.0) & (spots[:, 2] <= 1.0)).all()


def test_labels_say_what_the_probe_found(anatomy: Anatomy) -> None:
    areas = np.full((3, len(TUNINGS)), 0.5, np.float32)
    areas[0, TUNINGS.index("kick")] = 0.91
    areas[1, TUNINGS.index("build")] = 0.2
    areas[2, TUNINGS.index("hat")] = 0.74
    tuning = Tuning(areas, np.ones(3, np.float32), np.zeros(3, np.float32))
    three = Anatomy(np.zeros((3, 3), np.float32), np.ones(3, np.float32), tuning)
    assert answers(three) == [("kick", ".91"), ("build-up", ".80"), (NOTHING, "")]
    assert set(answers(dataclasses.replace(anatomy, tuning=None))) == {(NOTHING, "")}


class Table:
    """Labels on a picture of 1280 x 720 without a picture."""

    size = (1280, 720)

    def __init__(self, units: int = 64) -> None:
        self.callouts = Callouts(units)
        self.spots = np.random.default_rng(4).uniform((300.0, 80.0), (980.0, 640.0), (units, 2))
        self.seen = np.ones(units, bool)
        self.taken: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def slots(self) -> Slots:
        return lay_slots(self.size, LABEL_PX, MARGIN_PX, (300.0, 980.0), self.taken)

    def play(self, activity: NDArray[np.float32], seconds: float) -> None:
        for _ in range(round(seconds / DT)):
            self.callouts.hear(DT, activity)
            self.callouts.advance(DT, self.spots, self.seen, self.slots, self.size[1])

    @property
    def named(self) -> set[int]:
        labels = self.callouts.labels
        return set(labels["unit"][~labels["going"]].tolist())

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Left, bottom, right and top of each label, (n, 4)."""
        labels, slots = self.callouts.labels, self.slots
        left = labels["at"][:, 0] - np.where(slots.side[labels["slot"]] < 0, LABEL_PX[0], 0)
        low = labels["at"][:, 1] - LABEL_PX[1] / 2
        return np.stack((left, low, left + LABEL_PX[0], low + LABEL_PX[1]), axis=1)


def overlap(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool((one[:2] < other[2:] - 0.5).all() and (other[:2] < one[2:] - 0.5).all())


def test_the_strongest_units_are_named() -> None:
    table = Table()
    activity = np.random.default_rng(1).permutation(np.linspace(0.02, 1.2, 64)).astype(np.float32)
    table.play(activity, 1.0)
    assert table.named == set(np.argsort(-activity)[:MOST].tolist())
    table.play(np.roll(activity, 20), 12.0)
    shown = np.roll(activity, 20)[sorted(table.named)]
    assert len(shown) == MOST
    # Nobody who is left out is much stronger than one who is named.
    left_out = np.delete(np.roll(activity, 20), sorted(table.named))
    assert left_out.max() <= 1.25 * shown.min() + 1e-3


def test_units_at_rest_have_no_label() -> None:
    table = Table()
    table.play(np.zeros(64, np.float32), 1.0)
    assert not table.named
    table.play(np.full(64, 0.5, np.float32), 1.0)
    assert len(table.named) == MOST
    table.play(np.zeros(64, np.float32), 8.0)
    assert len(table.callouts.labels) == 0


def test_labels_do_not_flicker() -> None:
    """Units that take turns at being a little stronger keep their labels, and the others do not get any."""
    table = Table()
    activity = np.full(64, 0.6, np.float32)
    table.play(activity, 2.0)
    named = table.named
    random = np.random.default_rng(7)
    for _ in range(60):
        table.play((activity * random.uniform(0.8, 1.2, 64)).astype(np.float32), 0.1)
        assert table.named == named


def test_labels_never_overlap_leave_the_picture_or_jump() -> None:
    table = Table()
    random = np.random.default_rng(3)
    drift = random.normal(0.0, 90.0, (64, 2))
    before: dict[tuple[int, int], tuple[float, NDArray[np.float64]]] = {}
    for step in range(500):
        if step % 50 == 0:
            activity = (random.random(64) ** 2 * 1.5).astype(np.float32)
        table.spots = np.clip(table.spots + drift * DT, (5, 5), (1275, 715))
        table.seen = (table.spots > 20).all(axis=1)
        if step == 250:
            table.callouts.freeze()
        table.play(activity, DT)
        labels, boxes = table.callouts.labels, table.boxes
        assert (~labels["going"]).sum() <= MOST
        assert len(table.named) == (~labels["going"]).sum()  # no unit twice
        assert (boxes[:, :2] >= 0.0).all() and (boxes[:, 2:] <= table.size).all()
        assert not any(overlap(boxes[i], boxes[j]) for i in range(len(boxes)) for j in range(i))
        now = {}
        for label in labels:
            key = int(label["unit"]), int(label["slot"])
            now[key] = float(label["shown"]), label["at"].copy()
            shown, at = before.get(key, (0.0, label["at"]))
            assert abs(float(label["shown"]) - shown) <= DT / 0.4 + 1e-6
            assert np.abs(label["at"] - at).max() < 1.0
        # What went was no more to be seen.
        assert all(shown <= DT / 0.4 + 1e-6 for key, (shown, _) in before.items() if key not in now)
        before = now
    assert len(before) >= MOST // 2


def test_labels_give_way_to_what_else_is_on_the_picture() -> None:
    table = Table()
    table.play(np.full(64, 0.7, np.float32), 2.0)
    panel = (19, 420, 320, 281)
    corner = np.array((panel[0], panel[1], panel[0] + panel[2], panel[1] + panel[3]), float)
    assert any(overlap(box, corner) for box in table.boxes)
    table.taken = (panel,)
    table.play(np.full(64, 0.7, np.float32), 2.0)
    assert len(table.named) == MOST
    assert not any(overlap(box, corner) for box in table.boxes)


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (1920, 540), (320, 180), (90, 160), (33, 17)])
def test_slots_lie_in_any_picture(size: tuple[int, int]) -> None:
    slots = lay_slots(size, LABEL_PX, MARGIN_PX, (0.3 * size[0], 0.7 * size[0]))
    left = slots.inner[:, 0] - np.where(slots.side < 0, LABEL_PX[0], 0)
    assert (left >= 0.0).all() and (left + LABEL_PX[0] <= size[0]).all()
    assert (slots.inner[:, 1] >= LABEL_PX[1] / 2).all() and (slots.inner[:, 1] <= size[1] - LABEL_PX[1] / 2).all()
    if size[0] >= 640:
        assert len(slots.side) >= MOST


class Plate:
    """The X-ray of one network alone, over a plain picture."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, size: tuple[int, int] = (480, 270)) -> None:
        # What the scene draws is not looked at, and may be small.
        self.rehearsal = Rehearsal(context, anatomy, (max(16, size[0] // 10), max(9, size[1] // 10)))
        self.size = size
        self.peek = Peek(self.rehearsal)
        self.rehearsal.still()
        self.rehearsal.board.set("/xray/amount", 1.0)
        self.xray = XRay(context, anatomy)
        self._target = context.framebuffer([context.texture(size, 4)])

    def draw(self, shade: float, activity: NDArray[np.float32] | float, frames: int = 30) -> NDArray[np.float64]:
        """The last of so many frames, 0..1, (h, w, 3), first row on top."""
        width, height = self.size
        for _ in range(frames):
            self.rehearsal.draw(activity)
            self._target.clear(shade, shade, shade, 1.0)
            self.xray.draw(self._target, self.size, self.peek.sight, self.peek.scene)
        data = np.frombuffer(self._target.read(components=3, alignment=1), np.uint8)
        return np.asarray(data.reshape(height, width, 3)[::-1] / 255.0)


@pytest.mark.parametrize("shade", [0.0, 0.5, 1.0])
def test_type_is_light_on_dark_over_any_picture(context: moderngl.Context, anatomy: Anatomy, shade: float) -> None:
    picture = Plate(context, anatomy).draw(shade, alone(3, 0.9)).max(axis=2)
    changed = np.abs(picture - shade) > 0.2
    rows, columns = np.nonzero(changed)
    assert len(rows) > 100
    # One label in the picture's right or left half, and the thread to its unit.
    box = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert (box > 0.85).sum() > 40
    if shade:
        assert np.percentile(picture[changed], 20) < 0.35


def test_nothing_is_drawn_when_it_is_off_or_nothing_is_active(context: moderngl.Context, anatomy: Anatomy) -> None:
    plate = Plate(context, anatomy)
    assert (plate.draw(0.2, 0.0) == plate.draw(0.2, 0.0)[0, 0]).all()
    on = plate.draw(0.2, 0.9)
    assert np.abs(on - on[0, 0]).max() > 0.5
    plate.rehearsal.board.set("/xray/amount", 0.0)
    fading = np.abs(plate.draw(0.2, 0.9, frames=4) - on[0, 0]).max()
    assert 0.05 < fading < 0.75
    assert (plate.draw(0.2, 0.9) == on[0, 0]).all()


def test_amount_and_master_are_how_much_one_sees(context: moderngl.Context, anatomy: Anatomy) -> None:
    plate = Plate(context, anatomy)
    levels = []
    for path, value in (("/xray/amount", 0.5), ("/xray/amount", 1.0), ("/master/intensity", 0.4)):
        plate.rehearsal.board.set(path, value)
        levels.append(plate.draw(0.0, 0.9, frames=60).mean())
    assert levels[0] == pytest.approx(0.5 * levels[1], rel=0.1)
    assert levels[2] == pytest.approx(0.4 * levels[1], rel=0.1)
    plate.rehearsal.board.set("/master/blackout", True)
    assert plate.draw(0.0, 0.9).max() == 0.0


def test_the_dial_is_as_full_as_the_unit_is_active(context: moderngl.Context, anatomy: Anatomy) -> None:
    plate = Plate(context, anatomy)
    levels = np.array([0.3, 0.9, 0.15, 0.6, 0.45, 0.75])
    full = []
    for level in levels:
        picture = plate.draw(0.0, alone(3, float(level)), frames=50)
        amber = (picture[:, :, 0] > 0.75) & (picture[:, :, 2] < 0.6 * picture[:, :, 0])
        full.append(int(amber.sum()))
    assert spearmanr(levels, full).statistic >= 0.99


def test_another_number_is_another_picture_of_figures_only(context: moderngl.Context, anatomy: Anatomy) -> None:
    plate = Plate(context, anatomy)
    one, other = (plate.draw(0.0, alone(3, level), frames=50) for level in (1.41, 1.48))
    rows, columns = np.nonzero(np.abs(one - other).max(axis=2) > 0.15)
    # The last figure and the dial's end: both are at the inner end of the label.
    assert len(rows) > 4
    assert np.ptp(rows) < 16
    assert np.ptp(columns) < 48


def test_with_another_scene_labels_fade_and_come_anew(context: moderngl.Context, anatomy: Anatomy) -> None:
    plate = Plate(context, anatomy)
    plate.draw(0.0, 0.9, frames=60)
    old = plate.xray._callouts.labels.copy()
    plate.rehearsal.board.set("/master/crossfade", 0.0)
    plate.rehearsal.board.set("/scene/choice", "synapse")
    plate.draw(0.0, 0.9, frames=1)
    labels = plate.xray._callouts.labels
    kept = labels[labels["frozen"]]
    assert len(kept) == len(old)
    np.testing.assert_allclose(kept["at"], old["at"], atol=0.5)
    np.testing.assert_allclose(kept["spot"], old["spot"], atol=1.0)
    plate.draw(0.0, 0.9, frames=90)
    labels = plate.xray._callouts.labels
    assert not labels["frozen"].any()
    x, y = plate.peek.scene.spots(plate.peek.sight, np.full(UNITS, 0.9, np.float32))[labels["unit"], :2].T
    expected = np.stack(((x + 1.0) / 2.0 * 480, (y + 1.0) / 2.0 * 270), axis=1)
    np.testing.assert_allclose(labels["spot"], expected, atol=1.5)


def test_on_a_picture_as_large_as_the_type_it_does_nothing(context: moderngl.Context, anatomy: Anatomy) -> None:
    picture = Plate(context, anatomy, (33, 17)).draw(0.3, 0.9)
    assert (picture == picture[0, 0]).all()
