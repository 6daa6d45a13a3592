"""What the network learns from: the corpus as the show's ear hears it, with the truth beside it.

In: seeds. Out: lessons, kept in a folder so that they are made only once.
Runs in training only, in as many processes as asked for; a lesson depends on nothing but its seed.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.rendering import render_song
from engine.corpus.song import CLASSES, Song, Truth
from engine.corpus.studio.audibility import hear
from engine.corpus.studio.clip import Clip
from engine.corpus.studio.mastering import master
from engine.corpus.studio.medley import medley
from engine.corpus.studio.venue import play_in_venue, venue_hides
from engine.corpus.writing.composer import compose
from engine.corpus.writing.genre import Genre
from engine.corpus.writing.genres import GENRES
from engine.ear.batch import hear_bands
from engine.errors import ControlError, FileError
from engine.workers import Workers

#: Changes when the same seed gives other lessons than before: what is kept under another number is not used.
RECIPE = 2
#: How many batches of songs a course can have; what lies beyond those of the last course is heard by no training.
COURSE_BATCHES, COURSES = 100_000, 900
UNHEARD = COURSES * COURSE_BATCHES
#: Songs that are made together, so that a medley has something to join.
SONGS_A_BATCH = 3


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A piece of music as the ear hears it: `bands` (hops, BANDS), 0..1, float16, and the truth, in its own time."""

    genre: str
    bands: NDArray[np.float16]
    truth: Truth


def course_batches(seed: int, batches: int) -> range:
    """The seeds of the batches of a course's songs; raises `ControlError` for what would be another's too."""
    if not (0 <= seed < COURSES and 0 <= batches <= COURSE_BATCHES):
        raise ControlError(
            f"A course of seed {seed} and {batches} batches cannot be: "
            f"seeds are below {COURSES}, and {COURSE_BATCHES} batches are most."
        )
    return range(seed * COURSE_BATCHES, seed * COURSE_BATCHES + batches)


def make_lessons(seed: int) -> list[Lesson]:
    """The lessons of one batch of songs: each by itself, and a medley of them all, mastered and played anew."""
    songs = [compose(seed * SONGS_A_BATCH + index) for index in range(SONGS_A_BATCH)]
    generator = np.random.default_rng([seed, 40])
    lessons, clips = [], []
    for index, song in enumerate(songs):
        alone, mixed = _takes(song, seed * SONGS_A_BATCH + index)
        lessons.append(_hear(song.plan.genre, alone, generator))
        clips.append(mixed)
    lessons.append(_hear("medley", medley(clips, seed), generator))
    return lessons


def _takes(song: Song, seed: int) -> Iterator[Clip]:
    stems = render_song(song, seed)
    genre = GENRES[song.plan.genre]
    for take in (2 * seed, 2 * seed + 1):
        yield master(stems, song.truth, take, 0.7 if genre.electronic else 0.05, share_of_walls(genre))


def share_of_walls(genre: Genre) -> float:
    """How likely the drums of a mix stand behind a wall of guitars or keys: most where a riff is what it is about."""
    if genre.form == "riff" or dict(genre.roles).get("riff", 0.0) >= 1.0:
        return 0.5
    return 0.15 if genre.electronic else 0.2


def _hear(genre: str, clip: Clip, generator: np.random.Generator) -> Lesson:
    """A clip in a venue; what the venue hides is not asked for."""
    seed = int(generator.integers(2**31))
    bands = hear_bands(play_in_venue(clip.sound, seed)).astype(np.float16)
    return Lesson(genre, bands, hear(clip.truth, venue_hides(seed)))


def prepare(
    folder: Path, batches: Sequence[int], jobs: int, report: Callable[[int], object] = lambda done: None
) -> list[Lesson]:
    """The lessons of every batch in order; what the folder does not hold yet is made. See `make_missing`."""
    make_missing(folder, batches, jobs, report)
    return [lesson for seed in batches for lesson in load(lesson_file(folder, seed))]


def make_missing(
    folder: Path, batches: Sequence[int], jobs: int, report: Callable[[int], object] = lambda done: None
) -> None:
    """Let `jobs` processes make the batches that the folder does not hold. `report` is told how many are there.

    Raises what went wrong with a batch, `DeviceError` where the synthesiser or its fonts are missing, `FileError` where
    lessons cannot be kept.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        missing = [seed for seed in batches if not lesson_file(folder, seed).exists()]
    except OSError as refused:
        raise FileError(f"{folder}: lessons cannot be kept there: {refused.strerror or refused}.") from refused
    done = len(batches) - len(missing)
    report(done)
    if missing:
        pool = Workers(jobs)
        try:
            for made in as_completed([pool.submit(_keep, folder, seed) for seed in missing]):
                made.result()
                done += 1
                report(done)
        finally:  # also when somebody interrupts: what nobody has begun is not begun any more
            pool.shutdown(cancel_futures=True)


def lesson_file(folder: Path, seed: int) -> Path:
    """Where the lessons of a batch are kept."""
    return folder / f"lessons-{RECIPE}-{seed:08d}.npz"


def _keep(folder: Path, seed: int) -> None:
    save(lesson_file(folder, seed), make_lessons(seed))


def save(path: Path, lessons: Sequence[Lesson]) -> None:
    """Write lessons so that an interruption leaves either the whole file or none. Raises `FileError`."""
    arrays: dict[str, NDArray[np.generic]] = {"genres": np.array([lesson.genre for lesson in lessons])}
    for index, lesson in enumerate(lessons):
        truth = lesson.truth
        arrays[f"{index}/bands"] = lesson.bands
        arrays[f"{index}/beats"], arrays[f"{index}/positions"] = truth.beats, truth.positions
        arrays[f"{index}/bass"] = truth.bass
        for name in CLASSES:
            arrays[f"{index}/{name}"] = truth.drums.get(name, np.empty(0))
        arrays[f"{index}/sections"] = np.array([name for name, _, _ in truth.sections], dtype=np.str_)
        arrays[f"{index}/borders"] = np.array([border for _, *border in truth.sections], float).reshape(-1, 2)
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        unfinished.replace(path)
    except OSError as refused:
        raise FileError(f"{path}: lessons cannot be kept there: {refused.strerror or refused}.") from refused


def load(path: Path) -> list[Lesson]:
    """The lessons of one file. Raises `FileError` for one that is damaged."""
    try:
        return _load(path)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as damaged:
        raise FileError(f"{path}: is damaged ({damaged}). Delete it: its lessons are then made again.") from damaged


def _load(path: Path) -> list[Lesson]:
    with np.load(path) as arrays:
        return [
            Lesson(
                str(genre),
                arrays[f"{index}/bands"],
                Truth(
                    arrays[f"{index}/beats"],
                    arrays[f"{index}/positions"],
                    {name: arrays[f"{index}/{name}"] for name in CLASSES},
                    arrays[f"{index}/bass"],
                    tuple(
                        (str(name), float(start), float(end))
                        for name, (start, end) in zip(
                            arrays[f"{index}/sections"], arrays[f"{index}/borders"], strict=True
                        )
                    ),
                ),
            )
            for index, genre in enumerate(arrays["genres"])
        ]
