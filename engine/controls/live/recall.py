"""Which look a scene, a clip or a locator in Live stands for.

In: its name and number, the looks there are, what the rig says. Out: a look's name or number, or None for none.
Pure functions; main process.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.controls.live.names import slug

By = Literal["name", "number", "off"]

_BRACKETS = re.compile(r"\[([^\[\]]*)\]\s*$")


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
        if match := _BRACKETS.search(name):
            wanted = match[1].strip()
            return looks.get(slug(wanted), wanted) or None
        return looks.get(slug(bare)) if slug(bare) else None


def without_brackets(name: str) -> str:
    """A scene's name as people call it: `drop` of `drop [fever]`."""
    return _BRACKETS.sub("", name).strip()
