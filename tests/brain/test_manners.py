"""Manners: each is no loss where the hidden state has it, and one where it has not.

In: made-up states. Out: proof. Runs in the test process.
"""

import pytest
import torch
from torch import Tensor

from engine.brain.heads import HEADS
from engine.brain.manners import manners
from engine.ear import INPUTS

STREAMS, HOPS, UNITS = 6, 400, 12


def heard(silent: bool = False) -> Tensor:
    torch.manual_seed(1)
    return torch.zeros(STREAMS, HOPS, INPUTS) if silent else 0.2 + 0.5 * torch.rand(STREAMS, HOPS, INPUTS)


def asked(every: int = 40, hold: int = 4) -> Tensor:
    """What the heads should say: each head something in every `every` hops, at another place than the others."""
    answers = torch.zeros(STREAMS, HOPS, len(HEADS))
    for head in range(len(HEADS)):
        for start in range(head * hold, HOPS, every):
            answers[:, start : start + hold, head] = 1.0
    return answers


def noise(size: float = 0.4) -> Tensor:
    torch.manual_seed(2)
    return size * torch.randn(STREAMS, HOPS, UNITS)


def loss(name: str, states: Tensor, inputs: Tensor | None = None) -> float:
    return float(manners(states, heard() if inputs is None else inputs, asked())[name])


def test_sparse_counts_how_far_units_are_from_rest() -> None:
    assert loss("sparse", noise(0.1)) == pytest.approx(0.25 * loss("sparse", noise(0.4)), rel=1e-3)


def test_rest_is_asked_for_in_silence_only() -> None:
    assert loss("rest", noise()) == 0.0
    assert loss("rest", noise(), heard(silent=True)) == pytest.approx(0.16, rel=0.05)


def test_dead_and_stuck_units_are_told() -> None:
    assert loss("alive", noise(0.4)) == 0.0
    dead = noise(0.4)
    dead[..., 0] = 0.3
    assert loss("alive", dead) == pytest.approx(0.15 / UNITS, rel=1e-3)
    assert loss("free", dead) == 0.0
    dead[..., 0] = 0.95
    assert loss("free", dead) == pytest.approx(0.2 / UNITS, rel=1e-3)


def test_units_that_move_alike_cost_more() -> None:
    apart = noise()
    alike = apart.clone()
    alike[..., 1] = -alike[..., 0]
    # Two of UNITS ** 2 correlations are 1, and the mean of their squares is weighed by UNITS / 8.
    assert loss("distinct", alike) - loss("distinct", apart) == pytest.approx(2.0 / UNITS / 8.0, rel=0.1)


@pytest.mark.parametrize("head", range(len(HEADS)))
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_unit_that_answers_a_head_tells_something(head: int, sign: float) -> None:
    before = loss("telling", noise())
    states = noise()
    states[..., 3] += sign * 2.0 * asked()[..., head]
    assert before > 0.7  # noise tells nothing, but for the best of some chances
    assert before - loss("telling", states) > 0.6 / UNITS


def test_a_unit_that_follows_loudness_tells_something() -> None:
    inputs = heard() * torch.linspace(0.2, 1.0, STREAMS)[:, None, None]
    slow = noise()
    slow[..., 5] = torch.linspace(-0.8, 0.8, STREAMS)[:, None]
    assert loss("telling", noise(), inputs) - loss("telling", slow, inputs) > 0.6 / UNITS
