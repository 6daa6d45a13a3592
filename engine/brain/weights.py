"""The network's weights as a file: safetensors with their story in the metadata.

In: a path. Out: `Weights`, checked for shape and finiteness.
Read when the show starts, written by training; needs no torch.
"""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from engine.brain.heads import HEADS
from engine.brain.tuning import Tuning
from engine.ear import INPUTS
from engine.errors import WeightsError

#: Sizes of network that ship with the program.
UNIT_CHOICES = (32, 64, 128, 256, 512)
#: Hops ahead that the network predicts: 20, 80 and 320 ms.
HORIZONS = (2, 8, 32)

_Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything the network is. Shapes with H units, I inputs, K = len(HORIZONS); all float32.

    `input` (3H, I), `input_bias` (3H,), `recurrent` (3H, H), `recurrent_bias` (3H,): gates in the order
    reset, update, candidate. `leak` (H,): the largest share of the state that one hop may replace, from each
    unit's time constant. `readout` (K*I, H), `readout_bias` (K*I,): the predictions. `heads` (len(HEADS), H),
    `heads_bias` (len(HEADS),): what the network says aloud, before the sigmoid. `rest` (H,): the state in silence.
    `range` (H,): the 99th percentile of the distance from rest over the training music. `tuning`: what each unit
    answers, None for a network that was never probed.
    """

    input: _Array
    input_bias: _Array
    recurrent: _Array
    recurrent_bias: _Array
    leak: _Array
    readout: _Array
    readout_bias: _Array
    heads: _Array
    heads_bias: _Array
    rest: _Array
    range: _Array
    story: dict[str, str]
    tuning: Tuning | None = None

    @property
    def units(self) -> int:
        """H, the number of units."""
        return int(self.leak.size)

    @property
    def inputs(self) -> int:
        """I, the number of inputs."""
        return int(self.input.shape[1])

    @property
    def links(self) -> _Array:
        """The weights from unit to unit as one sees them, (H, H): [i, j] is how unit i drives unit j's candidate."""
        units = self.units
        return np.ascontiguousarray(self.recurrent[2 * units :].T)


def save_weights(path: Path, weights: Weights) -> None:
    """Write `weights` to `path`. Matrices are stored as half floats: half the size, and the ear cannot tell.

    An interruption leaves the old file or the new one. Raises `WeightsError` when it cannot be written.
    """
    tensors = {
        name: getattr(weights, name).astype(np.float16 if name in _MATRICES else np.float32)
        for name in (*_MATRICES, *_VECTORS)
    }
    if weights.tuning is not None:
        tensors |= weights.tuning.arrays()
    content = save(tensors, metadata={"asterism": json.dumps(weights.story, sort_keys=True)})
    unfinished = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise _unwritable(path, error) from error


def check_writable(path: Path) -> None:
    """Raise `WeightsError` if `path` cannot be written, before somebody trains for minutes; changes nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            with path.open("ab"):
                pass
        with _beside(path).open("ab"):
            pass
        _beside(path).unlink(missing_ok=True)  # several processes may ask at the same time
    except OSError as error:
        raise _unwritable(path, error) from error


def _beside(path: Path) -> Path:
    """Where a file is written before it takes its place."""
    return path.with_name(path.name + ".new")


def _unwritable(path: Path, error: OSError) -> WeightsError:
    return WeightsError(f"Cannot write the network to {path}: {error.strerror or error}. Choose another place.")


def load_weights(path: Path) -> Weights:
    """Read weights; raises `WeightsError` for a file that is missing, damaged or of impossible shapes."""
    try:
        with safe_open(path, framework="np") as file:
            story = json.loads((file.metadata() or {}).get("asterism", "{}"))
            names = set(file.keys())
            missing = {*_MATRICES, *_VECTORS} - names
            if missing:
                raise WeightsError(f"{path} is not a brain of Asterism: it lacks {', '.join(sorted(missing))}.")
            arrays = {name: file.get_tensor(name).astype(np.float32) for name in (*_MATRICES, *_VECTORS)}
            others = {name: file.get_tensor(name) for name in names - arrays.keys()}
    except (OSError, SafetensorError, ValueError, TypeError) as error:  # TypeError: a number type numpy lacks
        raise WeightsError(f"Cannot read the network's weights from {path}: {error}") from error
    weights = Weights(**arrays, story=story, tuning=Tuning.from_arrays(others, arrays["leak"].size))
    _check(weights, path)
    return weights


_MATRICES = ("input", "recurrent", "readout", "heads")
_VECTORS = ("input_bias", "recurrent_bias", "leak", "readout_bias", "heads_bias", "rest", "range")


def _check(weights: Weights, path: Path) -> None:
    units, outputs = weights.units, len(HORIZONS) * INPUTS
    expected = {
        "input": (3 * units, INPUTS),
        "input_bias": (3 * units,),
        "recurrent": (3 * units, units),
        "recurrent_bias": (3 * units,),
        "leak": (units,),
        "readout": (outputs, units),
        "readout_bias": (outputs,),
        "heads": (len(HEADS), units),
        "heads_bias": (len(HEADS),),
        "rest": (units,),
        "range": (units,),
    }
    for name, shape in expected.items():
        array = getattr(weights, name)
        if array.shape != shape:
            raise WeightsError(f"{path}: {name} has shape {array.shape}, not {shape}. Train it anew for this version.")
        if not np.isfinite(array).all():
            raise WeightsError(f"{path}: {name} holds values that are not finite. Train it anew.")
