"""What a rig says of Ableton Live: where it is, and which of its scenes, clips and locators recall looks.

In: a rig's document. Out: `LiveSettings`, or None where the rig says nothing of Live; a `PresetError` with its line.
Pure; main process, at the start.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

from engine.controls.live.client import LiveSettings
from engine.controls.live.link import LISTEN_PORT, REPLY_PORT
from engine.controls.live.recall import By, Recalls
from engine.controls.osc.sockets import LOOPBACK
from engine.controls.parameter import suggest
from engine.presets.document import Document

TABLE = "live"

KEYS: Mapping[str, str] = {
    "host": f'the machine that Live runs on, such as `"192.168.1.20"`; left out, this one (`"{LOOPBACK}"`)',
    "port": f"the UDP port on which AbletonOSC listens; left out, {LISTEN_PORT}",
    "reply_port": f"the one to which it answers, on this machine; left out, {REPLY_PORT}",
    "scenes": 'which look a scene recalls: the one it names (`"name"`, which it is if left out), that of its number '
    '(`"number"`), none (`"off"`)',
    "recall": 'when: `"launch"`, as the scene begins, or `"trigger"`, as it begins to wait for that',
    "looks": 'pairs that go before that: `{ drop = "fever", "7" = "undertow" }`, a scene\'s name or number and a look',
    "clips": "the name or number of a track whose clips recall looks, too, by their names",
    "locators": "`true`: the locators of the arrangement recall looks, too, by their names",
}
"""Every key of the table and its meaning."""

T = TypeVar("T", bound=str)


def read_live(document: Document) -> LiveSettings | None:
    """What the rig says; None when it has no table `[live]`."""
    if TABLE not in document.data:
        return None
    table = document.table(TABLE)
    return LiveSettings(
        host=_text(document, table, "host", LOOPBACK),
        port=_port(document, table, "port", LISTEN_PORT),
        reply_port=_port(document, table, "reply_port", REPLY_PORT),
        recalls=Recalls(_choice(document, table, "scenes", get_args(By)), _looks(document, table)),
        recall=_choice(document, table, "recall", get_args(Literal["launch", "trigger"])),
        clips=_track(document, table),
        locators=_flag(document, table, "locators"),
    )


def _text(document: Document, table: Mapping[str, Any], key: str, default: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise document.problem(f"must be text, such as {default!r}, not {value!r}", TABLE, key)
    return value.strip()


def _port(document: Document, table: Mapping[str, Any], key: str, default: int) -> int:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 65535:
        raise document.problem(f"must be a port from 1 to 65535, not {value!r}", TABLE, key)
    return value


def _choice(document: Document, table: Mapping[str, Any], key: str, known: tuple[T, ...]) -> T:
    value = table.get(key, known[0])
    for choice in known:
        if value == choice:
            return choice
    hint = suggest(value, known) if isinstance(value, str) else ""
    raise document.problem(f"must be one of {', '.join(known)}, not {value!r}.{hint}", TABLE, key)


def _looks(document: Document, table: Mapping[str, Any]) -> dict[str, str]:
    pairs = table.get("looks", {})
    if not isinstance(pairs, dict):
        raise document.problem(f'must be pairs, such as {{ drop = "fever" }}, not {pairs!r}', TABLE, "looks")
    for scene, look in pairs.items():
        is_number = isinstance(look, int) and not isinstance(look, bool) and look >= 1
        if not is_number and not (isinstance(look, str) and look.strip()):
            raise document.problem(f"must be a look's name or number, not {look!r}", TABLE, "looks", scene)
    return {scene: str(look) for scene, look in pairs.items()}


def _track(document: Document, table: Mapping[str, Any]) -> str:
    value = table.get("clips", "")
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return str(value)
    if not isinstance(value, str):
        raise document.problem(f"must be a track's name or number, not {value!r}", TABLE, "clips")
    return value


def _flag(document: Document, table: Mapping[str, Any], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise document.problem(f"must be true or false, not {value!r}", TABLE, key)
    return value
