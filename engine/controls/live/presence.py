"""Whether Live is there, and what it complains of: each said once.

In: the time of whatever Live says; its errors. Out: when to look for it; that it has come or gone; lines for a person.
Main process, frame loop.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

SILENCE_S = 4.0
"""Live is gone when it has said nothing for so long. While it loads a set it is mute for seconds, too."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 2.0
_WAITS_S = 0.5
_MOST = 16
_LONGEST = 200

# What older versions of AbletonOSC do not know or a set does not have, and what we can do without.
_OPTIONAL = (
    "/live/view/get/selected_device",
    "is not in list",  # of the selected device or track, when that is none of the tracks'
    "/live/song/start_listen/beat",
    "/live/song/get/scene_names",
    "/live/song/get/track_data",
    "/live/scene/start_listen/is_triggered",
)


@dataclass(slots=True)
class Presence:
    """`here`: Live has answered a moment ago."""

    here: bool = False
    _heard_at: float = 0.0
    _look_at: float = 0.0
    _pause: float = _FIRST_PAUSE_S

    def hear(self, t: float) -> bool:
        """Live has said something; True when it has just come."""
        came, self.here, self._heard_at = not self.here, True, t
        return came

    def lose(self, t: float) -> bool:
        """True when Live has just gone: it has been mute for too long."""
        if not self.here or 0.0 <= t - self._heard_at < SILENCE_S:
            return False
        self.here, self._look_at, self._pause = False, t, _FIRST_PAUSE_S
        return True

    def look(self, t: float) -> bool:
        """Whether to ask now if Live is there: at first soon again, then every 2 s."""
        if self.here or t < self._look_at:
            return False
        self._look_at, self._pause = t + self._pause, min(2.0 * self._pause, _LONGEST_PAUSE_S)
        return True


@dataclass(slots=True)
class Complaints:
    """Live's errors. Those that a change of the set explains, and those about what we can do without, are not told."""

    _told: set[str] = field(default_factory=set)
    _waiting: list[tuple[float, str]] = field(default_factory=list)
    _changed_at: float = -60.0

    def hear(self, t: float, text: str) -> None:
        """AbletonOSC has sent an error."""
        known = text in self._told or any(text == waiting for _, waiting in self._waiting)
        if text and not known and len(self._told) + len(self._waiting) < _MOST and not text.endswith(_OPTIONAL):
            self._waiting.append((t, text))

    def change(self, t: float) -> None:
        """Tracks or scenes have come, gone or moved: what was asked about them meanwhile was in vain."""
        self._changed_at = t

    def take(self, t: float) -> Iterator[str]:
        """Errors to tell a person, each once."""
        due = [(since, text) for since, text in self._waiting if t - since >= _WAITS_S]
        self._waiting = [waiting for waiting in self._waiting if waiting not in due]
        for since, text in due:
            if abs(since - self._changed_at) > _WAITS_S:
                self._told.add(text)
                yield f"Live says: {text[:_LONGEST]}"
