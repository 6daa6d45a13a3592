"""The gallery's page: which looks there are, what they look like, and where the pictures lie.

In: looks, and a folder with pictures of them. Out: Markdown.
Main process.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Self
from urllib.parse import quote

from engine.errors import FileError
from engine.presets.preset import Preset

PAGE: Final = "gallery.md"
_PICTURES = PurePosixPath("gallery")

SCENES: Final[Mapping[str, str]] = {
    "constellation": "Stars, and the lines between units that fire together.",
    "synapse": "Axons in bundles, light that travels along them, terminals that burst.",
    "membrane": "Water that the units push: rings spread, meet, and gather light at their crests.",
    "pen": "The way of the hidden state on its principal axes, written with living ink.",
    "cortex": "The network's past as a land of ridges, the newest at the horizon.",
}
"""What one sees in each scene."""

_HEAD = """\
# Gallery

What you get: every look in the drop of the built-in piece, at the beginning of its third bar, as the network of 128
units lights it. Above the looks of each scene stands its first one in the intro, the groove, the breakdown, the
build-up and the drop. Pictures stand still, and the looks do not: `asterism play --demo` shows them.

Made by `asterism gallery`: change the looks, not this page.
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What the page says of a preset. `number`: the one that recalls it."""

    number: int
    name: str
    title: str
    description: str
    scene: str

    @classmethod
    def of(cls, number: int, preset: Preset) -> Self:
        """The look that a preset is."""
        return cls(number, preset.name, preset.title, preset.description, preset.scene)


def picture_of(look: Look) -> PurePosixPath:
    """Where the still of a look lies, from the page's folder."""
    return _PICTURES / f"{look.name}.webp"


def strip_of(scene: str) -> PurePosixPath:
    """Where the strip of a scene's moments lies, from the page's folder."""
    return _PICTURES / "scenes" / f"{scene}.webp"


def write_page(folder: Path, looks: Sequence[Look]) -> Path:
    """Write the page of those looks whose pictures lie in the folder. Raises `FileError` when it cannot."""
    path = folder / PAGE
    there = [look for look in looks if (folder / picture_of(look)).is_file()]
    strips = {look.scene for look in there if (folder / strip_of(look.scene)).is_file()}
    try:
        path.write_text(describe(there, strips), encoding="utf-8")
    except OSError as error:
        raise FileError(f"Cannot write {path}: {error.strerror or error}.") from error
    return path


def describe(looks: Sequence[Look], strips: Iterable[str]) -> str:
    """The page of these looks, scene by scene in the order of their numbers. `strips`: scenes that have one."""
    with_strip = set(strips)
    parts = [_HEAD]
    for scene in dict.fromkeys(look.scene for look in looks):
        parts.append(f"\n## {_plain(scene).capitalize()}\n")
        if scene in SCENES:
            parts.append(f"\n{SCENES[scene]}\n")
        members = [look for look in looks if look.scene == scene]
        if scene in with_strip:
            first = _plain(members[0].title)
            parts.append(f"\n{_image(f'{first} from the intro to the drop', strip_of(scene))}\n")
        for look in members:
            title = _plain(look.title)
            parts.append(f"\n### {look.number} {title}\n")
            parts.append(
                "\n" + ". ".join(filter(None, [_plain(look.description).rstrip("."), f"`{look.name}`"])) + "\n"
            )
            parts.append(f"\n{_image(title, picture_of(look))}\n")
    return "".join(parts)


def _image(text: str, place: PurePosixPath) -> str:
    return f"![{text}]({quote(str(place))})"


def _plain(text: str) -> str:
    """A person's words as they stand, on one line, whatever they mean in Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
