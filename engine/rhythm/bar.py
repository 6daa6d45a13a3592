"""Metre and place in the bar: a small hidden Markov model that steps once a beat.

In: the downbeat evidence of a beat that has passed. Out: beats in a bar and which one this was.
Runs wherever the tracker runs.
"""

import math

import numpy as np

from engine.rhythm.settings import RhythmSettings


class Bar:
    """The forward pass over (metre, position); positions count on by one, metres change only at a bar's end."""

    def __init__(self, settings: RhythmSettings) -> None:
        self._settings = settings
        metres = settings.metres
        self.metre_of = np.repeat(metres, metres)
        self.position_of = np.concatenate([np.arange(1, metre + 1) for metre in metres])
        prior = np.array(settings.metre_prior, np.float64)
        prior /= prior.sum()
        self._even = np.repeat(prior / np.array(metres), metres)
        first = self.position_of == 1
        count = len(self.metre_of)
        moves = np.zeros((count, count))
        for state in range(count):
            if self.position_of[state] < self.metre_of[state]:
                moves[state, state + 1] = 1.0
            else:
                moves[state, first] = settings.metre_change * prior
                moves[state, state + 1 - self.metre_of[state]] += 1.0 - settings.metre_change
        self.moves = (1.0 - settings.bar_restart) * moves + settings.bar_restart * self._even
        self._first = first
        self._next = np.argmax(moves, axis=1)  # the same metre goes on
        self.belief = self._even.copy()
        self._followed = int(np.argmax(self.belief))
        self.beats = 0

    def clear(self) -> None:
        """Forget everything."""
        self.belief[:] = self._even
        self.beats = 0

    def doubt(self, share: float) -> None:
        """Mix in a share of knowing nothing, 0..1: the beats themselves have jumped."""
        self.belief += share * (self._even - self.belief)

    def step(self, first: float) -> None:
        """A beat has passed, which was the first of a bar with the chance `first`, 0..1."""
        settings = self._settings
        self.belief = self.belief @ self.moves
        chance = min(max(first, settings.floor), settings.ceiling)
        rate = settings.first_rate
        evidence = math.log(chance / (1.0 - chance)) - math.log(rate / (1.0 - rate))
        self.belief[self._first] *= math.exp(settings.bar_trust * evidence)
        self.belief /= self.belief.sum()
        self.beats += 1
        # Between two counts that are about as likely, one is kept: a bar that flickers is worse than a wrong one.
        self._followed = int(self._next[self._followed])
        best = int(np.argmax(self.belief))
        if self.belief[best] > settings.bar_switch * self.belief[self._followed]:
            self._followed = best

    def ahead(self, beats: int) -> tuple[int, int, float]:
        """(metre, position, probability) of the beat `beats` after the last one stepped, by the followed count."""
        state = self._followed
        metre = int(self.metre_of[state])
        return metre, (int(self.position_of[state]) - 1 + beats) % metre + 1, float(self.belief[state])
