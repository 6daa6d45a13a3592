"""All that listens in a show: the network that is the light, those that vote with it, and the one that counts.

In: the light's weights. Out: a `Mind`, read and checked.
Read when hearing starts, in whichever process hears.

Each network errs on other music, and a mean of their log odds errs less than any of them
(docs/decisions/0023-networks-that-vote.md).
"""

from dataclasses import dataclass
from pathlib import Path

from engine import files
from engine.brain.count import CountWeights, load_count
from engine.brain.weights import Weights, load_weights

#: The networks that vote on what is heard, whichever is the light: those that a few percent of a core can step.
VOTERS = (32, 64, 128)
COUNT = "count"


@dataclass(frozen=True, slots=True)
class Mind:
    """`light`: the network on the wall. `voters`: the others, whose heads count as much. `count`: counts the bar."""

    light: Weights
    voters: tuple[Weights, ...]
    count: CountWeights


def gather(light: Weights) -> Mind:
    """A network with all that listen with it: the voters of other sizes. Raises `FileError` or `WeightsError`."""
    return Mind(light, load_voters(but=light.units), load_count(_file(COUNT)))


def alone(light: Weights) -> Mind:
    """A network that is asked without the others, to be compared with them; bars are counted all the same."""
    return Mind(light, (), load_count(_file(COUNT)))


def load_voters(but: int = 0) -> tuple[Weights, ...]:
    """The networks that vote, all but the one of so many units. Raises `FileError` or `WeightsError`."""
    return tuple(load_weights(_file(str(units))) for units in VOTERS if units != but)


def _file(name: str) -> Path:
    return files.find("brains", name, ".safetensors")
