"""What makes a network worth looking at: losses on the hidden state, whatever it is trained to say.

In: hidden states with what was heard meanwhile. Out: the six manners, one number each.
Runs in training.

Sparse: most units are near rest most of the time. Rest: in silence. Alive: every unit moves. Free: none is stuck at its
end. Distinct: two units that always move alike waste a light. Telling: each unit answers something that has a name.
"""

import torch
from torch import Tensor

from engine.ear import BANDS

_EVERY = 4
#: A unit tells something when what it answers moves it by so many standard deviations: two normal distributions that
#: far apart have an area under the ROC curve of 0.8 (the normal distribution's value at 1.2 / sqrt(2)).
_TOLD = 1.2
_LEAST_DEVIATION = 0.15
_MOST_MEAN = 0.75


def manners(states: Tensor, inputs: Tensor, answers: Tensor) -> dict[str, Tensor]:
    """Each manner's loss, 0 at best, of states (streams, hops, H) over inputs (streams, hops, I).

    `answers` (streams, hops, N), 0..1, is what the heads should say meanwhile.
    """
    sampled, heard, asked = states[:, ::_EVERY], inputs[:, ::_EVERY], answers[:, ::_EVERY]
    units = states.shape[-1]
    flat = sampled.flatten(0, 1)
    silent = heard.amax(dim=-1, keepdim=True) <= 0.0
    deviation = flat.std(dim=0)
    apart = (flat - flat.mean(dim=0)) / (deviation + 1e-3)
    correlation = apart.T @ apart / len(apart)
    alike = correlation - torch.diag(torch.diag(correlation))
    return {
        "sparse": flat.abs().mean() * 10.0,
        "rest": (sampled**2 * silent).sum() / (silent.sum() * units + 1.0),
        "alive": torch.relu(_LEAST_DEVIATION - deviation).mean(),
        "free": torch.relu(flat.abs().mean(dim=0) - _MOST_MEAN).mean(),
        "distinct": alike.pow(2).mean() * units / 8.0,
        "telling": torch.relu(_TOLD - _contrasts(apart, heard, asked).abs().amax(dim=-1)).mean(),
    }


def _contrasts(apart: Tensor, heard: Tensor, asked: Tensor) -> Tensor:
    """(H, things): how far each thing moves each unit from where it is without it, in standard deviations.

    The things: each of the answers, then loud against quiet and bright against dull, now and over the whole chunk.
    """
    there = [asked.flatten(0, 1)]
    elsewhere = [1.0 - there[0]]
    for level in _levels(heard[..., :BANDS]):
        low, high = torch.quantile(level, 0.25), torch.quantile(level, 0.75)
        there.append((level >= high).to(apart.dtype)[:, None])
        elsewhere.append((level <= low).to(apart.dtype)[:, None])
    with_it, without = torch.cat(there, dim=1), torch.cat(elsewhere, dim=1)
    return apart.T @ (with_it / with_it.sum(dim=0).clamp(min=1.0) - without / without.sum(dim=0).clamp(min=1.0))


def _levels(bands: Tensor) -> tuple[Tensor, ...]:
    """Loudness and brightness, (streams * hops,) each: first at each hop, then the mean over each stream."""
    energy = bands.pow(2)
    places = torch.linspace(0.0, 1.0, bands.shape[-1], device=bands.device)
    loudness, moment = energy.sum(dim=-1), energy @ places
    now = loudness.flatten(), (moment / (loudness + 1e-3)).flatten()
    loud, bright = loudness.mean(dim=1, keepdim=True), moment.mean(dim=1, keepdim=True)
    lasting = loud.expand_as(loudness).flatten(), (bright / (loud + 1e-3)).expand_as(loudness).flatten()
    return *now, *lasting
