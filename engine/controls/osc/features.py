"""What the show tells besides its parameters: the sound's features, hits, the beat, chosen units, the look.

In: how things stand in a frame. Out: messages at addresses below /asterism; each once on its frame, or as it changes.
Main process, frame loop.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.controls.osc.packet import Argument
from engine.controls.standing import Standing

ROOT = "/asterism"

Kind = Literal["number", "hit", "beat", "text", "list"]
"""hit, beat: told at once, in the frame in which they fall; the others as they change, at the rate of who is told."""

HIT_S = 0.1
"""A hit is told with its strength, and so long after it as 0, which lets a button go."""

_SAME = 1e-4


@dataclass(frozen=True, slots=True)
class Feature:
    """address; types: OSC type tags; source: the signal that it is, "" for what the clock or the show says.

    low, high: the range of a number.
    """

    address: str
    kind: Kind
    types: str
    meaning: str
    source: str = ""
    low: float = 0.0
    high: float = 1.0


def _signal(name: str, source: str, meaning: str) -> Feature:
    return Feature(f"{ROOT}/{name}", "number", "f", meaning, source)


def _hit(name: str) -> Feature:
    meaning = f"a {name}, with its strength at the moment the network is sure, and 0 a tenth of a second later"
    return Feature(f"{ROOT}/{name}", "hit", "f", meaning, f"brain/{name}")


FEATURES: Mapping[str, Feature] = {
    feature.address: feature
    for feature in (
        Feature(f"{ROOT}/beat", "beat", "if", "on each beat: its number in the bar from 1, and the beats a minute"),
        Feature(f"{ROOT}/bar", "beat", "i", "on each bar: how many bars have begun"),
        Feature(f"{ROOT}/tempo", "number", "f", "beats a minute", low=0.0, high=300.0),
        Feature(f"{ROOT}/phase", "number", "f", "the way through the beat"),
        Feature(f"{ROOT}/pulse", "number", "f", "1 on the beat, falling to 0 until the next one"),
        Feature(f"{ROOT}/barphase", "number", "f", "the way through the bar"),
        _signal("level", "ear/level", "level after the automatic gain"),
        _signal("loudness", "ear/loudness", "how loud it is beside the loudest minutes"),
        _signal("bass", "ear/bass", "the bass"),
        _signal("mid", "ear/mid", "the middle"),
        _signal("high", "ear/high", "the high end"),
        _signal("flux", "ear/flux", "how much the sound changes"),
        _signal("onset", "ear/onset", "how much of a beginning the sound is"),
        _signal("centroid", "ear/centroid", "how bright the sound is"),
        _hit("kick"),
        _hit("snare"),
        _hit("hat"),
        _hit("crash"),
        _signal("surprise", "brain/surprise", "how wrong the network's prediction was"),
        _signal("activity", "brain/activity", "mean activation of the network"),
        _signal("build", "brain/build", "how far into a build-up the music is"),
        _signal("drop", "brain/drop", "how fresh a drop is"),
        _signal("confidence", "brain/confidence", "how sure the network is of the beat"),
        Feature(f"{ROOT}/units", "list", "f", "the activity of every unit of the network, one number each"),
        Feature(f"{ROOT}/preset", "text", "s", "the look's name"),
    )
}
"""Everything but the single units, by address."""

LASTING = frozenset(address for address, feature in FEATURES.items() if feature.kind in ("number", "text"))
"""Those that have a value at any time, the long list of units left out."""

UNIT = f"{ROOT}/unit/"
"""Behind it comes the number of a unit: its activity."""


def feature_at(address: str, units: int) -> Feature | None:
    """What is told at an address, of a network of so many units; None for nothing."""
    if address.startswith(UNIT):
        number = address.removeprefix(UNIT)
        known = number.isdecimal() and len(number) < 5 and str(int(number)) == number and int(number) < units
        meaning = "how strongly this unit of the network is active"
        return Feature(address, "number", "f", meaning, f"brain/unit/{number}") if known else None
    return FEATURES.get(address)


def addresses(units: int) -> list[str]:
    """Every address at which a network of so many units has something to tell."""
    return [*FEATURES, *(f"{UNIT}{number}" for number in range(units))]


@dataclass(slots=True)
class Features:
    """Follows the features that somebody wants. units: how many the network has."""

    units: int
    _values: dict[str, tuple[Argument, ...]] = field(default_factory=dict)
    _let_go: dict[str, float] = field(default_factory=dict)
    _passed: dict[str, int] = field(default_factory=dict)

    def value(self, address: str) -> tuple[Argument, ...] | None:
        """What was last told at an address; None for nothing yet."""
        return self._values.get(address)

    def advance(self, standing: Standing, wanted: Iterable[str]) -> tuple[list[str], list[str]]:
        """The wanted addresses that are to be told at once in this frame, and those that have changed."""
        at_once: list[str] = []
        changed: list[str] = []
        for address in wanted:
            feature = feature_at(address, self.units)
            if feature is None:
                continue
            if feature.kind == "hit":
                told = self._strike(feature, standing)
            elif feature.kind == "beat":
                told = self._count(feature, standing)
            else:
                told = None
                if self._follow(feature, standing):
                    changed.append(address)
            if told is not None:
                self._values[address] = told
                at_once.append(address)
        return at_once, changed

    def _strike(self, feature: Feature, standing: Standing) -> tuple[Argument, ...] | None:
        strength = standing.signals(feature.source) or 0.0
        if strength > 0.0:
            self._let_go[feature.address] = standing.t + HIT_S
            return (strength,)
        if standing.t >= self._let_go.get(feature.address, standing.t + 1.0):
            del self._let_go[feature.address]
            return (0.0,)
        return None

    def _count(self, feature: Feature, standing: Standing) -> tuple[Argument, ...] | None:
        clock = standing.clock
        is_beat = feature.address == f"{ROOT}/beat"
        passed = clock.passed("beat" if is_beat else "bar")
        before = self._passed.setdefault(feature.address, passed)
        if passed == before:
            return None
        self._passed[feature.address] = passed
        if not is_beat:
            return (passed,)
        through = clock.bar(standing.t) % 1.0 * clock.metre
        return int(through + 1e-6) % clock.metre + 1, float(clock.bpm)

    def _follow(self, feature: Feature, standing: Standing) -> bool:
        """Whether what a feature says is another than before."""
        now = self._read(feature, standing)
        before = self._values.get(feature.address)
        same = before is not None and len(before) == len(now) and all(map(_is_same, before, now))
        if not same:
            self._values[feature.address] = now
        return not same

    def _read(self, feature: Feature, standing: Standing) -> tuple[Argument, ...]:
        if feature.source:
            return (standing.signals(feature.source) or 0.0,)
        clock, t = standing.clock, standing.t
        match feature.address.removeprefix(f"{ROOT}/"):
            case "tempo":
                return (float(clock.bpm),)
            case "phase":
                return (clock.beat(t) % 1.0,)
            case "pulse":
                return (1.0 - clock.beat(t) % 1.0,)
            case "barphase":
                return (clock.bar(t) % 1.0,)
            case "units":
                return tuple(standing.signals(f"brain/unit/{number}") or 0.0 for number in range(self.units))
        return (standing.preset,)


def _is_same(before: Argument, now: Argument) -> bool:
    numbers = isinstance(before, float) and isinstance(now, float)
    return abs(before - now) < _SAME if numbers else before == now  # type: ignore[operator]
