"""A foreign receiver of MIDI: a controller's lights and motors, which only remembers what it is told.

In: the name of a JACK client. Out: `Lights`, a context manager. Runs in the test process.
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pytest
import rtmidi
from venue import Jack, PatientJack, wait_until


class Lights:
    """A port `client:lights`. It is polled: mido's own inputs hang when they are closed while a message comes."""

    def __init__(self, client: str = "table") -> None:
        self._device = rtmidi.MidiIn(rtapi=rtmidi.API_UNIX_JACK, name=client, queue_size_limit=8192)
        self._device.ignore_types(sysex=False)
        self._device.open_virtual_port("lights")

    def poll(self) -> bytes:
        """The next message, empty for none."""
        received = self._device.get_message()
        return bytes(received[0]) if received else b""

    def drain(self) -> list[bytes]:
        """Every message that has come."""
        return list(iter(self.poll, b""))

    def next(self) -> bytes:
        """The next message, as soon as it comes."""
        return wait_until(self.poll, what="a message")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._device.close_port()
        self._device.delete()


@pytest.fixture
def hasty() -> None:
    """Asked for together with `jack`, it makes that the usual server: the patient one waits long for a client that was
    killed, and ends slowly."""


@pytest.fixture
def jack(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    """A server, which this process finds too."""
    with Jack() if "hasty" in request.fixturenames else PatientJack() as server:
        for name, value in server.private_env.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def lights(jack: Jack) -> type[Lights]:
    """How to plug one in."""
    return Lights
