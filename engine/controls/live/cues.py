"""What is launched or reached in Live becomes a look, and whatever else its name says.

In: launches, locators, the looks there are. Out: the verb that recalls a look; settings and verbs.
Main process, frame loop.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.controls.event import Control, Verb
from engine.controls.live.launches import Launch
from engine.controls.live.liveset import LiveSet
from engine.controls.live.names import place_of, slug
from engine.controls.live.recall import Recalls, Said

Looks: TypeAlias = Callable[[], Mapping[str, str]]
"""The looks there are now: their names by the slugs of their names and titles."""

Understand: TypeAlias = Callable[[str, Said, float], Iterable[Control]]
"""What a message means that stands in the name of something of Live's, at a time."""

_NEAR = 0.01
"""Beats by which a locator may be ahead and still be reached."""


@dataclass(slots=True)
class Cues:
    """recall: whether a scene's look comes at its "launch", or already at its "trigger", when it begins to wait.

    clips: a track, by number from 1 or name, whose clips recall looks, and go before scenes; "" for none.
    locators: whether the arrangement's locators do.
    """

    looks: Looks
    understand: Understand = lambda name, said, t: ()
    recalls: Recalls = field(default_factory=Recalls)
    recall: Literal["launch", "trigger"] = "launch"
    clips: str = ""
    locators: bool = False
    _waited: int | None = None
    _locator: int | None = None

    def follow(self, launches: Iterable[Launch], told: LiveSet, t: float) -> list[Control]:
        """What follows from what was launched: one look at most, a clip's before a scene's; then what names say."""
        track = place_of(slug(self.clips), told.tracks) if self.clips else None
        looks: list[str] = []
        messages: list[Control] = []
        # What began at the same moment as something else began to wait has not taken its place.
        for launch in sorted(launches, key=lambda launch: ("clip", "scene", "waits").index(launch.kind)):
            if launch.kind == "clip" and launch.track == track:
                names = told.clips.get(launch.track, ())
                name, number = names[launch.place] if launch.place < len(names) else None, None
            elif launch.kind != "clip" and self._counts(launch):
                name, number = told.scenes[launch.place] if launch.place < len(told.scenes) else "", launch.place + 1
            else:
                continue
            if name is not None:
                recalls = self._recalls(number)
                looks += [look] if (look := recalls.look_of(name, number, self.looks())) is not None else []
                messages += self._messages(recalls, name, t)
        return [*(Verb("preset/load", t, look) for look in looks[:1]), *messages]

    def pass_locators(self, told: LiveSet, t: float) -> list[Control]:
        """What the locator says that the song has reached, if it is another than before."""
        if not self.locators or told.song_time is None:
            return []
        reached = [place for place, (_, time) in enumerate(told.locators) if time <= told.song_time + _NEAR]
        here = reached[-1] if reached and told.playing else None
        before, self._locator = self._locator, here
        if here is None or here == before:
            return []
        name, recalls = told.locators[here][0], self._recalls(None)
        look = recalls.look_of(name, None, self.looks())
        return [*([] if look is None else [Verb("preset/load", t, look)]), *self._messages(recalls, name, t)]

    def _counts(self, launch: Launch) -> bool:
        if launch.kind == "waits":
            if self.recall == "trigger":
                self._waited = launch.place
            return self.recall == "trigger"
        came_already, self._waited = self._waited == launch.place, None
        return not came_already

    def _recalls(self, number: int | None) -> Recalls:
        """What is no scene goes by its name, whatever scenes do."""
        return self.recalls if number is not None else Recalls("name", self.recalls.pairs)

    def _messages(self, recalls: Recalls, name: str, t: float) -> Iterator[Control]:
        for said in recalls.messages_of(name):
            yield from self.understand(name, said, t)
