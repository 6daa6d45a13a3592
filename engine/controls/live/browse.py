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


@dataclass(slots=True)
class Browse:
    """Follows the first tracks' faders, and the selected device; of an AbletonOSC that does not tell which that is, the
    first one of the selected track.
    """

    told: LiveSet
    _known: dict[Key, float] = field(default_factory=dict)

    def forget(self) -> None:
        """Learning is over: what moves until it begins again is no news."""
        self._known.clear()

    def questions(self) -> Iterator[Message]:
        """What to ask in the next round."""
        yield "/live/view/get/selected_device", ()
        yield "/live/view/get/selected_track", ()
        yield from (("/live/track/get/volume", (track,)) for track in range(min(self.told.track_count, _MOST_TRACKS)))
        place = self._selected()
        if place is None:
            return
        yield "/live/track/get/devices/name", place[:1]
        yield "/live/device/get/parameters/value", place
        for topic in ("name", "min", "max"):
            if (f"device/parameters/{topic}", place) not in self.told.values:
                yield f"/live/device/get/parameters/{topic}", place

    def news(self, t: float) -> Iterator[Event]:
        """Events of what has moved since the last call."""
        told = self.told
        for track in range(min(len(told.tracks), _MOST_TRACKS)):
            value = told.number("track/volume", track)
            if value is not None and self._moved(("track/volume", (track,)), value):
                yield Event(f"live/track/{spell(track, told.tracks)}/volume", min(max(value, 0.0), 1.0), value, t)
        place = self._selected()
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
            if value is None or low is None or high is None or high <= low:
                continue
            if self._moved(("device", (track, device, place)), value):
                x = min(max((value - low) / (high - low), 0.0), 1.0)
                yield Event(f"{where}/{spell(place, names, first=0)}", x, value, t)

    def _moved(self, key: Key, value: float) -> bool:
        before = self._known.get(key)
        self._known[key] = value
        return before is not None and abs(value - before) > _SAME

    def _selected(self) -> tuple[int, int] | None:
        """Track and device; None while that is not told, or is not one of the tracks: the master is not."""
        for topic in ("view/selected_device", "view/selected_track"):
            numbers = [whole_of(value) for value in self.told.values.get((topic, ()), ())]
            if numbers and None not in numbers:
                track, device = [number for number in (*numbers, 0) if number is not None][:2]
                return (track, device) if track >= 0 and device >= 0 else None
        return None
