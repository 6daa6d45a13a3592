"""What a rig says of OSC: where it is received, who is told what, and whether others may ask what there is.

In: a document. Out: a frozen `OscRig`, or a `PresetError` with file, line and key.
Pure; main process, at the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from engine.controls.osc.client import RATE_HZ
from engine.controls.osc.framing import Kind
from engine.controls.osc.pattern import compile_pattern
from engine.controls.osc.target import Target, Transport
from engine.presets.document import Document

TABLE = "osc"

KEYS: Mapping[str, str] = {
    "host": 'the address to listen on: `"0.0.0.0"` for every machine on the network; left out, this machine alone',
    "port": "the UDP port, 1 to 65535",
    "tcp_port": "listen to OSC over TCP, too, at this port; left out, not",
    "query": "`false`: nobody may ask over OSCQuery what there is; left out, those may who can send OSC",
    "query_port": "the port of OSCQuery; left out, the number of the UDP port",
    "targets": "tables, one for each program that is told values, under `[[osc.targets]]`",
}
"""Every key of a rig's table [osc] and its meaning."""

TARGET_KEYS: Mapping[str, str] = {
    "host": "the machine: its address or its name",
    "port": "its port",
    "addresses": "what is sent: addresses or patterns; left out, every parameter as it changes",
    "rate_hz": f"how many messages of one address a second, at most: 1 to 120; left out, {RATE_HZ:g}",
    "transport": '`"udp"`, which is also the default, or `"tcp"`',
    "framing": 'of TCP: `"slip"` (OSC 1.1), which is also the default, or `"size"` (OSC 1.0)',
}
"""Every key of one of its targets and its meaning."""

_MOST_TARGETS = 16


@dataclass(frozen=True, slots=True)
class OscRig:
    """`host`, `port`: where OSC is received; `tcp_port`: also there, over TCP. None: what is usual, or not at all."""

    host: str | None = None
    port: int | None = None
    tcp_port: int | None = None
    query: bool = True
    query_port: int | None = None
    targets: tuple[Target, ...] = ()


def read_osc(document: Document) -> OscRig:
    """What the table [osc] says. Raises `PresetError`."""
    table = document.table(TABLE, KEYS)
    query = table.get("query", True)
    if not isinstance(query, bool):
        raise document.problem(f"must be true or false, not {query!r}", TABLE, "query")
    targets = table.get("targets", [])
    if not isinstance(targets, list) or not all(isinstance(entry, dict) for entry in targets):
        raise document.problem("must be tables, each under its own [[osc.targets]]", TABLE, "targets")
    if len(targets) > _MOST_TARGETS:
        raise document.problem(f"there are over {_MOST_TARGETS}", TABLE, "targets")
    return OscRig(
        host=_host(document, table.get("host"), TABLE, "host"),
        port=_port(document, table.get("port"), TABLE, "port"),
        tcp_port=_port(document, table.get("tcp_port"), TABLE, "tcp_port"),
        query=query,
        query_port=_port(document, table.get("query_port"), TABLE, "query_port"),
        targets=tuple(_target(document, table, number) for number, table in enumerate(targets)),
    )


def _target(document: Document, table: Mapping[str, Any], number: int) -> Target:
    place = (TABLE, "targets", number)
    for key in table:
        if key not in TARGET_KEYS:
            raise document.problem(f"there is no such key; there is {', '.join(TARGET_KEYS)}", *place, key)
    for key in ("host", "port"):
        if key not in table:
            raise document.problem(f"a target needs the key {key!r}", *place)
    return Target(
        host=_host(document, table["host"], *place, "host") or "",
        port=_port(document, table["port"], *place, "port") or 0,
        addresses=_addresses(document, table.get("addresses", []), number),
        rate_hz=_rate(document, table.get("rate_hz", RATE_HZ), number),
        transport=_word(document, table, number, "transport", get_args(Transport)),
        framing=_word(document, table, number, "framing", get_args(Kind)),
    )


def _addresses(document: Document, value: Any, number: int) -> tuple[str, ...]:
    place = (TABLE, "targets", number, "addresses")
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry.startswith("/") for entry in value):
        raise document.problem(f'must be a list of addresses, such as ["/color/*"], not {value!r}', *place)
    for entry in value:
        try:
            compile_pattern(entry)
        except ValueError as error:
            raise document.problem(f"{entry!r} is no pattern: {error}", *place) from error
    return tuple(value)


def _rate(document: Document, value: Any, number: int) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1.0 <= value <= 120.0:
        raise document.problem(f"must be a number from 1 to 120, not {value!r}", TABLE, "targets", number, "rate_hz")
    return float(value)


def _word(document: Document, table: Mapping[str, Any], number: int, key: str, known: tuple[str, ...]) -> Any:
    value = table.get(key, known[0])
    if value not in known:
        message = f"must be {' or '.join(map(repr, known))}, not {value!r}"
        raise document.problem(message, TABLE, "targets", number, key)
    return value


def _host(document: Document, value: Any, *place: str | int) -> str | None:
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise document.problem(f'must be an address, such as "0.0.0.0", not {value!r}', *place)


def _port(document: Document, value: Any, *place: str | int) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65535):
        return value
    raise document.problem(f"must be a port from 1 to 65535, not {value!r}", *place)
