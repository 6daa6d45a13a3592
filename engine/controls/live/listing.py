"""Live in words: all of its set for a person who wants to bind it, and how it stands for the overlay.

In: a set that was told, the looks, what scenes recall. Out: lines.
Pure; any process.
"""

from collections.abc import Iterator, Mapping, Sequence

from engine.controls.live.liveset import LiveSet
from engine.controls.live.names import spell
from engine.controls.live.recall import Recalls, without_brackets

_WIDE = 28


def list_set(told: LiveSet, recalls: Recalls, looks: Mapping[str, str], most: int) -> Iterator[str]:
    """The lines. most: parameters of a device that are shown, besides its switch."""
    tempo = "" if told.bpm is None else f"{told.bpm:.1f} BPM, {told.numerator}/{told.denominator}, "
    yield f"Live {told.version}: {tempo}{'playing' if told.playing else 'stopped'}"
    yield "scenes"
    for number, name in enumerate(told.scenes, start=1):
        look = recalls.look_of(name, number, looks)
        says = [f"recalls {look}"] if look is not None else []
        says += [" ".join((address, *map(str, given))) for address, given in recalls.messages_of(name)]
        yield _line(f"{number:3d}  {name}", ", ".join(says))
    yield "tracks"
    for track, name in enumerate(told.tracks):
        where = spell(track, told.tracks)
        yield _line(f"{track + 1:3d}  {name}", f"live/track/{where}/meter")
        for device, device_name in enumerate(devices := told.texts("track/devices/name", track)):
            yield f"       {device_name}"
            yield from _list_parameters(told, track, device, f"live/device/{where}/{spell(device, devices)}", most)
    if told.locators:
        yield "locators"
        for name, time in told.locators:
            look = Recalls("name", recalls.pairs).look_of(name, None, looks)
            yield _line(f"{time:7.1f}  {name}", "" if look is None else f"recalls {look}")


def describe_now(told: LiveSet, scene: int | None, waiting: Sequence[int]) -> str:
    """How Live stands: tempo, transport, the scene that was launched last, and those that wait to begin."""
    parts = ["—" if told.bpm is None else f"{told.bpm:.1f} BPM", "playing" if told.playing else "stopped"]
    if scene is not None:
        parts.append(_scene(told, scene))
    return ", ".join([*parts, *(f"{_scene(told, waits)} waits" for waits in waiting if waits != scene)])


def _scene(told: LiveSet, scene: int) -> str:
    name = f" '{without_brackets(told.scenes[scene])}'" if scene < len(told.scenes) else ""
    return f"scene {scene + 1}{name}"


def _list_parameters(told: LiveSet, track: int, device: int, where: str, most: int) -> Iterator[str]:
    names = told.texts("device/parameters/name", track, device)
    lows, highs = (told.numbers(f"device/parameters/{end}", track, device) for end in ("min", "max"))
    for place, name in enumerate(names[: most + 1]):
        ends = [end[place] for end in (lows, highs) if place < len(end) and end[place] is not None]
        reach = f"  {ends[0]:g} to {ends[1]:g}" if len(ends) == 2 else ""
        yield _line(f"         {name}", f"{where}/{spell(place, names, first=0)}{reach}")
    if len(names) > most + 1:
        yield f"         and {len(names) - most - 1} more: --all"


def _line(left: str, right: str) -> str:
    return f"  {left:<{_WIDE + 8}}  {right}".rstrip()
