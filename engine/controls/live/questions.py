"""What Live is asked, and when: who it is, what is in its set, and ten times a second what plays.

In: the time, the newest state, what bindings want to know. Out: messages for AbletonOSC, as address and arguments.
Main process, frame loop; the work of one frame is bounded, and Live is never flooded.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.controls.live.facts import Fact, whole_of
from engine.controls.live.liveset import Key, LiveSet

Message: TypeAlias = tuple[str, tuple[float | bool | str, ...]]

PERIOD_S = 0.1
"""AbletonOSC answers once in so long, so there is no use in asking more often."""

LISTENS = ("tempo", "is_playing", "signature_numerator", "signature_denominator", "beat")
"""What AbletonOSC is to tell by itself when it changes. Of the song only: it knows tracks and scenes by their number,
and goes on telling of a track by its old number when the set was changed."""

_UNANSWERED_S = 0.5
_LISTEN_EVERY_S = 5.0
_LISTEN_AGAIN_S = 1.0  # an AbletonOSC that has just begun does not hear everything yet
_NEWS_EVERY = 5  # rounds
_CLIPS_AT_ONCE, _SLOTS_AT_ONCE = 8, 400
_NAMES_AT_ONCE = 32
_MOST_QUESTIONS = 64
_MOST_EMPTY = 32
_PATIENCE = 3  # rounds in which something is not answered, until it is asked for in another way
_PLAYING, _FIRED = "playing_slot_index", "fired_slot_index"
_TRACK_DATA: Message = ("/live/song/get/track_data", (0, -1, f"track.{_PLAYING}", f"track.{_FIRED}"))


@dataclass(slots=True)
class Round:
    """Questions that were asked together, which Live answers together. `waits`: the topics that have not come yet."""

    t: float
    waits: set[str]

    def answered(self, topic: str) -> bool:
        """Note that a topic has come; True when it was the last one."""
        before = bool(self.waits)
        self.waits.discard(topic)
        return before and not self.waits


@dataclass(slots=True)
class Questions:
    """The conversation with a Live that is there. locators: whether these are to be known."""

    told: LiveSet
    locators: bool = False
    complete: bool = False
    _round: Round | None = None
    _rounds: int = 0
    _listen_at: float = 0.0
    _listens: int = 0
    _turn: int = 0
    _wanted_turn: int = 0
    _failed: dict[str, int] = field(default_factory=dict)
    _refresh: list[int] = field(default_factory=list)

    def begin(self, t: float) -> Iterator[Message]:
        """What is said to a Live that was just found, or has begun anew."""
        self._listen_at = t
        yield "/live/test", ()
        yield "/live/application/get/version", ()

    def due(self, t: float, wanted: Callable[[], Sequence[Message]] = tuple) -> Iterator[Message]:
        """What is to be asked at time `t`: nothing while answers are on their way. wanted: what bindings want to know.

        Asking to be told of something once more does no harm: AbletonOSC then forgets that it was asked before.
        """
        if t >= self._listen_at:
            self._listens += 1
            self._listen_at = t + (_LISTEN_AGAIN_S if self._listens == 1 else _LISTEN_EVERY_S)
            yield from ((f"/live/song/start_listen/{topic}", ()) for topic in LISTENS)
            yield from (
                ("/live/scene/start_listen/is_triggered", (scene,)) for scene in self.empty_scenes()[:_MOST_EMPTY]
            )
        if self._round is not None:
            age = t - self._round.t
            if 0.0 <= age < (_UNANSWERED_S if self._round.waits else PERIOD_S):
                return
            self._give_up(self._round)
        yield from self._ask(t, wanted())

    def hear(self, fact: Fact) -> None:
        """Note what was answered, and learned. `complete` becomes True when all of a round has been.

        A list that does not fit the number of tracks or scenes is no answer: they are told in the same moment.
        """
        if len(fact.values) != self._length(fact):
            return
        self._failed.pop(fact.topic, None)
        if self._round is not None and fact.topic in self._round.waits:
            self.complete |= self._round.answered(fact.topic)

    def take_complete(self) -> bool:
        """Whether a whole round was answered since the last call: then what was told fits together."""
        complete, self.complete = self.complete, False
        return complete

    def refresh(self, tracks: Iterable[int]) -> None:
        """Ask these tracks for their clips before the others."""
        self._refresh = list(dict.fromkeys([*self._refresh, *tracks]))[:_CLIPS_AT_ONCE]

    @property
    def slots(self) -> tuple[tuple[int, int], ...] | None:
        """Every track's slot that plays and slot that blinks; None until all are known, and all clips."""
        told = self.told
        if any(track not in told.clips for track in range(told.track_count)):
            return None
        if not self._fails("song/track_data"):
            return told.slots
        keys = [((f"track/{_PLAYING}", (track,)), (f"track/{_FIRED}", (track,))) for track in range(told.track_count)]
        if not all(key in told.values for pair in keys for key in pair):
            return None
        return tuple((self._slot(plays), self._slot(blinks)) for plays, blinks in keys)

    def _slot(self, key: Key) -> int:
        """A slot's place; -1 where it is nothing, as of a track that has no slots of its own."""
        place = whole_of(self.told.values[key][0])
        return -1 if place is None else place

    def empty_scenes(self) -> list[int]:
        """Scenes without a clip, of which nothing is seen in the slots; none until all clips are known."""
        return [scene for scene in range(self.told.scene_count) if self.is_empty(scene)]

    def is_empty(self, scene: int) -> bool:
        """Whether a scene is known to have no clip."""
        told = self.told
        return all(
            (names := told.clips.get(track)) is not None and (scene >= len(names) or names[scene] is None)
            for track in range(told.track_count)
        )

    def _length(self, fact: Fact) -> int:
        """How many values there should be."""
        lengths = {
            "song/track_names": self.told.track_count,
            "song/scene_names": self.told.scene_count,
            "song/track_data": 2 * self.told.track_count,
        }
        return lengths.get(fact.topic, len(fact.values))

    def _give_up(self, unanswered: Round) -> None:
        for topic in unanswered.waits:
            self._failed[topic] = self._failed.get(topic, 0) + 1

    def _fails(self, topic: str) -> bool:
        return self._failed.get(topic, 0) >= _PATIENCE

    def _ask(self, t: float, wanted: Sequence[Message]) -> Iterator[Message]:
        self._rounds += 1
        waits = {"song/num_tracks", "song/num_scenes", "song/current_song_time"}
        yield "/live/song/get/num_tracks", ()
        yield "/live/song/get/num_scenes", ()
        for topic, one, count in (
            ("song/track_names", "/live/track/get/name", self.told.track_count),
            ("song/scene_names", "/live/scene/get/name", self.told.scene_count),
        ):
            if self._fails(topic):
                yield from ((one, (place,)) for place in self._in_turn(count, _NAMES_AT_ONCE))
            else:
                waits.add(topic)
                yield f"/live/{topic.replace('/', '/get/', 1)}", ()
        if self._fails("song/track_data"):
            for track in self._in_turn(self.told.track_count, _MOST_QUESTIONS):
                yield f"/live/track/get/{_PLAYING}", (track,)
                yield f"/live/track/get/{_FIRED}", (track,)
        else:
            waits.add("song/track_data")
            yield _TRACK_DATA
        yield from (("/live/track/get/clips/name", (track,)) for track in self._clips_in_turn())
        if self._rounds % _NEWS_EVERY == 0:  # of which it tells by itself, if it does not take another one for us
            yield "/live/song/get/tempo", ()
            yield "/live/song/get/is_playing", ()
        if self.locators and self._rounds % 10 == 1:
            yield "/live/song/get/cue_points", ()
        for _ in range(min(len(wanted), _MOST_QUESTIONS)):
            self._wanted_turn = (self._wanted_turn + 1) % len(wanted)
            yield wanted[self._wanted_turn]
        yield "/live/song/get/current_song_time", ()
        self._round = Round(t, waits)

    def _in_turn(self, count: int, most: int) -> Iterator[int]:
        """The next numbers below `count`, round and round."""
        for _ in range(min(count, most)):
            self._turn = (self._turn + 1) % count
            yield self._turn

    def _clips_in_turn(self) -> list[int]:
        """Tracks whose clips are not known, at first; then those that are doubted; then each in its turn."""
        count = self.told.track_count
        unknown = [track for track in range(count) if track not in self.told.clips]
        doubted, self._refresh = [track for track in self._refresh if track < count], []
        most = min(_CLIPS_AT_ONCE, max(1, _SLOTS_AT_ONCE // max(1, self.told.scene_count)))
        return (unknown or doubted or list(self._in_turn(count, 1)))[:most]
