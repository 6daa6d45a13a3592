"""What bindings want to know of Live: which questions that takes, and the numbers that come of the answers.

In: the names of sources in use, and the newest state. Out: questions; events of what changed; meters by name.
Main process, frame loop.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.controls.event import Event
from engine.controls.live.facts import MASTER_ID, number_of
from engine.controls.live.liveset import LiveSet
from engine.controls.live.names import Kind, Wanted, place_of, read_name, slug
from engine.controls.live.questions import Message
from engine.controls.live.recall import without_brackets

_SLOWEST_BPM, _FASTEST_BPM = 60.0, 180.0
_MOST = 256
_RANGES_EVERY = 50  # rounds
_LEVEL = "output_meter_level"
_SIDES: Mapping[Kind, tuple[str, ...]] = {
    "meter": ("output_meter_left", "output_meter_right"),
    "left": ("output_meter_left",),
    "right": ("output_meter_right",),
}
# What is a state and no place of a knob: how it is at first is no news.
_STATES = ("playing", "scene", "mute", "clip")


@dataclass(slots=True)
class Watch:
    """Follows the sources that are bound. `refused`: AbletonOSC has said that it knows no master."""

    told: LiveSet
    refused: bool = False
    _wanted: dict[str, Wanted] = field(default_factory=dict)
    _names: frozenset[str] = frozenset()
    _said: dict[str, float] = field(default_factory=dict)
    _rounds: int = 0

    @property
    def asks_for_master(self) -> bool:
        """Whether a source of the master's is bound."""
        return any(wanted.is_master for wanted in self._wanted.values())

    def want(self, names: Iterable[str]) -> None:
        """The names of all sources live/… that are bound now. What is new is told as soon as it is known."""
        fresh = frozenset(names)
        if fresh != self._names:
            self._names = fresh
            read = ((name, read_name(name)) for name in sorted(fresh)[:_MOST])
            self._wanted = {name: wanted for name, wanted in read if wanted is not None}
            self._said = {name: value for name, value in self._said.items() if name in fresh}

    def forget(self) -> None:
        """Live's set is another one, or Live has begun anew: all is to be asked and told again."""
        self._said.clear()
        self.told.values.clear()

    def questions(self) -> list[Message]:
        """What to ask in the next round, each question once."""
        self._rounds += 1
        return list(dict.fromkeys(question for wanted in self._wanted.values() for question in self._ask(wanted)))

    def level(self, name: str) -> float:
        """A meter's newest number, 0..1; 0 while it is not known."""
        wanted = self._wanted.get(name)
        track = self._track(wanted) if wanted is not None and wanted.continuous else None
        if wanted is None or track is None:
            return 0.0
        return max(self.told.number(f"track/{side}", track) or 0.0 for side in self._sides(wanted, track))

    def news(self, t: float, scene: int | None, launched: bool = False) -> Iterator[Event]:
        """Events of what has changed since the last call. scene: the one launched last; launched: just now, that is."""
        for name, wanted in self._wanted.items():
            raw = None if wanted.continuous else self._read(wanted, scene)
            ends = self._ends(wanted)
            if raw is None or ends is None:
                continue
            again = launched and wanted.kind == "scene" and raw > 0.0
            known = self._said.get(name)
            self._said[name] = raw
            if (known == raw and not again) or (known is None and wanted.kind in _STATES and not again):
                continue
            if again and known:
                yield Event(name, 0.0, 0.0, t)
            low, high = ends
            yield Event(name, min(max((raw - low) / (high - low), 0.0), 1.0) if high > low else 0.0, raw, t)

    def _ask(self, wanted: Wanted) -> Iterator[Message]:
        track = self._track(wanted)
        if track is None or wanted.kind in ("playing", "tempo", "scene", "clip") or (wanted.is_master and self.refused):
            return
        if wanted.kind == "parameter":
            yield from self._ask_parameter(wanted, track)
        elif wanted.continuous and not wanted.is_master and self.told.number("track/has_audio_output", track) is None:
            yield "/live/track/get/has_audio_output", (track,)
        else:
            topics = self._sides(wanted, track) if wanted.continuous else (wanted.kind,)
            yield from (
                (f"/live/track/get/{topic}", (wanted.track if wanted.is_master else track,)) for topic in topics
            )

    def _ask_parameter(self, wanted: Wanted, track: int) -> Iterator[Message]:
        refresh = self._rounds % _RANGES_EVERY == 0
        if not wanted.device.isdecimal() and (refresh or ("track/devices/name", (track,)) not in self.told.values):
            yield "/live/track/get/devices/name", (track,)
        device = self._device(wanted, track)
        if device is None:
            return
        for topic in ("min", "max", *([] if wanted.parameter.isdecimal() else ["name"])):
            if refresh or (f"device/parameters/{topic}", (track, device)) not in self.told.values:
                yield f"/live/device/get/parameters/{topic}", (track, device)
        parameter = self._parameter(wanted, track, device)
        if parameter is not None:
            yield "/live/device/get/parameter/value", (track, device, parameter)

    def _track(self, wanted: Wanted) -> int | None:
        return MASTER_ID if wanted.is_master else place_of(wanted.track, self.told.tracks)

    def _device(self, wanted: Wanted, track: int) -> int | None:
        if wanted.device.isdecimal():
            return int(wanted.device) - 1
        return place_of(wanted.device, self.told.texts("track/devices/name", track))

    def _parameter(self, wanted: Wanted, track: int, device: int) -> int | None:
        if wanted.parameter.isdecimal():
            return int(wanted.parameter)
        return place_of(wanted.parameter, self.told.texts("device/parameters/name", track, device), first=0)

    def _place(self, wanted: Wanted) -> tuple[int, int, int] | None:
        """The numbers of a parameter's track and device, and its own."""
        track = self._track(wanted)
        device = None if track is None else self._device(wanted, track)
        parameter = None if track is None or device is None else self._parameter(wanted, track, device)
        return None if track is None or device is None or parameter is None else (track, device, parameter)

    def _sides(self, wanted: Wanted, track: int) -> tuple[str, ...]:
        """The meters to read: a track that has no sound of its own has a level only."""
        return (_LEVEL,) if self.told.number("track/has_audio_output", track) == 0.0 else _SIDES[wanted.kind]

    def _read(self, wanted: Wanted, scene: int | None) -> float | None:
        """A source's number as Live says it; None while it is not known."""
        told, track = self.told, self._track(wanted)
        match wanted.kind:
            case "playing":
                return None if told.playing is None else float(told.playing)
            case "tempo":
                return told.bpm
            case "scene":
                return float(scene is not None and self._is_scene(wanted.scene, scene))
            case "parameter":
                place = self._place(wanted)
                return None if place is None else told.number("device/parameter/value", *place)
            case "clip":
                return None if track is None or track >= len(told.slots) else float(told.slots[track][0] >= 0)
            case kind:
                return None if track is None else told.number(f"track/{kind}", track)

    def _is_scene(self, wanted: str, scene: int) -> bool:
        if wanted.isdecimal():
            return int(wanted) - 1 == scene
        return scene < len(self.told.scenes) and slug(without_brackets(self.told.scenes[scene])) == wanted

    def _ends(self, wanted: Wanted) -> tuple[float, float] | None:
        """The lowest and the highest that a source can be; None while that is not known."""
        if wanted.kind == "tempo":
            return _SLOWEST_BPM, _FASTEST_BPM
        if wanted.kind != "parameter":
            return 0.0, 1.0
        place = self._place(wanted)
        if place is None:
            return None
        track, device, parameter = place
        ends = (self.told.values.get((f"device/parameters/{end}", (track, device)), ()) for end in ("min", "max"))
        low, high = (number_of(end[parameter]) if parameter < len(end) else None for end in ends)
        return None if low is None or high is None else (low, high)
