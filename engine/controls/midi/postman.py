"""The post: what is said to controllers goes out from here, because a MIDI system may let a sender wait for ever.

In: lines of JSON on standard input: which receivers to open, and messages for them. Out: lines of JSON: what there is.
The main thread of a process of its own. It ends when its standard input closes, or when the MIDI system is gone.
"""

import contextlib
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from engine.controls.midi.driver import RtMidiDriver
from engine.controls.midi.names import is_loop
from engine.errors import DeviceError

SCAN_S = 0.5
"""Seconds between two looks at the list of receivers. As often, the post says that it lives."""

WATCH_S = 0.1
"""Seconds between two looks at whether a port has gone. A controller with a loose cable is back within a second: it is
there by its name then whenever somebody looks who looks less often, and what he had opened of it is dead."""

Lines: TypeAlias = "queue.SimpleQueue[str | None]"
Tell: TypeAlias = Callable[[Mapping[str, object]], None]


class Receiver(Protocol):
    """An open output."""

    def send(self, message: bytes) -> None:
        """Send a message. OSError when that fails."""

    def close(self) -> None:
        """Let the port go."""


class Outputs(Protocol):
    """Where outputs come from: real ones, or a test's."""

    def names(self) -> list[str]:
        """Senders that are there now, each name once."""

    def receiver_names(self) -> list[str]:
        """Receivers that are there now, each name once."""

    def open_receiver(self, name: str) -> Receiver:
        """Send to a receiver. OSError when that fails."""

    def is_alive(self) -> bool:
        """Whether the MIDI system still answers; asked at every scan."""


class Round:
    """Everything that the post knows: which receivers are wanted, which are there, which are open."""

    def __init__(self, outputs: Outputs, tell: Tell) -> None:
        self._outputs = outputs
        self._tell = tell
        self._wanted: list[str] = []
        self._present: list[str] = []
        self._senders: list[str] = []
        self._open: dict[str, Receiver] = {}
        self._told: tuple[list[str], list[str]] | None = None

    def obey(self, line: Mapping[str, Any]) -> None:
        """A line from the show: `want` (names of receivers) or `mail` (pairs of a place among them and hexadecimal)."""
        if "want" in line:
            self._wanted = list(line["want"])
            self.scan()
        for place, text in line.get("mail", ()):
            receiver = self._open.get(self._wanted[place]) if place < len(self._wanted) else None
            if receiver is not None:
                with contextlib.suppress(OSError):  # it has gone; the next scan sees that
                    receiver.send(bytes.fromhex(text))
        if "number" in line:
            self._tell({"kind": "done", "number": line["number"]})

    def scan(self) -> None:
        """Compare the list of receivers with what is open and what is wanted; tell what is new, or that we live."""
        self._present = [name for name in self._outputs.receiver_names() if not is_loop(name)]
        for name in [name for name in self._open if name not in self._present or name not in self._wanted]:
            self._open.pop(name).close()
        for name in self._wanted:
            if name in self._present and name not in self._open:
                try:
                    self._open[name] = self._outputs.open_receiver(name)
                except OSError as error:
                    self._tell({"kind": "refused", "name": name, "text": str(error)})
        state = (self._present, list(self._open))
        if state != self._told:
            self._told = state
            self._tell({"kind": "ports", "present": self._present, "open": list(self._open)})
        else:
            self._tell({"kind": "beat"})

    def watch(self) -> None:
        """Tell of senders that have gone, if only for a moment; see at once when a receiver has."""
        before, self._senders = self._senders, self._outputs.names()
        gone = [name for name in before if name not in self._senders]
        if gone:
            self._tell({"kind": "gone", "names": gone})
        receivers = self._outputs.receiver_names()
        if any(name not in receivers for name in self._open):
            self.scan()

    def close(self) -> None:
        """Let every receiver go."""
        while self._open:
            self._open.popitem()[1].close()


def serve(outputs: Outputs, lines: Lines, tell: Tell) -> bool:
    """Carry until the lines end, which None says: True; or until the MIDI system is gone."""
    tell({"kind": "system", "alive": True})
    going = Round(outputs, tell)
    scan_at = watch_at = time.monotonic()
    while True:
        if time.monotonic() >= scan_at:
            if not outputs.is_alive():
                tell({"kind": "system", "alive": False})
                return False
            going.scan()
            scan_at = time.monotonic() + SCAN_S
        if time.monotonic() >= watch_at:
            going.watch()
            watch_at = time.monotonic() + WATCH_S
        try:
            line = lines.get(timeout=max(0.0, min(scan_at, watch_at) - time.monotonic()))
        except queue.Empty:
            continue
        if line is None:
            going.close()
            return True
        going.obey(json.loads(line))


def await_system(lines: Lines, tell: Tell) -> RtMidiDriver | None:
    """The MIDI system, as soon as there is one; looked for every two seconds. None when the lines end before."""
    while True:
        try:
            return RtMidiDriver()
        except DeviceError:
            tell({"kind": "system", "alive": False})
        until = time.monotonic() + 4.0 * SCAN_S
        while (left := until - time.monotonic()) > 0.0:
            with contextlib.suppress(queue.Empty):
                if lines.get(timeout=min(left, SCAN_S)) is None:
                    return None
            tell({"kind": "beat"})


def main() -> int:
    """`python -m engine.controls.midi.postman`; started by `engine.controls.midi.post`."""
    for name in ("SIGINT", "SIGHUP", "SIGTTOU"):  # Ctrl-C is the show's to handle; it closes our input
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _be_quiet()
    lines: Lines = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(lines,), daemon=True).start()
    driver = await_system(lines, _print)
    if driver is None:
        return 0
    if not serve(driver, lines, _print):
        os._exit(0)  # to close ports of a system that is gone takes a second each
    driver.close()  # JACK's server may wait for a client that ends without a word
    return 0


def _be_quiet() -> None:
    """MIDI systems write to the terminal each time that they are not there. What Python has to say is still heard."""
    own = os.dup(2)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    sys.stderr = os.fdopen(own, "w", buffering=1)


def _read_lines(lines: Lines) -> None:
    # Not through sys.stdin: its lock, held here, would make Python abort when the process ends for another reason.
    rest = b""
    while data := os.read(0, 65536):
        *whole, rest = (rest + data).split(b"\n")
        for line in whole:
            lines.put(line.decode())
    lines.put(None)


def _print(line: Mapping[str, object]) -> None:
    with contextlib.suppress(OSError):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
