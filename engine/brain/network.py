"""The network, whole, in PyTorch: a gated recurrent unit in which every unit has its own pace.

In: sequences of features. Out: hidden states, predictions of the features to come, and what the heads say.
Runs in training and tests; the show runs `engine.brain.step`, which gives the same numbers.

    r = sigmoid(Wr x + br + Ur h + cr)            what of the state counts for the candidate
    z = sigmoid(Wz x + bz + Uz h + cz)            how much to move now
    n = tanh(Wn x + bn + r * (Un h + cn))         where to
    h <- h + leak * z * (n - h)                   leak = 1 - exp(-hop / time constant)

It is the GRU of Cho et al. (2014), in the form that cuDNN and PyTorch use, but for `leak`: with z at most 1, a
unit can never move faster than its time constant, so a spread of paces holds by construction and needs no luck
in training. A slow unit can still be slower than its constant, by its gate.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from engine.brain.heads import HEADS
from engine.brain.recurrence import Recurrence
from engine.brain.weights import HORIZONS, Weights

#: The fastest and the slowest unit's time constant, in seconds: from a single hop to a phrase.
FASTEST_S, SLOWEST_S = 0.004, 20.0
#: Ranks are raised to this power on their way from fast to slow: half of the units are faster than 12 ms, free to
#: find paces of their own, a quarter is slower than 150 ms, and a tenth slower than 2 s.
_SKEW = 3.0


class Network(nn.Module):
    """`units` recurrent units over `inputs` features.

    They predict the features at `HORIZONS` hops ahead, and `HEADS` say what sounded.
    """

    def __init__(self, units: int, inputs: int, hop_s: float) -> None:
        super().__init__()
        self.units, self.inputs = units, inputs
        self.input = nn.Linear(inputs, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)
        self.readout = nn.Linear(units, len(HORIZONS) * inputs)
        self.heads = nn.Linear(units, len(HEADS))
        spread = torch.linspace(0.0, 1.0, units) ** _SKEW * math.log(SLOWEST_S / FASTEST_S)
        self.register_buffer("leak", 1.0 - torch.exp(-hop_s / (FASTEST_S * torch.exp(spread))))
        self.leak: Tensor
        with torch.no_grad():
            nn.init.orthogonal_(self.recurrent.weight[2 * units :])
            self.input.bias[units : 2 * units] = 1.0  # gates begin mostly open: the leak sets the pace
            self.heads.bias.fill_(-3.0)  # what the heads mark is rare

    def step(self, driven: Tensor, state: Tensor) -> Tensor:
        """One hop. `driven` (batch, 3H) is `input(x)`; `state` (batch, H); returns the next state (batch, H)."""
        reset_in, update_in, candidate_in = driven.chunk(3, dim=-1)
        reset_of, update_of, candidate_of = self.recurrent(state).chunk(3, dim=-1)
        reset = torch.sigmoid(reset_in + reset_of)
        update = torch.sigmoid(update_in + update_of)
        candidate = torch.tanh(candidate_in + reset * candidate_of)
        return state + self.leak * update * (candidate - state)

    def forward(self, x: Tensor, state: Tensor) -> Tensor:
        """`x` (batch, time, I) from `state` (batch, H); returns the states (batch, time, H)."""
        driven = self.input(x.transpose(0, 1))
        states: Tensor = Recurrence.apply(  # type: ignore[no-untyped-call]
            driven, self.recurrent.weight, self.recurrent.bias, self.leak, state
        )
        return states.transpose(0, 1)

    def predict(self, states: Tensor) -> Tensor:
        """Features at each horizon, shape (..., len(HORIZONS), I), from states (..., H)."""
        foreseen: Tensor = self.readout(states)
        return foreseen.reshape(*states.shape[:-1], len(HORIZONS), self.inputs)


def from_weights(weights: Weights, hop_s: float) -> Network:
    """The PyTorch network with these weights."""
    network = Network(weights.units, weights.inputs, hop_s)
    with torch.no_grad():
        for layer, matrix, bias in _layers(network):
            layer.weight.copy_(torch.from_numpy(getattr(weights, matrix)))
            layer.bias.copy_(torch.from_numpy(getattr(weights, bias)))
        network.leak.copy_(torch.from_numpy(weights.leak))
    return network


def to_weights(network: Network, rest: Tensor, span: Tensor, story: dict[str, str]) -> Weights:
    """The network's weights with each unit's `rest` and range (`span`), both (H,)."""
    arrays: dict[str, Any] = {}
    for layer, matrix, bias in _layers(network):
        arrays[matrix] = layer.weight.detach().numpy().copy()
        arrays[bias] = layer.bias.detach().numpy().copy()
    return Weights(**arrays, leak=network.leak.numpy().copy(), rest=rest.numpy(), range=span.numpy(), story=story)


def _layers(network: Network) -> tuple[tuple[nn.Linear, str, str], ...]:
    return (
        (network.input, "input", "input_bias"),
        (network.recurrent, "recurrent", "recurrent_bias"),
        (network.readout, "readout", "readout_bias"),
        (network.heads, "heads", "heads_bias"),
    )
