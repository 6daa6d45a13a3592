"""Asking Live about everything in its set, for a person who wants to bind it: scenes, tracks, devices, parameters.

In: an open link. Out: a `LiveSet` that knows all of it.
A command's own process: it waits for the answers.
"""

import time
from collections.abc import Callable, Iterable

from engine.controls.live.link import Link
from engine.controls.live.liveset import LiveSet
from engine.controls.live.questions import Message

_AT_ONCE = 32
_TICK_S = 0.005


class Interview:
    """One conversation, with the patience to wait so many seconds for each bunch of answers."""

    def __init__(
        self,
        link: Link,
        patience: float = 1.5,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.told = LiveSet()
        self._link = link
        self._patience = patience
        self._clock, self._sleep = clock, sleep

    def find(self) -> bool:
        """Whether Live answers; asked twice."""
        return any(self._ask([("/live/application/get/version", ())]) == 0 for _ in range(2))

    def read(self) -> LiveSet:
        """All that it says. What is not answered, for example because the device is gone by then, is left out."""
        song = ("tempo", "is_playing", "signature_numerator", "signature_denominator", "num_tracks", "num_scenes")
        self._ask((f"/live/song/get/{topic}", ()) for topic in song)
        self._ask((f"/live/song/get/{topic}", ()) for topic in ("track_names", "scene_names", "cue_points"))
        tracks, scenes = range(self.told.track_count), range(self.told.scene_count)
        if len(self.told.tracks) != len(tracks):
            self._ask(("/live/track/get/name", (track,)) for track in tracks)
        if len(self.told.scenes) != len(scenes):
            self._ask(("/live/scene/get/name", (scene,)) for scene in scenes)
        self._ask(("/live/track/get/devices/name", (track,)) for track in tracks)
        self._ask(
            (f"/live/device/get/parameters/{what}", (track, device))
            for track in tracks
            for device in range(len(self.told.texts("track/devices/name", track)))
            for what in ("name", "min", "max")
        )
        return self.told

    def _ask(self, questions: Iterable[Message]) -> int:
        """Ask, some at a time, and wait. Returns how many were not answered."""
        waiting, unanswered = list(questions), 0
        while waiting:
            asked, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            for question in asked:
                self._link.send(question)
            unanswered += self._await({_topic_of(address, ids) for address, ids in asked})
        return unanswered

    def _await(self, expected: set[tuple[str, tuple[object, ...]]]) -> int:
        until = self._clock() + self._patience
        while expected and self._clock() < until:
            for fact in self._link.receive():
                self.told.learn(fact)
                expected.discard((fact.topic, fact.ids))
            self._sleep(_TICK_S)
        return len(expected)


def _topic_of(address: str, ids: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
    return address.removeprefix("/live/").replace("/get/", "/", 1), ids
