"""Which ports are one controller: by profile, by device, by what the rig names.

In: names of ports as the systems give them. Out: proof. Runs in the test process.
"""

import pytest

from engine.controls.midi.pairing import Controller, device_of, pair
from engine.controls.midi.profile import Profile, profile_of


def profile(name: str, *inputs: str, avoid: tuple[str, ...] = (), outputs: tuple[str, ...] = ()) -> Profile:
    return Profile(name, name.upper(), "", False, inputs=inputs, avoid=avoid, outputs=outputs)


NANO = profile("nano", "nanoKONTROL2")
PAD = profile("pad", "Launchpad", avoid=("Launchpad DAW",))
LONG = profile("long", "Launchpad Pro")
ANY = profile("any")
PROFILES = {each.name: each for each in (NANO, PAD, LONG, ANY)}


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", "nanoKONTROL2"),
        ("table:knobs", "table"),
        ("nanoKONTROL2 SLIDER/KNOB", "nanoKONTROL2"),
        ("nanoKONTROL2 CTRL", "nanoKONTROL2"),
        ("Keystation MIDI In 2", "Keystation"),
        ("Keystation (2)", "Keystation"),
        ("a2j:nanoKONTROL2 [20] (capture)", "nanokontrol2 [20] (capture)"),
    ],
)
def test_ports_of_one_device_are_known_by_its_name(name: str, device: str) -> None:
    assert device_of(name) == device


def test_the_longest_fitting_name_decides_and_what_is_avoided_has_none() -> None:
    assert profile_of("Launchpad Pro 2", PROFILES) is LONG
    assert profile_of("LAUNCHPAD MINI", PROFILES) is PAD
    assert profile_of("Launchpad DAW", PROFILES) is None
    assert profile_of("something else", PROFILES) is ANY
    assert profile_of("something else", {"nano": NANO}) is None


def test_only_controllers_with_a_profile_are_told_anything_unless_the_rig_says_more() -> None:
    senders, receivers = ["nanoKONTROL2 SLIDER/KNOB", "synth:out"], ["synth:in", "nanoKONTROL2 CTRL"]
    assert pair(senders, receivers, PROFILES, None) == [
        Controller("nanoKONTROL2 SLIDER/KNOB", NANO, "nanoKONTROL2 CTRL"),
        Controller("synth:out", ANY, ""),
    ]
    assert pair(senders, receivers, PROFILES, ["SYNTH"]) == [
        Controller("nanoKONTROL2 SLIDER/KNOB", NANO, ""),
        Controller("synth:out", ANY, "synth:in"),
    ]
    assert [each.receiver for each in pair(senders, receivers, PROFILES, [])] == ["", ""]


def test_twins_have_a_receiver_each() -> None:
    name = "nanoKONTROL2:nanoKONTROL2 MIDI 1"
    found = pair([name, f"{name} (2)"], [f"{name} 20:0", f"{name} 24:0"], PROFILES, None)
    assert [each.receiver for each in found] == [f"{name} 20:0", f"{name} 24:0"]


def test_a_named_receiver_without_a_sender_of_its_name_goes_to_one_that_has_none_or_stands_alone() -> None:
    assert pair(["table:knobs"], ["lights:in", "more:in"], {}, ["lights", "more"]) == [
        Controller("table:knobs", None, "lights:in"),
        Controller("", None, "more:in"),
    ]


def test_a_controller_is_called_by_its_profile_or_its_device() -> None:
    assert Controller("nanoKONTROL2 SLIDER/KNOB", NANO).title == "NANO"
    assert Controller("table:knobs", ANY).title == "table"
