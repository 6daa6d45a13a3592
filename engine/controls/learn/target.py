"""What a control can be joined to: every parameter by its group, every verb, every look.

In: the catalogue, the names of looks; words that a person types. Out: `Target`s in groups, or those that fit.
Pure; main process.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.controls.binding import Binding, takes
from engine.controls.catalogue import GROUPS, Catalogue
from engine.controls.parameter import Parameter
from engine.controls.verbs import LOCAL_VERBS, VERBS, verb_at
from engine.errors import ControlError

_LOAD = "/preset/load"
_UNSAID = frozenset({"learn", "unlearn"})
_MOST = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A parameter's path, or a verb's address with the argument that it is to be told."""

    path: str
    meaning: str
    argument: str | float | None = None

    def __str__(self) -> str:
        return self.path if self.argument is None else f"{self.path} {self.argument}"

    def is_of(self, binding: Binding) -> bool:
        """Whether this is what the binding moves."""
        return binding.parameter == self.path and (self.argument is None or binding.argument == self.argument)


@dataclass(frozen=True, slots=True)
class Group:
    """Targets that belong together."""

    title: str
    targets: tuple[Target, ...]


class Targets:
    """All of them. looks: names of the looks, in order."""

    def __init__(self, catalogue: Catalogue, looks: Sequence[str] = ()) -> None:
        self.catalogue = catalogue
        self.groups = tuple(_groups(catalogue, looks))
        self._all = [target for group in self.groups for target in group.targets]
        self._searched: tuple[str, list[Target]] = "", []

    def parameter(self, target: Target) -> Parameter | None:
        """The parameter of a target; None for a verb's."""
        return self.catalogue.get(target.path)

    def search(self, words: str) -> list[Target]:
        """Those that fit what was typed, the likeliest first. A verb's argument may follow after a blank."""
        words = words.strip().lower()
        if words != self._searched[0]:
            self._searched = words, self._search(words)
        return self._searched[1]

    def _search(self, words: str) -> list[Target]:
        ranked = [(rank, target) for target in self._all if (rank := _rank(target, words)) is not None]
        if ranked:
            return [target for _, target in sorted(ranked, key=lambda pair: pair[0])][:_MOST]
        wanted, _, argument = words.partition(" ")
        told = _read(argument)
        verbs = (
            kind for kind in VERBS.values() if kind.argument and wanted.strip("/") in kind.name and takes(kind, told)
        )
        return [Target(kind.address, kind.meaning, told) for kind in sorted(verbs, key=lambda kind: len(kind.name))]

    def find(self, text: str) -> Target:
        """The target that a program names: `/color/hue`, `/preset/load fever`. ControlError else, and for what only the
        keyboard may say: a control that has learnt it would be another way to say it from the network.
        """
        path, _, argument = text.strip().partition(" ")
        verb = verb_at(path)
        if verb is None:
            return _target(self.catalogue.find(path))
        if verb.name in LOCAL_VERBS:
            raise ControlError(
                f"Only the keyboard says {path}: nothing learns it. A person may bind it in the rig file."
            )
        if not verb.argument or not argument:
            return Target(path, verb.meaning)
        told = _read(argument)
        if not takes(verb, told):
            raise ControlError(f"{path} cannot be told {argument[:80]!r}")
        return Target(path, verb.meaning, told)


def _groups(catalogue: Catalogue, looks: Iterable[str]) -> Iterable[Group]:
    for name, title in GROUPS.items():
        targets = tuple(_target(parameter) for parameter in catalogue.values() if parameter.group == name)
        if targets:
            yield Group(title, targets)
    verbs = (kind for kind in VERBS.values() if kind.name not in LOCAL_VERBS and kind.name not in _UNSAID)
    yield Group("Verbs", tuple(Target(kind.address, kind.meaning) for kind in verbs))
    yield Group("Looks", tuple(Target(_LOAD, "recall this look", name) for name in looks))


def _target(parameter: Parameter) -> Target:
    return Target(parameter.path, parameter.meaning)


def _read(text: str) -> str | float:
    """A number where it is one."""
    try:
        number = float(text)
    except ValueError:
        return text.strip()
    return int(number) if number.is_integer() else number


def _rank(target: Target, words: str) -> tuple[int, int] | None:
    """How well a target fits, least first; None when it does not."""
    name = str(target).lower()
    parts = words.split()
    if all(part in name for part in parts):
        return int(not any(step.startswith(words) for step in name.split("/"))), len(name)
    return (2, len(name)) if all(part in name or part in target.meaning.lower() for part in parts) else None
