"""A private JACK server with a dummy sound card: real MIDI ports on a machine that has no ALSA sequencer.

In: names of ports to join. Out: `.env`, with which mido's `UNIX_JACK` backend opens ports here.
The server is a child process with a name of its own, so that it never meets another JACK server.
"""

import contextlib
import mmap
import struct
import subprocess
import uuid
from pathlib import Path
from typing import Self

from venue.processes import Server, environment, wait_until

MIDO_BACKEND = "mido.backends.rtmidi/UNIX_JACK"


class Jack:
    """A MIDI patch bay. Ports are named `client:port`, as `jack_lsp` prints them."""

    def __init__(self) -> None:
        self.name = f"asterism-{uuid.uuid4().hex[:8]}"
        self._server = Server("jack")
        self._private = {
            "JACK_DEFAULT_SERVER": self.name,
            "JACK_NO_START_SERVER": "1",
            "JACK_NO_AUDIO_RESERVATION": "1",
            "MIDO_BACKEND": MIDO_BACKEND,
        }

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a process finds this server; `private_env` holds only what differs."""
        return environment(**self._private)

    @property
    def private_env(self) -> dict[str, str]:
        """What a test sets in its own process (`monkeypatch.setenv`) to open ports itself."""
        return dict(self._private)

    def start(self) -> None:
        """Start the server, and return when it lists its ports."""
        strike_off_the_dead()
        self._server.launch(["jackd", "-n", self.name, "-r", "-d", "dummy", "-r", "48000", "-p", "256"], self.env)
        self._server.await_ready(lambda: self._list().returncode == 0, "jackd to answer")

    def stop(self) -> None:
        """Take the MIDI interface away."""
        self._server.halt()
        # What a client or server that ended abruptly leaves in shared memory.
        for left in Path("/dev/shm").glob(f"jack*{self.name}*"):
            left.unlink(missing_ok=True)

    def ports(self) -> list[str]:
        """All ports, senders and receivers, in the server's order."""
        return self._list().stdout.splitlines()

    def await_port(self, part: str) -> str:
        """The full name of the first port that has `part` in its name; waits until there is one."""
        return wait_until(
            lambda: next((port for port in self.ports() if part in port), ""),
            what=f"a JACK port like {part!r}",
        )

    def connect(self, sender: str, receiver: str) -> None:
        """Join two ports by parts of their names, once both are there."""
        self._join("jack_connect", sender, receiver)

    def disconnect(self, sender: str, receiver: str) -> None:
        """Part two ports."""
        self._join("jack_disconnect", sender, receiver)

    def _join(self, command: str, sender: str, receiver: str) -> None:
        joined = subprocess.run(
            [command, "-s", self.name, self.await_port(sender), self.await_port(receiver)],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if joined.returncode:
            raise RuntimeError(f"{command} {sender} {receiver}: {joined.stdout}{joined.stderr}")

    def _list(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["jack_lsp", "-s", self.name],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def close(self) -> None:
        self.stop()
        self._server.close()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PatientJack(Jack):
    """JACK as it is on a machine with time to spare: in its synchronous mode it waits for slow clients.

    In its usual mode it goes on without a client that a busy machine has not let run within 5 ms, and that client's
    messages of the cycle are lost.
    """

    def start(self) -> None:
        strike_off_the_dead()
        self._server.launch(
            ["jackd", "-n", self.name, "-r", "-S", "-t", "20000", "-d", "dummy", "-r", "48000", "-p", "256"], self.env
        )
        self._server.await_ready(lambda: self._list().returncode == 0, "jackd to answer")


# JACK's list of servers: behind a header of 24 bytes, eight times a process id and a name of 256 bytes.
_LIST = Path("/dev/shm/jack-shm-registry")
_HEADER, _ENTRY, _SERVERS = 24, 264, 8


def strike_off_the_dead() -> None:
    """JACK counts servers in a list that all share, and one that was killed stays in it: after eight, none starts."""
    with contextlib.suppress(OSError, ValueError), _LIST.open("r+b") as file, mmap.mmap(file.fileno(), 0) as listed:
        for start in range(_HEADER, _HEADER + _SERVERS * _ENTRY, _ENTRY):
            (pid,) = struct.unpack_from("i", listed, start)
            if pid > 0 and b"asterism-" in listed[start : start + _ENTRY] and not Path(f"/proc/{pid}").exists():
                listed[start : start + _ENTRY] = bytes(_ENTRY)
