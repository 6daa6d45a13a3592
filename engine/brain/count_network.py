"""The network that counts, whole, in PyTorch.

In: what was heard in each beat of many stretches of music. Out: the log odds that each is the first of a bar.
Runs in training and tests; the show runs `engine.brain.count`, which gives the same numbers.

    b = (beat - mean) / deviation                 what was heard in a beat
    f = b with l - l[-1] for its levels l, and the means of |l - l[-k]| over ranges of bands, k beats before
    x = max(0, A f + a)
    r = sigmoid(Wr x + br + Ur h + cr)            what of the state counts for the candidate
    z = sigmoid(Wz x + bz + Uz h + cz)            how much to keep
    n = tanh(Wn x + bn + r * (Un h + cn))
    h <- n + z * (h - n)                          PyTorch's GRU
    first = sigmoid(O h + o)
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.brain.count import BEFORE, CELLS, FED, LATE_S, LEAD, LEVELS, RANGE_MEANS, RISES, SAID, CountWeights
from engine.brain.gates import below, diagonal
from engine.ear import BANDS, INPUTS
from engine.moments import HOP_S

_Array = NDArray[np.float32]

_DROPPED = 0.2


class CountNetwork(nn.Module):
    """`units` recurrent units over what was heard in each beat."""

    def __init__(self, units: int, mean: _Array, deviation: _Array) -> None:
        super().__init__()
        self.input = nn.Linear(FED, units)
        self.recurrent = nn.GRU(units, units, batch_first=True)
        self.output = nn.Linear(units, 1)
        self.drop = nn.Dropout(_DROPPED)
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.mean: Tensor
        self.deviation: Tensor

    def forward(self, heard: Tensor) -> Tensor:
        """Log odds that each beat is a first, (streams, beats), of (streams, beats, BEAT_INPUTS) from silence on."""
        known = (heard - self.mean) / self.deviation
        levels, beats = known[..., -BANDS:], known.shape[1]
        # Before the first beat there was always the same.
        past = torch.cat((levels[:, :1].expand(-1, BEFORE, -1), levels), dim=1)
        changes = [levels - past[:, BEFORE - before : BEFORE - before + beats] for before in range(1, BEFORE + 1)]
        means = torch.from_numpy(RANGE_MEANS).T
        unlike = [change.abs() @ means for change in changes]
        fed = torch.cat((known[..., :-BANDS], changes[0], *unlike), dim=-1)
        inner = self.drop(torch.relu(self.input(fed)))
        states, _ = self.recurrent(inner)
        told: Tensor = self.output(self.drop(states))
        return told[..., 0]


def beats_heard(heard: _Array, beats: NDArray[np.float64]) -> _Array:
    """What is heard in every beat but the last, (beats - 1, BEAT_INPUTS).

    `heard` (hops, HEARD): features and what is said; `beats`: times in s within them, rising. As `Counter` hears.
    """
    lengths = np.diff(beats)
    edges = beats[:-1, None] + (np.arange(CELLS) / CELLS - LEAD) * lengths[:, None] + LATE_S
    ends = [*edges.ravel(), beats[-1] - LEAD * lengths[-1] + LATE_S]
    hops = np.clip(np.rint(np.array(ends) / HOP_S).astype(int), 0, len(heard))
    counts = np.maximum(np.diff(hops), 1)[:, None]
    heard = heard[: hops[-1]]
    sums = np.add.reduceat(heard[:, :BANDS], hops[:-1:CELLS])
    whole = sums / np.maximum(np.diff(hops[::CELLS]), 1)[:, None]
    levels = np.add.reduceat(heard[:, :BANDS].reshape(len(heard), LEVELS, -1).mean(axis=2), hops[:-1]) / counts
    rises = np.maximum.reduceat(heard[:, BANDS:INPUTS].reshape(len(heard), RISES, -1).mean(axis=2), hops[:-1])
    said = np.maximum.reduceat(heard[:, SAID], hops[:-1])
    shape = len(lengths), -1
    parts = (levels.reshape(shape), rises.reshape(shape), said.reshape(shape), np.log(lengths)[:, None], whole)
    return np.concatenate(parts, axis=1, dtype=np.float32)


def to_weights(network: CountNetwork) -> CountWeights:
    """The network's weights."""
    layers = network.state_dict()
    named = {
        "mean": layers["mean"],
        "deviation": layers["deviation"],
        "input": layers["input.weight"],
        "input_bias": layers["input.bias"],
        "driven": layers["recurrent.weight_ih_l0"],
        "driven_bias": layers["recurrent.bias_ih_l0"],
        "recurrent": layers["recurrent.weight_hh_l0"],
        "recurrent_bias": layers["recurrent.bias_hh_l0"],
        "output": layers["output.weight"][0],
        "output_bias": layers["output.bias"],
    }
    return CountWeights(**{name: tensor.numpy().copy() for name, tensor in named.items()}, story={})


def join(networks: Sequence[CountWeights], story: dict[str, str]) -> CountWeights:
    """Networks of one size and the same inputs side by side as one, which says the mean of their log odds."""
    first = networks[0]

    def all_of(name: str) -> list[_Array]:
        return [getattr(network, name) for network in networks]

    return CountWeights(
        mean=first.mean,
        deviation=first.deviation,
        input=np.concatenate(all_of("input")),
        input_bias=np.concatenate(all_of("input_bias")),
        driven=diagonal(all_of("driven")),
        driven_bias=below(all_of("driven_bias")),
        recurrent=diagonal(all_of("recurrent")),
        recurrent_bias=below(all_of("recurrent_bias")),
        output=(np.concatenate(all_of("output")) / len(networks)).astype(np.float32),
        output_bias=np.mean(all_of("output_bias"), axis=0),
        story=story,
    )
