"""What a hand can ask of Live: scenes, clips, transport, tempo. Nothing is sent to Live that nobody has asked for.

In: a verb and the newest state. Out: messages for AbletonOSC, or an error that says why not.
Pure functions; main process.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from engine.controls.clock.reading import FASTEST_BPM, SLOWEST_BPM
from engine.controls.event import Verb
from engine.controls.live.liveset import LiveSet
from engine.controls.live.names import place_of, slug
from engine.controls.live.questions import Message
from engine.controls.live.recall import without_brackets
from engine.errors import ControlError

STEP_BPM = 0.1
NUDGE_S = 0.25
"""For how long a nudge is held: Live runs a little faster or slower meanwhile, and keeps its tempo."""

Orders: TypeAlias = list[tuple[float, Message]]
"""Messages, each with the seconds to wait before it is sent."""

_Order: TypeAlias = Callable[[LiveSet, Verb, int | None], Orders]


def order(verb: Verb, told: LiveSet, scene: int | None) -> Orders | None:
    """What Live is to be sent for a verb; None for a verb that is not Live's. scene: the one launched last, from 0.

    Raises ControlError for a scene, track or clip that is not there.
    """
    give = _ORDERS.get(verb.name)
    return None if give is None else give(told, verb, scene)


def _now(address: str, *arguments: float | bool | str) -> Orders:
    return [(0.0, (address, arguments))]


def _say(address: str) -> _Order:
    return lambda _told, _verb, _scene: _now(address)


def _play_or_stop(told: LiveSet, _verb: Verb, _scene: int | None) -> Orders:
    return _now(f"/live/song/{'stop' if told.playing else 'start'}_playing")


def _fire(told: LiveSet, verb: Verb, _scene: int | None) -> Orders:
    number = round(verb.argument) if isinstance(verb.argument, (int, float)) else 0
    return _fire_scene(told, number - 1)


def _fire_named(told: LiveSet, verb: Verb, _scene: int | None) -> Orders:
    wanted = slug(str(verb.argument or ""))
    bare = tuple(map(without_brackets, told.scenes))
    place = next((place for place, name in enumerate(bare) if wanted and slug(name) == wanted), None)
    if place is None:
        raise ControlError(f"Live has no scene called {str(verb.argument)[:80]!r}.")
    return _fire_scene(told, place)


def _step(by: int) -> _Order:
    def step(told: LiveSet, _verb: Verb, scene: int | None) -> Orders:
        if scene is None:
            return _fire_scene(told, 0 if by > 0 else told.scene_count - 1)
        return _fire_scene(told, (scene + by) % max(1, told.scene_count))

    return step


def _fire_scene(told: LiveSet, place: int) -> Orders:
    if not 0 <= place < told.scene_count:
        raise ControlError(f"Live has no scene {place + 1}: there are {told.scene_count}.")
    return _now("/live/scene/fire", place)


def _fire_clip(told: LiveSet, verb: Verb, _scene: int | None) -> Orders:
    """The clip as TRACK/SLOT: each a number from 1, or the track's or clip's name."""
    track_name, _, slot_name = str(verb.argument or "").partition("/")
    track = place_of(slug(track_name), told.tracks)
    clips = () if track is None else told.clips.get(track, ())
    slot = place_of(slug(slot_name), tuple(name or "" for name in clips))
    if track is None or slot is None or clips[slot] is None:  # an armed track would begin to record in an empty slot
        raise ControlError(f"Live has no clip {str(verb.argument)[:80]!r}: write TRACK/SLOT, such as drums/2.")
    return _now("/live/clip/fire", track, slot)


def _set_tempo(told: LiveSet, verb: Verb, _scene: int | None) -> Orders:
    bpm = float(verb.argument) if isinstance(verb.argument, (int, float)) else 0.0
    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise ControlError(f"Live's tempo goes from {SLOWEST_BPM:g} to {FASTEST_BPM:g} BPM, not {bpm:g}.")
    told.bpm = bpm  # so that a step that follows at once is one from there
    return _now("/live/song/set/tempo", bpm)


def _shift_tempo(by: float) -> _Order:
    def shift(told: LiveSet, _verb: Verb, _scene: int | None) -> Orders:
        if told.bpm is None:
            raise ControlError("Live has not said its tempo yet.")
        told.bpm = min(max(round(told.bpm + by, 3), SLOWEST_BPM), FASTEST_BPM)
        return _now("/live/song/set/tempo", told.bpm)

    return shift


def _nudge(which: str) -> _Order:
    address = f"/live/song/set/nudge_{which}"
    return lambda _told, _verb, _scene: [(0.0, (address, (1,))), (NUDGE_S, (address, (0,)))]


_ORDERS: Mapping[str, _Order] = {
    "live/play": _say("/live/song/start_playing"),
    "live/continue": _say("/live/song/continue_playing"),
    "live/stop": _say("/live/song/stop_playing"),
    "live/play-stop": _play_or_stop,
    "live/stop-clips": _say("/live/song/stop_all_clips"),
    "live/scene": _fire,
    "live/scene-named": _fire_named,
    "live/scene/next": _step(1),
    "live/scene/previous": _step(-1),
    "live/clip": _fire_clip,
    "live/tap": _say("/live/song/tap_tempo"),
    "live/tempo": _set_tempo,
    "live/tempo/up": _shift_tempo(STEP_BPM),
    "live/tempo/down": _shift_tempo(-STEP_BPM),
    "live/nudge/up": _nudge("up"),
    "live/nudge/down": _nudge("down"),
}

VERBS = frozenset(_ORDERS)
"""The names of all verbs that Live is asked by."""
