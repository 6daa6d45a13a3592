"""The network's weights as a file: safetensors with their story in the metadata.

In: a path. Out: `Weights`, checked for shape and finiteness.
Read when the show starts, written by training; needs no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.brain.container import check_tensors, halved, read_tensors, write_tensors
from engine.brain.gates import below, diagonal
from engine.brain.heads import HEADS
from engine.brain.tuning import Tuning
from engine.ear import INPUTS
from engine.errors import WeightsError

#: Sizes of network that ship with the program.
UNIT_CHOICES = (32, 64, 128, 256, 512)
#: What can be laid out, and told apart from one another.
_FEWEST_UNITS = 8
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


def join(networks: Sequence[Weights]) -> Weights:
    """Networks side by side as one, which steps them all at once: no unit of one hears a unit of another.

    Its heads say the sum of what theirs say, before the sigmoid. It foretells nothing.
    """

    def all_of(name: str) -> list[_Array]:
        return [getattr(network, name) for network in networks]

    leak = np.concatenate(all_of("leak"))
    return Weights(
        input=below(all_of("input")),
        input_bias=below(all_of("input_bias")),
        recurrent=diagonal(all_of("recurrent")),
        recurrent_bias=below(all_of("recurrent_bias")),
        leak=leak,
        readout=np.zeros((0, leak.size), np.float32),
        readout_bias=np.zeros(0, np.float32),
        heads=np.hstack(all_of("heads")),
        heads_bias=np.sum(all_of("heads_bias"), axis=0, dtype=np.float32),
        rest=np.concatenate(all_of("rest")),
        range=np.concatenate(all_of("range")),
        story={},
    )


def save_weights(path: Path, weights: Weights) -> None:
    """Write `weights` to `path`, matrices as half floats.

    An interruption leaves the old file or the new one. Raises `WeightsError` when it cannot be written.
    """
    tensors = halved(weights, _shapes(0))
    if weights.tuning is not None:
        tensors |= weights.tuning.arrays()
    write_tensors(path, tensors, weights.story)


def load_weights(path: Path) -> Weights:
    """Read weights; raises `WeightsError` for a file that is missing, damaged or of impossible shapes."""
    tensors, story = read_tensors(path)
    leak = tensors.get("leak", np.zeros(0, np.float32))
    if "leak" in tensors and leak.size < _FEWEST_UNITS:
        raise WeightsError(f"{path}: has {leak.size} units; a network that is seen needs {_FEWEST_UNITS} or more.")
    shapes = _shapes(leak.size)
    check_tensors(path, tensors, shapes)
    arrays = {name: tensors[name].astype(np.float32) for name in shapes}
    others = {name: tensor for name, tensor in tensors.items() if name not in arrays}
    return Weights(**arrays, story=story, tuning=Tuning.from_arrays(others, leak.size))


def _shapes(units: int) -> dict[str, tuple[int, ...]]:
    outputs = len(HORIZONS) * INPUTS
    return {
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
