"""OSC: what others send us, what we tell them, and how they find out what there is.

In: datagrams, streams, requests from other programs. Out: settings, verbs and events for the show; values for others.
Main process, but for `query`, which answers HTTP in a process of its own.
"""

from engine.controls.osc.server import OscServer
from engine.controls.osc.sockets import DEFAULT_PORT, LOOPBACK

__all__ = ["DEFAULT_PORT", "LOOPBACK", "OscServer"]
