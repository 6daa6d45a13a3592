"""A ring of Moments in memory shared between processes: one writer, any readers, no locks.

In: Moments from the ear's process, gain and gate from the stage. Out: copies of Moments, co-activation, counters.
The file is mapped by every process that opens it; a reader never makes the writer wait.

Each slot carries a sequence number that is odd while it is being written (a seqlock, as in Linux's
`seqlock.h`): a reader copies, then keeps only what had the right even number before and after the copy.
A mapped file rather than `multiprocessing.shared_memory`: before Python 3.13 every process that attaches
to the latter also registers to delete it, so a crashed ear would take the ring away from the stage.
"""

import contextlib
import mmap
import os
import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError
from engine.moments.moment import Moments, Shape, moment_dtype

_MAGIC = 0x4D4F4D_04  # "MOM", layout 4
_READ_ATTEMPTS = 8
_MOST = 1 << 24  # more of anything than a sound ring has: such a header is not one
_HEADER_DTYPE = np.dtype(
    [
        ("magic", np.int64),
        ("units", np.int64),
        ("bands", np.int64),
        ("slots", np.int64),
        ("count", np.int64),
        ("coactivation_sequence", np.int64),
        ("overflows", np.int64),
        ("late_hops", np.int64),
        ("lost_hops", np.int64),
        ("state_resets", np.int64),
        ("lateness", np.float64),
        ("cpu_time", np.float64),
        ("gain_db", np.float64),
        ("gate_db", np.float64),
        ("auto", np.int64),
    ]
)


@dataclass(frozen=True, slots=True)
class Health:
    """Counters of the ear since the ring was made, and two running measures.

    `overflows`: blocks that the sound card or we dropped. `late_hops`: Moments written more than a hop
    after their sound was captured. `lost_hops`: hops never computed because their sound was lost.
    `state_resets`: times the network was put back to its last finite state. `lateness`: seconds from
    captured to written, newest hop. `cpu_time`: processor seconds that the ear's process has used.
    """

    overflows: int = 0
    late_hops: int = 0
    lost_hops: int = 0
    state_resets: int = 0
    lateness: float = 0.0
    cpu_time: float = 0.0


class Ring:
    """The last `slots` Moments, the co-activation matrix and the ear's counters, in a mapped file.

    Make one with `Ring.create` (the stage does, and removes it), join it with `Ring.attach`.
    Exactly one process may call `write`, `write_coactivation` and `report`.
    """

    def __init__(self, path: Path, shape: Shape, slots: int, memory: mmap.mmap, *, owner: bool) -> None:
        self.path = path
        self.shape = shape
        self.slots = slots
        self._memory = memory
        self._owner = owner
        self._closed = False
        header_size, slot_dtype, matrix_size = _layout(shape)
        self._header = np.frombuffer(memory, _HEADER_DTYPE, 1)[0:1]
        self._slots = np.frombuffer(memory, slot_dtype, slots, header_size)
        offset = header_size + slot_dtype.itemsize * slots
        self._coactivation = np.frombuffer(memory, np.float32, matrix_size, offset).reshape(shape.units, shape.units)

    @classmethod
    def create(cls, shape: Shape, *, slots: int = 1024, folder: Path | None = None) -> "Ring":
        """Make a new ring in `folder` (memory-backed where the platform has such a folder)."""
        folder = folder or _memory_folder()
        size = _size(shape, slots)
        path: Path | None = None
        try:
            handle, name = tempfile.mkstemp(prefix="asterism-", suffix=".ring", dir=folder)
            path = Path(name)
            with os.fdopen(handle, "r+b") as file:
                _reserve(file.fileno(), size)
                memory = mmap.mmap(file.fileno(), size)
        except OSError as error:
            if path is not None:
                path.unlink(missing_ok=True)
            where = folder or tempfile.gettempdir()
            raise FileError(f"Cannot make shared memory in {where}: {error}. Free some space there.") from error
        ring = cls(path, shape, slots, memory, owner=True)
        head = ring._header
        head["units"], head["bands"], head["slots"] = shape.units, shape.bands, slots
        head["gate_db"], head["auto"] = -60.0, 1
        head["magic"] = _MAGIC
        return ring

    @classmethod
    def attach(cls, path: Path) -> "Ring":
        """Join the ring at `path`; raises `FileError` when there is none, or it is damaged or has another layout."""
        try:
            with path.open("r+b") as file:
                memory = mmap.mmap(file.fileno(), 0)
        except (OSError, ValueError) as error:
            raise FileError(f"Cannot open the shared memory {path}: {error}") from error
        if len(memory) < _HEADER_DTYPE.itemsize:
            raise FileError(f"{path} is not a ring of Moments: it is too short.")
        head = np.frombuffer(memory, _HEADER_DTYPE, 1)
        if int(head["magic"][0]) != _MAGIC:
            raise FileError(f"{path} is not a ring of Moments of this version.")
        units, bands, slots = (int(head[name][0]) for name in ("units", "bands", "slots"))
        if min(units, bands, slots) < 1 or max(units, bands, slots) > _MOST:
            raise FileError(f"{path} is a damaged ring: {units} units, {bands} bands, {slots} slots.")
        shape = Shape(units, bands)
        if len(memory) != _size(shape, slots):
            raise FileError(f"{path} is a damaged ring: {len(memory)} bytes, not {_size(shape, slots)}.")
        return cls(path, shape, slots, memory, owner=False)

    @property
    def count(self) -> int:
        """How many Moments have been written since the ring was made."""
        return int(self._header["count"][0])

    def write(self, moment: np.void) -> None:
        """Append one Moment; its `index` is set to its place in the ring's count."""
        count = self.count
        slot = self._slots[count % self.slots : count % self.slots + 1]
        slot["sequence"] = 2 * count + 1
        slot["moment"] = moment
        slot["moment"]["index"] = count
        slot["sequence"] = 2 * count + 2
        self._header["count"] = count + 1

    def read(self, after: int = -1, limit: int | None = None) -> Moments:
        """Copy the Moments with an index above `after`, oldest first; at most the newest `limit` of them.

        Moments that the writer overtook are left out, so a slow reader sees a gap in `index`.
        """
        end = self.count
        start = max(after + 1, end - self.slots + 1, 0)
        if limit is not None:
            start = max(start, end - limit)
        if start >= end:
            return np.empty(0, self._slots.dtype["moment"])
        indices = np.arange(start, end)
        copies = self._slots[indices % self.slots]
        intact = copies["sequence"] == 2 * indices + 2
        intact &= self._slots["sequence"][indices % self.slots] == 2 * indices + 2
        kept: Moments = copies["moment"][intact]
        return kept

    def write_coactivation(self, matrix: NDArray[np.float32]) -> None:
        """Publish the co-activation, shape (units, units)."""
        sequence = int(self._header["coactivation_sequence"][0])
        self._header["coactivation_sequence"] = sequence + 1
        self._coactivation[:] = matrix
        self._header["coactivation_sequence"] = sequence + 2

    def read_coactivation(self) -> NDArray[np.float32] | None:
        """A copy of the co-activation, shape (units, units), or None when it is just being written."""
        for _ in range(_READ_ATTEMPTS):
            before = int(self._header["coactivation_sequence"][0])
            copy = self._coactivation.copy()
            if before % 2 == 0 and int(self._header["coactivation_sequence"][0]) == before:
                return copy
        return None

    def report(self, health: Health) -> None:
        """Publish the ear's counters."""
        for field in fields(Health):
            self._header[field.name] = getattr(health, field.name)

    @property
    def health(self) -> Health:
        """The ear's counters as last published."""
        head = self._header
        return Health(
            overflows=int(head["overflows"][0]),
            late_hops=int(head["late_hops"][0]),
            lost_hops=int(head["lost_hops"][0]),
            state_resets=int(head["state_resets"][0]),
            lateness=float(head["lateness"][0]),
            cpu_time=float(head["cpu_time"][0]),
        )

    def set_ear(self, gain_db: float, gate_db: float, auto: bool = True) -> None:
        """Hand the ear its gain (dB), the level of its gate (dBFS) and whether it follows the level of the music;
        it reads them at every hop.
        """
        self._header["gain_db"], self._header["gate_db"], self._header["auto"] = gain_db, gate_db, auto

    @property
    def ear_settings(self) -> tuple[float, float, bool]:
        """(gain in dB, gate in dBFS, automatic gain) as the stage last set them."""
        head = self._header
        return float(head["gain_db"][0]), float(head["gate_db"][0]), bool(head["auto"][0])

    def close(self) -> None:
        """Let go of the memory; the process that made the ring removes the file. May be called twice."""
        if self._closed:
            return
        self._closed = True
        del self._header, self._slots, self._coactivation
        with contextlib.suppress(BufferError):  # somebody still holds a view: the mapping goes with it
            self._memory.close()
        if self._owner:
            self.path.unlink(missing_ok=True)


def _layout(shape: Shape) -> tuple[int, np.dtype[np.void], int]:
    header_size = (_HEADER_DTYPE.itemsize + 63) // 64 * 64
    slot = np.dtype([("sequence", np.int64), ("moment", moment_dtype(shape))], align=True)
    return header_size, slot, shape.units * shape.units


def _size(shape: Shape, slots: int) -> int:
    header_size, slot_dtype, matrix_size = _layout(shape)
    return header_size + slot_dtype.itemsize * slots + matrix_size * np.dtype(np.float32).itemsize


def _reserve(file: int, size: int) -> None:
    """Give the file its size. A merely truncated file takes its memory at the first write, and a full
    /dev/shm (64 MB in most containers) would then end the process with a bus error in mid-show.
    """
    if sys.platform == "win32" or sys.platform == "darwin":
        os.truncate(file, size)
    else:
        os.posix_fallocate(file, 0, size)


def _memory_folder() -> Path | None:
    """Linux keeps /dev/shm in memory; elsewhere the temporary folder's pages stay in the cache."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None
