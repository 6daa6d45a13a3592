"""Announcements by zeroconf (mDNS and DNS-SD), so that other programs find the show by themselves.

In: a host and ports. Out: services on the interfaces where the show can be reached, and nowhere else.
The process of OSCQuery; asyncio.
"""

import asyncio
import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

import ifaddr
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from engine.controls.osc.peer import is_loopback

NAME = "Asterism"

TXT: Mapping[str, str] = {"txtvers": "1", "version": "1.1", "types": "ifsbhtdScrmTFNI[]"}
"""What `_osc` says of itself: table 4 of the OSC 1.1 proposal (Freed and Schmeder, NIME 2009)."""

_EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the show is: of OSC over UDP, of OSC over TCP if there is that, of OSCQuery."""

    udp: int
    tcp: int | None
    query: int


def addresses_of(host: str) -> list[str]:
    """The addresses to announce for a host to listen on: itself, or for all, those of every interface but loopback."""
    if host not in _EVERYWHERE:
        return [host]
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return [address for address in found if not is_loopback(address)] or ["127.0.0.1"]


def services(host: str, ports: Ports) -> list[AsyncServiceInfo]:
    """What is announced."""
    addresses = addresses_of(host)
    server = f"asterism-{os.getpid()}.local."
    kinds = [("_oscjson._tcp", ports.query, {"txtvers": "1"}), ("_osc._udp", ports.udp, dict(TXT))]
    if ports.tcp is not None:
        kinds.append(("_osc._tcp", ports.tcp, {**TXT, "framing": "slip"}))
    return [
        AsyncServiceInfo(
            f"{kind}.local.",
            f"{NAME}.{kind}.local.",
            port=port,
            properties=properties,
            server=server,
            parsed_addresses=addresses,
        )
        for kind, port, properties in kinds
    ]


async def announce(host: str, ports: Ports) -> AsyncZeroconf:
    """Announce on the interfaces of these addresses alone; close what is returned to take it back. OSError."""
    version = IPVersion.V6Only if ":" in host else IPVersion.V4Only
    zeroconf = AsyncZeroconf(interfaces=addresses_of(host), ip_version=version)
    try:
        registered = [zeroconf.async_register_service(each, allow_name_change=True) for each in services(host, ports)]
        for broadcast in await asyncio.gather(*registered):
            await broadcast
    except BaseException:
        with contextlib.suppress(OSError):
            await zeroconf.async_close()
        raise
    return zeroconf
