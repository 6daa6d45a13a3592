"""Learning in the show: it takes keys and controls while it is open, and what it joins goes into the rig and its file.

In: keys, controls and verbs of a frame; the rig's file. Out: controls for the others, bindings, notices, what to show.
Main process, frame loop; the scribe writes.
"""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.controls.binding import Binding
from engine.controls.catalogue import Catalogue
from engine.controls.event import Control, Event, Verb
from engine.controls.learn.browser import Browser
from engine.controls.learn.desk import LearnDesk
from engine.controls.learn.session import Answer, Change, LearnSession
from engine.controls.learn.target import Targets
from engine.controls.learn.view import LearnView, describe_learning
from engine.controls.patchbay import Patchbay
from engine.controls.touch import NameOf, Touch, describe_last, describe_touches, plain_name
from engine.errors import AsterismError, ControlError
from engine.presets.rig_bindings import RigBindings
from engine.presets.rig_writing import write_learnt
from engine.show.looks.scribe import Saved, Scribe

REMOTE_PATIENCE = 30.0
"""Seconds after which learning ends that a program on the network began, if nothing happens."""


class Learning:
    """Joins controls to what they move. looks: names of the looks; name_of: what people call a control."""

    def __init__(
        self,
        patchbay: Patchbay,
        rig: RigBindings,
        looks: Callable[[], Sequence[str]] = tuple,
        name_of: NameOf = plain_name,
    ) -> None:
        self.name_of = name_of
        self._patchbay = patchbay
        self._rig = rig
        self._looks = looks
        self._browser: Browser | None = None
        self._desk: LearnDesk | None = None
        self._is_remote = False
        self._until = 0.0
        self._scribe = Scribe()
        self._writing: deque[Change] = deque()
        self._news: list[str] = list(rig.remarks)
        patchbay.load_rig(rig.bindings)

    @property
    def is_open(self) -> bool:
        """Whether a binding is being learnt."""
        return self._desk is not None

    @property
    def takes_keys(self) -> bool:
        """Whether the computer's keys are learning's now."""
        return self._desk is not None and not self._is_remote

    def press(self, name: str, t: float) -> None:
        """A key goes down, while `takes_keys`."""
        if self._desk is not None:
            self._desk.press(name, t)
            self._end_if_left()

    def release(self, name: str | None = None) -> None:
        """A key goes up; None: whichever is held."""
        if self._desk is not None:
            self._desk.release(name)

    def take(self, controls: Sequence[Control], t: float) -> list[Control]:
        """Once a frame, what has come at time t. Returns what is for the others: while learning, no control moves."""
        desk = self._desk
        if desk is None:
            return list(controls)
        desk.advance(t)
        events = [control for control in controls if isinstance(control, Event)]
        desk.session.hear(events, t)
        withheld = {id(event) for event in events if desk.session.withholds(event)}
        self._patchbay.withhold((event for event in events if id(event) in withheld), desk.session.trial)
        self._keep_changes()
        if self._is_remote and withheld:
            self._until = t + REMOTE_PATIENCE
        elif self._is_remote and t > self._until:
            self._close()
            self._news.append("Learning has ended: nothing was moved for a while.")
        return [control for control in controls if id(control) not in withheld]

    def obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is about learning."""
        try:
            match verb.name:
                case "learn/open":
                    self._toggle(verb.t)
                case "learn":
                    self._begin_remotely(str(verb.argument), verb.t)
                case "learn/keep" | "learn/replace" | "learn/beside":
                    self._keep_remotely(verb.name)
                case "learn/cancel":
                    self._close()
                case "unlearn":
                    self._unlearn(str(verb.argument))
                case _:
                    return False
        except ControlError as error:
            self._news.append(str(error))
        return True

    def adopt(self, catalogue: Catalogue) -> None:
        """There is another catalogue: what waited for it is taken up."""
        self._news += self._rig.adopt(catalogue)
        self._patchbay.load_rig(self._rig.bindings)
        if self._browser is not None:
            targets = Targets(catalogue, self._looks())
            self._browser.adopt(targets)
            if self._desk is not None:
                self._desk.session.targets = targets
                self._desk.session.choose(self._browser.chosen)

    def refresh(self) -> list[AsterismError]:
        """Read the rig's bindings anew if its file has changed. Returns what is wrong with it."""
        before, readings = self._rig.bindings, self._rig.readings
        errors = self._rig.refresh()
        if self._rig.bindings != before:
            self._patchbay.load_rig(self._rig.bindings)
            self._news.append(f"The rig's bindings are read anew: {self._rig.path}")
        if self._rig.readings != readings and not self._writing:  # what could not be written may be now
            for change in self._rig.unwritten:
                self._write(change)
        return errors

    def take_news(self) -> list[str]:
        """What a person should know since the last call: what was learnt, and whether it could be written."""
        for result in self._scribe.results():
            change = self._writing.popleft()
            if isinstance(result, AsterismError):
                self._news.append(f"{result} It holds until the show ends.")
            else:
                self._rig.written(change)
                self._patchbay.load_rig(self._rig.bindings)
                self._news.append(result.said)
        news, self._news = self._news, []
        return news

    def view(self) -> LearnView | None:
        """What the overlay shows; None while nothing is learnt."""
        if self._desk is None:
            return None
        board = self._patchbay.board
        return describe_learning(self._desk, board.value, self.name_of, keys=not self._is_remote)

    def touches(self, t: float) -> list[Touch]:
        """Where the hands are that moved lately."""
        return describe_touches(self._patchbay, t, self.name_of)

    def last(self) -> str:
        """What came last from outside, and what it did."""
        return describe_last(self._patchbay, self.name_of)

    def close(self) -> None:
        """Finish writing."""
        self._scribe.close()
        self.take_news()

    def _open(self, t: float, *, is_remote: bool) -> LearnDesk:
        targets = Targets(self._rig.catalogue, self._looks())
        if self._browser is None:
            self._browser = Browser(targets)
        else:
            self._browser.adopt(targets)
        patchbay = self._patchbay
        session = LearnSession(targets, lambda: patchbay.bound, patchbay.board.unit, patchbay.spoke)
        self._desk = LearnDesk(session, self._browser)
        self._is_remote, self._until = is_remote, t + REMOTE_PATIENCE
        return self._desk

    def _toggle(self, t: float) -> None:
        if self._desk is None:
            self._open(t, is_remote=False)
        else:
            self._close()

    def _close(self) -> None:
        self._patchbay.withhold(())
        self._desk = None

    def _end_if_left(self) -> None:
        self._keep_changes()
        if self._desk is not None and not self._desk.is_open:
            self._close()

    def _begin_remotely(self, text: str, t: float) -> None:
        target = Targets(self._rig.catalogue, self._looks()).find(text)
        desk = self._desk if self._desk is not None else self._open(t, is_remote=True)
        self._until = t + REMOTE_PATIENCE
        desk.browser.go(target)
        desk.session.choose(target)

    def _keep_remotely(self, verb: str) -> None:
        if self._desk is None:
            raise ControlError("Nothing is being learnt: /learn with a parameter's path begins it.")
        session = self._desk.session
        answers: dict[str, Answer] = {"learn/replace": "replace", "learn/beside": "beside"}
        is_kept = session.keep(answers.get(verb))
        if session.stage == "conflict":
            moves = ", ".join(bound.binding.parameter for bound in session.conflicts)
            raise ControlError(f"That control moves {moves}, too: /learn/replace, /learn/beside or /learn/cancel.")
        if not is_kept:
            raise ControlError(f"Not learnt: {session.message}.")
        self._keep_changes()
        if self._is_remote:
            self._close()

    def _unlearn(self, text: str) -> None:
        patchbay = self._patchbay
        targets = Targets(self._rig.catalogue, self._looks())
        session = LearnSession(targets, lambda: patchbay.bound, patchbay.board.unit)
        session.choose(targets.find(text))
        if not session.unlearn():
            raise ControlError(f"The rig binds nothing to {text[:80]!r}.")
        for change in session.take_changes():
            self._keep(change)

    def _keep_changes(self) -> None:
        if self._desk is not None:
            for change in self._desk.session.take_changes():
                self._keep(change)

    def _keep(self, change: Change) -> None:
        """At once for the hands, and soon on the disk."""
        self._rig.change(change)
        self._patchbay.load_rig(self._rig.bindings)
        self._write(change)

    def _write(self, change: Change) -> None:
        rig, changes = self._rig, tuple(self._rig.unwritten)
        usual, own, catalogue = rig.text, rig.own_path, rig.catalogue
        self._writing.append(change)
        self._scribe.save(lambda: Saved(write_learnt(own, usual, change, catalogue, changes), _tell(change, own)))


def _tell(change: Change, path: Path) -> str:
    """What was kept, and where."""
    if not change.add:
        return f"Unlearnt: {', '.join(map(_name, change.remove))}. {path} says so."
    return f"Learnt: {', '.join(map(_name, change.add))}. Kept in {path}."


def _name(binding: Binding) -> str:
    argument = "" if binding.argument is None else f" {binding.argument}"
    return f"{binding.source.name} moves {binding.parameter}{argument}"
