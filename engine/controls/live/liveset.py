"""The set that is open in Live, as far as it was told: transport, tracks, scenes, clips, values.

In: facts. Out: the newest state, in memory of a bounded size.
Main process, frame loop.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.controls.clock.reading import FASTEST_BPM, SLOWEST_BPM
from engine.controls.live.facts import Fact, Value, flag_of, number_of, text_of, whole_of

Key: TypeAlias = tuple[str, tuple[int, ...]]
"""A topic and the numbers of what it is about."""

MOST = 1024
"""How many tracks, and how many scenes, a set may have; a larger one is not followed."""

_MOST_VALUES = 4096


@dataclass(slots=True)
class LiveSet:
    """None, empty or 0: not told yet. Places are counted from 0.

    bpm: quarter notes a minute. song_time: beats (quarter notes) from the song's start. slots: of each track, the slot
    that plays and the one that blinks, below 0 for none. clips: by track, the name of each slot's clip, None where
    there is none. locators: name and time. values: all else that was asked for, such as meters, by topic and numbers.
    """

    version: str = ""
    bpm: float | None = None
    playing: bool | None = None
    numerator: int = 0
    denominator: int = 4
    song_time: float | None = None
    track_count: int = 0
    scene_count: int = 0
    tracks: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    slots: tuple[tuple[int, int], ...] = ()
    clips: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    locators: tuple[tuple[str, float], ...] = ()
    values: dict[Key, tuple[Value, ...]] = field(default_factory=dict)

    @property
    def metre(self) -> int:
        """Quarter notes a bar; 0 when that is not a whole number, or not told."""
        quarters = 4 * self.numerator / self.denominator if self.denominator else 0.0
        return int(quarters) if quarters == int(quarters) else 0

    def number(self, topic: str, *ids: int) -> float | None:
        """The number that was told on a topic; None while there is none."""
        values = self.values.get((topic, ids))
        return number_of(values[0]) if values else None

    def texts(self, topic: str, *ids: int) -> tuple[str, ...]:
        """The names that were told on a topic."""
        return tuple(map(text_of, self.values.get((topic, ids), ())))

    def numbers(self, topic: str, *ids: int) -> tuple[float | None, ...]:
        """The numbers that were told on a topic, None for what is none."""
        return tuple(map(number_of, self.values.get((topic, ids), ())))

    def learn(self, fact: Fact) -> bool:
        """Take in a fact. False when there is nothing in it that could be kept."""
        if learn := _SONG.get(fact.topic):
            return bool(fact.values) and learn(self, fact.values[0])
        if fact.topic in _LISTS:
            _LISTS[fact.topic](self, fact)
            return True
        key = (fact.topic, fact.ids)
        if not fact.values or (key not in self.values and len(self.values) >= _MOST_VALUES):
            return False
        self.values[key] = fact.values
        return True


def too_many(fact: Fact) -> str:
    """What a set has too many of to be followed, and how many, in words; "" when the fact says nothing of the kind."""
    what = {"song/num_tracks": "tracks", "song/num_scenes": "scenes"}.get(fact.topic)
    count = number_of(fact.values[0]) if fact.values else None
    return f"{count:.0f} {what}" if what is not None and count is not None and count > MOST else ""


def _learn_tempo(told: LiveSet, value: Value) -> bool:
    bpm = number_of(value)
    if bpm is None or not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        return False
    told.bpm = bpm
    return True


def _learn_playing(told: LiveSet, value: Value) -> bool:
    told.playing = flag_of(value)
    return told.playing is not None


def _learn_time(told: LiveSet, value: Value) -> bool:
    told.song_time = number_of(value)
    return told.song_time is not None


def _learn_count(attribute: str, lowest: int, highest: int) -> Callable[[LiveSet, Value], bool]:
    def learn(told: LiveSet, value: Value) -> bool:
        count = whole_of(value)
        if count is None or not lowest <= count <= highest:
            return False
        setattr(told, attribute, count)
        return True

    return learn


def _learn_beat(told: LiveSet, value: Value) -> bool:
    """A beat is told when it begins: the song is at it, or a little further already."""
    beat = whole_of(value)
    if beat is None:
        return False
    if told.song_time is None or not beat <= told.song_time < beat + 1:
        told.song_time = float(beat)
    return True


_SONG: Mapping[str, Callable[[LiveSet, Value], bool]] = {
    "song/tempo": _learn_tempo,
    "song/is_playing": _learn_playing,
    "song/current_song_time": _learn_time,
    "song/beat": _learn_beat,
    "song/signature_numerator": _learn_count("numerator", 1, 99),
    "song/signature_denominator": _learn_count("denominator", 1, 16),
    "song/num_tracks": _learn_count("track_count", 0, MOST),
    "song/num_scenes": _learn_count("scene_count", 0, MOST),
}


def _learn_version(told: LiveSet, fact: Fact) -> None:
    told.version = ".".join(str(whole_of(value) or 0) for value in fact.values[:3])


def _learn_slots(told: LiveSet, fact: Fact) -> None:
    """Two whole numbers a track, as they were asked for; None, of a track that has no slots, is none."""
    places = [-1 if (place := whole_of(value)) is None else place for value in fact.values[: 2 * MOST]]
    told.slots = tuple(zip(places[::2], places[1::2], strict=False))


def _learn_clips(told: LiveSet, fact: Fact) -> None:
    (track,) = fact.ids
    if 0 <= track < MOST:
        told.clips[track] = tuple(value if isinstance(value, str) else None for value in fact.values[:MOST])


def _learn_locators(told: LiveSet, fact: Fact) -> None:
    pairs = zip(fact.values[::2], fact.values[1::2], strict=False)
    found = [(text_of(name), time) for name, value in pairs if (time := number_of(value)) is not None]
    told.locators = tuple(sorted(found[:MOST], key=lambda locator: locator[1]))


def _learn_tracks(told: LiveSet, fact: Fact) -> None:
    told.tracks = tuple(map(text_of, fact.values[:MOST]))


def _learn_scenes(told: LiveSet, fact: Fact) -> None:
    told.scenes = tuple(map(text_of, fact.values[:MOST]))


def _learn_track(told: LiveSet, fact: Fact) -> None:
    told.tracks = _with_name(told.tracks, told.track_count, fact)


def _learn_scene(told: LiveSet, fact: Fact) -> None:
    told.scenes = _with_name(told.scenes, told.scene_count, fact)


def _with_name(names: tuple[str, ...], count: int, fact: Fact) -> tuple[str, ...]:
    """The names, as many as there are, with the one that is told in its place."""
    (place,) = fact.ids
    filled = [*names[:count], *[""] * (count - len(names))]
    if fact.values and 0 <= place < count:
        filled[place] = text_of(fact.values[0])
    return tuple(filled)


_LISTS: Mapping[str, Callable[[LiveSet, Fact], None]] = {
    "application/version": _learn_version,
    "song/track_data": _learn_slots,
    "song/track_names": _learn_tracks,
    "song/scene_names": _learn_scenes,
    "song/cue_points": _learn_locators,
    "track/clips/name": _learn_clips,
    "track/name": _learn_track,
    "scene/name": _learn_scene,
}
