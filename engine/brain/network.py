"""The network, whole, in PyTorch: a gated recurrent unit in which every unit has its own pace.

In: sequences of features. Out: hidden states and predictions of the features to come.
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

import torch
from torch import Tensor, nn

from engine.brain.weights import HORIZONS, Weights

#: The fastest and the slowest unit's time constant, in seconds: from a transient to a phrase.
FASTEST_S, SLOWEST_S = 0.012, 8.0


class Network(nn.Module):
    """`units` recurrent units over `inputs` features, predicting the features at `HORIZONS` hops ahead."""

    def __init__(self, units: int, inputs: int, hop_s: float) -> None:
        super().__init__()
        self.units, self.inputs = units, inputs
        self.input = nn.Linear(inputs, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)
        self.readout = nn.Linear(units, len(HORIZONS) * inputs)
        constants = torch.logspace(math.log10(FASTEST_S), math.log10(SLOWEST_S), units)
        self.register_buffer("leak", 1.0 - torch.exp(-hop_s / constants))
        self.leak: Tensor
        with torch.no_grad():
            nn.init.orthogonal_(self.recurrent.weight[2 * units :])
            self.input.bias[units : 2 * units] = 1.0  # gates begin mostly open: the leak sets the pace

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
        states = []
        for driven in self.input(x).unbind(dim=1):
            state = self.step(driven, state)
            states.append(state)
        return torch.stack(states, dim=1)

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
    arrays = {}
    for layer, matrix, bias in _layers(network):
        arrays[matrix] = layer.weight.detach().numpy().copy()
        arrays[bias] = layer.bias.detach().numpy().copy()
    return Weights(**arrays, leak=network.leak.numpy().copy(), rest=rest.numpy(), range=span.numpy(), story=story)


def _layers(network: Network) -> tuple[tuple[nn.Linear, str, str], ...]:
    return (
        (network.input, "input", "input_bias"),
        (network.recurrent, "recurrent", "recurrent_bias"),
        (network.readout, "readout", "readout_bias"),
    )
