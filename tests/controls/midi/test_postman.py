"""The post's round: which receivers are open, what they get, what the show is told; with a MIDI system in memory.

In: lines as the show writes them. Out: proof. Runs in the test process.
"""

import json
import queue
import threading
from collections.abc import Mapping
from typing import Any

from venue import wait_until

from engine.controls.midi.postman import Round, serve


class MemoryReceiver:
    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.closed = False
        self.broken = False

    def send(self, message: bytes) -> None:
        if self.broken:
            raise OSError("gone")
        self.got.append(message)

    def close(self) -> None:
        self.closed = True


class MemoryOutputs:
    def __init__(self, *names: str) -> None:
        self.there = {name: MemoryReceiver() for name in names}
        self.senders: list[str] = []
        self.busy: set[str] = set()
        self.alive = True

    def names(self) -> list[str]:
        return list(self.senders)

    def receiver_names(self) -> list[str]:
        return list(self.there)

    def open_receiver(self, name: str) -> MemoryReceiver:
        if name in self.busy:
            raise OSError("in use")
        return self.there[name]

    def is_alive(self) -> bool:
        return self.alive


class Show:
    """The other end: what the post has said."""

    def __init__(self, outputs: MemoryOutputs) -> None:
        self.said: list[Mapping[str, Any]] = []
        self.round = Round(outputs, self.said.append)

    def new(self) -> list[Mapping[str, Any]]:
        said, self.said[:] = list(self.said), []
        return said


def test_what_is_wanted_is_opened_and_gets_its_mail() -> None:
    outputs = MemoryOutputs("nano", "synth")
    show = Show(outputs)
    show.round.obey({"want": ["nano", "pads"], "number": 1})
    assert show.new() == [
        {"kind": "ports", "present": ["nano", "synth"], "open": ["nano"]},
        {"kind": "done", "number": 1},
    ]
    show.round.obey({"mail": [[0, "b00102"], [1, "b00103"], [7, "b00104"], [0, "f001f7"]], "number": 2})
    assert outputs.there["nano"].got == [b"\xb0\x01\x02", b"\xf0\x01\xf7"]
    assert outputs.there["synth"].got == []
    assert show.new() == [{"kind": "done", "number": 2}]


def test_a_receiver_that_goes_is_closed_and_opened_when_it_is_back() -> None:
    outputs = MemoryOutputs("nano")
    show = Show(outputs)
    show.round.obey({"want": ["nano"]})
    gone = outputs.there.pop("nano")
    gone.broken = True
    show.round.obey({"mail": [[0, "b00102"]]})
    show.new()
    show.round.scan()
    assert gone.closed and show.new() == [{"kind": "ports", "present": [], "open": []}]
    show.round.scan()
    assert show.new() == [{"kind": "beat"}]
    outputs.there["nano"] = MemoryReceiver()
    show.round.scan()
    assert show.new() == [{"kind": "ports", "present": ["nano"], "open": ["nano"]}]
    show.round.obey({"want": []})
    assert outputs.there["nano"].closed


def test_a_port_that_goes_for_a_moment_is_noticed() -> None:
    outputs = MemoryOutputs("nano")
    outputs.senders = ["nano", "pads"]
    show = Show(outputs)
    show.round.obey({"want": ["nano"]})
    show.round.watch()
    show.new()
    show.round.watch()
    assert show.new() == []
    outputs.senders = ["pads"]
    gone = outputs.there.pop("nano")
    show.round.watch()
    assert gone.closed
    assert show.new() == [{"kind": "gone", "names": ["nano"]}, {"kind": "ports", "present": [], "open": []}]
    outputs.senders, outputs.there["nano"] = ["pads", "nano"], MemoryReceiver()
    show.round.watch()
    assert show.new() == []
    show.round.scan()
    assert show.new() == [{"kind": "ports", "present": ["nano"], "open": ["nano"]}]


def test_a_receiver_that_will_not_open_is_told_of_and_tried_again() -> None:
    outputs = MemoryOutputs("nano")
    outputs.busy = {"nano"}
    show = Show(outputs)
    show.round.obey({"want": ["nano"]})
    assert show.new()[0] == {"kind": "refused", "name": "nano", "text": "in use"}
    outputs.busy.clear()
    show.round.scan()
    assert show.new()[-1]["open"] == ["nano"]


def test_our_own_ports_are_no_receivers() -> None:
    show = Show(MemoryOutputs("asterism:asterism", "Midi Through:Midi Through Port-0", "nano"))
    show.round.scan()
    assert show.new()[0]["present"] == ["nano"]


def test_it_serves_until_the_lines_end() -> None:
    outputs, lines = MemoryOutputs("nano"), queue.SimpleQueue[str | None]()
    said: list[Mapping[str, object]] = []
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(serve(outputs, lines, said.append)))
    thread.start()
    lines.put(json.dumps({"want": ["nano"], "number": 1}))
    wait_until(lambda: {"kind": "done", "number": 1} in said, what="the answer")
    wait_until(lambda: {"kind": "beat"} in said, what="a beat")
    lines.put(None)
    thread.join(30.0)
    assert ended == [True] and outputs.there["nano"].closed
    assert said[0] == {"kind": "system", "alive": True}


def test_it_ends_when_the_midi_system_is_gone() -> None:
    outputs = MemoryOutputs("nano")
    outputs.alive = False
    said: list[Mapping[str, object]] = []
    assert serve(outputs, queue.SimpleQueue(), said.append) is False
    assert said[-1] == {"kind": "system", "alive": False}
