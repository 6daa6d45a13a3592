"""What the overlay shows while learning: the list, what was found, what is bound, what is in the way.

In: a session and its browser. Out: a `LearnView`, texts only, for whoever draws it.
Pure; main process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.controls.binding import Binding
from engine.controls.layer import Bound
from engine.controls.learn.browser import Browser
from engine.controls.learn.desk import HINTS, LearnDesk
from engine.controls.learn.session import LearnSession
from engine.controls.parameter import Parameter, Value
from engine.controls.source import without_channel
from engine.controls.touch import NameOf, plain_name

ROWS = 11
"""Lines of the list that are shown at once."""

_ENCODERS = {"": "no: a knob", "twos": "two's complement", "offset": "binary offset", "sign": "sign and magnitude"}
_TAKEOVERS = {
    "jump": "jumps to it",
    "pickup": "waits for it",
    "scale": "goes along, scaled",
}
_MODES = {
    "set": "sets it",
    "add": "adds to it",
    "trigger": "at a press",
    "toggle": "there and back at a press",
    "momentary": "while it is held",
    "velocity": "as hard as it is hit",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. value: where the parameter is now; bound: whether a control moves it."""

    name: str
    value: str
    bound: bool


@dataclass(frozen=True, slots=True)
class LearnView:
    """All texts. group: the title above the list; place: its number and how many there are, "" while one searches.

    rows, row: the list's part around the chosen line, and which of them that is. prompt: what to do now.
    facts: label and value of what was found or picked. own: the target's bindings; picked: the one that is changed, -1
    none. warning: what is in the way. hints: keys and what they do.
    """

    group: str
    place: str
    rows: tuple[Row, ...]
    row: int
    meaning: str
    prompt: str
    facts: tuple[tuple[str, str], ...]
    own: tuple[str, ...]
    picked: int
    warning: tuple[str, ...]
    message: str
    hints: tuple[tuple[str, str], ...]

    @property
    def frame(self) -> tuple[object, ...]:
        """All but the parameters' values, which may move all the time."""
        return replace(self, rows=()), tuple((row.name, row.bound) for row in self.rows)


def describe_learning(
    desk: LearnDesk, value: Callable[[str], Value], name_of: NameOf = plain_name, *, keys: bool = True
) -> LearnView:
    """What there is to be seen. value: of a parameter, now. keys: whether the keyboard is learning's."""
    session, browser = desk.session, desk.browser
    bound = {each.binding.parameter for each in session.bindings}
    rows, first = browser.rows, _first(browser)
    own = session.own
    near = rows[first : first + ROWS]
    shown = [_row(str(target), session.targets.parameter(target), target.path in bound, value) for target in near]
    group = f"find: {browser.words}" if browser.words else session.targets.groups[browser.group].title
    return LearnView(
        group=group,
        place="" if browser.words else f"{browser.group + 1} of {len(session.targets.groups)}",
        rows=tuple(shown),
        row=browser.row - first,
        meaning=session.target.meaning if session.target else "nothing fits",
        prompt=_prompt(desk),
        facts=tuple(_facts(session, name_of)),
        own=tuple(_own(each, session.parameter, name_of) for each in own),
        picked=own.index(session.edited) if session.edited in own else -1,
        warning=tuple(_warn(session, name_of)),
        message=session.message,
        hints=_hints(session) if keys else (),
    )


def _first(browser: Browser) -> int:
    """The first line that is shown, so that the chosen one is never at the edge of what there is."""
    return max(0, min(browser.row - ROWS // 2, len(browser.rows) - ROWS))


def _row(name: str, parameter: Parameter | None, bound: bool, value: Callable[[str], Value]) -> Row:
    if parameter is None or parameter.kind == "trigger":
        return Row(name, "", bound)
    return Row(name, parameter.show(value(parameter.path)), bound)


def _hints(session: LearnSession) -> tuple[tuple[str, str], ...]:
    """The keys that can do something now."""
    draft, idle = session.draft, set()
    if draft is not None and session.stage in ("found", "edit"):
        if "/cc/" not in draft.source.name:
            idle.add("R")
        if draft.source.family != "midi":
            idle.add("P")
        if session.parameter is None:
            idle |= {"M", "B"} | ({"I"} if not draft.relative else set())
        if draft.mode != "set" or draft.relative:
            idle.add("T")
    return tuple(hint for hint in HINTS[session.stage] if hint[0] not in idle)


def _prompt(desk: LearnDesk) -> str:
    session = desk.session
    if desk.awaits_key:
        return "press the key"
    return {
        "choose": "move a control …",
        "found": "this one?",
        "edit": "as it is now",
        "lowest": "turn to the lowest that you want",
        "highest": "turn to the highest that you want",
        "conflict": "it moves something else, too",
    }[session.stage]


def _facts(session: LearnSession, name_of: NameOf) -> Sequence[tuple[str, str]]:
    draft, found = session.draft, session.found
    if draft is None:
        return [("control", name_of(found.source, found.port))] if found else []
    facts = [("control", name_of(draft.source.name, found.port if found else draft.port))]
    if draft.source.family == "midi":
        facts.append(("from", f"{draft.port} only" if draft.port else "any port"))
    if draft.parameter and draft.mode == "trigger" and session.parameter is None:
        return [*facts, ("says", str(session.target))]
    facts.append(("does", _MODES[draft.mode]))
    if draft.mode in ("set", "add", "velocity", "momentary", "trigger"):
        facts.append(("range", show_range(draft, session.parameter)))
    if draft.from_ is not None and draft.to is not None:
        facts.append(("hears", f"{draft.from_:.4g} to {draft.to:.4g}"))
    if "/cc/" in draft.source.name:
        guessed = " (guessed)" if found and draft.relative and draft.relative == found.relative else ""
        facts.append(("encoder", _ENCODERS[draft.relative] + guessed))
    if draft.mode == "set" and not draft.relative:
        facts.append(("takeover", _TAKEOVERS[draft.takeover]))
    return facts


def show_range(binding: Binding, parameter: Parameter | None) -> str:
    """From where to where a binding goes, in the parameter's own units; only its upper end for a button."""
    if parameter is None:
        return ""
    if binding.mode == "add":
        return f"{binding.low:+.2g} to {binding.high:+.2g} of the range"
    high = parameter.show(parameter.from_unit(binding.high))
    if binding.mode in ("momentary", "trigger"):
        return "its strength" if parameter.kind == "trigger" else high
    low = parameter.show(parameter.from_unit(binding.low))
    turned = ", turned round" if binding.low > binding.high else ""
    return f"{low.split(' ')[0]} to {high}{turned}"


def _own(bound: Bound, parameter: Parameter | None, name_of: NameOf) -> str:
    binding = bound.binding
    whose = {"rig": "", "look": " (the look's)", "controller": " (the controller's own)"}[bound.layer]
    name = name_of(binding.source.name, binding.port)
    if parameter is None:
        return f"{name}{whose}"
    return f"{name}: {_MODES[binding.mode]} {show_range(binding, parameter)}{whose}".replace("  ", " ")


def _warn(session: LearnSession, name_of: NameOf) -> Sequence[str]:
    lines = []
    for bound in session.conflicts:
        binding = bound.binding
        whose = {"rig": "", "look": ", says the look", "controller": ", says the controller's profile"}[bound.layer]
        what = binding.parameter if binding.argument is None else f"{binding.parameter} {binding.argument}"
        general = without_channel(binding.source.name) == binding.source.name and binding.source.family == "midi"
        lines.append(f"{name_of(binding.source.name, binding.port)}{' (any channel)' * general} moves {what}{whose}")
    return lines
