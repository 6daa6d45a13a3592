"""What is launched or reached in Live becomes a look.

In: launches, locators, the looks there are. Out: the verb that recalls a look.
Main process, frame loop.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.controls.event import Verb
from engine.controls.live.launches import Launch
from engine.controls.live.liveset import LiveSet
from engine.controls.live.names import place_of, slug
from engine.controls.live.recall import Recalls

Looks: TypeAlias = Callable[[], Mapping[str, str]]
"""The looks there are now: their names by the slugs of their names and titles."""

_NEAR = 0.01
"""Beats by which a locator may be ahead and still be reached."""


@dataclass(slots=True)
class Cues:
    """recall: whether a scene's look comes at its "launch", or already at its "trigger", when it begins to wait.

    clips: a track, by number from 1 or name, whose clips recall looks, and go before scenes; "" for none.
    locators: whether the arrangement's locators do.
    """

    looks: Looks
    recalls: Recalls = field(default_factory=Recalls)
    recall: Literal["launch", "trigger"] = "launch"
    clips: str = ""
    locators: bool = False
    _waited: int | None = None
    _locator: int | None = None

    def follow(self, launches: Iterable[Launch], told: LiveSet, t: float) -> list[Verb]:
        """The recall, if any, that follows from what was launched; one at most."""
        track = place_of(slug(self.clips), told.tracks) if self.clips else None
        wanted: str | None = None
        # What began at the same moment as something else began to wait has not taken its place.
        for launch in sorted(launches, key=lambda launch: launch.kind == "waits"):
            if launch.kind == "clip":
                if launch.track == track:
                    wanted = self._clip(launch, told) or wanted
            elif self._counts(launch):
                wanted = wanted or self._scene(launch.place, told)
        return [] if wanted is None else [Verb("preset/load", t, wanted)]

    def pass_locators(self, told: LiveSet, t: float) -> list[Verb]:
        """The recall of the locator that the song has reached, if it is another than before."""
        if not self.locators or told.song_time is None:
            return []
        reached = [place for place, (_, time) in enumerate(told.locators) if time <= told.song_time + _NEAR]
        here = reached[-1] if reached and told.playing else None
        before, self._locator = self._locator, here
        if here is None or here == before:
            return []
        look = self._by_name(told.locators[here][0])
        return [] if look is None else [Verb("preset/load", t, look)]

    def _counts(self, launch: Launch) -> bool:
        if launch.kind == "waits":
            if self.recall == "trigger":
                self._waited = launch.place
            return self.recall == "trigger"
        came_already, self._waited = self._waited == launch.place, None
        return not came_already

    def _scene(self, place: int, told: LiveSet) -> str | None:
        name = told.scenes[place] if place < len(told.scenes) else ""
        return self.recalls.look_of(name, place + 1, self.looks())

    def _clip(self, launch: Launch, told: LiveSet) -> str | None:
        names = told.clips.get(launch.track, ())
        name = names[launch.place] if launch.place < len(names) else None
        return None if name is None else self._by_name(name)

    def _by_name(self, name: str) -> str | None:
        """What is no scene names its look, whatever scenes do."""
        return Recalls("name", self.recalls.pairs).look_of(name, None, self.looks())
