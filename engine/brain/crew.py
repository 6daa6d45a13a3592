"""Processes that train one network together, as PyTorch's `torchrun` starts them; or one alone.

In: the environment that torchrun sets. Out: who one is, the device to compute on, and what all agree on.
Runs in training.
"""

import os
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist

from engine.brain.network import Network


@dataclass(frozen=True, slots=True)
class Crew:
    """The processes that train together: this one's `rank` of `size`, and the device it computes on."""

    rank: int
    size: int
    device: torch.device

    @classmethod
    def join(cls) -> "Crew":
        """Alone, or one of torchrun's processes, which tells each by its environment."""
        rank, size = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
        gpu = torch.cuda.is_available()
        if size > 1:
            # The others wait for as long as lessons are made.
            dist.init_process_group("nccl" if gpu else "gloo", timeout=timedelta(days=2))
        if not gpu:
            return cls(rank, size, torch.device("cpu"))
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
        return cls(rank, size, device)

    def leave(self) -> None:
        """The work is done."""
        if self.size > 1:
            dist.destroy_process_group()

    def average(self, network: Network) -> None:
        """Give every process the mean of all processes' gradients."""
        if self.size == 1:
            return
        gradients = [parameter.grad for parameter in network.parameters() if parameter.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        for gradient, mean in zip(gradients, torch.split(flat, [g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view_as(gradient))

    def latest(self, own: set[int]) -> int:
        """The latest step that every process has a checkpoint of; 0 when there is none."""
        if self.size == 1:
            return max(own, default=0)
        everyones: list[set[int] | None] = [None] * self.size
        dist.all_gather_object(everyones, own)
        return max(set.intersection(*(steps or set() for steps in everyones)), default=0)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            dist.barrier()
