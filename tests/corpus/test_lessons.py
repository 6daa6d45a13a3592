"""Lessons: a composed song as the ear hears it, with its truth where it sounds; kept whole or not at all.

In: seeds. Out: proof. Runs in the test process, and in one child that makes lessons.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import school

from engine.corpus import lessons
from engine.corpus.lessons import Lesson, lesson_file, load, make_lessons, prepare, save
from engine.corpus.writing.genres import GENRES
from engine.ear import BANDS
from engine.ear.batch import with_rises
from engine.errors import ControlError, DeviceError, FileError
from engine.moments import HOP_S


@pytest.fixture(scope="module")
def made() -> list[Lesson]:
    """The lessons of one song, by itself and again in a medley of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons, "SONGS_A_BATCH", 1)
        return make_lessons(1)


def test_a_lesson_is_what_the_ear_hears(made: list[Lesson]) -> None:
    assert [lesson.genre for lesson in made][-1] == "medley"
    for lesson in made:
        assert lesson.bands.dtype == np.float16
        assert lesson.bands.shape[1] == BANDS
        assert len(lesson.bands) * HOP_S > 40.0
        assert 0.0 <= lesson.bands.min() < lesson.bands.max() <= 1.0
        beats = lesson.truth.beats
        assert (np.diff(beats) > 0.2).all()
        assert beats[-1] < len(lesson.bands) * HOP_S
        assert set(np.unique(lesson.truth.positions)) >= {1, 2, 3}


def test_drums_sound_where_the_truth_says(made: list[Lesson]) -> None:
    """What rises in the ear does so 20 to 30 ms after the true attack: the ear's own delay, and no other."""
    for lesson in made:
        rises = with_rises(lesson.bands.astype(np.float32))[:, BANDS:].mean(axis=1)
        attacks = np.unique(np.concatenate(list(lesson.truth.drums.values())))
        hops = np.rint(attacks / HOP_S).astype(int) - 1
        hops = hops[(hops > 10) & (hops < len(rises) - 12)]
        assert len(hops) > 50
        around = np.array([rises[hops + shift].mean() for shift in range(-6, 10)])
        assert around.argmax() - 6 in (2, 3)
        assert around.max() > 2.5 * around[:6].mean()


def test_the_same_seed_is_the_same_lesson(made: list[Lesson], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "SONGS_A_BATCH", 1)
    again = make_lessons(1)
    for one, other in zip(made, again, strict=True):
        np.testing.assert_array_equal(one.bands, other.bands)
        np.testing.assert_array_equal(one.truth.beats, other.truth.beats)


def test_what_the_venue_hides_is_not_asked_for(made: list[Lesson], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "SONGS_A_BATCH", 1)
    monkeypatch.setattr(lessons, "venue_hides", lambda seed: frozenset(("kick", "snare")))
    for before, after in zip(made, make_lessons(1), strict=True):
        assert not len(after.truth.drums["kick"]) and not len(after.truth.drums["snare"])
        np.testing.assert_array_equal(before.truth.beats, after.truth.beats)
        np.testing.assert_array_equal(before.bands, after.bands)


def test_walls_stand_where_riffs_are() -> None:
    shares = {lessons.share_of_walls(genre): genre for genre in GENRES.values()}
    assert set(shares) == {0.15, 0.2, 0.5}
    assert all(lessons.share_of_walls(genre) == 0.5 for genre in GENRES.values() if genre.form == "riff")


def test_file_keeps_everything(tmp_path: Path, made: list[Lesson]) -> None:
    save(tmp_path / "one.npz", made)
    assert [path.name for path in tmp_path.iterdir()] == ["one.npz"]
    for before, after in zip(made, load(tmp_path / "one.npz"), strict=True):
        assert (after.genre, after.truth.sections) == (before.genre, before.truth.sections)
        np.testing.assert_array_equal(after.bands, before.bands)
        np.testing.assert_array_equal(after.truth.positions, before.truth.positions)
        for name, times in before.truth.drums.items():
            np.testing.assert_array_equal(after.truth.drums[name], times)


def test_what_is_there_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school.fill(tmp_path, range(3))
    monkeypatch.setattr(lessons, "Workers", None)  # nobody may be asked to work
    done: list[int] = []
    found = prepare(tmp_path, range(3), jobs=2, report=done.append)
    assert [lesson.genre for lesson in found] == ["clicks"] * 6
    assert done == [3]


def test_a_batch_that_cannot_be_made_says_why_and_stops_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    begun: list[int] = []

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            ended.set()
            super().shutdown(wait=True)

    def keep(folder: Path, seed: int) -> None:
        begun.append(seed)
        if seed == 0:
            raise DeviceError("no fonts")
        assert ended.wait(30.0)

    monkeypatch.setattr(lessons, "Workers", Pool)
    monkeypatch.setattr(lessons, "_keep", keep)
    with pytest.raises(DeviceError, match="no fonts"):
        prepare(tmp_path, range(9), jobs=1)
    assert len(begun) <= 2


def test_what_is_missing_is_made_by_another_process(tmp_path: Path) -> None:
    school.fill(tmp_path, range(1))
    done: list[int] = []
    found = prepare(tmp_path, range(2), jobs=1, report=done.append)
    assert done == [1, 2]
    assert lesson_file(tmp_path, 1).exists()
    assert len(found) == 2 + lessons.SONGS_A_BATCH + 1


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_damaged_file_is_named(tmp_path: Path, share: float) -> None:
    school.fill(tmp_path, range(1))
    file = lesson_file(tmp_path, 0)
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    with pytest.raises(FileError, match=rf"{re.escape(str(file))}: is damaged .*Delete it"):
        prepare(tmp_path, range(1), jobs=1)


@pytest.mark.parametrize("name", ["a file", "a file/below", "x" * 300])
def test_a_place_where_no_lessons_can_be_kept_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("not a folder")
    with pytest.raises(FileError, match="lessons cannot be kept there"):
        prepare(tmp_path / name, range(1), jobs=1)


def test_no_two_courses_share_songs_and_some_songs_are_in_none() -> None:
    assert lessons.course_batches(2, 3) == range(200_000, 200_003)
    last = lessons.course_batches(lessons.COURSES - 1, lessons.COURSE_BATCHES)
    assert last.stop == lessons.UNHEARD
    for seed, batches in ((lessons.COURSES, 1), (-1, 1), (1, lessons.COURSE_BATCHES + 1), (10**30, 1)):
        with pytest.raises(ControlError, match="A course of seed"):
            lessons.course_batches(seed, batches)
