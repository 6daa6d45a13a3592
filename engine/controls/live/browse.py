"""What a hand moves in Live while we learn: faders and the parameters of the device that is selected there.

In: the newest state. Out: questions; events of what has moved, by the names that bindings would have.
Main process, frame loop, while a binding is learnt.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.controls.event import Event
from engine.controls.live.facts import whole_of
from engine.controls.live.liveset import Key, LiveSet
from engine.controls.live.names import spell
from engine.controls.live.questions import Message

_MOST_TRACKS = 32
_SAME = 1e-6
_MOVING = ("track/volume", "device/parameters/value")


@dataclass(slots=True)
class Browse:
    """Follows the first tracks' faders, and the selected device; of an AbletonOSC that does not tell which that is, the
    first one of the selected track.
    """

    told: LiveSet
    _known: dict[Key, float] = field(default_factory=dict)

    def forget(self) -> None:
        """Learning is over: what moves until it begins again is no news."""
        if self._known:
            self._known.clear()
            for key in [key for key in self.told.values if key[0] in _MOVING]:
                del self.told.values[key]

    def questions(self) -> Iterator[Message]:
        """What to ask in the next round."""
        yield "/live/view/get/selected_track", ()
        yield from (("/live/track/get/volume", (track,)) for track in range(min(self.told.track_count, _MOST_TRACKS)))
        track = self._selected("view/selected_track")[:1]
        if track:
            yield "/live/track/get/devices/name", track
        if (place := self._device()) is not None:
            yield "/live/device/get/parameters/value", place
            for topic in ("name", "min", "max"):
                if (f"device/parameters/{topic}", place) not in self.told.values:
                    yield f"/live/device/get/parameters/{topic}", place
        yield "/live/view/get/selected_device", ()  # the last one: where none is selected, it stops those behind it

    def news(self, t: float) -> Iterator[Event]:
        """Events of what has moved since the last call."""
        told = self.told
        for track in range(min(len(told.tracks), _MOST_TRACKS)):
            for value in self._moved(("track/volume", (track,)), told.number("track/volume", track)):
                yield Event(f"live/track/{spell(track, told.tracks)}/volume", min(max(value, 0.0), 1.0), value, t)
        place = self._device()
        if place is not None:
            yield from self._device_news(*place, t)

    def _device_news(self, track: int, device: int, t: float) -> Iterator[Event]:
        told = self.told
        devices = told.texts("track/devices/name", track)
        names = told.texts("device/parameters/name", track, device)
        lows, highs = (told.numbers(f"device/parameters/{end}", track, device) for end in ("min", "max"))
        values = told.numbers("device/parameters/value", track, device)
        if (
            track >= len(told.tracks)
            or device >= len(devices)
            or not len(names) == len(values) == len(lows) == len(highs)
        ):
            return
        where = f"live/device/{spell(track, told.tracks)}/{spell(device, devices)}"
        for place, (value, low, high) in enumerate(zip(values, lows, highs, strict=True)):
            if low is None or high is None or high <= low:
                continue
            for raw in self._moved(("device", (track, device, place)), value):
                x = min(max((raw - low) / (high - low), 0.0), 1.0)
                yield Event(f"{where}/{spell(place, names, first=0)}", x, raw, t)

    def _moved(self, key: Key, value: float | None) -> tuple[float, ...]:
        """Where something was and where it is, if it has moved."""
        if value is None:
            return ()
        before = self._known.get(key)
        self._known[key] = value
        return (before, value) if before is not None and abs(value - before) > _SAME else ()

    def _device(self) -> tuple[int, int] | None:
        """Track and device of the selected one; None while that is not known, or there is none."""
        track = self._selected("view/selected_track")[:1]
        device = self._selected("view/selected_device")
        place = (*track, device[1] if device[:1] == track and len(device) > 1 else 0)
        is_there = bool(track) and place[1] < len(self.told.texts("track/devices/name", track[0]))
        return (place[0], place[1]) if is_there else None

    def _selected(self, topic: str) -> tuple[int, ...]:
        """The numbers that were told; none when it is the master, which is none of the tracks."""
        numbers = [whole_of(value) for value in self.told.values.get((topic, ()), ())]
        return tuple(number for number in numbers if number is not None and number >= 0)
