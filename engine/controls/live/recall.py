"""What a scene, a clip or a locator in Live stands for: a look, and messages to parameters and verbs.

In: its name and number, the looks there are, what the rig says. Out: a look's name or number; addresses with arguments.
Pure functions; main process.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.controls.live.names import slug

By = Literal["name", "number", "off"]

Said: TypeAlias = tuple[str, tuple[float | bool | str, ...]]
"""An address of ours and at most one argument."""

_TAIL = re.compile(r"(?:\s*\[[^\[\]]*\])+\s*$")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_WORDS: Mapping[str, bool] = {"true": True, "on": True, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class Recalls:
    """by: how scenes name looks. pairs: a scene's name or number, and the look that goes with it before all else."""

    by: By = "name"
    pairs: Mapping[str, str] = field(default_factory=dict)

    def look_of(self, name: str, number: int | None, looks: Mapping[str, str]) -> str | None:
        """The look for what is called so, or None. number: a scene's, from 1; None for what has none.

        looks: the looks' names by the slugs of their names and titles. First the pairs count; then, by name, what
        stands in brackets at the name's end, `drop [fever]`, which may be a look's number, too, and is taken for a
        look's name even if there is none of it; then the name itself, if a look is called so. By number, the look of
        that number.
        """
        if self.by == "off":
            return None
        bare = without_brackets(name)
        for said, look in self.pairs.items():
            if (number is not None and said == str(number)) or (slug(said) and slug(said) == slug(bare)):
                return look
        if self.by == "number":
            return str(number) if number is not None and number <= len(set(looks.values())) else None
        wanted = [text for text in _brackets(name) if not text.startswith("/")]
        if wanted:
            return looks.get(slug(wanted[-1]), wanted[-1]) or None
        return looks.get(slug(bare)) if slug(bare) else None

    def messages_of(self, name: str) -> list[Said]:
        """What else it says, in brackets at its end: `drop [/burst/fire] [/trails/length 2]`."""
        return [] if self.by == "off" else [_read_message(text) for text in _brackets(name) if text.startswith("/")]


def without_brackets(name: str) -> str:
    """A scene's name as people call it: `drop` of `drop [fever] [/burst/fire]`."""
    return _TAIL.sub("", name).strip()


def _brackets(name: str) -> list[str]:
    """What stands in brackets at a name's end."""
    match = _TAIL.search(name)
    return [text.strip() for text in _BRACKET.findall(match[0])] if match else []


def _read_message(text: str) -> Said:
    """An address, and after a space a number, on or off, or a text."""
    address, _, rest = text.partition(" ")
    rest = rest.strip()
    if not rest:
        return address, ()
    if rest.lower() in _WORDS:
        return address, (_WORDS[rest.lower()],)
    try:
        return address, (float(rest),)
    except ValueError:
        return address, (rest,)
