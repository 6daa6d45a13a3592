"""The ring: Moments cross processes whole, in order, and never torn; a slow reader sees a gap; bad files are refused.

In: rings in a temporary folder, a writer in a process of its own. Out: proof. Runs in the test process with one child.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from venue import stop, wait_until

from engine.errors import FileError
from engine.moments import Health, Moments, Ring, Shape, moment_dtype

ROOT = Path(__file__).parents[2]
SHAPE = Shape(units=8, bands=4)

# A writer whose every number follows from the index, so that a reader can tell a mixture of two Moments.
WRITER = """
import sys
from pathlib import Path
import numpy as np
from engine.moments import Health, Ring, moment_dtype

ring = Ring.attach(Path(sys.argv[1]))
wanted = int(sys.argv[2])
moment = np.zeros(1, moment_dtype(ring.shape))[0]
matrix = np.zeros((ring.shape.units, ring.shape.units), np.float32)
count = 0
while count != wanted:
    value = count % 1_000_003
    for name in ("time", "heard", "written", "level_db", "surprise", "bands", "state", "activity"):
        moment[name] = value
    moment["wave"] = value % 2048
    ring.write(moment)
    if count % 4 == 0:
        matrix.fill(value)
        ring.write_coactivation(matrix)
    count += 1
    if count == 1:
        print("writing", flush=True)
ring.report(Health(overflows=1, late_hops=2, lost_hops=3, state_resets=4, lateness=0.25, cpu_time=1.5))
print(*ring.ear_settings, flush=True)
ring.close()
"""


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Ring]:
    made = Ring.create(SHAPE, slots=16, folder=tmp_path)
    yield made
    made.close()


@contextmanager
def writer(ring: Ring, moments: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that writes `moments` Moments as fast as it can (-1: until it is ended), and has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(ring.path), str(moments)], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        yield process
    finally:
        stop(process)


def write(ring: Ring, values: Iterator[int] | range) -> None:
    moment = np.zeros(1, moment_dtype(ring.shape))[0]
    for value in values:
        moment["time"] = value
        moment["state"] = np.arange(value, value + ring.shape.units)
        ring.write(moment)


def is_whole(moments: Moments) -> bool:
    """Whether every number of every Moment follows from its index, as the writer process made it."""
    expected = (moments["index"] % 1_000_003).astype(np.float64)
    scalars = all((moments[name] == expected).all() for name in ("time", "heard", "written", "level_db", "surprise"))
    arrays = all((moments[name] == expected[:, None]).all() for name in ("bands", "state", "activity"))
    wave = (moments["wave"] == expected[:, None] % 2048).all()  # half floats hold no more
    return bool(scalars and arrays and wave)


def test_what_is_written_is_read_once_and_in_order(ring: Ring) -> None:
    assert ring.count == 0
    assert ring.read().size == 0
    write(ring, range(5))
    first = ring.read()
    assert first["index"].tolist() == [0, 1, 2, 3, 4]
    assert first["state"][3].tolist() == list(range(3, 11))
    write(ring, range(5, 7))
    assert ring.read(after=4)["time"].tolist() == [5.0, 6.0]
    assert ring.read(after=6).size == 0
    assert ring.read(after=99).size == 0
    assert ring.count == 7


def test_reading_is_a_copy(ring: Ring) -> None:
    write(ring, range(1))
    kept = ring.read()
    write(ring, range(100, 120))
    assert kept["time"].tolist() == [0.0]
    kept["time"] = 7.0
    assert 7.0 not in ring.read()["time"]


def test_limit_gives_the_newest(ring: Ring) -> None:
    write(ring, range(10))
    assert ring.read(limit=3)["index"].tolist() == [7, 8, 9]
    assert ring.read(after=8, limit=3)["index"].tolist() == [9]
    assert ring.read(limit=0).size == 0
    assert ring.read(limit=99).size == 10


def test_overtaken_reader_sees_a_gap_and_the_newest(ring: Ring) -> None:
    write(ring, range(3))
    last = int(ring.read()["index"][-1])
    write(ring, range(3, 103))
    late = ring.read(after=last)
    # One slot of the 16 is the one that the writer may be filling.
    assert late["index"].tolist() == list(range(88, 103))
    assert (late["time"] == late["index"]).all()


def test_index_is_the_ring_s_own(ring: Ring) -> None:
    moment = np.zeros(1, moment_dtype(SHAPE))[0]
    moment["index"] = 1234
    ring.write(moment)
    ring.write(moment)
    assert ring.read()["index"].tolist() == [0, 1]


def test_slot_being_written_is_marked_and_left_out(ring: Ring) -> None:
    marks: list[int] = []

    class Glance:
        """Stands in for a Moment, and looks at the ring when numpy asks for its content: in the middle of a write."""

        def __array__(self, dtype: object = None, copy: bool | None = None) -> Moments:
            marks.append(int(ring._slots["sequence"][4]))
            # A reader that began a write earlier still wants what was in this slot.
            ring._header["count"] -= 1
            assert ring.read()["index"].tolist() == list(range(5, 19))
            ring._header["count"] += 1
            return np.ones(1, moment_dtype(SHAPE))

    write(ring, range(20))
    ring.write(Glance())  # type: ignore[arg-type]
    assert marks == [2 * 20 + 1]
    assert ring.read(after=19)["time"].tolist() == [1.0]


def test_moment_is_never_torn_while_another_process_hammers(tmp_path: Path) -> None:
    # Few slots and huge Moments: copying takes most of the time, so reader and writer meet in a slot all the time.
    ring = Ring.create(Shape(units=1, bands=40_000), slots=4, folder=tmp_path)
    try:
        with writer(ring, -1):
            last, moments, reads = -1, 0, 0
            while moments < 400 or reads < 1000:
                seen = ring.read(after=last)
                assert is_whole(seen)
                assert seen.size < 4
                if seen.size:
                    assert seen["index"][0] > last
                    assert (np.diff(seen["index"]) > 0).all()
                    last = int(seen["index"][-1])
                    moments += seen.size
                reads += 1
    finally:
        ring.close()


def test_coactivation_is_never_torn_while_another_process_hammers(tmp_path: Path) -> None:
    ring = Ring.create(Shape(units=512, bands=1), slots=4, folder=tmp_path)
    try:
        with writer(ring, -1):
            seen = set()
            while len(seen) < 100:
                matrix = ring.read_coactivation()
                if matrix is not None:
                    assert (matrix == matrix[0, 0]).all()
                    seen.add(float(matrix[0, 0]))
    finally:
        ring.close()


def test_every_moment_arrives_at_a_reader_that_keeps_up(tmp_path: Path) -> None:
    ring = Ring.create(SHAPE, slots=8192, folder=tmp_path)
    ring.set_ear(6.0, -48.0, auto=False)
    try:
        with writer(ring, 5000) as process:
            seen: list[int] = []

            def drain() -> bool:
                fresh = ring.read(after=seen[-1] if seen else -1)
                assert is_whole(fresh)
                seen.extend(fresh["index"].tolist())
                return len(seen) >= 5000

            wait_until(drain, what="5000 Moments")
            assert seen == list(range(5000))
            assert process.stdout is not None
            assert process.stdout.readline() == b"6.0 -48.0 False\n"
            assert process.wait(30) == 0
        # The writer has gone, and what it wrote stays.
        assert ring.health == Health(1, 2, 3, 4, 0.25, 1.5)
        matrix = ring.read_coactivation()
        assert matrix is not None
        assert matrix.shape == (8, 8)
        assert (matrix == 4996.0).all()
    finally:
        ring.close()


def test_fresh_ring_says_nothing_and_has_the_default_settings(ring: Ring) -> None:
    assert ring.health == Health()
    assert ring.ear_settings == (0.0, -60.0, True)
    matrix = ring.read_coactivation()
    assert matrix is not None
    assert not matrix.any()


def test_coactivation_in_the_making_is_not_given_out(ring: Ring) -> None:
    ring.write_coactivation(np.ones((8, 8), np.float32))
    ring._header["coactivation_sequence"] += 1
    assert ring.read_coactivation() is None
    ring._header["coactivation_sequence"] += 1
    assert ring.read_coactivation() is not None


def test_attached_ring_has_the_maker_s_shape_and_leaves_the_file(ring: Ring) -> None:
    write(ring, range(4))
    other = Ring.attach(ring.path)
    assert (other.shape, other.slots, other.count) == (SHAPE, 16, 4)
    write(other, range(4, 6))
    assert ring.read()["index"].tolist() == [0, 1, 2, 3, 4, 5]
    other.close()
    other.close()
    assert ring.path.exists()
    assert ring.count == 6


def test_maker_removes_the_file(tmp_path: Path) -> None:
    ring = Ring.create(SHAPE, folder=tmp_path)
    held = Ring.attach(ring.path)
    ring.close()
    ring.close()
    assert list(tmp_path.iterdir()) == []
    assert held.read().size == 0  # whoever is still in it is not harmed
    held.close()


def test_ring_that_will_not_fit_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"missing.*Free some space"):
        Ring.create(SHAPE, folder=tmp_path / "missing")
    with pytest.raises(FileError, match="Free some space"):
        Ring.create(Shape(512, 64), slots=1 << 40, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_ring_are_refused(ring: Ring, tmp_path: Path) -> None:
    good = ring.path.read_bytes()
    other_layout = b"\0" * 8 + good[8:]
    no_slots = good[:24] + (0).to_bytes(8, sys.byteorder) + good[32:]
    negative_units = good[:8] + (-1).to_bytes(8, sys.byteorder, signed=True) + good[16:]
    bad = {"empty": b"", "short": good[:40], "cut": good[:-1], "layout": other_layout, "slots": no_slots}
    bad |= {"units": negative_units, "text": b"not a ring\n" * 200}
    for name, content in bad.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(FileError, match=name):
            Ring.attach(path)
    with pytest.raises(FileError, match="absent"):
        Ring.attach(tmp_path / "absent")
    with pytest.raises(FileError):
        Ring.attach(tmp_path)


@pytest.mark.parametrize("shape", [Shape(32, 64), Shape(33, 7), Shape(512, 1)])
def test_sequence_numbers_are_aligned_for_one_store(shape: Shape, tmp_path: Path) -> None:
    ring = Ring.create(shape, slots=3, folder=tmp_path)
    sequences = ring._slots["sequence"]
    assert sequences.ctypes.data % 8 == 0
    assert sequences.strides[0] % 8 == 0
    ring.close()


def test_file_is_private(ring: Ring) -> None:
    assert os.name == "nt" or ring.path.stat().st_mode & 0o077 == 0
