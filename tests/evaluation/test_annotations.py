"""Annotations are read as they were written, and every mistake is told with file and line.

In: files written here. Out: proof. Runs in the test process.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FileError
from engine.evaluation.annotations import DRUM_CLASSES, read_beats, read_drums


def write(tmp_path: Path, text: str, name: str = "song.beats") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    ["0.5\t4\n1.0\t1\n1.5\t2\n", "0.5 4\r\n\r\n1.0   1\r\n1.5 2", "\ufeff# tapped\n0.50 4\n1 1.0 # one\n1.5\t2\n"],
)
def test_beats_with_positions(text: str, tmp_path: Path) -> None:
    beats = read_beats(write(tmp_path, text))
    assert beats.times.tolist() == [0.5, 1.0, 1.5]
    assert beats.positions.tolist() == [4, 1, 2]
    assert beats.downbeats is not None
    assert beats.downbeats.tolist() == [1.0]


def test_beats_without_positions_have_no_downbeats(tmp_path: Path) -> None:
    beats = read_beats(write(tmp_path, "0.5\n1.0\n"))
    assert beats.positions.tolist() == [0, 0]
    assert beats.downbeats is None


def test_a_file_without_lines_has_no_beats(tmp_path: Path) -> None:
    beats = read_beats(write(tmp_path, "\n"))
    assert beats.times.shape == (0,)
    assert beats.times.dtype == np.float64
    assert beats.downbeats is None


@given(st.lists(st.tuples(st.floats(0.0, 1e4), st.integers(1, 99)), unique_by=lambda beat: beat[0]))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, beats: list[tuple[float, int]]) -> None:
    beats.sort()
    text = "".join(f"{t!r}\t{position}\n" for t, position in beats)
    read = read_beats(write(tmp_path_factory.getbasetemp(), text))
    assert list(zip(read.times.tolist(), read.positions.tolist(), strict=True)) == beats


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("0.5 1\nabc 2\n", 2, "'abc' is not a time"),
        ("nan 1\n", 1, "'nan' is not a time"),
        ("inf\n", 1, "'inf' is not a time"),
        ("\n-0.5 1\n", 2, "'-0.5' is not a time"),
        ("0.5 1\n0.5 2\n", 2, "not later than the beat before"),
        ("2 1\n1 2\n", 2, "not later than the beat before"),
        ("0.5 0\n", 1, "'0' is not a position"),
        ("0.5 1.5\n", 1, "'1.5' is not a position"),
        ("0.5 one\n", 1, "'one' is not a position"),
        ("0.5 inf\n", 1, "'inf' is not a position"),
        ("0.5 1 2\n", 1, "not 3 words"),
    ],
)
def test_mistakes_in_beats_are_told(text: str, line: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(FileError) as told:
        read_beats(write(tmp_path, text))
    assert f"song.beats, line {line}: " in str(told.value)
    assert words in str(told.value)


def test_drums_by_class(tmp_path: Path) -> None:
    strokes = read_drums(write(tmp_path, "1.0\tSD\n0.5\tKD\n0.5\tHH\n0.25 KD\n2\tCY\n3\tTT\n4\tOT\n", "song.drums"))
    assert set(strokes) == set(DRUM_CLASSES.values())
    assert strokes["kick"].tolist() == [0.25, 0.5]
    assert {name: times.tolist() for name, times in strokes.items() if name != "kick"} == {
        "snare": [1.0],
        "hat": [0.5],
        "cymbal": [2.0],
        "tom": [3.0],
        "other": [4.0],
    }


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("0.5\tKD\n1.0\tXX\n", 2, "no drum of class 'XX'. There is: KD, SD, HH"),
        ("0.5\tkd\n", 1, "no drum of class 'kd'"),
        ("0.5\n", 1, "not 1 words"),
        ("KD\t0.5\n", 1, "'KD' is not a time"),
    ],
)
def test_mistakes_in_drums_are_told(text: str, line: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(FileError) as told:
        read_drums(write(tmp_path, text, "song.drums"))
    assert f"song.drums, line {line}: " in str(told.value)
    assert words in str(told.value)


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.beats").write_bytes(b"\xff\xfe1\x00")
    with pytest.raises(FileError, match="is not text"):
        read_beats(tmp_path / "a.beats")
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_beats(tmp_path / "b.beats")
