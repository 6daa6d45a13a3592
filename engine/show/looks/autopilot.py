"""The autopilot: chooses the next look from the bank, at phrases and drops, as the music asks for it.

In: the clock, what the network hears, what hands do. Out: recalls that leave alone what hands have turned.
Main process, frame loop; the same music, hands and seed give the same looks.
"""

import math
import random
from collections.abc import Callable
from dataclasses import replace

from engine.controls.board import Board
from engine.controls.catalogue import KEPT_GROUPS
from engine.controls.clock import Clock
from engine.controls.patchbay import Patchbay
from engine.presets.preset import Preset
from engine.show.looks.music import Music
from engine.show.looks.recall import Recall, Way
from engine.show.looks.selection import Selection

_ON, _PHRASES, _ENERGY = "/autopilot/on", "/autopilot/phrases", "/autopilot/energy"
# A drop so soon after a change is the same event; and a build-up may last, but not for ever.
_SHORTEST_BARS = 2
_LONGEST_BUILD_PHRASES = 2
# At full energy a look that is wrong by 0.1 is chosen a third as often.
_STRICTNESS = 11.0
_CUT_BEATS = 0.5


class Autopilot:
    """`touched`: what hands have turned since one recalled a look, or switched it on; its looks leave that alone."""

    def __init__(
        self, board: Board, patchbay: Patchbay, clock: Clock, recall: Recall, selection: Selection, seed: int
    ) -> None:
        self.touched: frozenset[str] = frozenset()
        self.music = Music()
        self._board = board
        self._patchbay = patchbay
        self._clock = clock
        self._recall = recall
        self._selection = selection
        self._random = random.Random(seed)
        self._played: list[str] = []
        self._recalls = -1
        self._was_on = False
        self._since_phrase = self._since_bar = self._seen = 0

    @property
    def on(self) -> bool:
        """Whether it plays."""
        return bool(self._board.value(_ON))

    def free(self) -> None:
        """Take back what hands have turned."""
        self.touched = frozenset()

    def advance(self, t: float, dt: float, signals: Callable[[str], float | None]) -> None:
        """A frame at show time `t`, `dt` after the last, with what is heard. Recalls a look when it is time for one."""
        self.music.hear(dt, signals)
        phrase = self._clock.passed("phrase")
        begins, self._seen = phrase != self._seen, phrase
        if not self.on:
            self._was_on = False
            return
        if not self._was_on:
            self._was_on = True
            self._played.clear()
            self.free()
        if self._recalls != self._recall.recalls:  # a hand or a cue: its look stays as long as any other
            self._settle(t)
            self.free()
        else:
            self._watch()
        if self._recall.waiting is not None:
            return
        stayed, wanted = phrase - self._since_phrase, round(float(self._board.value(_PHRASES)))
        if self.music.drops and self._clock.passed("bar") - self._since_bar >= _SHORTEST_BARS:
            self._change(t, cuts=True)
        elif begins and stayed >= wanted and not (self.music.builds and stayed < wanted + _LONGEST_BUILD_PHRASES):
            self._change(t, cuts=False)

    def describe(self) -> list[tuple[str, str]]:
        """The overlay's line, while it plays."""
        if not self.on:
            return []
        left = round(float(self._board.value(_PHRASES))) - (self._clock.passed("phrase") - self._since_phrase)
        when = "the drop, or after the build-up" if self.music.builds else _in_phrases(left)
        theirs = f"; leaves {len(self.touched)} turned" if self.touched else ""
        return [("autopilot", f"energy {self.music.energy:.1f}; next look at {when}{theirs}")]

    def _watch(self) -> None:
        """What hands turn is theirs."""
        catalogue = self._board.catalogue
        moved = self._patchbay.moved
        paths = {path for path in moved if path in catalogue and catalogue[path].group not in KEPT_GROUPS}
        if not paths <= self.touched:
            self.touched |= paths

    def _change(self, t: float, *, cuts: bool) -> None:
        preset = self._choose()
        if preset is None:
            return
        way = self._recall.usual_way
        if cuts:
            way = Way(min(way.seconds, _CUT_BEATS * 60.0 / self._clock.bpm))
        self._recall.go(preset, replace(way, leave=self.touched))
        self._settle(t)

    def _settle(self, t: float) -> None:
        """A look has come: it stays from the phrase's beginning that is nearest."""
        self._recalls = self._recall.recalls
        later = self._clock.phrase(t) % 1.0 >= 0.5
        self._since_phrase = self._clock.passed("phrase") + later
        self._since_bar = self._clock.passed("bar")
        preset = self._recall.preset
        if preset is not None and preset.name not in self._played:
            self._played.append(preset.name)

    def _choose(self) -> Preset | None:
        """A look of the bank that was not seen since all were; rather one that fits. None when none is there."""
        current = self._recall.preset
        here = [look for look in dict.fromkeys(self._selection.bank.looks) if self._selection.get(look) is not None]
        others = [look for look in here if current is None or look != current.name]
        fresh = [look for look in others if look not in self._played]
        if not fresh:
            self._played.clear()
            fresh = others
        presets = [preset for look in fresh if (preset := self._selection.get(look)) is not None]
        if not presets:
            return None
        strictness = _STRICTNESS * float(self._board.value(_ENERGY))
        weights = [math.exp(-strictness * abs(preset.energy - self.music.energy)) for preset in presets]
        return self._random.choices(presets, weights)[0]


def _in_phrases(left: int) -> str:
    return "this phrase's end" if left <= 1 else f"the end of {left} phrases"
