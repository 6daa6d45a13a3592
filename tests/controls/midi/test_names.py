"""Names of ports: what stays of them from one evening to the next, and which ports are ours.

In: names as the systems give them. Out: proof. Runs in the test process.
"""

import pytest

from engine.controls.midi.names import is_like, is_loop, label, number_twins, unused


@pytest.mark.parametrize(
    ("platform", "name", "short"),
    [
        ("linux", "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", "nanoKONTROL2:nanoKONTROL2 MIDI 1"),
        (
            "linux",
            "Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 MI 128:1",
            "Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 MI",
        ),
        ("linux", "table:knobs", "table:knobs"),
        ("linux", "X-TOUCH MINI 1", "X-TOUCH MINI 1"),
        ("win32", "nanoKONTROL2 1", "nanoKONTROL2"),
        ("win32", "MIDIIN2 (LPMiniMK3 MIDI) 12", "MIDIIN2 (LPMiniMK3 MIDI)"),
        ("darwin", "nanoKONTROL2 SLIDER/KNOB", "nanoKONTROL2 SLIDER/KNOB"),
    ],
)
def test_numbers_that_change_are_no_part_of_a_name(platform: str, name: str, short: str) -> None:
    assert label(name, platform) == short


def test_twins_are_told_apart() -> None:
    assert number_twins(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]
    assert unused("a", ["a", "a (3)"]) == "a (2)"


def test_any_part_of_a_name_will_do() -> None:
    assert is_like("Akai APC40 mkII", ["nano", "apc40"])
    assert not is_like("Akai APC40 mkII", [])


def test_our_own_ports_and_those_that_echo_are_loops() -> None:
    assert all(map(is_loop, ["asterism:asterism", "asterism-out-01:out", "Midi Through:Midi Through Port-0 14:0"]))
    assert not is_loop("table:knobs")
