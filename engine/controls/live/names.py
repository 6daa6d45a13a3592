"""Names of what Live can tell: `live/track/kick-drum/meter` is a source, and says what to ask AbletonOSC for.

In: a source as a person writes it. Out: a checked `Wanted`, or None.
Pure functions; any process.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["playing", "tempo", "scene", "meter", "left", "right", "volume", "mute", "clip", "parameter"]

MASTER = "master"
"""In the place of a track's name: the track on which all others end."""

FORMS: tuple[tuple[str, str], ...] = (
    ("live/playing", "Ableton Live plays: 1, else 0"),
    ("live/tempo", "Live's tempo: 0 at 60 BPM or slower, 1 at 180 or faster"),
    ("live/scene/3", "1 while scene 3 is the one that was launched last; a launch is a rise, the same scene's too"),
    ("live/scene/drop", "the same by the scene's name, as it is without brackets"),
    ("live/track/1/meter", "how high track 1's meter stands, ten times a second; also left and right"),
    ("live/track/kick-drum/volume", "the fader of the track called Kick Drum; also mute (1 is muted)"),
    ("live/track/drums/clip", "1 while a clip plays on that track"),
    ("live/master/meter", "the master's meter, where AbletonOSC tells of it"),
    ("live/device/bass/2/1", "the first parameter of that track's second device, a rack's macro 1; 0 is its switch"),
    ("live/device/bass/wobble-rack/growl", "the same by the names of track, device and parameter"),
)
"""Every form with its meaning, for messages and the reference."""

_PART = r"[\w-]+"
_SONG = re.compile(r"live/(?P<kind>playing|tempo)")
_SCENE = re.compile(rf"live/scene/(?P<scene>{_PART})")
_TRACK = re.compile(rf"live/(?:track/(?P<track>{_PART})|master)/(?P<kind>meter|left|right|volume|mute|clip)")
_DEVICE = re.compile(rf"live/device/(?P<track>{_PART})/(?P<device>{_PART})/(?P<parameter>{_PART})")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a source asks for. track, device, scene: a number from 1 or a name's slug; parameter: a number from 0, or a
    slug. The master's track is `MASTER`, with `is_master`.
    """

    name: str
    kind: Kind
    track: str = ""
    device: str = ""
    parameter: str = ""
    scene: str = ""
    is_master: bool = False

    @property
    def continuous(self) -> bool:
        """Whether it is read in every frame: meters are; all else speaks when it changes."""
        return self.kind in ("meter", "left", "right")


def slug(text: str) -> str:
    """A name as it stands in a source: small letters and digits, and a dash for all that is between them.

    "Kick Drum" is kick-drum, "1-MIDI" is 1-midi. A name of digits alone counts as a number there.
    """
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def read_name(text: str) -> Wanted | None:
    """What a source's name asks for, in its one spelling; None when it is none of the forms."""
    text = text.casefold()
    if len(text) > _LONGEST:
        return None
    if match := _SONG.fullmatch(text):
        return Wanted(text, _kind(match["kind"]))
    if match := _SCENE.fullmatch(text):
        scene = _place(match["scene"], 1)
        return Wanted(f"live/scene/{scene}", "scene", scene=scene) if scene else None
    if match := _TRACK.fullmatch(text):
        kind = _kind(match["kind"])
        if match["track"] is None:
            return Wanted(text, kind, MASTER, is_master=True) if kind not in ("mute", "clip") else None
        track = _place(match["track"], 1)
        return Wanted(f"live/track/{track}/{kind}", kind, track) if track else None
    if match := _DEVICE.fullmatch(text):
        track, device, parameter = (
            _place(match[part], part != "parameter") for part in ("track", "device", "parameter")
        )
        if track and device and parameter:
            return Wanted(f"live/device/{track}/{device}/{parameter}", "parameter", track, device, parameter)
    return None


def place_of(wanted: str, names: Sequence[str], first: int = 1) -> int | None:
    """Where in a list the number (from `first`) or slug says; of several with one name the first. None: not there."""
    if wanted.isdecimal():
        place = int(wanted) - first
        return place if 0 <= place < len(names) else None
    return next((place for place, name in enumerate(names) if slug(name) == wanted), None)


def spell(place: int, names: Sequence[str], first: int = 1) -> str:
    """How to write what is at a place of a list: by its name, if that leads back to it, else by its number."""
    said = slug(names[place])
    is_name = said and not said.isdecimal() and place_of(said, names) == place
    return said if is_name else str(place + first)


def _place(part: str, lowest: int) -> str:
    """A number or slug in its one spelling; empty when it is neither."""
    if part.isdecimal() and part.isascii():
        return str(int(part)) if lowest <= int(part) and len(part) <= 4 else ""
    return slug(part)


def _kind(text: str) -> Kind:
    return text  # type: ignore[return-value]  # the expressions above have no other words
