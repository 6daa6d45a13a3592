"""Control changes that go in pairs: controller n and n + 32 are the two halves of one number.

In: the control changes of one channel. Out: the numbers they make, and which pairs a sender really uses.
Pure, one for each channel; main process.
"""

from collections.abc import Iterator

from engine.controls.midi.wide import Reading, Wide

_CERTAIN = 6
_TOGETHER_S = 0.002


class Pairs:
    """Controllers 0 to 31 with 32 to 63 behind them (MIDI 1.0 Detailed Specification, table III).

    Many controllers use all 64 for knobs and buttons of their own. Two are taken for a pair when the second came right
    behind the first, within 2 ms, six times in a row.
    """

    def __init__(self) -> None:
        self.waiting: set[int] = set()
        self._wide = [Wide() for _ in range(32)]
        self._together = [0] * 32
        self._last: tuple[int, float] = (-1, 0.0)

    def is_used(self, pair: int) -> bool:
        """Whether the sender uses this pair."""
        return self._together[pair] >= _CERTAIN

    def take(self, number: int, amount: int, t: float) -> Reading | None:
        """The pair's number (pair `number & 31`) after a control change 0 to 63; None while its second half is awaited.

        A pair that nobody is known to use is read all the same: whoever asks for it must not wait for six moves.
        """
        pair = number & 31
        before, since = self._last
        self._last = number, t
        if 0 <= before < 32:
            alone = number != before + 32 or not 0.0 <= t - since <= _TOGETHER_S
            self._together[before] = 0 if alone else self._together[before] + 1
        if number >= 32:
            self.waiting.discard(pair)
            return self._wide[pair].refine(amount)
        reading = self._wide[pair].turn(amount, t)
        if reading is None:
            self.waiting.add(pair)
        return reading

    def settle(self, t: float) -> Iterator[tuple[int, Reading]]:
        """The pairs whose first half has waited long enough at `t`."""
        for pair in list(self.waiting):
            reading = self._wide[pair].settle(t)
            if reading is not None:
                self.waiting.discard(pair)
                yield pair, reading
