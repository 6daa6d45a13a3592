"""Names of sources: anything that gives a number, written as one word such as `midi/cc/21` or `ear/bass`.

In: a source as a person writes it. Out: a checked, canonical `Source`, or a ControlError that shows the right forms.
Pure functions; any process or thread.
"""

import re
from dataclasses import dataclass
from typing import Literal

from engine.controls import motion
from engine.controls.live import names as live
from engine.controls.motion import Motion
from engine.controls.parameter import suggest
from engine.errors import ControlError

Family = Literal["midi", "osc", "live", "ear", "brain", "clock", "lfo", "steps", "key"]

FORMS: tuple[tuple[str, str], ...] = (
    ("midi/cc/21", "MIDI control change 21, any channel"),
    ("midi/3/cc/21", "the same on channel 3 only (1 to 16; every MIDI source can name its channel so)"),
    ("midi/note/36", "a note's velocity while it is held, else 0"),
    ("midi/bend", "pitch bend: 0 to 1, 0.5 in the middle"),
    ("midi/pressure", "channel pressure"),
    ("midi/pressure/36", "polyphonic pressure of note 36"),
    ("midi/cc14/1", "control changes 1 and 33 as one number of 14 bits (0 to 31, each with the one 32 above)"),
    ("midi/nrpn/1234", "an unregistered parameter, set by data entry, increment or decrement"),
    ("midi/rpn/0", "the same for a registered parameter"),
    ("midi/program", "program change; from bank 1 on, its number counts on by 128 a bank"),
    ("osc/any/address", "first number of an OSC message to /any/address, 0 to 1"),
    ("osc/any/address#2", "its second number"),
    *live.FORMS,
    ("ear/level", "level after the automatic gain; also bass, mid, high, flux, onset, centroid"),
    ("ear/loudness", "how loud it is beside the loudest minutes: 1 in a drop, 0 from 24 dB below"),
    ("ear/band/12", "one mel band"),
    ("brain/unit/17", "how strongly one unit is active, 0 to 1"),
    ("brain/surprise", "how wrong the network's prediction was"),
    ("brain/kick", "a hit, as the network hears it, at the moment it is sure; also snare, hat, crash"),
    ("brain/build", "how far into a build-up the music is; also drop: how fresh a drop is"),
    ("brain/confidence", "how sure the network is of the beat"),
    ("brain/activity", "mean activation of the network"),
    ("clock/beat", "phase of the beat, 0 to 1"),
    ("clock/bar", "phase of the bar, 0 to 1"),
    ("clock/phrase", "phase of the phrase of /clock/phrase bars, 0 to 1"),
    ("clock/confidence", "how sure the clock's source of time is; 0 while none speaks"),
    ("clock/playing", "1 while that source plays, 0 after it has said stop"),
    *motion.FORMS,
    ("key/space", "a key: 1 while it is held"),
)
"""Every form with its meaning, for messages and the reference."""

_EAR = ("level", "loudness", "bass", "mid", "high", "flux", "onset", "centroid")
_BRAIN = ("surprise", "activity", "kick", "snare", "hat", "crash", "build", "drop", "confidence")
_CLOCK = ("beat", "bar", "phrase", "confidence", "playing")
_PHASES = frozenset(("clock/beat", "clock/bar", "clock/phrase"))

_MIDI = re.compile(
    r"midi(?:/(?P<channel>\d{1,2}))?/(?P<kind>cc14|cc|note|bend|pressure|nrpn|rpn|program)(?:/(?P<number>\d{1,5}))?"
)
# The highest number of each kind; "pressure" may go without one. 16383 is the null parameter: none.
_HIGHEST = {"cc": 127, "note": 127, "pressure": 127, "cc14": 31, "nrpn": 16382, "rpn": 16382}
_DATA_ENTRY = (6, 38, 96, 97)
_OSC = re.compile(r"osc(?P<address>(?:/[^\s#*,?\[\]{}/]+)+)(?:#(?P<index>[1-9]\d?))?")
_INDEXED = re.compile(r"(ear/band|brain/unit)/(\d{1,4})")
_KEY = re.compile(r"key/([a-z0-9]+|[!-~])")


@dataclass(frozen=True, slots=True)
class Source:
    """A checked source. name: canonical. continuous: read every frame; else it speaks in events.

    motion: what moves by itself, for the families "lfo" and "steps".
    """

    name: str
    family: Family
    continuous: bool
    motion: Motion | None = None

    @property
    def falls(self) -> bool:
        """Whether it strikes when it falls back to 0: a phase does, on its beat."""
        return self.name in _PHASES


def parse_source(text: str) -> Source:
    """The source that `text` names. ControlError with the right forms of its family when it is none."""
    family = text.split("/")[0]
    if family == "midi":
        source = _parse_midi(text)
    elif family == "osc":
        source = _parse_osc(text)
    elif family == "live":
        wanted = live.read_name(text)
        source = None if wanted is None else Source(wanted.name, "live", wanted.continuous)
    elif family in ("lfo", "steps"):
        source = _parse_motion(text)
    elif family == "key":
        source = Source(text.lower(), "key", False) if _KEY.fullmatch(text.lower()) else None
    else:
        source = _parse_plain(text)
    if source is None:
        raise ControlError(f"{text!r} is not a source. {_explain(text, family)}")
    return source


def without_channel(name: str) -> str:
    """`midi/cc/21` for `midi/3/cc/21`; any other source as it is."""
    parts = name.split("/", 2)
    return f"midi/{parts[2]}" if len(parts) == 3 and parts[0] == "midi" and parts[1].isdigit() else name


def parts_of(name: str) -> frozenset[str]:
    """The control changes that a source of 14 bits or a numbered parameter comes in: they are events of their own, too.

    `midi/1/cc/7` and `midi/1/cc/39` for `midi/1/cc14/7`. None for any other source.
    """
    parts = name.split("/")
    if parts[0] != "midi" or len(parts) < 3:
        return frozenset()
    base, kind = "/".join(parts[:-2]), parts[-2]
    if kind == "cc14":
        numbers: tuple[int, ...] = (int(parts[-1]), int(parts[-1]) + 32)
    elif kind == "nrpn":
        numbers = (*_DATA_ENTRY, 98, 99)
    elif kind == "rpn":
        numbers = (*_DATA_ENTRY, 100, 101)
    else:
        numbers = ()
    return frozenset(f"{base}/cc/{number}" for number in numbers)


def _parse_midi(text: str) -> Source | None:
    match = _MIDI.fullmatch(text)
    if match is None:
        return None
    kind, channel, number = match["kind"], match["channel"], match["number"]
    is_whole = kind in ("bend", "program", "pressure") if number is None else int(number) <= _HIGHEST.get(kind, -1)
    if not is_whole or (channel is not None and not 1 <= int(channel) <= 16):
        return None
    parts = ["midi", *([str(int(channel))] if channel else []), kind, *([str(int(number))] if number else [])]
    return Source("/".join(parts), "midi", False)


def _parse_osc(text: str) -> Source | None:
    match = _OSC.fullmatch(text)
    if match is None:
        return None
    index = int(match["index"] or 1)
    return Source(f"osc{match['address']}" + (f"#{index}" if index > 1 else ""), "osc", False)


def _parse_motion(text: str) -> Source | None:
    named = motion.read_name(text)
    return None if named is None else Source(named[0], "lfo" if named[0].startswith("lfo") else "steps", True, named[1])


def _parse_plain(text: str) -> Source | None:
    family, _, rest = text.partition("/")
    if family == "ear" and rest in _EAR:
        return Source(text, "ear", True)
    if family == "brain" and rest in _BRAIN:
        return Source(text, "brain", True)
    if family == "clock" and rest in _CLOCK:
        return Source(text, "clock", True)
    match = _INDEXED.fullmatch(text)
    if match is None:
        return None
    return Source(f"{match[1]}/{int(match[2])}", "ear" if family == "ear" else "brain", True)


def _explain(text: str, family: str) -> str:
    own = [f"{form} ({meaning})" for form, meaning in FORMS if form.startswith(family + "/")]
    if own:
        return "Write " + "; ".join(own) + "."
    hint = suggest(text, [form for form, _ in FORMS])
    return "A source starts with midi/, osc/, live/, ear/, brain/, clock/, lfo/, steps/ or key/." + hint
