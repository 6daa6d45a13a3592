"""Starting, awaiting and ending the servers that tests need.

In: a command line. Out: a running process with its output in a file, and its end, by its own process id.
Runs in the test process; nothing sleeps where a condition can be awaited.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


def wait_until(predicate: Callable[[], T], timeout: float = 30.0, what: str = "") -> T:
    """Return the first truthy result of `predicate`; raise TimeoutError after `timeout` seconds.

    The limit is generous: it only matters when something is broken, and a busy machine must not fail a test.
    """
    end = time.monotonic() + timeout
    while True:
        result = predicate()
        if result:
            return result
        if time.monotonic() > end:
            raise TimeoutError(f"waited {timeout:g} s for {what or predicate}")
        time.sleep(0.005)


def stop(process: "subprocess.Popen[bytes]", patience: float = 5.0) -> None:
    """End one process that the tests started: ask first, then insist."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()


class Server:
    """One server process with a private folder (short: a socket's path holds 107 bytes) and a log file."""

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"{name}-", dir="/tmp")
        self.folder = Path(self._folder.name)
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self._players: list[subprocess.Popen[bytes]] = []

    def launch(self, command: list[str], env: dict[str, str], pass_fds: tuple[int, ...] = ()) -> None:
        """Start the server; its output goes to `self.log`."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=env, pass_fds=pass_fds, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def await_ready(self, predicate: Callable[[], T], what: str) -> T:
        """Wait for a condition, and give the server's own words when it ends or stays mute."""

        def look() -> T:
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"{what}: the server ended:\n{self.log.read_text(errors='replace')}")
            return predicate()

        try:
            return wait_until(look, what=what)
        except TimeoutError as error:
            raise TimeoutError(f"{error}:\n{self.log.read_text(errors='replace')}") from None

    def start_child(self, command: list[str], env: dict[str, str]) -> "subprocess.Popen[bytes]":
        """Start a client that `close` ends too if it is still there."""
        child = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._players.append(child)
        return child

    def halt(self) -> None:
        """End the server, as if its device were pulled out. It can be started again."""
        if self.process is not None:
            stop(self.process)
            self.process = None

    def close(self) -> None:
        """End the clients and the server and remove the folder."""
        for player in self._players:
            stop(player)
        self.halt()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def environment(**changes: str) -> dict[str, str]:
    """This process's environment with changes, and without the session bus: no desktop is to be found."""
    inherited = {key: value for key, value in os.environ.items() if key != "DBUS_SESSION_BUS_ADDRESS"}
    return inherited | changes
