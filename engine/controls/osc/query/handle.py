"""The show's handle on the process of OSCQuery: starts it when the show runs, feeds it, starts it again when it dies.

In: descriptions, values, how things stand. Out: what others send over the WebSocket, as packets.
Main process, frame loop; nothing here waits: sockets that never block, and a process that may come, go or hang.
"""

import json
import logging
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.controls.osc.mailbox import Letter
from engine.controls.osc.peer import Peer
from engine.controls.osc.query.frames import (
    DESCRIPTION,
    HELLO,
    LISTENING,
    PACKET,
    READY,
    TROUBLE,
    Frame,
    FrameReader,
    write_frame,
    write_json,
)
from engine.controls.osc.query.process import LACKING

_log = logging.getLogger(__name__)

_ROOT = str(Path(__file__).resolve().parents[4])
_FIRST_S = 2.0  # the show's start is over then
_AGAIN_S = 1.0
_LONGEST_AGAIN_S = 30.0
_PER_FRAME = 1 << 15
_MOST_WAITING = 1 << 22
_END_S = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """host, port: where OSCQuery is served. udp, tcp: the ports of OSC itself."""

    host: str
    port: int
    udp: int
    tcp: int | None = None


class Query:
    """One process at a time. listened: is called with the addresses that somebody listens to, when they are others.

    describe: gives the nodes of every address. connected: is called when a new process knows nothing yet. first_s: how
    long after the first frame it starts.
    """

    def __init__(
        self,
        place: Place,
        describe: Callable[[], Mapping[str, Any]],
        listened: Callable[[frozenset[str]], None] = lambda _: None,
        connected: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        first_s: float = _FIRST_S,
    ) -> None:
        self.port: int | None = None
        self.starts = 0
        self.place = place
        self._describe = describe
        self._listened = listened
        self._connected = connected
        self._clock = clock
        self._first_s = first_s
        self._due: float | None = None  # until the first frame
        self._patience = _AGAIN_S
        self._secret = secrets.token_hex(16)
        self._door = _open_door()
        self._process: subprocess.Popen[str] | None = None
        self._line: socket.socket | None = None
        self._known = False
        self._reader = FrameReader()
        self._waiting = bytearray()
        self._said = ""

    @property
    def pid(self) -> int | None:
        """The process's id, while there is one."""
        return self._process.pid if self._process else None

    def send(self, packet: bytes) -> bool:
        """Tell the process a value; False while it does not listen."""
        if not self._known:
            return False
        self._put(write_frame(PACKET, packet))
        return True

    def describe_anew(self) -> None:
        """There are other addresses now."""
        if self._known:
            self._put(self._description())

    def receive(self) -> list[Letter]:
        """The packets that others sent since the last call; also looks after the process. Never waits."""
        self._look_after()
        self._accept()
        letters = self._hear()
        self._flush()
        return letters

    def close(self) -> None:
        """End the process."""
        self._hang_up()
        self._door.close()
        if self._process is not None:
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._due = float("inf")

    # The process

    def _look_after(self) -> None:
        now = self._clock()
        if self._due is None:
            self._due = now + self._first_s
        if self._process is not None and (status := self._process.poll()) is not None:
            self._process = None
            self._hang_up()
            self._due = now + self._patience
            self._patience = min(2.0 * self._patience, _LONGEST_AGAIN_S)
            if status == LACKING:
                self._due = float("inf")
                self._say("OSCQuery needs the packages websockets and zeroconf: pip install websockets zeroconf.")
            elif status < 0 or status == 1:
                self._say(f"The process of OSCQuery ended with {status}; starting it again.")
        if self._process is None and now >= self._due:
            self._start()

    def _start(self) -> None:
        settings = {
            "link": self._door.getsockname()[1],
            "secret": self._secret,
            "host": self.place.host,
            "query": self.place.port,
            "udp": self.place.udp,
            "tcp": self.place.tcp,
        }
        environment = {**os.environ}
        environment["PYTHONPATH"] = os.pathsep.join([_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])])
        try:
            # -P: whatever the folder is that the person is in, a folder called engine there is not ours.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "engine.controls.osc.query.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
                env=environment,
                process_group=0 if os.name == "posix" else None,
            )
            self.starts += 1
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(settings) + "\n")
            self._process.stdin.close()
        except OSError as error:
            self._due = self._clock() + _LONGEST_AGAIN_S
            self._say(f"The process of OSCQuery cannot be started: {error.strerror or error}.")

    def _say(self, text: str) -> None:
        """Tell the person, once until it is something else."""
        if text != self._said:
            self._said = text
            _log.warning("%s", text)

    # The line to it

    def _accept(self) -> None:
        try:
            line, _ = self._door.accept()
        except OSError:
            return
        if self._line is not None:
            line.close()  # a stranger, or a process that was given up
            return
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line, self._reader = line, FrameReader()

    def _hear(self) -> list[Letter]:
        if self._line is None:
            return []
        try:
            content = self._line.recv(_PER_FRAME)
        except BlockingIOError:
            return []
        except OSError:
            content = b""
        letters: list[Letter] = []
        try:
            for frame in self._reader.feed(content) if content else ():
                letters += self._obey(frame)
        except ValueError:
            content = b""
        if not content:
            self._hang_up()
        return letters

    def _obey(self, frame: Frame) -> list[Letter]:
        """Do what the process says. ValueError for a stranger."""
        if not self._known:
            if frame.kind != HELLO or frame.content != self._secret.encode():
                raise ValueError("a stranger")
            self._known = True
            self._put(self._description())
            self._connected()
        elif frame.kind == PACKET:
            return [(frame.content, Peer("query", self.place.host, frame.number))]
        elif frame.kind == LISTENING:
            said = frame.said
            self._listened(frozenset(path for path in said if isinstance(path, str)))
        elif frame.kind == READY:
            self.port, self._patience, self._said = frame.number, _AGAIN_S, ""
        elif frame.kind == TROUBLE:
            self._say(frame.content.decode(errors="replace"))
        return []

    def _description(self) -> bytes:
        host_info = {
            "NAME": "Asterism",
            "OSC_IP": self.place.host,
            "OSC_PORT": self.place.udp,
            "OSC_TRANSPORT": "UDP",
        }
        return write_json(DESCRIPTION, {"nodes": self._describe(), "host": host_info})

    def _put(self, frame: bytes) -> None:
        if len(self._waiting) + len(frame) > _MOST_WAITING:
            self._hang_up()  # it hangs; when its line is gone, it ends
            if self._process is not None:
                self._process.kill()
            return
        self._waiting += frame

    def _flush(self) -> None:
        while self._line is not None and self._waiting:
            try:
                sent = self._line.send(self._waiting[:_PER_FRAME])
            except BlockingIOError:
                return
            except OSError:
                self._hang_up()
                return
            del self._waiting[:sent]

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._known:
            self._listened(frozenset())
        self._line, self._known, self.port = None, False, None
        self._waiting.clear()


def _open_door() -> socket.socket:
    """A socket of this machine's loopback, for the process to come to."""
    door = socket.create_server(("127.0.0.1", 0), backlog=4)
    door.setblocking(False)
    return door
