"""All controllers on the table: what they send, which profile each has, and what each is told.

In: MIDI inputs, the post with the outputs, profiles; once per frame, time and how things stand. Out: events; feedback.
Main process, frame loop.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.controls.binding import Binding
from engine.controls.event import Control, Event
from engine.controls.midi.feedback import Feedback
from engine.controls.midi.inputs import MidiInputs
from engine.controls.midi.names import is_loop
from engine.controls.midi.pairing import Controller, pair, without_twin
from engine.controls.midi.post import Post
from engine.controls.midi.profile import Profile
from engine.controls.patchbay import Patchbay
from engine.controls.standing import Standing
from engine.controls.touch import plain_name
from engine.controls.verbs import verb_at

log = logging.getLogger(__name__)

_SETTLE_S = 0.2
_PARTING_S = 1.0


@dataclass(frozen=True, slots=True)
class MidiSettings:
    """inputs, outputs: parts of the names of the ports to use; None: every input, and the outputs of controllers with a
    profile. feedback: whether controllers are told anything. profiles: whether they have any.
    """

    inputs: tuple[str, ...] | None = None
    outputs: tuple[str, ...] | None = None
    feedback: bool = True
    profiles: bool = True


_USUAL = MidiSettings()


@dataclass(slots=True)
class _Link:
    """A controller with a receiver. greeted_at: when it got its greeting; None: not yet."""

    controller: Controller
    feedback: Feedback
    greeted_at: float | None = None


class Controllers:
    """An input and an outlet of the show. profiles: by name. post: the outputs; None for none at all, nor a watch on
    the MIDI system.
    """

    def __init__(
        self,
        inputs: MidiInputs,
        profiles: Mapping[str, Profile],
        post: Post | None = None,
        *,
        settings: MidiSettings = _USUAL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.inputs = inputs
        self.found: list[Controller] = []
        self._profiles = profiles if settings.profiles else {}
        self._post = post
        self._settings = settings
        self._clock = clock
        self._links: list[_Link] = []
        self._by_port: dict[str, Feedback] = {}
        self._ports: tuple[tuple[str, ...], tuple[str, ...]] | None = None
        self._is_new = True
        self._is_seen = False  # a frame: the post is started behind the first one
        self._version = -1
        self._preset = ""
        self._systems = 0
        self._pair()

    @property
    def dropped(self) -> int:
        """How many messages were lost because too many came."""
        return self.inputs.dropped

    @property
    def malformed(self) -> int:
        """How many times bytes came that are no MIDI."""
        return self.inputs.malformed

    def poll(self, t: float) -> list[Control]:
        """What hands and clocks have sent since the last call, at show time `t`; never waits."""
        if self._post is not None and self._is_seen:
            self._post.poll(self._clock())
            self._follow_system(self._post)
            self.inputs.lose(self._post.gone)
            self._post.gone.clear()
        heard = self.inputs.poll(t)
        self._pair()
        return [each for each in heard if not isinstance(each, Event) or self._is_hand_s(each)]

    def tell(self, standing: Standing) -> None:
        """Tell every controller what is new, as far as it takes it now; never waits."""
        self._is_seen = True
        self._patch(standing.patchbay)
        if standing.preset != self._preset:
            self._preset = standing.preset
            for link in self._links:
                link.feedback.forget()
        if self._post is None:
            return
        for link in self._links:
            if link.controller.receiver not in self._post.open:
                link.greeted_at = None
            elif link.greeted_at is None:
                self._greet(link, standing.t)
            elif not 0.0 <= standing.t - link.greeted_at < _SETTLE_S:
                self._write(link, standing)

    def name_of(self, source: str, port: str) -> str:
        """What people call the control that sends this source: "Launch Control XL: knob 3, row 1"; the plain source
        where no profile knows it."""
        for controller in self.found:
            profile = controller.profile
            control = profile.control(source) if profile and profile.inputs and port == controller.port else None
            if control is not None:
                return f"{controller.title}: {control.name}"
        return plain_name(source, port)

    def describe(self) -> str:
        """The controllers there are, in a line."""
        ports = {each.port: each.title for each in self.found if each.port and not is_loop(each.port)}
        return ", ".join(ports.values()) or self.inputs.absence or "none connected yet"

    def close(self) -> None:
        """Put the lights out and let the ports go."""
        if self._post is not None:
            self._part(self._post)
            self._post.close()
        self.inputs.close()

    def _is_hand_s(self, event: Event) -> bool:
        feedback = self._by_port.get(event.port)
        return feedback is None or feedback.hear(event)

    def _follow_system(self, post: Post) -> None:
        """The MIDI system has gone, or there is one again."""
        if post.system != self._systems:
            is_first, self._systems = self._systems == 0, post.system
            if not is_first or self.inputs.absence:
                self.inputs.renew()
                log.warning(
                    "The MIDI system is there: %s", self.inputs.absence or "controllers are opened as they come"
                )
        elif self._systems and not post.is_alive and not self.inputs.absence:
            self.inputs.leave("the MIDI system is gone; looked for every two seconds")
            log.warning("The MIDI system is gone. Playing on; controllers are opened when it is back.")

    def _pair(self) -> None:
        """Who is there, if any port has come or gone."""
        present = self._post.present if self._post is not None and self._settings.feedback else ()
        ports = (tuple(self.inputs.ports), tuple(present))
        if ports == self._ports:
            return
        known = {controller.port for controller in self.found}
        is_start, self._ports = self._ports is None, ports
        self.found = pair(*ports, self._profiles, self._settings.outputs)
        for controller in self.found:
            if not is_start and controller.port not in known and controller.profile and controller.profile.inputs:
                log.warning(
                    "%s is there: its own bindings and lights work where nothing else is bound.", controller.title
                )
        before = {(link.controller.port, link.controller.receiver): link for link in self._links}
        self._links = [
            before.get((each.port, each.receiver)) or _Link(each, Feedback(each.port, each.profile))
            for each in self.found
            if each.receiver
        ]
        self._by_port = {link.controller.port: link.feedback for link in self._links}
        if self._post is not None:
            self._post.want([link.controller.receiver for link in self._links])
        self._is_new = True

    def _patch(self, patchbay: Patchbay) -> None:
        """New controllers bring their bindings; new bindings have their places on controllers."""
        if self._is_new:
            patchbay.load_controllers(self._own_bindings(patchbay))
        if not self._is_new and patchbay.version == self._version:
            return
        self._is_new, self._version = False, patchbay.version
        bindings = patchbay.bindings
        self.inputs.await_wide({each.source.name for each in bindings if "/cc14/" in each.source.name})
        for link in self._links:
            link.feedback.bind(bindings)

    def _own_bindings(self, patchbay: Patchbay) -> list[Binding]:
        """What the profiles of those who are there bind, each on its own ports; twins share theirs."""
        own: dict[Binding, None] = {}
        for controller in self.found:
            for binding in controller.profile.bindings if controller.profile else ():
                if verb_at(binding.parameter) or binding.parameter in patchbay.board.catalogue:
                    own[replace(binding, port=without_twin(controller.port))] = None
        return list(own)

    def _greet(self, link: _Link, t: float) -> None:
        profile = link.controller.profile
        receiver = link.controller.receiver
        if self._post is not None and self._post.send(
            [(receiver, each) for each in (profile.greeting if profile else ())]
        ):
            link.greeted_at = t
            link.feedback.forget()

    def _write(self, link: _Link, standing: Standing) -> None:
        if self._post is None or not self._post.is_ready:
            return
        told = list(link.feedback.tell(standing))
        mail = [(link.controller.receiver, each) for spot, number in told for each in spot.target.messages(number)]
        if self._post.send(mail):
            for spot, number in told:
                spot.tell(number, standing.t)

    def _part(self, post: Post) -> None:
        """The show is over, so this may take a moment: lights out, and the words that end a profile's mode."""
        until = self._clock() + _PARTING_S
        for link in self._links:
            profile = link.controller.profile
            last = [*link.feedback.dark(), *(profile.farewell if profile else ())]
            while last and link.greeted_at is not None and self._clock() < until:
                post.poll(self._clock())
                if post.send([(link.controller.receiver, each) for each in last[:16]]):
                    del last[:16]
                else:
                    time.sleep(0.002)
