"""A JACK server that loses no message, and a foreign controller on it.

In: nothing. Out: `jack` in place of the venue's, `plug_in`, `greet`. Runs in the test process; the server is a child.
"""

from collections.abc import Callable, Iterator
from typing import Any

import mido
import pytest
from venue import Jack, PatientJack, wait_until

from engine.controls.event import Event
from engine.controls.midi.inputs import MidiInputs

Plug = Callable[..., Any]
Greet = Callable[[Any, MidiInputs, float], None]

_GREETING = 119
"""An undefined control change (MIDI 1.0, table III)."""


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    """A patient server, which this process finds too."""
    with PatientJack() as server:
        for name, value in server.private_env.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def plug_in(jack: Jack) -> Plug:
    """Plug a foreign controller in: a context manager with mido's output port `client:knobs`."""

    def plug_in(client: str = "table") -> Any:
        backend = mido.Backend(jack.private_env["MIDO_BACKEND"])
        return backend.open_output("knobs", virtual=True, client_name=client)

    return plug_in


@pytest.fixture
def greet() -> Greet:
    """Wait until messages get through: JACK joins two ports some time after it has said so."""

    def greet(output: Any, inputs: MidiInputs, t: float) -> None:
        for value in range(128):
            output.send(mido.Message("control_change", control=_GREETING, value=value))
            heard: list[Event] = []
            try:
                # Only the newest one will do: then none is left on its way.
                wait_until(
                    lambda heard=heard, value=value: heard.extend(inputs.poll(t)) or (heard and heard[-1].raw == value),
                    timeout=1.0,
                    what="a greeting",
                )
            except TimeoutError:
                continue
            return
        raise AssertionError("no message got through")

    return greet


@pytest.fixture
def table(plug_in: Plug) -> Iterator[Any]:
    """A foreign controller with the port `table:knobs`."""
    with plug_in() as output:
        yield output


@pytest.fixture
def inputs(table: Any, greet: Greet) -> Iterator[MidiInputs]:
    """The engine's inputs, which hear the controller."""
    inputs = MidiInputs()
    try:
        greet(table, inputs, 0.0)
        yield inputs
    finally:
        inputs.close()
