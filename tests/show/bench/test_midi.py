"""The bench's MIDI flood: a foreign controller on a real port, and the newest value that wins.

In: a flood through JACK. Out: proof. Runs in the test process; the server and the flood are children.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from venue import PatientJack, wait_until

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Event
from engine.controls.midi.inputs import MidiInputs
from engine.controls.patchbay import Patchbay
from engine.errors import DeviceError
from engine.show.bench.hands import FloodProcess
from engine.show.bench.midi import bindings, check_ports, measure_midi
from engine.show.bench.midi_flood import CONTROLS, PROBE_CONTROL
from engine.show.bench.osc_flood import PROBE

PORT = "asterism-bench"


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[PatientJack]:
    """A patient server, which this process finds too."""
    with PatientJack() as server:
        for name, value in server.private_env.items():
            monkeypatch.setenv(name, value)
        yield server


def is_newest(board: Board, newest: Mapping[str, float]) -> bool:
    return all(board.value(path) == pytest.approx(value) for path, value in newest.items())


def test_the_flood_sends_what_it_says_and_the_newest_value_wins(jack: PatientJack) -> None:
    check_ports()
    inputs = MidiInputs([], insist=False, virtual_name=PORT)
    board = Board(CATALOGUE)
    bay = Patchbay(board, bindings())
    heard: list[Event] = []
    try:
        with FloodProcess("midi_flood.py", PORT, "2000") as flood:
            flood.begin()

            def flows() -> int:
                events = [control for control in inputs.poll(0.0) if isinstance(control, Event)]
                heard.extend(each for event in events for each in (*event.passed, event))
                bay.handle(events)
                return len(heard)

            wait_until(lambda: flows() > 600, what="the flood")
            flood.end()
            sent = flood.finish()
            wait_until(lambda: flows() and is_newest(board, sent.newest), what="the rest")
    finally:
        inputs.close()
    assert set(sent.newest) == set(CONTROLS.values())
    probed = [event for event in heard if event.source == f"midi/1/cc/{PROBE_CONTROL}"]
    # JACK gives a message again when its sender has missed a cycle, and none while it still joins the ports.
    assert len({event.raw for event in probed}) > 3 and len(sent.probes) > 3
    assert board.value(PROBE) == pytest.approx(sent.probes[-1][0])
    assert np.all(np.diff([t for _, t in sent.probes]) > 0.0)
    assert 0.0 < sent.cpu_s < 60.0


def test_without_a_midi_system_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "mido.backends.rtmidi/NO_SUCH")
    with pytest.raises(DeviceError, match="no MIDI system 'NO_SUCH'"):
        measure_midi(1.0)
