"""The network in PyTorch against PyTorch's own GRU cell, and the pace of each unit against its formula.

In: random and hand-set weights. Out: proof. Runs in the test process; imports torch.
"""

import numpy as np
import pytest
import torch

from engine.brain.heads import HEADS
from engine.brain.network import FASTEST_S, SLOWEST_S, Network, from_weights, to_weights
from engine.brain.recurrence import Recurrence
from engine.brain.weights import HORIZONS
from engine.moments import HOP_S

INPUTS = 128


def network(units: int, seed: int = 0) -> Network:
    torch.manual_seed(seed)
    return Network(units, INPUTS, HOP_S)


@torch.no_grad()
def test_without_leak_it_is_a_gru() -> None:
    ours = network(48)
    ours.leak.fill_(1.0)
    cell = torch.nn.GRUCell(INPUTS, 48)
    cell.weight_ih.copy_(ours.input.weight)
    cell.weight_hh.copy_(ours.recurrent.weight)
    cell.bias_ih.copy_(ours.input.bias)
    cell.bias_hh.copy_(ours.recurrent.bias)
    # PyTorch's gate says how much to keep, ours how much to move: sigmoid(-a) = 1 - sigmoid(a).
    for parameter in (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh):
        parameter[48:96] *= -1.0
    x, state = torch.rand(7, 50, INPUTS), torch.zeros(7, 48)
    states = ours(x, state)
    for hop in range(50):
        state = cell(x[:, hop], state)
        torch.testing.assert_close(states[:, hop], state, atol=1e-5, rtol=0.0)


@torch.no_grad()
def test_units_follow_their_time_constants_from_transient_to_phrase() -> None:
    units = 40
    net = network(units)
    for layer in (net.input, net.recurrent):
        layer.weight.zero_()
        layer.bias.zero_()
    net.input.bias[units : 2 * units] = 30.0  # gates wide open
    net.input.bias[2 * units :] = 30.0  # everybody wants to be at 1
    hops = 3000
    states = net(torch.zeros(1, hops, INPUTS), torch.zeros(1, units))[0].double().numpy()
    constants = FASTEST_S * (SLOWEST_S / FASTEST_S) ** (np.linspace(0.0, 1.0, units) ** 3.0)
    seconds = HOP_S * np.arange(1, hops + 1)
    np.testing.assert_allclose(states, 1.0 - np.exp(-seconds[:, None] / constants), atol=2e-3)
    assert constants[0] < 0.005  # a single hop
    assert constants[-1] == pytest.approx(20.0)  # ten bars at 120 BPM
    assert np.median(constants) < 0.02


@torch.no_grad()
def test_no_unit_is_faster_than_its_constant() -> None:
    net, state = network(64), torch.zeros(1, 64)
    for x in 5.0 * torch.randn(200, 1, INPUTS):
        moved = net.step(net.input(x), state)
        assert ((moved - state).abs() <= 2.0 * net.leak + 1e-6).all()
        assert (moved.abs() <= 1.0).all()
        state = moved


@torch.no_grad()
def test_sequence_is_steps_and_parts_make_the_whole() -> None:
    net, x, state = network(32), torch.rand(3, 40, INPUTS), torch.rand(3, 32) - 0.5
    whole = net(x, state)
    assert whole.shape == (3, 40, 32)
    torch.testing.assert_close(net(x[:, 25:], whole[:, 24]), whole[:, 25:])
    torch.testing.assert_close(net.step(net.input(x[:, 0]), state), whole[:, 0])


def test_gradient_is_pytorch_s_own() -> None:
    """The recurrence's written-out gradient against the bookkeeping of the same steps."""
    net = network(24, seed=2).double()
    x = torch.rand(3, 30, INPUTS, dtype=torch.double)
    first = (torch.rand(3, 24, dtype=torch.double) - 0.5).requires_grad_()
    weighing = torch.randn(3, 30, 24, dtype=torch.double)

    def gradients(states: torch.Tensor) -> list[torch.Tensor]:
        net.zero_grad()
        first.grad = None
        (states * weighing).sum().backward()
        parameters = (*net.input.parameters(), *net.recurrent.parameters(), first)
        return [parameter.grad.clone() for parameter in parameters if parameter.grad is not None]

    state, steps = first, []
    for driven in net.input(x).unbind(dim=1):
        state = net.step(driven, state)
        steps.append(state)
    expected = gradients(torch.stack(steps, dim=1))
    found = gradients(net(x, first))
    assert len(found) == len(expected) == 5
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs)
    driven = torch.rand(4, 2, 15, dtype=torch.double, requires_grad=True)
    weight = torch.rand(15, 5, dtype=torch.double, requires_grad=True)
    bias = torch.rand(15, dtype=torch.double, requires_grad=True)
    leak, start = torch.rand(5, dtype=torch.double), torch.rand(2, 5, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(Recurrence.apply, (driven, weight, bias, leak, start))


@torch.no_grad()
def test_predictions_come_in_the_order_of_the_horizons() -> None:
    net, states = network(32), torch.rand(2, 5, 32)
    foreseen = net.predict(states)
    assert foreseen.shape == (2, 5, len(HORIZONS), INPUTS)
    rows = net.readout.weight[INPUTS : 2 * INPUTS]
    torch.testing.assert_close(foreseen[:, :, 1], states @ rows.T + net.readout.bias[INPUTS : 2 * INPUTS])


@pytest.mark.parametrize("units", [32, 512])
def test_to_weights_and_back(units: int) -> None:
    net = network(units, seed=3)
    rest, span = torch.linspace(-0.5, 0.5, units), torch.linspace(0.1, 1.0, units)
    weights = to_weights(net, rest, span, {"why": "a test"})
    assert (weights.units, weights.inputs, weights.story) == (units, INPUTS, {"why": "a test"})
    again = from_weights(weights, HOP_S)
    for name, tensor in net.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], tensor, atol=0.0, rtol=0.0)
    np.testing.assert_array_equal(weights.rest, rest.numpy())
    np.testing.assert_array_equal(weights.range, span.numpy())
    assert weights.heads.shape == (len(HEADS), units)
    # How unit 5 drives unit 9's candidate.
    assert weights.links[5, 9] == net.recurrent.weight[2 * units + 9, 5]
