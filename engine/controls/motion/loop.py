"""A move of a hand on one parameter, written down bar by bar, so that it can come round again.

In: where the hand put the parameter, and when on the loop. Out: where it was there, at any place of the loop.
Pure; main process, frame loop.
"""

from bisect import bisect_right

MOST_POINTS = 4096


class Loop:
    """Points on a loop of so many beats: place in beats and the parameter's place, 0 to 1, in order.

    Between two points that a hand made in one go it moves straight; elsewhere it stays until the next one. So does a
    parameter that has no places in between.
    """

    def __init__(self, beats: float, continuous: bool) -> None:
        self.beats = beats
        self._reach = min(0.25, beats / 8.0) if continuous else 0.0
        self._places: list[float] = []
        self._units: list[float] = []

    def __len__(self) -> int:
        return len(self._places)

    def put(self, place: float, unit: float) -> None:
        """The hand is here now."""
        index = bisect_right(self._places, place)
        if index and self._places[index - 1] == place:
            self._units[index - 1] = unit
        elif len(self._places) < MOST_POINTS:
            self._places.insert(index, place)
            self._units.insert(index, unit)

    def wipe(self, start: float, end: float) -> None:
        """Forget what is after `start` and up to `end`, across the loop's end if `end` is before `start`."""
        if end < start:
            self.wipe(start, self.beats)
            self.wipe(-1.0, end)
            return
        first, last = bisect_right(self._places, start), bisect_right(self._places, end)
        del self._places[first:last], self._units[first:last]

    def at(self, place: float) -> float | None:
        """Where the parameter is at this place of the loop; None while there is no point."""
        if not self._places:
            return None
        index = bisect_right(self._places, place)
        before = self._units[index - 1]  # of index 0 the last one: it goes on across the loop's end
        if index == 0 or index == len(self._places):
            return before
        start, end = self._places[index - 1], self._places[index]
        if end - start > self._reach:
            return before
        return before + (self._units[index] - before) * (place - start) / (end - start)
