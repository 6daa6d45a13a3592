"""Who is at the other end: a UDP port, a TCP connection, somebody on the WebSocket.

In: where a packet came from. Out: a name that tells two senders apart and can be answered.
Pure data; any process.
"""

import ipaddress
import socket
from typing import Literal, NamedTuple

Way = Literal["udp", "tcp", "query"]


class Peer(NamedTuple):
    """way: how it speaks. host: its address as numbers. port: its port, or for "query" the number of its WebSocket."""

    way: Way
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"OSCQuery {self.port}" if self.way == "query" else f"{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether an address, as numbers, is this machine's own loopback."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)  # as a socket for both families tells of IPv4
    return (mapped or address).is_loopback


def is_here(host: str) -> bool:
    """Whether an address, as numbers, is one of this machine's: what goes there then comes from there, too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((host, 9))  # sends nothing
            return str(probe.getsockname()[0]) == host
    except OSError:
        return False
