"""The network in numpy, one hop at a time: what runs in the show.

In: the ear's features. Out: a `Thought`: state, activity, surprise, and what the heads say.
Runs in the ear's process (and the main process when rendering); imports no torch. `engine.brain.network`
explains the equations and agrees with this step to 1e-5.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain.weights import HORIZONS, Weights, join

_Array = NDArray[np.float32]

#: Which prediction is held against what came: 80 ms ahead is past the window's own reach.
_SURPRISE_HORIZON = 1
_USUAL_S = 6.0
_MOST_ACTIVE = 2.0


@dataclass(frozen=True, slots=True)
class Thought:
    """One step's outcome.

    `state` (H,), -1..1; `activity` (H,), 0 at rest to 2; `surprise` 0..1; `heads` (len(HEADS),), 0..1: what this
    network says; `voted`, the same: what all networks say together.
    """

    state: _Array
    activity: _Array
    surprise: float
    heads: _Array
    voted: _Array


class Cell:
    """The recurrent units of one network, stepped: their state, and the last state known to be finite."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.resets = 0
        self.state: _Array = weights.rest.copy()

    def step(self, inputs: _Array) -> bool:
        """Hear one hop, shape (I,). A step that is not finite is not taken, counted, and answered by False."""
        state = self._next_state(inputs)
        finite = math.isfinite(float(state.sum()))  # what is not finite makes the sum so
        if finite:
            self.state = state
        else:
            self.resets += 1
            if not np.isfinite(self.state).all():
                self.state = self.weights.rest.copy()
        return finite

    def say(self) -> _Array:
        """What the heads say, (len(HEADS),), before the sigmoid: log odds."""
        said: _Array = self.weights.heads @ self.state + self.weights.heads_bias
        return said

    def _next_state(self, inputs: _Array) -> _Array:
        weights, units, state = self.weights, self.weights.units, self.state
        driven = weights.input @ inputs + weights.input_bias
        recalled = weights.recurrent @ state + weights.recurrent_bias
        gates = _sigmoid(driven[: 2 * units] + recalled[: 2 * units])
        reset, update = gates[:units], gates[units:]
        candidate = np.tanh(driven[2 * units :] + reset * recalled[2 * units :])
        moved: _Array = state + weights.leak * update * (candidate - state)
        return moved


class Brain:
    """Steps the network that is the light, and keeps what it foretold; and steps those that vote with it.

    `voters`: other networks, which hear the same. The vote is the mean of everybody's log odds.
    """

    def __init__(self, weights: Weights, hop_s: float, voters: Sequence[Weights] = ()) -> None:
        self.weights = weights
        inputs = weights.inputs
        rows = slice(_SURPRISE_HORIZON * inputs, (_SURPRISE_HORIZON + 1) * inputs)
        self._readout = np.ascontiguousarray(weights.readout[rows])
        self._readout_bias = weights.readout_bias[rows]
        self._predictions: deque[_Array] = deque(maxlen=HORIZONS[_SURPRISE_HORIZON])
        self._share = np.float32(1.0 - np.exp(-hop_s / _USUAL_S))
        self._usual_error = 0.004
        self._inverse_range = (1.0 / np.maximum(weights.range, 1e-3)).astype(np.float32)
        self._cell = Cell(weights)
        self._voices = 1 + len(voters)
        self._voters = Cell(join(voters)) if voters else None

    @property
    def resets(self) -> int:
        """How many steps were not taken."""
        return self._cell.resets

    @property
    def state(self) -> _Array:
        """The hidden state, (H,); may be set."""
        return self._cell.state

    @state.setter
    def state(self, state: _Array) -> None:
        self._cell.state = state

    def step(self, inputs: _Array) -> Thought:
        """Hear one hop, shape (I,). A step that is not finite is not taken: the last state stays, and is counted."""
        if not self._cell.step(inputs):
            self._predictions.clear()
            inputs = np.nan_to_num(inputs, nan=0.0, posinf=1.0, neginf=0.0)
        distance = np.abs(self.state - self.weights.rest) * self._inverse_range
        activity: _Array = np.minimum(distance, np.float32(_MOST_ACTIVE))
        own = total = self._cell.say()
        if self._voters is not None:
            self._voters.step(inputs)
            total = own + self._voters.say()
        heads = _sigmoid(own)
        voted = _sigmoid(total / np.float32(self._voices)) if self._voters is not None else heads
        return Thought(self.state, activity, self._compare(inputs), heads, voted)

    def _compare(self, inputs: _Array) -> float:
        """How much worse than usual the prediction of this hop was: 0 as usual or better, towards 1 far worse."""
        surprise = 0.0
        if len(self._predictions) == self._predictions.maxlen:
            miss = inputs - self._predictions[0]
            error = float(miss @ miss) / miss.size
            surprise = float(1.0 - np.exp(-max(0.0, 0.5 * (error / self._usual_error - 1.0))))
            # The floor keeps near-silence, where every error is tiny, from surprising anybody.
            self._usual_error = max(0.002, self._usual_error + float(self._share) * (error - self._usual_error))
        self._predictions.append(self._readout @ self.state + self._readout_bias)
        return surprise


def _sigmoid(x: _Array) -> _Array:
    # By tanh: never overflows, and one vectorised call.
    half = np.float32(0.5)
    value: _Array = half * x
    np.tanh(value, out=value)
    value *= half
    value += half
    return value
