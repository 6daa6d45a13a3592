"""A learn session: what is chosen, which control was found for it, what that would displace, and what is to be kept.

In: events, and what a hand chooses. Out: `Change`s of the rig's bindings; a binding to try out. Nothing is read or
written, and no time is asked. Main process.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.controls.binding import Binding, BindingError
from engine.controls.event import Event
from engine.controls.layer import Bound, Layer, meets
from engine.controls.learn.draft import draft_binding, inverted, next_encoder, next_mode, next_takeover
from engine.controls.learn.gesture import Found, Gesture
from engine.controls.learn.target import Target, Targets
from engine.controls.parameter import Parameter
from engine.controls.patch import Hand, hand_of

Stage = Literal["choose", "found", "edit", "lowest", "highest", "conflict"]
Answer = Literal["replace", "beside"]


@dataclass(frozen=True, slots=True)
class Change:
    """What the rig is to keep from now on, and what no more."""

    add: tuple[Binding, ...] = ()
    remove: tuple[Binding, ...] = ()


class LearnSession:
    """Learning, from the choice of a target to the binding that is kept.

    bindings: those that there are now; unit: a parameter's place, 0..1; spoke: when each control spoke last.
    stage: "choose": nothing is found yet; "found": a control is; "edit": a binding that there is was picked; "lowest",
    "highest": the range is learnt; "conflict": the control moves something else, too, and somebody has to say what
    shall become of that. message: what went wrong, or was done, last.
    """

    def __init__(
        self,
        targets: Targets,
        bindings: Callable[[], Sequence[Bound]],
        unit: Callable[[str], float],
        spoke: Mapping[Hand, float] | None = None,
    ) -> None:
        self.targets = targets
        self.target: Target | None = None
        self.stage: Stage = "choose"
        self.found: Found | None = None
        self.draft: Binding | None = None
        self.message = ""
        self._bindings = bindings
        self._unit = unit
        self._gesture = Gesture(spoke)
        self._corrected: dict[str, Any] = {}
        self._edited: Bound | None = None
        self._lowest = 0.0
        self._changes: list[Change] = []

    @property
    def parameter(self) -> Parameter | None:
        """The chosen parameter; None for a verb, or while nothing is chosen."""
        return self.targets.parameter(self.target) if self.target else None

    @property
    def bindings(self) -> Sequence[Bound]:
        """All that there are."""
        return self._bindings()

    @property
    def own(self) -> list[Bound]:
        """The bindings that the target has now."""
        return [bound for bound in self._bindings() if self.target and self.target.is_of(bound.binding)]

    @property
    def edited(self) -> Bound | None:
        """The binding that was picked to be changed."""
        return self._edited

    @property
    def conflicts(self) -> list[Bound]:
        """What the draft's control moves besides the target."""
        if self.draft is None or self.target is None:
            return []
        return [bound for bound in self._same_control() if not self.target.is_of(bound.binding)]

    @property
    def trial(self) -> Binding | None:
        """While the range is learnt, the control moves its parameter over all of it."""
        if self.stage not in ("lowest", "highest") or self.draft is None:
            return None
        return dataclasses.replace(self.draft, low=0.0, high=1.0, takeover="scale", smoothing=0.0)

    def choose(self, target: Target | None) -> None:
        """This is what shall be moved; what was found stays."""
        if target == self.target:
            return
        self.target, self._edited, self.message = target, None, ""
        self._corrected.clear()
        self.stage = "choose" if self.found is None else "found"
        self._draw_up()

    def hear(self, events: Iterable[Event], t: float) -> None:
        """What has moved in this frame, at time t. To be called in every frame."""
        self._gesture.hear(events)
        if self.stage not in ("choose", "found"):
            return
        found = self._gesture.found(t)
        if found == self.found or found is None:
            return
        if self.found is None or found.hand != self.found.hand:
            self._corrected.clear()
            self.message = ""
        self.found, self.stage = found, "found"
        self._draw_up()

    def withholds(self, event: Event) -> bool:
        """Whether an event does nothing else while this is open: a hand's does not, what runs by itself goes on."""
        return not self._gesture.is_restless(hand_of(event))

    def pick(self) -> None:
        """Pick the next of the target's own bindings, to change or remove it; after the last one, none."""
        own = self.own
        place = own.index(self._edited) + 1 if self._edited in own else 0
        self.forget()
        if place < len(own):
            self._edited, self.stage = own[place], "edit"
            self.draft = self._edited.binding
        elif not own:
            self.message = "nothing is bound to it yet"

    def invert(self) -> None:
        """Turn it round."""
        if self.draft is not None:
            self._correct(inverted(self.draft))

    def turn_encoder(self) -> None:
        """The control is another kind of encoder, or none."""
        if self.draft is not None:
            self._correct(next_encoder(self.draft))

    def turn_mode(self) -> None:
        """The control does it in another way: set, toggle, hold and so on."""
        if self.draft is not None:
            self._correct(next_mode(self.draft, self.parameter))

    def turn_takeover(self) -> None:
        """The control takes over in another way."""
        if self.draft is not None and self.draft.relative:
            self.message = "an encoder needs no takeover"
        elif self.draft is not None:
            self._correct(next_takeover(self.draft))

    def turn_port(self) -> None:
        """The control may come from any port, or only from the one that it was found on."""
        port = self.found.port if self.found is not None and self.draft is not None and not self.draft.port else ""
        self._correct({"port": port})

    def learn_range(self) -> None:
        """From where to where shall it go: asks for the lowest and the highest place; a button has only the one."""
        parameter = self.parameter
        if (
            self.draft is None
            or parameter is None
            or (self.draft.mode in ("add", "trigger") and parameter.kind == "trigger")
        ):
            self.message = "there is no range to learn"
        elif self.draft.mode in ("set", "velocity"):
            self.stage = "lowest"
        elif self.draft.mode == "add":
            self.message = "what is added has depths, not places: low and high in the rig file"
        else:
            self._correct({"high": round(self._unit(parameter.path), 4)})
            self.message = "held, it is where it is now"

    def keep(self, answer: Answer | None = None) -> bool:
        """Yes: take the place, or keep the binding. answer: what becomes of what the control moves besides.

        Whether a binding is kept now.
        """
        if self.stage in ("lowest", "highest"):
            self._take_place()
        elif self.draft is None or self.target is None:
            asked = "move a control first" if self.target is not None else "choose a parameter first"
            self.message = self.message or asked
        elif self.conflicts and answer is None and self.stage != "edit":
            self.stage = "conflict"
        else:
            return self._keep(self.draft, answer or "beside")
        return False

    def remove(self) -> None:
        """Drop the binding that was picked; or what was found."""
        if self._edited is None:
            self.forget()
        elif self._edited.layer == "rig":
            self._changes.append(Change(remove=(self._edited.binding,)))
            self.forget()
            self.message = "unlearnt"
        else:
            self.message = _NOT_OURS[self._edited.layer]

    def unlearn(self) -> int:
        """Drop all the rig's bindings of the target. Returns how many there were."""
        gone = tuple(bound.binding for bound in self.own if bound.layer == "rig")
        if gone:
            self._changes.append(Change(remove=gone))
        return len(gone)

    def back(self) -> bool:
        """One step back; False when there is none."""
        if self.stage == "choose":
            return False
        if self.stage in ("lowest", "highest", "conflict"):
            self.stage = "edit" if self._edited is not None else "found"
        else:
            self.forget()
        return True

    def forget(self) -> None:
        """Nothing is found or picked; listen anew."""
        self._gesture.forget()
        self.stage, self.found, self.draft, self._edited, self.message = "choose", None, None, None, ""
        self._corrected.clear()

    def take_changes(self) -> list[Change]:
        """What is to be kept and dropped since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def _same_control(self) -> list[Bound]:
        assert self.draft is not None
        return [bound for bound in self._bindings() if bound != self._edited and meets(bound.binding, self.draft)]

    def _draw_up(self) -> None:
        """Make the draft anew from what was found and what was corrected."""
        self.draft = None
        if self.found is None or self.target is None:
            return
        try:
            self.draft = draft_binding(self.found, self.target, self.parameter, self._corrected)
        except BindingError as error:
            self.message = str(error)

    def _correct(self, fields: Mapping[str, Any]) -> None:
        self.message = ""
        try:
            if self._edited is not None and self.draft is not None:
                self.draft = dataclasses.replace(self.draft, **fields)
                return
            if self.found is not None and self.target is not None:
                corrected = self._corrected | dict(fields)
                self.draft = draft_binding(self.found, self.target, self.parameter, corrected)
                self._corrected = corrected
        except BindingError as error:
            self.message = str(error)

    def _take_place(self) -> None:
        parameter = self.parameter
        assert parameter is not None  # else no range is learnt
        place = self._unit(parameter.path)
        if self.stage == "lowest":
            self._lowest, self.stage = place, "highest"
            return
        self.stage = "edit" if self._edited is not None else "found"
        if place == self._lowest:
            self.message = "lowest and highest are the same place: the range stays as it was"
        else:
            self._correct({"low": round(self._lowest, 4), "high": round(place, 4)})

    def _keep(self, draft: Binding, answer: Answer) -> bool:
        edited = self._edited
        if edited is not None and edited.layer == "look":
            self.message = _NOT_OURS["look"]
            return False
        removed = [edited] if edited is not None else []
        beside: list[Binding] = []
        if edited is None:
            assert self.target is not None
            for bound in self._same_control():
                if self.target.is_of(bound.binding) or answer == "replace":
                    removed.append(bound)
                elif bound.layer == "controller":
                    beside.append(bound.binding)  # a profile's own is silent where the rig binds its source
        gone = tuple(bound.binding for bound in removed if bound.layer == "rig")
        self._changes.append(Change((draft, *beside), gone))
        rests = any(bound.layer == "look" and self.target and self.target.is_of(bound.binding) for bound in self.own)
        self.forget()
        self.message = "kept; this look has a binding of its own for it" if rests else "kept"
        return True


_NOT_OURS: Mapping[Layer, str] = {
    "look": "this belongs to the look: change it in the look's file",
    "controller": "this comes with the controller's profile: bind its control to something else",
    "rig": "",
}
