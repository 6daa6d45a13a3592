"""The brain: a small gated recurrent network whose hidden state is the light.

In: the ear's features, one hop at a time. Out: hidden state, activity, surprise, co-activation.
The numpy step runs in the ear's process; the PyTorch module only in training and tests.
"""

from engine.brain.coactivation import Coactivation
from engine.brain.mind import Mind, alone, gather
from engine.brain.step import Brain, Thought
from engine.brain.weights import UNIT_CHOICES, Weights, load_weights, save_weights

__all__ = [
    "UNIT_CHOICES",
    "Brain",
    "Coactivation",
    "Mind",
    "Thought",
    "Weights",
    "alone",
    "gather",
    "load_weights",
    "save_weights",
]
