"""The client of AbletonOSC: finds Live, follows its set, recalls looks with its scenes, and asks of it what hands want.

In: what Live answers, once per frame; the bindings in use. Out: sources, Live's time, recalls; questions to Live.
Main process, frame loop.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.event import Control, Tempo, Verb
from engine.controls.live.browse import Browse
from engine.controls.live.cues import Cues, Looks
from engine.controls.live.facts import Fact, flag_of, text_of
from engine.controls.live.launches import Launch, Launches, is_renamed
from engine.controls.live.link import LISTEN_PORT, REPLY_PORT, Link
from engine.controls.live.listing import describe_now
from engine.controls.live.liveset import MOST, LiveSet, too_many
from engine.controls.live.names import MASTER
from engine.controls.live.orders import VERBS, order
from engine.controls.live.presence import Complaints, Presence
from engine.controls.live.questions import Message, Questions
from engine.controls.live.recall import Recalls, Said, without_brackets
from engine.controls.live.sources import Watch
from engine.controls.osc.peer import Peer
from engine.controls.osc.reading import Reader
from engine.controls.osc.sockets import LOOPBACK
from engine.controls.standing import Standing
from engine.errors import ControlError

_TEMPO_EVERY_S = 1.0
_MOST_LATER = 64
_NO_MASTER = (
    "This AbletonOSC does not tell of Live's master track: live/master/… stays at 0. "
    "Bind the meter of a track or a group, or ear/level, which hears what the master sends."
)


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """What the rig says of Live: where it is, and what recalls looks, as `Recalls` and `Cues` have it."""

    host: str = LOOPBACK
    port: int = LISTEN_PORT
    reply_port: int = REPLY_PORT
    recalls: Recalls = field(default_factory=Recalls)
    recall: Literal["launch", "trigger"] = "launch"
    clips: str = ""
    locators: bool = False


class LiveClient:
    """Live, as far as AbletonOSC reaches. looks: the looks there are; say: tells a person something, once.

    catalogue: of the parameters that the names of scenes may set.

    received, malformed, ignored, dropped: as its `Link` counts. DeviceError when the reply port cannot be opened.
    """

    def __init__(
        self,
        settings: LiveSettings,
        looks: Looks = dict,
        say: Callable[[str], None] = lambda text: None,
        catalogue: Catalogue = CATALOGUE,
    ) -> None:
        self.settings = settings
        self._link = Link(settings.host, settings.port, settings.reply_port)
        self._say = say
        self._presence = Presence()
        self._complaints = Complaints()
        self._catalogue = catalogue
        self._cues = Cues(looks, self._understand, settings.recalls, settings.recall, settings.clips, settings.locators)
        self._names: frozenset[str] = frozenset()
        self._version = -1
        self._later: list[tuple[float, Message]] = []
        self._fresh = False
        self._is_learning: Callable[[], bool] = lambda: False
        self._launched: list[Launch] = []
        self._begin()

    @property
    def reply_port(self) -> int:
        """The port to which AbletonOSC has to answer."""
        return self._link.reply_port

    @property
    def received(self) -> int:
        """Datagrams from Live."""
        return self._link.received

    @property
    def malformed(self) -> int:
        """Datagrams and messages from Live that tell nothing."""
        return self._link.malformed

    @property
    def ignored(self) -> int:
        """Datagrams from machines that are not Live's."""
        return self._link.ignored

    @property
    def dropped(self) -> int:
        """Questions that could not be sent."""
        return self._link.dropped

    @property
    def here(self) -> bool:
        """Whether Live answers."""
        return self._presence.here

    @property
    def scene(self) -> int | None:
        """The scene that was launched last, from 0; None if that is not known."""
        return self._launches.current

    def poll(self, t: float) -> list[Control]:
        """What Live has said since the last poll, at show time `t`. Never blocks, never raises for what it was sent."""
        controls: list[Control] = []
        for fact in self._link.receive():
            self._hear(fact, t)
        if self._presence.lose(t):
            self._say("Live does not answer any more. It is looked for until it is back.")
            self._begin()
        if self._presence.here:
            if self._questions.take_complete():
                self._look(t)
            if self._fresh:
                launched, self._launched, self._fresh = self._launched, [], False
                controls += self._follow(launched, t)
            for question in self._questions.due(t, self._wanted):
                self._link.send(question)
        elif self._presence.look(t):
            self._link.send(("/live/application/get/version", ()))
        self._send_later(t)
        for complaint in self._complaints.take(t):
            self._say(complaint)
        return controls

    def tell(self, standing: Standing) -> None:
        """Note which of Live's sources are bound now."""
        if standing.patchbay.version == self._version:
            return
        self._version, self._fresh = standing.patchbay.version, True
        sources = (binding.source for binding in standing.patchbay.bindings)
        self._names = frozenset(source.name for source in sources if source.family == "live")
        self._watch.want(self._names)

    def level(self, name: str) -> float | None:
        """What a source of Live's that is read in every frame is at: a meter, 0..1; 0 when Live is not there."""
        return self._watch.level(name)

    def obey(self, verb: Verb) -> bool:
        """Ask of Live what a verb says; False for a verb that is not Live's."""
        if verb.name not in VERBS:
            return False
        if not self._presence.here:
            self._say(f"Live is not there ({self._link.host}:{self._link.port}), so it cannot be asked for anything.")
            return True
        try:
            orders = order(verb, self.told, self.scene)
        except ControlError as error:
            self._say(str(error))
            return True
        for wait, message in orders or ():
            if wait > 0.0 and len(self._later) < _MOST_LATER:
                self._later.append((verb.t + wait, message))
            elif wait <= 0.0:
                self._link.send(message)
        return True

    def describe(self) -> tuple[str, str]:
        """The overlay's line."""
        if not self.here:
            return "live", f"not there ({self._link.host}:{self._link.port})"
        return "live", describe_now(self.told, self.scene, self._launches.waiting)

    def follow_learning(self, is_learning: Callable[[], bool]) -> None:
        """While a binding is learnt, whatever a hand moves in Live is told."""
        self._is_learning = is_learning

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue: its parameters are those that names may set from now on."""
        self._catalogue = catalogue

    def close(self) -> None:
        """Close the port."""
        self._link.close()

    def _begin(self) -> None:
        """Nothing is known of Live's set, or nothing any more."""
        self.told = LiveSet()
        self._questions = Questions(self.told, self.settings.locators)
        self._watch = Watch(self.told)
        self._watch.want(self._names)
        self._browse = Browse(self.told)
        self._launches = Launches()
        self._order: tuple[str | None, ...] | None = None
        self._shape = 0
        self._launched = []
        self._tempo: Tempo | None = None
        self._is_too_large = False

    def _hear(self, fact: Fact, t: float) -> None:
        came, self._fresh = self._presence.hear(t), True
        if came or fact.topic == "startup":
            self._begin()
            for question in self._questions.begin(t):
                self._link.send(question)
        if fact.topic == "error":
            self._hear_error(text_of(fact.values[0]) if fact.values else "", t)
        elif fact.topic == "scene/is_triggered" and fact.values and self._questions.is_empty(fact.ids[0]):
            self._launched += self._launches.trigger(fact.ids[0], bool(flag_of(fact.values[0])))
        if not self._is_too_large and (many := too_many(fact)):
            self._is_too_large = True
            self._say(
                f"Live's set has {many}. Up to {MOST} are followed: its scenes recall nothing, only its time counts."
            )
        if self.told.learn(fact):
            self._questions.hear(fact)

    def _hear_error(self, text: str, t: float) -> None:
        if MASTER in text and self._watch.asks_for_master and not self._watch.refused:
            self._watch.refused = True
            self._say(_NO_MASTER)
        elif not (MASTER in text and self._watch.refused):
            self._complaints.hear(t, text)

    def _look(self, t: float) -> None:
        """A round of questions was answered whole: what was told now fits together."""
        told = self.told
        before, self._order = self._order, (*told.tracks, None, *told.scenes)
        if before is None:
            version = f" {told.version}" if told.version else ""
            self._say(f"Live{version} is here: {told.track_count} tracks, {told.scene_count} scenes.")
        if before is None or not is_renamed(before, self._order):
            self._shape += 1
            self._complaints.change(t)
            self._watch.forget()
            told.clips.clear()
        slots = self._questions.slots
        if slots is not None:
            self._launched += self._launches.look(self._shape, slots, told.clips, t, told.playing is not False)
            self._questions.refresh(self._launches.missing(slots, told.clips))

    def _follow(self, launches: list[Launch], t: float) -> Iterator[Control]:
        """Everything that follows from what was learned: Live's time, looks, sources."""
        told = self.told
        tempo = Tempo("live", t, told.bpm, told.song_time, told.metre, told.playing)
        before = self._tempo
        if (
            before is None
            or t - before.t >= _TEMPO_EVERY_S
            or tempo != Tempo("live", t, before.bpm, before.beat, before.metre, before.playing)
        ):
            self._tempo = tempo
            if told.bpm is not None:
                yield tempo
        yield from self._cues.follow(launches, told, t)
        yield from self._cues.pass_locators(told, t)
        yield from self._watch.news(t, self.scene, any(launch.kind == "scene" for launch in launches))
        if self._is_learning():
            yield from self._browse.news(t)
        else:
            self._browse.forget()

    def _wanted(self) -> list[Message]:
        """What bindings want to know, and what could be bound while one is learnt."""
        learning = self._browse.questions() if self._is_learning() else ()
        return [*self._watch.questions(), *learning]

    def _understand(self, name: str, said: Said, t: float) -> Sequence[Control]:
        """What a message in a name means: the same as if it came by OSC."""
        address, arguments = said
        outcome = Reader(self._catalogue).read(address, arguments, Peer("udp", self._link.host, self._link.port), t)
        if outcome.effect not in ("set", "said", "let go", "source"):
            what = " ".join((address, *map(str, arguments)))
            self._say(f"{without_brackets(name)!r} in Live says {what}, and nothing here can do that.")
        return outcome.controls

    def _send_later(self, t: float) -> None:
        due = [message for at, message in self._later if t >= at]
        self._later = [(at, message) for at, message in self._later if t < at]
        for message in due:
            self._link.send(message)
