"""Which scene was launched: Live does not say, so it is seen in the slots that blink and play.

In: what every track's slots do, ten times a second. Out: scenes and clips that were launched, scenes that wait.
Main process, frame loop.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Slots: TypeAlias = Sequence[tuple[int, int]]
"""Of each track, the slot that plays and the one that blinks because it waits to be launched; below 0 for none."""

Clips: TypeAlias = Mapping[int, Sequence[str | None]]
"""By track, the names of its slots' clips; None where there is none."""

_PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Launch:
    """kind: a scene "waits" for Live's launch quantisation; a "scene" or a "clip" has begun.

    place: the scene's, from 0. track: the clip's; -1 for a scene.
    """

    kind: Literal["waits", "scene", "clip"]
    place: int
    track: int = -1


@dataclass(slots=True)
class Launches:
    """Compares each look at the set with the one before. `current`: the scene that was launched last, if that was seen.

    A scene has been launched when every clip of its row plays, and at least one of them has just begun; or when its
    whole row has blinked and still plays as before: then it was launched again. Where tracks or scenes have come, gone
    or moved, nothing is a launch.
    """

    current: int | None = None
    _before: Slots | None = None
    _order: Hashable = None
    _blinking: frozenset[int] = frozenset()
    _begun: dict[int, float] = field(default_factory=dict)
    _triggered: set[int] = field(default_factory=set)

    @property
    def waiting(self) -> list[int]:
        """The scenes that wait to begin."""
        return sorted(self._blinking | self._triggered)

    def look(self, order: Hashable, slots: Slots, clips: Clips, t: float, playing: bool = True) -> list[Launch]:
        """What was launched since the last look. order: what says whether tracks and scenes are where they were.

        playing: whether Live's transport runs; what blinks when it stops is given up.
        """
        before, self._before = self._before, slots
        if before is None or order != self._order or len(before) != len(slots):
            self._order = order
            self._blinking, self._begun = self._rows_that_blink(slots, clips), {}
            rows = {plays for plays, _ in slots if plays >= 0}
            whole = [row for row in sorted(rows) if self._plays_whole(row, slots, clips)]
            self.current = whole[0] if len(whole) == 1 else None
            return []
        began = [track for track, (old, new) in enumerate(zip(before, slots, strict=True)) if 0 <= new[0] != old[0]]
        launches = [Launch("clip", slots[track][0], track) for track in began]
        launches += self._waiting(slots, clips)
        launched = self._begun_rows(began, slots, clips, t)
        if launched is None and playing:
            launched = self._again(slots, clips)
        self._blinking = self._rows_that_blink(slots, clips)
        if launched is not None:
            self.current = launched
            launches.append(Launch("scene", launched))
        return launches

    def trigger(self, scene: int, waits: bool) -> list[Launch]:
        """An empty scene, of which no slot tells anything, blinks or no longer does: then it was launched."""
        if waits == (scene in self._triggered):
            return []
        self._triggered ^= {scene}
        if not waits:
            self.current = scene
        return [Launch("waits" if waits else "scene", scene)]

    def missing(self, slots: Slots, clips: Clips) -> list[int]:
        """Tracks that keep a row that has begun from being a whole one: perhaps their clips are others by now."""
        return [
            track
            for row in self._begun
            for track in _members(row, clips)
            if track < len(slots) and slots[track][0] != row
        ]

    def _begun_rows(self, began: Sequence[int], slots: Slots, clips: Clips, t: float) -> int | None:
        """The row that is whole now that some of its clips have begun; a moment later will do, too."""
        for track in began:
            self._begun[slots[track][0]] = t
        self._begun = {row: since for row, since in self._begun.items() if 0.0 <= t - since <= _PATIENCE_S}
        whole = [
            row
            for row in self._begun
            if self._plays_whole(row, slots, clips) and (row != self.current or row in self._blinking)
        ]
        if not whole:
            return None
        launched = max(whole, key=lambda row: (sum(plays == row for plays, _ in slots), -row))
        self._begun.clear()
        return launched

    def _again(self, slots: Slots, clips: Clips) -> int | None:
        """A row that has blinked, blinks no longer, was not given up for another one, and plays on."""
        for row in sorted(self._blinking):
            waits = any(slots[track][1] != -1 for track in _members(row, clips) if track < len(slots))
            if not waits and self._plays_whole(row, slots, clips):
                return row
        return None

    def _waiting(self, slots: Slots, clips: Clips) -> list[Launch]:
        now = self._rows_that_blink(slots, clips)
        return [Launch("waits", row) for row in sorted(now - self._blinking)]

    def _rows_that_blink(self, slots: Slots, clips: Clips) -> frozenset[int]:
        rows = {blinks for _, blinks in slots if blinks >= 0}
        return frozenset(row for row in rows if _is_whole(row, [blinks for _, blinks in slots], clips))

    def _plays_whole(self, row: int, slots: Slots, clips: Clips) -> bool:
        return _is_whole(row, [plays for plays, _ in slots], clips)


def _is_whole(row: int, places: Sequence[int], clips: Clips) -> bool:
    """Whether each track that has a clip in the row is at it, and at least one track is."""
    members = [track for track in _members(row, clips) if track < len(places)]
    return row in places and all(places[track] == row for track in members)


def _members(row: int, clips: Clips) -> list[int]:
    return [track for track, names in clips.items() if row < len(names) and names[row] is not None]


def is_renamed(before: Sequence[str | None], now: Sequence[str | None]) -> bool:
    """Whether what is in a list is where it was, one of them perhaps with another name: what moves changes two."""
    return len(before) == len(now) and sum(old != new for old, new in zip(before, now, strict=True)) <= 1
