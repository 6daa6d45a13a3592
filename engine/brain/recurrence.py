"""The recurrence of the network through time, with its gradient written out: what training spends its time on.

In: what the inputs drive, weights, a first state. Out: the states, and gradients for all of them.
Runs in training and tests; `engine.brain.network` has the equations and a step by step form that agrees with this.

PyTorch's own bookkeeping would multiply with the recurrent weights' gradient at every hop. Here that product is
taken once for all hops, which is several times faster on a CPU.
"""

from typing import Any

import torch
from torch import Tensor


class Recurrence(torch.autograd.Function):
    """The whole of a sequence.

    driven (time, batch, 3H), weight (3H, H), bias (3H,), leak (H,) and the first state (batch, H) give the states
    (time, batch, H). The leak has no gradient: it is not trained.
    """

    @staticmethod
    def forward(ctx: Any, driven: Tensor, weight: Tensor, bias: Tensor, leak: Tensor, state: Tensor) -> Tensor:
        """Step through time, keeping what the gradient needs."""
        hops, batch, _ = driven.shape
        units = leak.numel()
        states = driven.new_empty(hops + 1, batch, units)
        states[0] = state
        gates = driven.new_empty(hops, batch, 2 * units)
        candidates = driven.new_empty(hops, batch, units)
        recalls = driven.new_empty(hops, batch, units)
        transposed = weight.t().contiguous()
        for hop in range(hops):
            before = states[hop]
            recalled = torch.addmm(bias, before, transposed)
            gate = torch.add(driven[hop, :, : 2 * units], recalled[:, : 2 * units], out=gates[hop]).sigmoid_()
            recalls[hop] = recalled[:, 2 * units :]
            candidate = torch.addcmul(driven[hop, :, 2 * units :], gate[:, :units], recalls[hop], out=candidates[hop])
            candidate.tanh_()
            torch.addcmul(before, gate[:, units:] * leak, candidate - before, out=states[hop + 1])
        ctx.save_for_backward(weight, leak, states, gates, candidates, recalls)
        return states[1:]

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor, None, Tensor]:
        """Back through time; the weights' gradients in one product at the end."""
        (outer,) = gradients
        weight, leak, states, gates, candidates, recalls = ctx.saved_tensors
        hops, batch, units = candidates.shape
        to_driven = candidates.new_empty(hops, batch, 3 * units)
        to_recalled = candidates.new_empty(hops, batch, 3 * units)
        carried = candidates.new_zeros(batch, units)
        for hop in range(hops - 1, -1, -1):
            before, candidate, recall = states[hop], candidates[hop], recalls[hop]
            reset, update = gates[hop, :, :units], gates[hop, :, units:]
            carried = carried + outer[hop]
            leaking = carried * leak
            moved = leaking * update
            to_candidate = moved * (1.0 - candidate * candidate)
            to_update = leaking * (candidate - before) * update * (1.0 - update)
            to_recall = to_candidate * reset
            to_reset = to_candidate * recall * reset * (1.0 - reset)
            for target, last in ((to_driven[hop], to_candidate), (to_recalled[hop], to_recall)):
                target[:, :units] = to_reset
                target[:, units : 2 * units] = to_update
                target[:, 2 * units :] = last
            carried = torch.addmm(carried - moved, to_recalled[hop], weight)
        flat = to_recalled.flatten(0, 1)
        return to_driven, flat.t() @ states[:-1].flatten(0, 1), flat.sum(dim=0), None, carried
