"""A private JACK server with a dummy sound card: real MIDI ports on a machine that has no ALSA sequencer.

In: names of ports to join. Out: `.env`, with which mido's `UNIX_JACK` backend opens ports here.
The server is a child process with a name of its own, so that it never meets another JACK server.
"""

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
