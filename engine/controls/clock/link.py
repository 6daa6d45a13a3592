"""Ableton Link: the tempo, beat and bar that programs on one network share.

In: a Link session (the package aalink, an optional extra). Out: readings.
Main process, polled by the frame loop; Link's own threads are C++ and never need Python's lock.
"""

import asyncio
import errno
import importlib.util
import math
import socket
import struct
import sys
import time
import warnings
from collections.abc import Callable
from typing import Final, Protocol

from engine.controls.clock.reading import Reading
from engine.errors import DeviceError

HOW = "Ableton Link needs the package aalink, which is under the GPL and so not part of Asterism: pip install aalink"

_GROUP: Final = "224.76.78.75"
_PORT: Final = 20808
# Discovery protocol v1 (Ableton Link, discovery/v1/Messages.hpp): eight bytes of header, then the type 1 "alive", 2
# "response" or 3 "bye".
_ALIVE: Final = (b"_asdp_v\x01\x01", b"_asdp_v\x01\x02")
_DATAGRAMS = 64
_LONELY_S = 4.0
# Of two sessions that meet, the one that has been there for longer stays, if that is more than half a second
# (Link, Sessions.hpp); else chance decides.
_MANNERS_S = 1.0
_REJOIN_S = 5.0


class Session(Protocol):
    """What of aalink's `Link` is used here."""

    enabled: bool
    tempo: float
    quantum: float
    start_stop_sync_enabled: bool

    @property
    def beat(self) -> float:
        """Position in beats, of which the place in a bar of `quantum` beats is shared."""
        ...

    @property
    def num_peers(self) -> int:
        """How many others there are."""
        ...

    @property
    def playing(self) -> bool:
        """The shared transport's state; False for ever where nobody shares it."""
        ...


class Listener(Protocol):
    """Whoever knows whether there are Link peers without being one."""

    def hears(self, t: float) -> bool:
        """Whether somebody has announced a session since the last call, at time t (any steady clock); never waits."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


def is_installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("aalink") is not None


def is_announcement(datagram: bytes) -> bool:
    """Whether it is a peer's who is there or has just come."""
    return datagram.startswith(_ALIVE)


def open_session() -> Session:
    """A Link session of our own, not yet on the network. Raises `DeviceError` without the extra."""
    try:
        import aalink  # here, because it is an extra
    except ImportError as error:
        raise DeviceError(f"{HOW} ({error})") from error
    with warnings.catch_warnings():
        # It wants a running event loop, for awaiting beats, which nobody here does.
        warnings.simplefilter("ignore", DeprecationWarning)
        session: Session = aalink.Link(120.0, asyncio.new_event_loop())
    return session


class Announcements:
    """The multicast on which Link peers announce themselves. OSError where it cannot be heard."""

    def __init__(self) -> None:
        self._join_at = 0.0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if hasattr(socket, "SO_REUSEPORT"):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            self._socket.setblocking(False)
            self._socket.bind(("", _PORT))
            if not self._join():
                raise OSError("no network interface takes part in multicast")
        except OSError:
            self._socket.close()
            raise

    def hears(self, t: float) -> bool:
        """Whether somebody has announced a session since the last call, at time t (any steady clock); never waits."""
        if not 0.0 <= t - self._join_at < _REJOIN_S:
            self._join_at = t
            self._join()  # a cable or a network may have come since
        heard = False
        for _ in range(_DATAGRAMS):
            try:
                heard |= is_announcement(self._socket.recv(512))
            except OSError:
                break
        return heard

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()

    def _join(self) -> int:
        """Take part on every interface; returns on how many."""
        joined = 0
        for index, _ in socket.if_nameindex():
            if sys.platform == "win32":  # an index instead of the interface's address (ip_mreq, Winsock)
                place = struct.pack("!4sI", socket.inet_aton(_GROUP), index)
            else:
                place = struct.pack("4s4si", socket.inet_aton(_GROUP), bytes(4), index)
            try:
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, place)
                joined += 1
            except OSError as error:
                joined += error.errno == errno.EADDRINUSE  # it takes part already
        return joined


class Link:
    """A peer that follows and never leads: it sets no tempo, and joins a session only where there is one.

    A peer that is there first lays down the tempo for those who come. So it is not there, and only listens for others'
    announcements, until somebody else is; and leaves when everybody else has been gone for four seconds.
    """

    title = "Link"

    def __init__(
        self,
        session: Session | None = None,
        ear: Listener | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock`: seconds; it runs as the show's time does. Raises `DeviceError` without the extra."""
        self._session = session if session is not None else open_session()
        self._session.quantum = 4.0
        self._session.start_stop_sync_enabled = True
        self._clock = clock
        self._ear: Listener | None = ear
        if ear is None:
            try:
                self._ear = Announcements()
            except OSError:
                self._ear = None  # without it, it has to be there to know who else is
        self._session.enabled = self._ear is None
        self._lead = math.inf
        self._heard_at: float | None = None
        self._company_at = -math.inf
        self._has_played = False
        self._playing = False
        self._cue = 0

    @property
    def peers(self) -> int:
        """How many others there are."""
        return self._session.num_peers if self._session.enabled else 0

    def count_in(self, metre: int) -> None:
        """Beats a bar, which Link does not tell and every peer has its own of."""
        if self._session.quantum != metre:
            self._session.quantum = float(metre)

    def read(self, t: float) -> Reading | None:
        """Tempo, beat and place in the bar at show time t, a moment ago; None while nobody else is there."""
        # The clock's lead over the show's time is constant; the least of it that was seen is the nearest to it.
        self._lead = min(self._lead, self._clock() - t)
        peers = self._keep_company(t)
        if not peers:
            return None
        session = self._session
        before, beat, after = self._clock(), session.beat, self._clock()
        bpm, playing = session.tempo, session.playing
        late = 0.5 * (before + after) - self._lead - t
        self._cue += playing and not self._playing
        self._playing = playing
        self._has_played |= playing
        stopped = self._has_played and not playing
        note = f"{peers} {'peer' if peers == 1 else 'peers'}" + (", stopped" if stopped else "")
        return Reading(
            bpm,
            1.0,
            beat - late * bpm / 60.0,
            span=session.quantum,
            metre=0,
            playing=not stopped,
            cue=self._cue,
            note=note,
        )

    def close(self) -> None:
        """Leave the session."""
        self._session.enabled = False
        if self._ear is not None:
            self._ear.close()

    def _keep_company(self, t: float) -> int:
        """How many others there are; join or leave as they do."""
        peers, ear = self.peers, self._ear
        if ear is None:
            return peers
        # Our own announcements are heard too, once we are there.
        if peers or (ear.hears(t) and not self._session.enabled):
            self._company_at = t
            self._heard_at = t if self._heard_at is None else self._heard_at
        if t - self._company_at > _LONELY_S:
            self._heard_at = None
        wanted = self._heard_at is not None and t - self._heard_at >= _MANNERS_S
        if self._session.enabled != wanted:
            self._session.enabled = wanted
            self._has_played = self._playing = False
        return peers
